"""Who may open the pages of 职工之家: hazards, suggestions, trainings, meetings, clubs, venues, contests."""

from tests.flows.rows import DECIDES, EVERYBODY, NOBODY, OFFICE, SEES, SEES_ALL, Row

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
}
__all__ = ["NOBODY", "ROWS"]
