"""Addresses of the reports, below /reports/."""

from django.urls import path

from union.reports.views import overview, reports

app_name = "reports"

urlpatterns = [
    path("", reports.ReportListView.as_view(), name="list"),
    path("overview/", overview.OverviewView.as_view(), name="overview"),
    path("statistics/", overview.StatisticsView.as_view(), name="statistics"),
    path("new/", reports.ReportBuildView.as_view(), name="build"),
    path("<int:pk>/", reports.ReportDetailView.as_view(), name="detail"),
    path("<int:pk>/chapters/<slug:key>/", reports.ChapterView.as_view(), name="chapter"),
    path("<int:pk>/chapters/<slug:key>/photo/", reports.PhotoView.as_view(), name="photo"),
    path(
        "<int:pk>/chapters/<slug:key>/photo/<uuid:photo>/remove/",
        reports.PhotoRemoveView.as_view(),
        name="photo_remove",
    ),
    path("<int:pk>/differences/", reports.DifferenceView.as_view(), name="differences"),
    path("<int:pk>/text/", reports.PlainTextView.as_view(), name="text"),
    path("<int:pk>/draft/", reports.DraftFileView.as_view(), name="draft"),
    path("<int:pk>/edition/", reports.NewEditionView.as_view(), name="edition"),
]
