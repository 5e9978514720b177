"""Who may open the pages of 职工之家: hazards, suggestions, trainings, meetings, clubs, venues, contests."""

from tests.flows.rows import DECIDES, EVERYBODY, NOBODY, OFFICE, SEES, SEES_ALL, Row

KEEPS = frozenset({"office", "branch"})
SAW = SEES_ALL | {"branch"}  # the whole hospital, and the own branch


def one(own, foreign, name: str, *more: str, method: str = "get", **data: str) -> Row:
    """A page of one record of 职工之家."""
    return Row(own, foreign, (f"rooms.{name}.{{side}}", *more), method, data)


ROWS: dict[str, Row] = {
    # hazards: a department sees what it must put right
    "rooms:hazard_home": Row(EVERYBODY),
    "rooms:hazard_list": Row(SEES),
    "rooms:hazard_report": Row(EVERYBODY),
    "rooms:hazard_detail": one(SAW | {"dept"}, SEES_ALL, "hazard"),
    "rooms:hazard_edit": one(OFFICE, OFFICE, "hazard_new"),
    "rooms:hazard_step": one(OFFICE | {"dept"}, OFFICE, "hazard", "=rectify"),
    # suggestions
    "rooms:suggestion_home": Row(EVERYBODY),
    "rooms:suggestion_list": Row(SEES),
    "rooms:suggestion_create": Row(EVERYBODY),
    "rooms:suggestion_detail": one(SAW, SEES_ALL, "suggestion"),
    "rooms:suggestion_step": one(DECIDES, DECIDES, "suggestion", "=adopt"),
    # trainings: who sees the hospital sees all; a branch its own, its keeper writes
    "rooms:training_home": Row(EVERYBODY),
    "rooms:training_list": Row(SEES),
    "rooms:training_hours": Row(SEES),
    "rooms:training_officers": Row(SEES),
    "rooms:training_create": Row(KEEPS),
    "rooms:training_detail": one(SAW, SEES_ALL, "training"),
    "rooms:training_edit": one(KEEPS, OFFICE, "training"),
    "rooms:training_session": one(KEEPS, OFFICE, "training"),
    "rooms:training_people": one(KEEPS, OFFICE, "training"),
    "rooms:trainee_remove": one(KEEPS, OFFICE, "training", "rooms.trainee.{side}", method="post"),
    "rooms:training_results": one(KEEPS, OFFICE, "training"),
    "rooms:training_step": one(KEEPS, OFFICE, "training", "=hold"),
    "rooms:training_sheet": one(KEEPS, OFFICE, "training"),
    # meetings: their keepers, the chair, who is invited
    "rooms:meeting_home": Row(EVERYBODY),
    "rooms:meeting_list": Row(KEEPS),
    "rooms:item_list": Row(KEEPS),
    "rooms:meeting_create": Row(KEEPS),
    "rooms:meeting_detail": one(KEEPS | {"chair"}, DECIDES, "meeting"),
    "rooms:meeting_edit": one(KEEPS, OFFICE, "meeting"),
    "rooms:meeting_people": one(KEEPS, OFFICE, "meeting"),
    "rooms:meeting_minutes": one(KEEPS, OFFICE, "meeting_held"),
    "rooms:item_create": one(KEEPS, OFFICE, "meeting_held"),
    "rooms:meeting_step": one(KEEPS, OFFICE, "meeting", "=hold"),
    "rooms:meeting_paper": one(KEEPS, OFFICE, "meeting", "=sheet"),
    "rooms:item_done": one(KEEPS, OFFICE, "item"),
    # clubs: everybody sees what there is to join; who is in it, only its people
    "rooms:club_home": Row(EVERYBODY),
    "rooms:club_list": Row(SEES),
    "rooms:club_session_list": Row(SEES),
    "rooms:club_create": Row(OFFICE),
    "rooms:club_detail": one(EVERYBODY, EVERYBODY, "club"),
    "rooms:club_edit": one(OFFICE, OFFICE, "club"),
    "rooms:club_budget": one(OFFICE, OFFICE, "club"),
    "rooms:club_session": one(OFFICE, OFFICE, "club"),
    "rooms:club_session_edit": one(OFFICE, OFFICE, "club", "rooms.club_session.{side}"),
    "rooms:club_person": one(OFFICE, OFFICE, "club"),
    "rooms:club_join": one(EVERYBODY, EVERYBODY, "club", method="post"),
    "rooms:club_leave": one(OFFICE, OFFICE, "club", "rooms.membership.{side}", method="post"),
    # venues: everybody sees when they are taken, by whom only those who may
    "rooms:venue_home": Row(EVERYBODY),
    "rooms:booking_list": Row(SEES),
    "rooms:visitor_list": Row(SEES),
    "rooms:venue_create": Row(OFFICE),
    "rooms:venue_detail": one(EVERYBODY, EVERYBODY, "venue"),
    "rooms:venue_edit": one(OFFICE, OFFICE, "venue"),
    "rooms:booking_create": one(EVERYBODY, EVERYBODY, "venue"),
    "rooms:visitor_create": one(OFFICE, OFFICE, "venue"),
    "rooms:booking_cancel": one(OFFICE, OFFICE, "booking", method="post"),
    "rooms:booking_use": one(OFFICE, OFFICE, "booking"),
    # the library: everybody sees the books, the desk lends them
    "rooms:library_home": Row(EVERYBODY),
    "rooms:book_list": Row(SEES),
    "rooms:loan_list": Row(SEES),
    "rooms:note_list": Row(SEES),
    "rooms:book_create": Row(OFFICE),
    "rooms:book_detail": one(EVERYBODY, EVERYBODY, "book"),
    "rooms:book_edit": one(OFFICE, OFFICE, "book"),
    "rooms:loan_create": Row(OFFICE),
    "rooms:loan_return": one(OFFICE, OFFICE, "loan", method="post"),
    "rooms:loan_renew": one(OFFICE, OFFICE, "loan", method="post"),
    "rooms:reading_create": Row(OFFICE),
    "rooms:reading_detail": one(EVERYBODY, EVERYBODY, "reading"),
    "rooms:reading_edit": one(OFFICE, OFFICE, "reading"),
    "rooms:note_create": one(EVERYBODY, EVERYBODY, "reading"),
    # contests of work: one's own branch and the whole union's; keepers write
    "rooms:competition_home": Row(EVERYBODY),
    "rooms:competition_list": Row(SEES),
    "rooms:entry_list": Row(SEES),
    "rooms:competition_create": Row(KEEPS),
    "rooms:competition_detail": one(SAW | {"group", "dept", "member"}, SEES_ALL, "competition"),
    "rooms:competition_edit": one(KEEPS, OFFICE, "competition"),
    "rooms:competition_step": one(KEEPS, OFFICE, "competition", "=finish"),
    "rooms:entry_create": one(KEEPS, OFFICE, "competition"),
    "rooms:entry_edit": one(KEEPS, OFFICE, "competition", "rooms.entry.{side}"),
    "rooms:entry_remove": one(KEEPS, OFFICE, "competition", "rooms.entry.{side}", method="post"),
}
__all__ = ["NOBODY", "ROWS"]
