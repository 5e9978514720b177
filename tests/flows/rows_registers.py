"""Who may open the smaller registers of the congress. `.own` lies with the department of the role `dept`."""

from tests.flows.rows import DECIDES, EVERYBODY, OFFICE, Row
from tests.flows.rows_congress import READERS, SEES

ADMINISTRATORS = frozenset({"admin", "security", "auditlog"})
STAFF = EVERYBODY - ADMINISTRATORS

ROWS: dict[str, Row] = {
    # opinions: the union reads them, a department those it answers, everybody his own
    "congress:appeal_list": Row(DECIDES),
    "congress:appeal_mine": Row(STAFF),
    "congress:appeal_create": Row(STAFF),
    "congress:appeal_register": Row(frozenset({"office", "branch", "group"})),
    "congress:appeal_by_code": Row(STAFF, method="post", data={"code": "0000"}),
    "congress:appeal_detail": Row(DECIDES | {"dept"}, DECIDES, ("appeal.{side}",)),
    "congress:appeal_step": Row(OFFICE | {"dept"}, OFFICE, ("appeal.{side}", "=answer")),
    # contracts: the union and the leadership read the ledger, delegates a contract, the office writes
    "congress:contract_list": Row(READERS),
    "congress:negotiation_list": Row(READERS),
    "congress:contract_create": Row(OFFICE),
    "congress:contract_detail": Row(SEES, args=("contract",)),
    "congress:contract_step": Row(OFFICE, args=("contract", "=abandon")),
    "congress:negotiator_create": Row(OFFICE, args=("contract",)),
    "congress:negotiation_create": Row(OFFICE, args=("contract",)),
    "congress:negotiator_remove": Row(OFFICE, args=("negotiator",), method="post"),
    "congress:contract_check": Row(OFFICE, args=("contract_check",)),
    # 院务公开: the union reads the ledger, everybody what is published, the office writes, the chair approves
    "congress:disclosure_list": Row(READERS),
    "congress:disclosure_item_list": Row(OFFICE),
    "congress:disclosure_item_create": Row(OFFICE),
    "congress:disclosure_item_edit": Row(OFFICE, args=("disclosure_item",)),
    "congress:disclosure_open": Row(OFFICE),
    "congress:disclosed": Row(EVERYBODY),
    "congress:contract_agreed": Row(EVERYBODY),
    "congress:disclosure_detail": Row(EVERYBODY, READERS, ("disclosure.{side}",)),
    "congress:disclosure_step": Row(DECIDES, args=("disclosure.foreign", "=approve")),
    "congress:disclosure_feedback": Row(EVERYBODY, args=("disclosure.own",)),
    "congress:disclosure_answer": Row(OFFICE, args=("disclosure_feedback",)),
    # mediations: the closed circle; `.own` has the user as mediator
    "congress:mediation_list": Row(DECIDES),
    "congress:mediation_create": Row(DECIDES),
    "congress:mediation_detail": Row(EVERYBODY, DECIDES, ("mediation.{side}",)),
    "congress:mediation_step": Row(EVERYBODY, DECIDES, ("mediation.{side}", "=fail")),
    "congress:mediation_party": Row(EVERYBODY, DECIDES, ("mediation.{side}",)),
    "congress:mediation_statement": Row(EVERYBODY, DECIDES, ("mediation.{side}",)),
    # winners of a change of office whom 安全管理员 appoints
    "congress:appointment_list": Row(frozenset({"security"})),
    "congress:appointment_confirm": Row(frozenset({"security"}), args=("congress.submitted",)),
    "congress:appointment_return": Row(frozenset({"security"}), args=("congress.submitted",)),
}  # fmt: skip
