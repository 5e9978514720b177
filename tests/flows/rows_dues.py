"""Who may open the pages of dues."""

from tests.flows.rows import EVERYBODY, OFFICE, Row, member

ALL = frozenset({"chair", "office", "committee", "auditor"})  # VIEW_DUES in the whole hospital
UNITS = frozenset({"branch", "group"})
SEES = ALL | UNITS
COLLECTS = frozenset({"office", "branch", "group"})
DECIDES = frozenset({"chair"})
MONTH = ("=2026", "=1")


def month(own: frozenset[str], method: str = "get", **data: str) -> Row:
    """A page of one month."""
    return Row(own, args=MONTH, method=method, data=data)


ROWS: dict[str, Row] = {
    "dues:home": Row(EVERYBODY),  # leads to where the role belongs
    "dues:month_list": Row(ALL),
    "dues:month_detail": month(ALL),
    "dues:month_compute": month(OFFICE, "post"),
    "dues:month_recheck": month(OFFICE, "post"),
    "dues:month_decide_many": month(OFFICE, "post", decision="arrears"),
    "dues:month_close": month(OFFICE),
    "dues:difference_list": Row(SEES),
    "dues:difference_decide": Row(OFFICE, OFFICE, ("difference.{side}",)),
    "dues:account_list": Row(SEES),
    "dues:arrears_list": Row(SEES),
    "dues:unpaid_list": Row(SEES),
    "dues:summary_list": Row(SEES),
    "dues:payroll_row_list": Row(SEES),
    "dues:income_list": Row(SEES),
    "dues:member_options": Row(COLLECTS, method="post", data={"q": "{canary}"}),
    "dues:member_account": member(SEES, ALL),
    "dues:statement": member(SEES, ALL),
    "dues:payment_create": member(OFFICE, OFFICE),
    "dues:case_open": member(COLLECTS, OFFICE, method="post"),
    "dues:mine": Row(frozenset({"member"})),
    "dues:collection_list": Row(COLLECTS),
    "dues:collection_create": Row(COLLECTS),
    "dues:collection_detail": Row(COLLECTS, OFFICE, ("collection.{side}",)),
    "dues:receipt_list": Row(SEES),
    "dues:receipt_detail": Row(SEES, ALL, ("receipt.{side}",)),
    "dues:receipt_paper": Row(SEES, ALL, ("receipt.{side}",)),
    "dues:request_list": Row(SEES),
    "dues:request_create": Row(COLLECTS),
    "dues:request_detail": Row(SEES, ALL, ("dues_request.{side}",)),
    "dues:authorisation_list": Row(SEES),
    "dues:authorisation_create": Row(COLLECTS),
    "dues:authorisation_step": Row(COLLECTS, OFFICE, ("authorisation.{side}",), "post", {"action": "see"}),
    "dues:case_list": Row(COLLECTS | DECIDES),
    "dues:case_detail": Row(COLLECTS | DECIDES, OFFICE | DECIDES, ("unpaid_case.{side}",)),
    "dues:publication": Row(ALL),
    "dues:publication_paper": Row(ALL),
}
