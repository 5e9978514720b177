"""URLs of the kernel's own pages; helpers add theirs below."""

from django.urls import path

from union.common.views import (
    attachments,
    audit_pages,
    drafts,
    home,
    reference_tables,
    reveal,
    search,
    settings_pages,
)

app_name = "common"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("drafts/<str:form_key>/", drafts.draft, name="draft"),
    path("attachments/<uuid:pk>/", attachments.attachment, name="attachment"),
    path("reveal/<str:key>/<int:pk>/", reveal.reveal, name="reveal"),
    path("privacy/fields/", reveal.sensitive_field_list, name="sensitive_fields"),
    path("audit/", audit_pages.event_list, name="audit_list"),
    path("audit/<int:seq>/", audit_pages.event_detail, name="audit_event"),
    path("audit/verify/", audit_pages.verify, name="audit_verify"),
    path("settings/", settings_pages.index, name="settings"),
    path("settings/codes/", settings_pages.code_kinds, name="code_kinds"),
    path("settings/codes/<slug:kind>/", settings_pages.code_list, name="code_list"),
    path("settings/codes/<slug:kind>/add/", settings_pages.CodeAddView.as_view(), name="code_add"),
    path("settings/code/<int:pk>/", settings_pages.CodeEditView.as_view(), name="code_edit"),
    path("settings/rules/", settings_pages.rule_list, name="rule_list"),
    path("settings/rules/<slug:kind>/add/", settings_pages.RuleAddView.as_view(), name="rule_add"),
    path("settings/notices/", settings_pages.notice_list, name="notice_list"),
    path("settings/notices/<slug:kind>/add/", settings_pages.NoticeAddView.as_view(), name="notice_add"),
    path("settings/calendar/", reference_tables.calendar_days, name="calendar_days"),
    path(
        "settings/calendar/<int:pk>/remove/", reference_tables.calendar_day_remove, name="calendar_day_remove"
    ),
    path("settings/tables/<slug:key>/export/", reference_tables.table_export, name="table_export"),
    path("settings/tables/<slug:key>/import/", reference_tables.table_import, name="table_import"),
    path("settings/tables/<slug:key>/preview/", reference_tables.table_preview, name="table_preview"),
]
