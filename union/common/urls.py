"""URLs of the kernel's own pages; helpers add theirs below."""

from django.urls import path

from union.common.views import attachments, drafts, home, search

app_name = "common"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("drafts/<str:form_key>/", drafts.draft, name="draft"),
    path("attachments/<uuid:pk>/", attachments.attachment, name="attachment"),
]
