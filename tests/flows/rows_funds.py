"""Who may open the pages of the cash book."""

from tests.flows.rows import OFFICE, SEES_ALL, Row
from union.common.dates import today

CHAIR = frozenset({"chair"})
MONEY = SEES_ALL  # VIEW_MONEY in the whole hospital
NEW = ("entry",)

ROWS: dict[str, Row] = {
    "funds:home": Row(MONEY),
    "funds:entry_list": Row(MONEY),
    "funds:entry_create": Row(OFFICE),
    "funds:entry_detail": Row(MONEY, args=NEW),
    "funds:entry_reverse": Row(OFFICE, args=NEW),
    "funds:entry_receipt": Row(OFFICE, args=NEW),
    "funds:entry_pdf": Row(MONEY, args=NEW),
    "funds:line_open": Row(MONEY, args=("entry_line",)),
    "funds:account_list": Row(MONEY),
    "funds:cash_book": Row(MONEY),
    "funds:account_lines": Row(MONEY),
    "funds:journal": Row(MONEY, args=("=cash",)),
    "funds:execution": Row(MONEY),
    "funds:final_account_pdf": Row(MONEY, args=("=" + str(today().year),)),
    "funds:budget_ledger": Row(MONEY),
    "funds:budget_list": Row(MONEY),
    "funds:budget_start": Row(OFFICE),
    "funds:budget_release": Row(CHAIR),
    "funds:budget_detail": Row(MONEY, args=("budget",)),
    "funds:budget_edit": Row(OFFICE, args=("budget_draft",)),
    "funds:budget_change": Row(OFFICE, args=("budget",)),
    "funds:closing": Row(MONEY),
    "funds:opening": Row(OFFICE),
}
