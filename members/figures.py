"""Figures of the registry and of dues for the year-end report; each set-based, with its counting unit.

Dues are counted by the month they are for; a branch is that of the day of booking.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, Sum
from django.urls import reverse

from members.choices import DuesKind, MembershipStatus, PayrollRowState, Sex
from members.ledgers import ON_THE_BOOKS, staff_only, status_on
from members.models import DuesEntry, DuesPayrollRow, Member
from members.selectors.dues import OWED, ZERO, rate_of
from union.common.dates import first_of_month
from union.common.registries import Breakdown, Figure, FigureValue, Period
from union.organisation.choices import Right

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
    """Members on the books on the last day, by the history; the units are those of today."""
    rows = Member.objects.unmerged().annotate(then=status_on(period.last)).filter(then__in=ON_THE_BOOKS)
    return rows.filter(branch_id=period.branch_id) if period.branch_id else rows


def _staff(period: Period) -> Any:
    rows = staff_only(Member.objects.unmerged())
    return rows.filter(branch_id=period.branch_id) if period.branch_id else rows


def members_count(period: Period) -> int:
    """在册 and 保留会籍 members."""
    return int(_members(period).count())


def women(period: Period) -> int:
    """Women among them."""
    return int(_members(period).filter(sex=Sex.FEMALE).count())


def staff(period: Period) -> int:
    """People of the hospital in the registry."""
    return int(_staff(period).count())


def women_on_staff(period: Period) -> int:
    """Women among them."""
    return int(_staff(period).filter(sex=Sex.FEMALE).count())


def by_sex(period: Period) -> Iterator[FigureValue]:
    """Members on the books by sex; who has none on record is left out."""
    for row in _members(period).order_by("sex").values("sex").annotate(value=Count("pk")):
        if row["sex"]:
            yield FigureValue(
                row["sex"], Sex(row["sex"]).label, row["value"], _roster(period, sex=row["sex"])
            )


def by_branch(period: Period) -> Iterator[FigureValue]:
    """Members on the books by their branch of today; closed branches, too, as long as they have members."""
    rows = _members(period).exclude(branch=None).order_by("branch__position", "branch__name")
    for row in rows.values("branch_id", "branch__name").annotate(value=Count("pk")):
        pk = str(row["branch_id"])
        yield FigureValue(pk, row["branch__name"], row["value"], _roster(period, branch=pk))


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


def _months(period: Period) -> str:
    return f"{reverse('dues:payroll_row_list')}?{_span(period)}&state={PayrollRowState.MATCHED.value}"


def _books(period: Period) -> str:
    return f"{reverse('dues:income_list')}?{_span(period)}"


def _roster(period: Period, **more: str) -> str:
    """The roster as of the last day, of one branch if asked."""
    asked = {"status": "all", "as_of": period.last.isoformat()}
    return f"{reverse('members:member_list')}?{urlencode(asked | _branch(period) | more)}"


def _staff_url(period: Period, **more: str) -> str:
    return f"{reverse('members:member_list')}?" + urlencode(
        {"status": "all", "staff": "yes", **_branch(period), **more}
    )


def _branch(period: Period) -> dict[str, Any]:
    return {"branch": period.branch_id} if period.branch_id else {}


def _joined_url(period: Period) -> str:
    asked = {"status": "all", "joined_from": period.first.isoformat(), "joined_to": period.last.isoformat()}
    return f"{reverse('members:member_list')}?{urlencode(asked | _branch(period))}"


_MEMBERS, _DUES = Right.VIEW_MEMBERS.value, Right.VIEW_DUES.value
FIGURES: dict[str, Figure | Breakdown] = {
    "members.staff": Figure(
        "organisation", "登记在职职工", "人", "登记的有工号、未离开、未退休的人员（取数当日），按人计", staff,
        _staff_url, _MEMBERS,
    ),
    "members.women_on_staff": Figure(
        "organisation", "其中女职工", "人", "登记在职职工中的女性（取数当日），按人计", women_on_staff,
        lambda period: _staff_url(period, sex=Sex.FEMALE.value), _MEMBERS,
    ),
    "members.count": Figure(
        "organisation", "会员人数", "人", "期末在册与保留会籍的会员，按会籍历史", members_count, _roster,
        _MEMBERS,
    ),
    "members.women": Figure(
        "organisation", "其中女会员", "人", "期末在册与保留会籍的女会员，按会籍历史", women,
        lambda period: _roster(period, sex=Sex.FEMALE.value), _MEMBERS,
    ),
    "members.by_branch": Breakdown(
        "organisation", "各支会会员", "人", "期末在册与保留会籍的会员，按现在所在支会", by_branch, _MEMBERS
    ),
    "members.by_sex": Breakdown(
        "organisation", "会员按性别", "人", "期末在册与保留会籍的会员", by_sex, _MEMBERS
    ),
    "members.joined": Figure(
        "organisation", "新入会人数", "人", "入会时间在本期内的会员，按人计", joined, _joined_url,
        _MEMBERS,
    ),
    "members.joining_rate": Figure(
        "organisation", "入会率", "%", "在册会员占登记在职人员（有工号、未离开、未退休）的百分比（取数当日）",
        joining_rate, _staff_url, _MEMBERS,
    ),
    "dues.file_due": Figure(
        "money", "代扣文件应扣会费", "元", "各月现行代扣文件中已匹配各行的应扣会费之和", file_due, _months,
        _DUES,
    ),
    "dues.expected": Figure(
        "money", "应缴会费", "元", f"按会员登记核算的各月应缴会费之和（{_SOURCE}）", expected, _summary,
        _DUES,
    ),
    "dues.paid": Figure(
        "money", "实缴会费", "元", "各月应缴会费中已缴的金额，含代扣、现金、转账，扣除退费", paid, _summary,
        _DUES,
    ),
    "dues.arrears": Figure(
        "money", "欠缴会费", "元", "每名会员本期应缴减实缴，少缴的部分之和", arrears, _arrears_url, _DUES
    ),
    "dues.in_arrears": Figure(
        "money", "欠缴会费人数", "人", "本期实缴少于应缴的会员，按人计", in_arrears, _arrears_url, _DUES
    ),
    "dues.rate": Figure(
        "money", "会费收缴率", "%", "实缴会费占应缴会费的百分比", collection_rate, _summary, _DUES
    ),
    "dues.income": Figure(
        "money", "会费收入（入账）", "元", "本期入账的会费，与经费账的会费收入一致", income, _books,
        _DUES,
    ),
}  # fmt: skip
