"""Who may open the pages of events."""

from tests.flows.rows import EVERYBODY, NOBODY, SEES, Row

OFFICE = frozenset({"office"})
MANAGES = frozenset({"office", "branch"})
SIGNED = MANAGES | {"chair"}  # sees who signed up
SIGNED_ALL = frozenset({"office", "chair"})
# a published activity of one branch: its people and everybody who sees the whole hospital
SEEN_ALL = frozenset({"chair", "office", "committee", "auditor", "leader"})
SEEN = SEEN_ALL | {"branch", "group", "dept", "member"}


def one(own, foreign, *more: str, of: str = "activity", method: str = "get", **data: str) -> Row:
    """A page of one activity."""
    return Row(own, foreign, (f"events.{of}.{{side}}", *more), method, data)


ROWS: dict[str, Row] = {
    "events:calendar": Row(EVERYBODY),
    "events:mine": Row(EVERYBODY),
    "events:plan_list": Row(SEES),
    "events:plan_open": Row(MANAGES),
    "events:plan_detail": one(SIGNED, SIGNED_ALL, of="plan"),
    "events:plan_print": one(SIGNED, SIGNED_ALL, of="plan"),
    "events:plan_excel": one(SIGNED, SIGNED_ALL, of="plan"),
    "events:line_create": one(MANAGES, OFFICE, of="plan"),
    "events:line_edit": one(MANAGES, OFFICE, "events.line.{side}", of="plan"),
    "events:line_state": one(MANAGES, OFFICE, "events.approved_line.{side}", of="approved_plan"),
    "events:line_remove": one(MANAGES, OFFICE, "events.line.{side}", of="plan", method="post"),
    "events:activity_list": Row(SEES),
    "events:signup_list": Row(SEES),
    "events:activity_create": Row(MANAGES),
    "events:activity_detail": one(SEEN, SEEN_ALL),
    "events:activity_edit": one(MANAGES, OFFICE),
    "events:session_create": one(MANAGES, OFFICE),
    "events:session_edit": one(MANAGES, OFFICE, "events.session.{side}"),
    "events:question_create": one(MANAGES, OFFICE),
    "events:question_remove": one(MANAGES, OFFICE, "events.question.{side}", method="post"),
    "events:task_create": one(MANAGES, OFFICE),
    "events:task_done": one(MANAGES, OFFICE, "events.task.{side}", method="post"),
    "events:activity_repeat": one(MANAGES, OFFICE),
    "events:activity_template": one(MANAGES, OFFICE),
    "events:activity_result": one(MANAGES, OFFICE, of="held"),
    "events:signup": one(SEEN, SEEN_ALL),
    "events:signup_other": one(MANAGES | {"group"}, OFFICE),
    "events:signup_team": one(SEEN, SEEN_ALL, of="teams"),
    "events:lottery": one(MANAGES, OFFICE, of="lottery"),
    "events:feedback": one(NOBODY, NOBODY, of="held"),  # who took part
    "events:signup_withdraw": Row(MANAGES | {"group"}, OFFICE, ("events.signup.{side}",), "post"),
    "events:signup_decide": Row(MANAGES, OFFICE, ("events.signup.{side}",), "post"),
    "events:door": one(MANAGES, OFFICE),
    "events:walk_in": one(MANAGES, OFFICE),
    "events:check_in": one(MANAGES, OFFICE, "events.signup.{side}", method="post"),
    "events:screen": one(MANAGES, OFFICE),
    "events:here": one(SEEN, SEEN_ALL, "=0", "=a1b2c3d4e5"),
    "events:my_ticket": one(NOBODY, NOBODY),  # who has signed up
    "events:ticket": Row(MANAGES, OFFICE, ("events.ticket.{side}",)),
    "events:paper": one(MANAGES, OFFICE),
    "events:fixtures": one(MANAGES, OFFICE),
    "events:score": one(
        MANAGES, OFFICE, "events.match.{side}", method="post", home_score="1", away_score="0"
    ),
    "events:prize_create": one(MANAGES, OFFICE),
    "events:prize_edit": one(MANAGES, OFFICE, "events.prize.{side}"),
    "events:prize_remove": one(MANAGES, OFFICE, "events.prize.{side}", method="post"),
    "events:cost_create": one(MANAGES, OFFICE),
    "events:cost_receipt": one(MANAGES, OFFICE, "events.cost.{side}"),
    "events:cost_reverse": one(OFFICE, OFFICE, "events.booked_cost.{side}", of="held"),
    "events:cost_remove": one(MANAGES, OFFICE, "events.cost.{side}", method="post"),
    "events:photo_create": one(MANAGES, OFFICE),
    "events:photo_remove": one(MANAGES, OFFICE, "events.photo.{side}", method="post"),
    "events:paper_pdf": one(SIGNED, SIGNED_ALL, "=sheet"),
    "events:certificate": one(NOBODY, NOBODY, of="held"),  # who took part
    "events:activity_ics": one(SEEN, SEEN_ALL),
    "events:feed_list": Row(EVERYBODY),
    "events:pictures": Row(EVERYBODY),
    "events:picture_answer": Row(NOBODY, NOBODY, ("events.picture.{side}", "=given"), "post"),  # who is on it
    "events:feed_revoke": Row(EVERYBODY, NOBODY, ("events.feed.{side}",), "post"),
    "events:feed": Row(NOBODY, args=("=no-such-secret",)),  # the secret in the address is the key
}
PUBLIC = frozenset({"events:feed"})
