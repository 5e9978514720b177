"""Figures of the registry and of dues for the year-end report; each set-based, with its counting unit.

Dues are counted by the month they are for; a branch is that of the day of booking.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, Sum
from django.urls import reverse

from members.choices import DuesKind, MembershipStatus, PayrollRowState
from members.models import DuesEntry, DuesPayrollRow, Member
from members.selectors.dues import OWED, ZERO, rate_of
from union.common.dates import first_of_month
from union.common.registries import Figure, Period

_SOURCE = "《中国工会章程》第四条；会费规则见“设置—规则”"


def _entries(period: Period) -> Any:
    """Lines for the months of the period."""
    rows = DuesEntry.objects.filter(month__range=(first_of_month(period.first), period.last)).order_by()
    return rows.filter(branch_id=period.branch_id) if period.branch_id else rows


def _sum(rows: Any, name: str = "amount") -> Decimal:
    return (rows.aggregate(total=Sum(name))["total"] or ZERO).quantize(ZERO)


def file_due(period: Period) -> Decimal:
    """Yuan of 应扣会费 over the matched rows of the current payroll files of the period."""
    rows = DuesPayrollRow.objects.filter(
        payroll__is_current=True, state=PayrollRowState.MATCHED,
        payroll__month__range=(first_of_month(period.first), period.last),
    )  # fmt: skip
    return _sum(rows.filter(branch_id=period.branch_id) if period.branch_id else rows, "due")


def expected(period: Period) -> Decimal:
    """Yuan due for the months of the period by the registry."""
    return _sum(_entries(period).filter(kind__in=OWED))


def paid(period: Period) -> Decimal:
    """Yuan paid for the months of the period, in whatever way."""
    return _sum(_entries(period).filter(kind=DuesKind.PAID))


def arrears(period: Period) -> Decimal:
    """Yuan that members owe for the period: due minus paid of each who paid too little."""
    owed = (
        _entries(period).values("member_id")
        .annotate(
            due=Sum("amount", filter=Q(kind__in=OWED), default=ZERO),
            paid=Sum("amount", filter=Q(kind=DuesKind.PAID), default=ZERO),
        ).filter(due__gt=F("paid")).values_list("due", "paid")
    )  # fmt: skip
    return sum((((due - paid).quantize(ZERO)) for due, paid in owed), ZERO)


def in_arrears(period: Period) -> int:
    """Members who paid less than was due over the period."""
    rows = _entries(period).values("member_id").annotate(
        due=Sum("amount", filter=Q(kind__in=OWED), default=ZERO),
        paid=Sum("amount", filter=Q(kind=DuesKind.PAID), default=ZERO),
    )  # fmt: skip
    cent = Decimal("0.005")  # SQLite adds decimals as floats
    return int(rows.filter(due__gt=F("paid") + cent).count())


def collection_rate(period: Period) -> Decimal | None:
    """Percent of what is due that was paid; None where nothing is due."""
    return rate_of(paid(period), expected(period))


def income(period: Period) -> Decimal:
    """Yuan of 会费收入 as booked in the months of the period; equals the cash book."""
    rows = DuesEntry.objects.filter(
        kind=DuesKind.PAID, booked_in__range=(first_of_month(period.first), period.last)
    ).order_by()
    return _sum(rows.filter(branch_id=period.branch_id) if period.branch_id else rows)


def _members(period: Period) -> Any:
    """Kept members who were registered by the end of the period."""
    rows = Member.objects.kept().unmerged().filter(
        Q(joined_union_on=None) | Q(joined_union_on__lte=period.last)
    )  # fmt: skip
    return rows.filter(branch_id=period.branch_id) if period.branch_id else rows


def _staff(period: Period) -> Any:
    """People of the hospital in the registry: members, applicants, those who left the union but not 工号."""
    rows = Member.objects.unmerged().exclude(membership_status__in=_GONE).exclude(staff_no=None)
    return rows.filter(branch_id=period.branch_id) if period.branch_id else rows


_GONE = (MembershipStatus.TRANSFERRED_OUT, MembershipStatus.DECEASED, MembershipStatus.RETAINED)


def members_count(period: Period) -> int:
    """在册 and 保留会籍 members."""
    return int(_members(period).count())


def joined(period: Period) -> int:
    """Members whose 入会时间 lies in the period."""
    rows = Member.objects.unmerged().exclude(membership_status=MembershipStatus.APPLICANT)
    rows = rows.filter(joined_union_on__range=(period.first, period.last))
    return rows.filter(branch_id=period.branch_id).count() if period.branch_id else rows.count()


def joining_rate(period: Period) -> Decimal | None:
    """入会率: active members among the staff of the registry, in percent."""
    found = _staff(period).aggregate(
        every=Count("pk"), active=Count("pk", filter=Q(membership_status=MembershipStatus.ACTIVE))
    )
    return rate_of(Decimal(found["active"]), Decimal(found["every"]))


def _span(period: Period) -> str:
    asked = {"from": f"{period.first:%Y-%m}", "to": f"{period.last:%Y-%m}"}
    return urlencode(asked | ({"branch": period.branch_id} if period.branch_id else {}))


def _summary(period: Period) -> str:
    return f"{reverse('dues:summary_list')}?{_span(period)}"


def _arrears_url(period: Period) -> str:
    return f"{reverse('dues:arrears_list')}?{_span(period)}"


def _months(_period: Period) -> str:
    return reverse("dues:month_list")


def _publication(period: Period) -> str:
    return f"{reverse('dues:publication')}?year={period.first.year}"


def _roster(period: Period) -> str:
    """The roster without its filter on the status 在册, of one branch if asked."""
    return f"{reverse('members:member_list')}?" + urlencode(
        {"branch": period.branch_id} if period.branch_id else {}
    )


def _joined_url(period: Period) -> str:
    asked = {"status": "all", "joined_from": period.first.isoformat(), "joined_to": period.last.isoformat()}
    extra = {"branch": period.branch_id} if period.branch_id else {}
    return f"{reverse('members:member_list')}?{urlencode(asked | extra)}"


FIGURES: dict[str, Figure] = {
    "members.count": Figure(
        "organisation", "会员人数", "人", "期末在册与保留会籍的会员，按人计", members_count, _roster
    ),
    "members.joined": Figure(
        "organisation", "新入会人数", "人", "入会时间在本期内的会员，按人计", joined, _joined_url
    ),
    "members.joining_rate": Figure(
        "organisation", "入会率", "%", "在册会员占登记在职人员（有工号、未离开、未退休）的百分比",
        joining_rate, _roster,
    ),
    "dues.file_due": Figure(
        "money", "代扣文件应扣会费", "元", "各月现行代扣文件中已匹配各行的应扣会费之和", file_due, _months
    ),
    "dues.expected": Figure(
        "money", "应缴会费", "元", f"按会员登记核算的各月应缴会费之和（{_SOURCE}）", expected, _summary
    ),
    "dues.paid": Figure(
        "money", "实缴会费", "元", "各月应缴会费中已缴的金额，含代扣、现金、转账，扣除退费", paid, _summary
    ),
    "dues.arrears": Figure(
        "money", "欠缴会费", "元", "每名会员本期应缴减实缴，少缴的部分之和", arrears, _arrears_url
    ),
    "dues.in_arrears": Figure(
        "money", "欠缴会费人数", "人", "本期实缴少于应缴的会员，按人计", in_arrears, _arrears_url
    ),
    "dues.rate": Figure("money", "会费收缴率", "%", "实缴会费占应缴会费的百分比", collection_rate, _summary),
    "dues.income": Figure(
        "money", "会费收入（入账）", "元", "本期入账的会费，与经费账的会费收入一致", income, _publication
    ),
}  # fmt: skip
