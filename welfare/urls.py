"""URLs of welfare."""

from django.urls import path

from union.ledgers.views import ledger_page
from welfare import urls_care, urls_hardship
from welfare.views import coverage, lists, papers, standards, visits

app_name = "welfare"
_VISITS = [
    path("visits/", ledger_page("visits"), name="visit_list"),
    path("visits/report/", visits.ReportView.as_view(), name="visit_report"),
    path("visits/mine/", visits.MineView.as_view(), name="visit_mine"),
    path("visits/<int:pk>/", visits.VisitDetailView.as_view(), name="visit_detail"),
    path("visits/<int:pk>/files/", visits.visit_files, name="visit_files"),
    path("visits/<int:pk>/do/<slug:action>/", visits.VisitStepView.as_view(), name="visit_step"),
    path("visits/<int:pk>/paper/<slug:kind>/", papers.VisitPaperView.as_view(), name="visit_paper"),
    path("visits/unreached/", ledger_page("visits_unreached"), name="unreached"),
    path("visits/coverage/", coverage.CoverageView.as_view(), name="coverage"),
    path("visits/members/<int:pk>/", coverage.EntitlementView.as_view(), name="entitlement"),
    path("lists/", lists.GiftListsView.as_view(), name="list_list"),
    path("lists/new/", lists.GiftListEditView.as_view(), name="list_create"),
    path("lists/<int:pk>/", lists.GiftListView.as_view(), name="list_detail"),
    path("lists/<int:pk>/edit/", lists.GiftListEditView.as_view(), name="list_edit"),
    path("lists/<int:pk>/sheet/", papers.GiftSheetView.as_view(), name="list_sheet"),
    path("lists/<int:pk>/do/<slug:action>/", lists.list_step, name="list_step"),
    path("stock/", lists.StockView.as_view(), name="stock"),
    path("stock/<int:pk>/", lists.StockItemView.as_view(), name="stock_item"),
    path("standards/", standards.StandardListView.as_view(), name="standard_list"),
    path("standards/occasions/new/", standards.OccasionAddView.as_view(), name="occasion_add"),
    path("standards/schemes/new/", standards.SchemeAddView.as_view(), name="scheme_add"),
    path("standards/<slug:code>/new/", standards.StandardAddView.as_view(), name="standard_add"),
]
urlpatterns = [*_VISITS, *urls_hardship.urlpatterns, *urls_care.urlpatterns]
