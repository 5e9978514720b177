"""Who may open the pages of the workers' congress."""

from tests.flows.rows import EVERYBODY, OFFICE, Row

READERS = frozenset({"chair", "office", "committee", "auditor", "women", "branch", "leader"})
SEES = READERS | {"delegate"}


def _office(*args: str, method: str = "get", **data: str) -> Row:
    return Row(OFFICE, args=args, method=method, data=data)


def _forms(*names: str, args: tuple[str, ...]) -> dict[str, Row]:
    return {f"congress:{name}": _office(*args) for name in names}


def _steps(**rows: str) -> dict[str, Row]:
    return {f"congress:{name}": _office(arg, method="post") for name, arg in rows.items()}


ROWS: dict[str, Row] = {
    "congress:home": Row(SEES),
    "congress:public": Row(EVERYBODY),
    "congress:term_create": Row(OFFICE),
    "congress:term_detail": Row(SEES, args=("term",)),
    **_forms(
        "term_seats", "term_extend", "term_close", "delegation_create", "constituency_create", "panel_create",
        "training_create", "tour_create", "delegate_create", "session_create", "certificates", args=("term",),
    ),
    **_steps(
        seats_distribute="term", election_confirm="election", election_publish="election", nominee_withdraw="nominee",
        panel_unseat="seat", item_remove="item", step_done="prep", step_reopen="prep", paper_issue="paper",
        resolution_publish="resolution", presider_remove="presider", declare="session", check_out="inside",
        body_candidate_remove="candidate",
    ),
    "congress:credentials": _office("term"),
    "congress:delegation_edit": _office("term", "delegation"),
    "congress:constituency_edit": _office("term", "area"),
    "congress:training_edit": _office("term", "training"),
    "congress:tour_edit": _office("term", "tour"),
    "congress:constituency_detail": Row(SEES, args=("area",)),
    "congress:election_detail": Row(SEES, args=("election",)),
    "congress:election_create": _office("area"),
    **_forms("nominee_create", "election_count", "election_cancel", args=("election",)),
    "congress:delegate_list": Row(READERS),
    "congress:delegate_options": Row(SEES, method="post", data={"q": "{canary}"}),
    "congress:delegate_detail": Row(SEES, args=("mandate",)),
    **_forms("delegate_end", "delegate_place", args=("mandate",)),
    "congress:panel_detail": Row(SEES, args=("panel",)),
    "congress:panel_seat": _office("panel"),
    "congress:tour_detail": Row(SEES, args=("tour",)),
    "congress:finding_create": _office("tour"),
    "congress:finding_follow_up": _office("finding"),
    "congress:session_list": Row(READERS),
    "congress:session_detail": Row(SEES, args=("session",)),
    **_forms(
        "session_edit", "item_create", "paper_create", "resolution_create", "guest_create", "presider_create",
        "absence_create", "attendance_sheet", "board_code", "desk", args=("session",),
    ),
    # a delegate speaks for the delegation; the user of this world has the office but no mandate
    "congress:opinion_create": _office("session"),
    "congress:session_step": _office("session", "=close"),
    "congress:item_edit": _office("session", "item"),
    "congress:item_state": _office("item", method="post", state="done"),
    "congress:step_assign": _office("prep"),
    "congress:step_waive": _office("prep"),
    "congress:paper_detail": Row(SEES, args=("paper",)),
    "congress:opinion_answer": _office("opinion"),
    "congress:minutes_edit": _office("session", "=formal"),
    "congress:resolution_print": Row(EVERYBODY, args=("resolution",)),
    "congress:board": Row(SEES, args=("session",)),
    "congress:board_numbers": Row(SEES, args=("session",)),
    "congress:desk_check_in": _office("session", "=guest", "guest", method="post"),
    "congress:check_in": Row(EVERYBODY, args=("code",)),
    "congress:body_election_list": Row(READERS),
    "congress:body_election_create": Row(OFFICE),
    "congress:body_election_detail": Row(READERS, args=("body",)),
    "congress:body_candidate_create": _office("body"),
    "congress:body_election_step": _office("body", "=cancel"),
    "congress:body_result": _office("body"),
    "congress:review_list": Row(READERS),
    "congress:review_create": Row(OFFICE),
    "congress:review_detail": Row(READERS, args=("review",)),
    "congress:review_edit": _office("review"),
}  # fmt: skip
