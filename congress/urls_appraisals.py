"""Addresses of democratic appraisal, under /congress/."""

from django.urls import path

from congress.views import appraisals, rating
from union.ledgers.views import ledger_page

urlpatterns = [
    path("appraisals/", ledger_page("congress_appraisals"), name="appraisal_list"),
    path("appraisals/results/", ledger_page("appraisal_results"), name="appraisal_result_list"),
    path("appraisals/code/", rating.appraisal_code, name="appraisal_code"),
    path("appraisals/new/", appraisals.AppraisalCreateView.as_view(), name="appraisal_create"),
    path("appraisals/<int:pk>/", appraisals.appraisal_detail, name="appraisal_detail"),
    path("appraisals/<int:pk>/edit/", appraisals.AppraisalEditView.as_view(), name="appraisal_edit"),
    path(
        "appraisals/<int:pk>/subjects/add/", appraisals.SubjectAddView.as_view(), name="appraisal_subject_add"
    ),
    path("appraisals/<int:pk>/items/add/", appraisals.ItemAddView.as_view(), name="appraisal_item_add"),
    path("appraisals/<int:pk>/groups/add/", appraisals.GroupAddView.as_view(), name="appraisal_group_add"),
    path(
        "appraisals/<int:pk>/groups/<int:group>/raters/",
        appraisals.RaterAddView.as_view(),
        name="appraisal_rater_add",
    ),
    path(
        "appraisals/<int:pk>/groups/<int:group>/codes/", appraisals.codes_print, name="appraisal_codes_print"
    ),
    path(
        "appraisals/<int:pk>/<slug:kind>/<int:part>/remove/",
        appraisals.part_remove,
        name="appraisal_part_remove",
    ),
    path(
        "appraisals/<int:pk>/tellers/add/",
        appraisals.AppraisalTellerView.as_view(),
        name="appraisal_teller_add",
    ),
    path(
        "appraisals/<int:pk>/watchers/<int:teller>/dismiss/",
        appraisals.teller_remove,
        name="appraisal_teller_remove",
    ),
    path("appraisals/<int:pk>/open/", appraisals.appraisal_open, name="appraisal_open"),
    path("appraisals/<int:pk>/sheet/", rating.appraisal_cast, name="appraisal_cast"),
    path("appraisals/<int:pk>/close/", appraisals.AppraisalCloseView.as_view(), name="appraisal_close"),
    path("appraisals/<int:pk>/void/", appraisals.AppraisalVoidView.as_view(), name="appraisal_void"),
    path("appraisals/<int:pk>/rewrite/", appraisals.appraisal_rewrite, name="appraisal_rewrite"),
    path("appraisals/<int:pk>/paper/", appraisals.results_paper, name="appraisal_paper"),
    path("appraisals/<int:pk>/of/<int:subject>/", appraisals.subject_sheet, name="appraisal_subject_sheet"),
]
