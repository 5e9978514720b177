"""Sums of dues for commands, papers and figures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from members.choices import DuesKind, PayrollRowState
from members.models import DuesEntry, DuesPayroll

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


def text(amount: Any) -> str:
    """Yuan with two decimals: 70270.5 → "70270.50"; None → "0.00"."""
    return str(Decimal(amount or 0).quantize(CENT))
