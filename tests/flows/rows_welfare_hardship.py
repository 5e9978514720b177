"""Who may open the pages of hardship files and aid: the chair and the office, and everybody his own."""

from tests.flows.rows import DECIDES, NOBODY, OFFICE, Row

_FILE = ("hardship.{side}",)
_READS = DECIDES | {"member"}  # what a member may open without a file of his own

ROWS: dict[str, Row] = {
    "welfare:hardship_list": Row(DECIDES),
    "welfare:hardship_spells": Row(DECIDES),
    "welfare:hardship_apply": Row(frozenset({"office", "member"})),
    "welfare:hardship_mine": Row(frozenset({"member"})),
    "welfare:hardship_board": Row(_READS),
    "welfare:hardship_report": Row(OFFICE),
    "welfare:hardship_detail": Row(DECIDES, DECIDES, _FILE),
    "welfare:hardship_edit": Row(NOBODY, NOBODY, _FILE),  # in publicity facts rest
    "welfare:hardship_person_add": Row(NOBODY, NOBODY, _FILE),
    "welfare:hardship_person": Row(NOBODY, NOBODY, (*_FILE, "household.{side}")),
    "welfare:hardship_consent": Row(OFFICE, OFFICE, _FILE),
    "welfare:hardship_consent_end": Row(OFFICE, OFFICE, _FILE, "post"),
    "welfare:hardship_files": Row(OFFICE, OFFICE, _FILE, "post"),
    "welfare:hardship_objection": Row(NOBODY, NOBODY, _FILE),  # hung out long ago
    "welfare:hardship_settle": Row(OFFICE, OFFICE, ("hardship_objection.{side}",)),
    "welfare:hardship_step": Row(OFFICE, OFFICE, (*_FILE, "=end-publicity")),
    "welfare:hardship_paper": Row(DECIDES, DECIDES, (*_FILE, "=publicity")),
    "welfare:aid_list": Row(DECIDES),
    "welfare:aid_apply": Row(NOBODY, NOBODY, _FILE),  # not on file
    "welfare:aid_detail": Row(DECIDES, DECIDES, ("aid.{side}",)),
    "welfare:aid_step": Row(OFFICE, OFFICE, ("aid.{side}", "=review")),
    "welfare:aid_paper": Row(DECIDES, DECIDES, ("aid.{side}",)),
    "welfare:aid_payments": Row(DECIDES),
    "welfare:aid_payment_add": Row(OFFICE),
    "welfare:aid_payment": Row(DECIDES, args=("aid_payment",)),
    "welfare:aid_payment_step": Row(OFFICE, args=("aid_payment", "=lock"), method="post"),
    "welfare:aid_return": Row(NOBODY, NOBODY, ("aid_payment", "aid.{side}")),  # nothing was paid
    "welfare:aid_payment_sheet": Row(DECIDES, args=("aid_payment",)),
    "welfare:erasure_list": Row(DECIDES),
    "welfare:erasure": Row(DECIDES, args=("erasure",)),
    "welfare:erasure_keep": Row(OFFICE, args=("erasure",), method="post"),
    "welfare:erasure_step": Row(OFFICE, args=("erasure", "=check")),
}
