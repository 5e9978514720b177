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
    "congress:term_detail": Row(SEES, args=("congress.term",)),
    **_forms(
        "term_seats", "term_extend", "term_close", "delegation_create", "constituency_create", "panel_create",
        "training_create", "tour_create", "delegate_create", "session_create", "certificates", args=("congress.term",),
    ),
    **_steps(
        seats_distribute="congress.term", election_confirm="congress.election", election_publish="congress.election", nominee_withdraw="congress.nominee",
        panel_unseat="congress.seat", item_remove="congress.item", step_done="congress.prep", step_reopen="congress.prep", paper_issue="congress.paper",
        resolution_publish="congress.resolution", presider_remove="congress.presider", declare="congress.session", check_out="congress.inside",
        body_candidate_remove="congress.candidate",
    ),
    "congress:credentials": _office("congress.term"),
    "congress:delegation_edit": _office("congress.term", "congress.delegation"),
    "congress:constituency_edit": _office("congress.term", "congress.area"),
    "congress:training_edit": _office("congress.term", "congress.training"),
    "congress:tour_edit": _office("congress.term", "congress.tour"),
    "congress:constituency_detail": Row(SEES, args=("congress.area",)),
    "congress:election_detail": Row(SEES, args=("congress.election",)),
    "congress:election_create": _office("congress.area"),
    **_forms("nominee_create", "election_count", "election_cancel", args=("congress.election",)),
    "congress:delegate_list": Row(READERS),
    "congress:training_list": Row(READERS),
    "congress:delegate_options": Row(SEES, method="post", data={"q": "{canary}"}),
    "congress:delegate_detail": Row(SEES, args=("congress.mandate",)),
    **_forms("delegate_end", "delegate_place", args=("congress.mandate",)),
    "congress:panel_detail": Row(SEES, args=("congress.panel",)),
    "congress:panel_seat": _office("congress.panel"),
    "congress:tour_detail": Row(SEES, args=("congress.tour",)),
    "congress:finding_create": _office("congress.tour"),
    "congress:finding_follow_up": _office("congress.finding"),
    "congress:session_list": Row(READERS),
    "congress:session_detail": Row(SEES, args=("congress.session",)),
    **_forms(
        "session_edit", "item_create", "paper_create", "resolution_create", "guest_create", "presider_create",
        "absence_create", "attendance_sheet", "board_code", "desk", args=("congress.session",),
    ),
    # a delegate speaks for the delegation; the user of this world has the office but no mandate
    "congress:opinion_create": _office("congress.session"),
    "congress:session_step": _office("congress.session", "=close"),
    "congress:item_edit": _office("congress.session", "congress.item"),
    "congress:item_state": _office("congress.item", method="post", state="done"),
    "congress:step_assign": _office("congress.prep"),
    "congress:step_waive": _office("congress.prep"),
    "congress:paper_detail": Row(SEES, args=("congress.paper",)),
    "congress:opinion_answer": _office("congress.opinion"),
    "congress:minutes_edit": _office("congress.session", "=formal"),
    "congress:resolution_print": Row(EVERYBODY, args=("congress.resolution",)),
    "congress:board": Row(SEES, args=("congress.session",)),
    "congress:board_numbers": Row(SEES, args=("congress.session",)),
    "congress:desk_check_in": _office("congress.session", "=guest", "congress.guest", method="post"),
    "congress:check_in": Row(EVERYBODY, args=("congress.code",)),
    "congress:body_election_list": Row(READERS),
    "congress:body_election_create": Row(OFFICE),
    "congress:body_election_detail": Row(READERS, args=("congress.body",)),
    "congress:body_candidate_create": _office("congress.body"),
    "congress:body_election_step": _office("congress.body", "=cancel"),
    "congress:body_result": _office("congress.body"),
    "congress:review_list": Row(READERS),
    "congress:review_create": Row(OFFICE),
    "congress:review_detail": Row(READERS, args=("congress.review",)),
    "congress:review_edit": _office("congress.review"),
}  # fmt: skip
