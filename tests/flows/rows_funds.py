"""Who may open the pages of the cash book."""

from tests.flows.rows import EVERYBODY, OFFICE, SEES_ALL, Row
from union.common.dates import today

CHAIR = frozenset({"chair"})
MONEY = SEES_ALL  # VIEW_MONEY in the whole hospital
NEW = ("entry",)
AUDITOR = frozenset({"auditor"})
PREPARES = frozenset({"auditor", "office"})

ROWS: dict[str, Row] = {
    "funds:home": Row(MONEY),
    "funds:entry_list": Row(MONEY),
    "funds:entry_create": Row(OFFICE),
    "funds:voucher_create": Row(OFFICE),
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
    "funds:audit_home": Row(MONEY),
    "funds:sample_list": Row(MONEY),
    "funds:sample_create": Row(AUDITOR),
    "funds:sample_detail": Row(MONEY, args=("audit_sample",)),
    "funds:sample_pdf": Row(MONEY, args=("audit_sample",)),
    "funds:sample_result": Row(MONEY, args=("audit_sample_row",)),
    "funds:question_list": Row(MONEY),
    "funds:question_create": Row(AUDITOR, args=NEW),
    "funds:question_detail": Row(MONEY, args=("audit_question",)),
    "funds:opinion_list": Row(MONEY),
    "funds:opinion_create": Row(AUDITOR),
    "funds:opinion_detail": Row(AUDITOR, MONEY, ("audit_opinion.{side}",)),
    "funds:opinion_edit": Row(AUDITOR, args=("audit_opinion.own",)),
    "funds:opinion_pdf": Row(AUDITOR, MONEY, ("audit_opinion.{side}",)),
    "funds:handover_list": Row(MONEY),
    "funds:handover_create": Row(PREPARES),
    "funds:handover_detail": Row(MONEY, args=("handover",)),
    "funds:handover_edit": Row(PREPARES, args=("handover",)),
    "funds:handover_scan": Row(PREPARES, args=("handover",)),
    "funds:handover_pdf": Row(MONEY, args=("handover",)),
    "funds:bank": Row(MONEY),
    "funds:bank_line_list": Row(MONEY),
    "funds:bank_match": Row(OFFICE, method="post", data={"action": "auto"}),
    "funds:bank_unmatch": Row(OFFICE, args=("bank_match",), method="post"),
    "funds:reconciliation_pdf": Row(MONEY),
    "funds:publication_list": Row(EVERYBODY),
    "funds:publish": Row(OFFICE),
    "funds:publication_detail": Row(EVERYBODY, args=("publication",)),
    "funds:publication_pdf": Row(EVERYBODY, args=("publication",)),
}
