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
    "congress:contract_create": Row(OFFICE),
    "congress:contract_detail": Row(SEES, args=("contract",)),
    "congress:contract_step": Row(OFFICE, args=("contract", "=abandon")),
    "congress:negotiator_create": Row(OFFICE, args=("contract",)),
    "congress:negotiation_create": Row(OFFICE, args=("contract",)),
    "congress:negotiator_remove": Row(OFFICE, args=("negotiator",), method="post"),
    "congress:contract_check": Row(OFFICE, args=("contract_check",)),
}  # fmt: skip
