"""One month of dues as the office runs it: what is due, what a payroll file took off, then both again."""

import datetime as dt
import sys
from typing import Any

from django.db import transaction

from bench.runs.start import report, timed
from members.choices import DuesBookingKind, DuesMethod
from members.models import DuesPayroll, DuesPayrollRow, Member
from members.services.dues_booking import closing_books, open_month
from members.services.dues_months import compute_month
from members.services.dues_sets import book_payroll
from union.common import bulk
from union.imports.models import ImportBatch

MONTH = dt.date(2026, 1, 1)
COLUMNS = ("payroll_id", "number", "state", "member_id", "branch_id", "due", "paid")


def payroll() -> DuesPayroll:
    """A file in which everybody paid 10 yuan, as its rows stand in the database."""
    batch = ImportBatch.objects.create(kind="payroll", file_name="bench.xlsx", file_sha256="0" * 64)
    people = list(Member.objects.values_list("pk", "branch_id"))
    row = DuesPayroll.objects.create(
        month=MONTH, batch=batch, digest="0" * 64, rows=len(people), matched=len(people), unmatched=0, due=0,
        paid=0, all_due=0, all_paid=0,
    )  # fmt: skip
    rows = (
        (row.pk, number, "matched", pk, branch, 10, 10) for number, (pk, branch) in enumerate(people, start=1)
    )
    bulk.insert(DuesPayrollRow, COLUMNS, rows)
    return row


def pay(found: DuesPayroll) -> int:
    """Book the payments in one statement each way; the number of lines."""
    with transaction.atomic(), closing_books(
        DuesBookingKind.PAYROLL, open_month(MONTH), summary="代扣", actor=None, method=DuesMethod.PAYROLL
    ) as booking:  # fmt: skip
        done = book_payroll(booking, MONTH, found.pk)
    return done.added + done.reversed


def main(way: str) -> None:
    """Measure and report one way; the file's rows are there before the clock runs."""
    result: dict[str, Any] = {}
    if way == "compute":
        with timed(result, "seconds"):
            result["lines"] = compute_month(MONTH, actor=None).added
    elif way == "pay":
        found = payroll()
        with timed(result, "seconds"):
            result["lines"] = pay(found)
    else:
        with timed(result, "seconds"):
            second = compute_month(MONTH, actor=None)
        current = DuesPayroll.objects.get(month=MONTH)
        result["lines"] = second.added + second.reversed + pay(current)
    report(result)


if __name__ == "__main__":
    main(sys.argv[1])
