"""URLs of the records around activities (职工之家)."""

from django.urls import path

from events.views import hazards, suggestions
from union.ledgers.views import ledger_page

app_name = "rooms"
urlpatterns = [
    # hazards
    path("hazards/", hazards.HazardHomeView.as_view(), name="hazard_home"),
    path("hazards/list/", ledger_page("hazards"), name="hazard_list"),
    path("hazards/report/", hazards.HazardReportView.as_view(), name="hazard_report"),
    path("hazards/<int:pk>/", hazards.HazardDetailView.as_view(), name="hazard_detail"),
    path("hazards/<int:pk>/edit/", hazards.HazardEditView.as_view(), name="hazard_edit"),
    path("hazards/<int:pk>/step/<slug:action>/", hazards.HazardStepView.as_view(), name="hazard_step"),
    # suggestions
    path("suggestions/", suggestions.SuggestionHomeView.as_view(), name="suggestion_home"),
    path("suggestions/list/", ledger_page("suggestions"), name="suggestion_list"),
    path("suggestions/new/", suggestions.SuggestionCreateView.as_view(), name="suggestion_create"),
    path("suggestions/<int:pk>/", suggestions.SuggestionDetailView.as_view(), name="suggestion_detail"),
    path(
        "suggestions/<int:pk>/step/<slug:action>/",
        suggestions.SuggestionStepView.as_view(),
        name="suggestion_step",
    ),
]
