"""URLs of the records around activities (职工之家)."""

from django.urls import path

from events.views import (
    clubs,
    competitions,
    hazards,
    library,
    meetings,
    suggestions,
    trainings,
    venues,
)
from union.ledgers.views import ledger_page

app_name = "rooms"
_TRAINING, _MEETING = "trainings/<int:pk>/", "meetings/<int:pk>/"
_CLUB, _VENUE = "clubs/<int:pk>/", "venues/<int:pk>/"
_CONTEST = "competitions/<int:pk>/"
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
    # trainings
    path("trainings/", trainings.TrainingHomeView.as_view(), name="training_home"),
    path("trainings/list/", ledger_page("trainings"), name="training_list"),
    path("trainings/officers/", ledger_page("training_officers"), name="training_officers"),
    path("trainings/hours/", ledger_page("training_hours"), name="training_hours"),
    path("trainings/new/", trainings.TrainingCreateView.as_view(), name="training_create"),
    path(_TRAINING, trainings.TrainingDetailView.as_view(), name="training_detail"),
    path(f"{_TRAINING}edit/", trainings.TrainingEditView.as_view(), name="training_edit"),
    path(f"{_TRAINING}sessions/new/", trainings.TrainingSessionView.as_view(), name="training_session"),
    path(f"{_TRAINING}people/", trainings.TrainingPeopleView.as_view(), name="training_people"),
    path(f"{_TRAINING}people/<int:trainee>/remove/", trainings.trainee_remove, name="trainee_remove"),
    path(f"{_TRAINING}results/", trainings.TrainingResultsView.as_view(), name="training_results"),
    path(f"{_TRAINING}step/<slug:action>/", trainings.TrainingStepView.as_view(), name="training_step"),
    path(f"{_TRAINING}sheet/", trainings.training_sheet, name="training_sheet"),
    # meetings
    path("meetings/", meetings.MeetingHomeView.as_view(), name="meeting_home"),
    path("meetings/list/", ledger_page("meetings"), name="meeting_list"),
    path("meetings/items/", ledger_page("meeting_items"), name="item_list"),
    path("meetings/new/", meetings.MeetingCreateView.as_view(), name="meeting_create"),
    path(_MEETING, meetings.MeetingDetailView.as_view(), name="meeting_detail"),
    path(f"{_MEETING}edit/", meetings.MeetingEditView.as_view(), name="meeting_edit"),
    path(f"{_MEETING}people/", meetings.MeetingPeopleView.as_view(), name="meeting_people"),
    path(f"{_MEETING}minutes/", meetings.MinutesView.as_view(), name="meeting_minutes"),
    path(f"{_MEETING}items/new/", meetings.ItemCreateView.as_view(), name="item_create"),
    path(f"{_MEETING}step/<slug:action>/", meetings.MeetingStepView.as_view(), name="meeting_step"),
    path(f"{_MEETING}papers/<slug:kind>/", meetings.meeting_paper, name="meeting_paper"),
    path("meetings/items/<int:pk>/done/", meetings.ItemDoneView.as_view(), name="item_done"),
    # clubs
    path("clubs/", clubs.ClubHomeView.as_view(), name="club_home"),
    path("clubs/list/", ledger_page("clubs"), name="club_list"),
    path("clubs/sessions/", ledger_page("club_sessions"), name="club_session_list"),
    path("clubs/new/", clubs.ClubCreateView.as_view(), name="club_create"),
    path(_CLUB, clubs.ClubDetailView.as_view(), name="club_detail"),
    path(f"{_CLUB}edit/", clubs.ClubEditView.as_view(), name="club_edit"),
    path(f"{_CLUB}budget/", clubs.ClubBudgetView.as_view(), name="club_budget"),
    path(f"{_CLUB}sessions/new/", clubs.ClubSessionView.as_view(), name="club_session"),
    path(f"{_CLUB}sessions/<int:session>/", clubs.ClubSessionView.as_view(), name="club_session_edit"),
    path(f"{_CLUB}people/new/", clubs.ClubPersonView.as_view(), name="club_person"),
    path(f"{_CLUB}join/", clubs.club_join, name="club_join"),
    path(f"{_CLUB}people/<int:membership>/leave/", clubs.club_leave, name="club_leave"),
    # venues
    path("venues/", venues.VenueHomeView.as_view(), name="venue_home"),
    path("venues/bookings/", ledger_page("bookings"), name="booking_list"),
    path("venues/visitors/", ledger_page("venue_visitors"), name="visitor_list"),
    path("venues/new/", venues.VenueCreateView.as_view(), name="venue_create"),
    path(_VENUE, venues.VenueDetailView.as_view(), name="venue_detail"),
    path(f"{_VENUE}edit/", venues.VenueEditView.as_view(), name="venue_edit"),
    path(f"{_VENUE}book/", venues.BookingCreateView.as_view(), name="booking_create"),
    path(f"{_VENUE}visitors/new/", venues.VisitorView.as_view(), name="visitor_create"),
    path("bookings/<int:pk>/cancel/", venues.booking_cancel, name="booking_cancel"),
    path("bookings/<int:pk>/use/", venues.UseView.as_view(), name="booking_use"),
    # the library and the reading list
    path("library/", library.LibraryHomeView.as_view(), name="library_home"),
    path("library/books/", ledger_page("books"), name="book_list"),
    path("library/loans/", ledger_page("book_loans"), name="loan_list"),
    path("library/notes/", ledger_page("reading_notes"), name="note_list"),
    path("library/books/new/", library.BookCreateView.as_view(), name="book_create"),
    path("library/books/<int:pk>/", library.BookDetailView.as_view(), name="book_detail"),
    path("library/books/<int:pk>/edit/", library.BookEditView.as_view(), name="book_edit"),
    path("library/loans/new/", library.LoanCreateView.as_view(), name="loan_create"),
    path("library/loans/<int:pk>/return/", library.loan_return, name="loan_return"),
    path("library/loans/<int:pk>/renew/", library.loan_renew, name="loan_renew"),
    path("library/reading/new/", library.ReadingCreateView.as_view(), name="reading_create"),
    path("library/reading/<int:pk>/", library.ReadingDetailView.as_view(), name="reading_detail"),
    path("library/reading/<int:pk>/edit/", library.ReadingEditView.as_view(), name="reading_edit"),
    path("library/reading/<int:pk>/write/", library.NoteCreateView.as_view(), name="note_create"),
    # contests of work
    path("competitions/", competitions.CompetitionHomeView.as_view(), name="competition_home"),
    path("competitions/list/", ledger_page("competitions"), name="competition_list"),
    path("competitions/results/", ledger_page("competition_entries"), name="entry_list"),
    path("competitions/new/", competitions.CompetitionCreateView.as_view(), name="competition_create"),
    path(_CONTEST, competitions.CompetitionDetailView.as_view(), name="competition_detail"),
    path(f"{_CONTEST}edit/", competitions.CompetitionEditView.as_view(), name="competition_edit"),
    path(
        f"{_CONTEST}step/<slug:action>/", competitions.CompetitionStepView.as_view(), name="competition_step"
    ),
    path(f"{_CONTEST}entries/new/", competitions.EntryView.as_view(), name="entry_create"),
    path(f"{_CONTEST}entries/<int:entry>/", competitions.EntryView.as_view(), name="entry_edit"),
    path(f"{_CONTEST}entries/<int:entry>/remove/", competitions.entry_remove, name="entry_remove"),
]
