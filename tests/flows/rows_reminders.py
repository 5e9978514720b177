"""Who may open the pages of reminders."""

from tests.flows.rows import EVERYBODY, NOBODY, OFFICE, Row

ROWS: dict[str, Row] = {
    # things of one user: nobody else's
    "reminders:preference": Row(EVERYBODY),
    "reminders:notice_done": Row(EVERYBODY, NOBODY, ("notice.{side}",), "post"),
    "reminders:notice_take_back": Row(EVERYBODY, NOBODY, ("notice.{side}",), "post"),
    "reminders:notice_snooze": Row(EVERYBODY, NOBODY, ("notice.{side}", "=3"), "post"),
    # rules, log, deliveries
    "reminders:rule_list": Row(OFFICE),
    "reminders:rule_edit": Row(OFFICE, args=("=imports.waiting",)),
    "reminders:log": Row(OFFICE),
    "reminders:unreachable": Row(OFFICE),
    "reminders:delivery_list": Row(OFFICE),
    "reminders:delivery_seen": Row(OFFICE, args=("delivery",), method="post"),
}
