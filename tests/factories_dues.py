"""Members who owe dues, payroll files, and the proof that dues and cash book agree."""

import datetime as dt
from decimal import Decimal

from django.db.models import Sum

from members.models import DuesBase, DuesEntry, MembershipChange
from tests.factories import MemberFactory
from tests.imports.files import workbook
from tests.imports.steps import load
from union.funds.choices import Purpose
from union.funds.models import EntryLine

JAN, FEB, MAR = (dt.date(2026, n, 1) for n in (1, 2, 3))
HEAD = ("序号", "工号", "姓名", "科室", "应扣会费", "实扣会费", "备注")


def payer(base="4567.00", *, since=dt.date(2020, 1, 1), until=None, **values):
    """An active member with a dues base; `until` is the first day of 保留会籍."""
    member = MemberFactory(**values)
    DuesBase.objects.create(member=member, effective_month=since.replace(day=1), amount=base)
    MembershipChange.objects.create(member=member, to_status="active", effective_on=since)
    if until:
        MembershipChange.objects.create(
            member=member,
            from_status="active",
            to_status="retained",
            retain_reason="retired",
            effective_on=until,
        )
    return member


def row(member, due="22.80", paid=None, **changes):
    """A row of a payroll file."""
    paid = due if paid is None else paid
    values = {"工号": member.staff_no, "姓名": member.name, "应扣会费": float(due), "实扣会费": float(paid)}
    return values | changes


def payroll_file(rows, *, month=JAN, total=None):
    """The file of a month, as the finance department writes it; `total` overrides the 合计 row."""
    sums = total or (sum(r["应扣会费"] for r in rows), sum(r["实扣会费"] for r in rows))
    title = f"会费代扣明细（{month:%Y年%-m月}）"
    return workbook(rows, title=title, head=HEAD, more=[["合计", None, None, None, *sums]])


def load_payroll(rows, *, month=JAN, total=None, **options):
    """Check and apply a payroll file; the batch."""
    content = payroll_file(rows, month=month, total=total)
    return load(content, kind="payroll", name="代扣.xlsx", month=f"{month:%Y-%m}", **options)


def money(rows):
    """Lines as {(member, month, kind): sum}."""
    found = {}
    for line in rows:
        key = (line.member_id, line.month, line.kind)
        found[key] = found.get(key, Decimal(0)) + line.amount
    return found


def books_agree():
    """Whether paid dues by month and branch equal 会费收入 in the cash book by month and branch."""
    dues = DuesEntry.objects.filter(kind="paid").order_by().values_list("booked_in", "branch_id")
    ours = {
        key: total for *key_, total in dues.annotate(total=Sum("amount")) if total for key in [tuple(key_)]
    }
    lines = EntryLine.objects.filter(account__purpose=Purpose.DUES).order_by()
    theirs = {}
    for on, branch, debit, credit in lines.values_list("entry__on", "branch_id", "debit", "credit"):
        key = (on.replace(day=1), branch)
        theirs[key] = theirs.get(key, Decimal(0)) + credit - debit
    cent = Decimal("0.01")
    ours = {key: total.quantize(cent) for key, total in ours.items() if total.quantize(cent)}
    theirs = {key: total.quantize(cent) for key, total in theirs.items() if total}
    assert ours == theirs, (ours, theirs)
    return True
