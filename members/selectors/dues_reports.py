"""Sums of dues for commands, papers and figures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from members.choices import DuesKind, PayrollRowState
from members.models import DuesEntry, DuesPayroll, Member
from members.selectors.dues import ZERO, account_of
from union.funds.choices import AccountKind, FundSource
from union.funds.models import EntryLine

CENT = Decimal("0.01")


def payroll_summary(month: dt.date) -> dict[str, Any]:
    """What `import_payroll` prints: counts, sums as text with two decimals, and the unmatched rows.

    Read from the books, so that the same month again says the same.
    """
    payroll = DuesPayroll.objects.get(month=month, is_current=True)
    expected = DuesEntry.objects.filter(month=month, kind=DuesKind.DUE).aggregate(total=Sum("amount"))
    unmatched = payroll.file_rows.filter(state=PayrollRowState.UNMATCHED).order_by("number")
    return {
        "rows": payroll.rows,
        "matched": payroll.matched,
        "unmatched": payroll.unmatched,
        "due": text(payroll.due),
        "paid": text(payroll.paid),
        "expected_due": text(expected["total"]),
        "errors": [
            {"row": number, "column": "姓名" if "不一致" in reason else "工号", "reason": reason}
            for number, reason in unmatched.values_list("number", "reason")
        ],
    }


def statement_of(member: Member, year: int) -> dict[str, Any]:
    """What the statement of a year shows: months, their sums, payments with method and receipt."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 1)
    months = account_of(member, first, last)
    payments = DuesEntry.objects.filter(member=member, kind=DuesKind.PAID, month__range=(first, last))
    return {
        "months": months,
        "due": sum((row["due"] for row in months), ZERO),
        "paid": sum((row["paid"] for row in months), ZERO),
        "owed": sum((row["owed"] for row in months), ZERO),
        "payments": payments.select_related("booking").order_by("booking__on", "id"),
        "receipts": member.dues_receipts.filter(year=year, void_reason="").order_by("serial"),
    }


def publication(first: dt.date, last: dt.date) -> dict[str, Any]:
    """会费收支公布 of whole months: income by month of the books and by branch, spending by account.

    Income is what stands on the members' accounts by month of the books; it equals the cash book.
    """
    rows = DuesEntry.objects.filter(kind=DuesKind.PAID, booked_in__range=(first, last)).order_by()
    by_month = _totals(rows.values_list("booked_in").annotate(total=Sum("amount")).order_by("booked_in"))
    by_branch = _totals(
        rows.values_list("branch__name").annotate(total=Sum("amount")).order_by("branch__name")
    )
    spent = _totals(
        EntryLine.objects.filter(
            entry__on__range=(first, last), account__kind=AccountKind.EXPENSE, fund_source=FundSource.DUES
        ).order_by().values_list("account__name").annotate(total=Sum("debit") - Sum("credit"))
        .order_by("account__code")
    )  # fmt: skip
    income = sum((total for _key, total in by_month), ZERO)
    expense = sum((total for _key, total in spent), ZERO)
    return {
        "by_month": by_month, "by_branch": [(name or "未归支会", total) for name, total in by_branch],
        "spent": spent, "income": income, "expense": expense, "balance": income - expense,
    }  # fmt: skip


def _totals(rows: Any) -> list[tuple[Any, Decimal]]:
    return [(key, Decimal(total).quantize(CENT)) for key, total in rows if total]


def text(amount: Any) -> str:
    """Yuan with two decimals: 70270.5 → "70270.50"; None → "0.00"."""
    return str(Decimal(amount or 0).quantize(CENT))
