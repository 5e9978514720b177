"""Figures of visits, chapter 送温暖: each with its own counting unit (人次, 人, 户, 元, 场), never mixed."""
# ruff: noqa: E501 - the table at the end

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, Sum
from django.urls import reverse

from union.common.dates import today
from union.common.registries import Breakdown, Figure, FigureValue, Period
from union.organisation.choices import Right
from welfare.choices.visits import CountingUnit, Origin, ServiceKind
from welfare.ledgers.visits import PERSON
from welfare.models import Visit, VisitScheme, VisitService
from welfare.models.visits import CARRIED_OUT, HANDED_OUT, VisitQuerySet
from welfare.selectors import coverage

_RIGHT = Right.VIEW_VISITS.value


def _done(period: Period, which: Q) -> VisitQuerySet:
    rows = Visit.objects.filter(which, state__in=CARRIED_OUT, visited_on__range=(period.first, period.last))
    return rows.filter(branch_id=period.branch_id) if period.branch_id else rows


def carried_out(period: Period) -> VisitQuerySet:
    """Visits that took place in ``period`` (by the day of the visit), imported ones among them; no hand-outs."""
    return _done(period, ~HANDED_OUT)


def handed_out(period: Period) -> VisitQuerySet:
    """What was handed out by lists (集体发放) in ``period``, by the day of the hand-out."""
    return _done(period, HANDED_OUT)


def rows_url(period: Period, **more: str) -> str:
    """The ledger with the rows of ``carried_out``, or of another ``origin``."""
    query = {
        "state": "carried", "origin": "visit",
        "visited_from": f"{period.first}", "visited_to": f"{period.last}", **more,
    }  # fmt: skip
    if period.branch_id:
        query["branch"] = str(period.branch_id)
    return f"{reverse('welfare:visit_list')}?{urlencode(query)}"


def times(period: Period) -> int:
    """Visits: the same person visited twice counts twice (人次)."""
    return carried_out(period).count()


def people(period: Period) -> int:
    """Different people: members by record, outside persons by name (人)."""
    return int(carried_out(period).aggregate(n=Count(PERSON, distinct=True))["n"])


def households(period: Period) -> int:
    """Households: occasions counted in 户, one household per member (户)."""
    rows = carried_out(period).filter(occasion__unit=CountingUnit.HOUSEHOLD)
    return int(rows.aggregate(n=Count(PERSON, distinct=True))["n"])


def yuan(period: Period) -> Decimal:
    """Cash and the value of goods together."""
    return carried_out(period).aggregate(total=Sum("amount"))["total"] or Decimal(0)


def list_times(period: Period) -> int:
    """Hand-outs received: the same person twice counts twice (人次)."""
    return handed_out(period).count()


def list_yuan(period: Period) -> Decimal:
    """The value of what was handed out."""
    return handed_out(period).aggregate(total=Sum("amount"))["total"] or Decimal(0)


def _sum(field: str) -> Callable[[Period], Decimal]:
    def compute(period: Period) -> Decimal:
        return carried_out(period).aggregate(total=Sum(field))["total"] or Decimal(0)

    return compute


def _due(period: Period) -> Any:
    rows = coverage.due_in(Visit.objects.all(), period.first, period.last)
    return rows.filter(branch_id=period.branch_id) if period.branch_id else rows


def coverage_rate(period: Period) -> Decimal | None:
    """Carried out of those due in the period and until today, in percent; None when nothing was due."""
    return coverage.total(_due(period), today()).rate


def _coverage_url(period: Period) -> str:
    query = {"coverage": "due", "due_from": f"{period.first}", "due_to": f"{period.last}"}
    if period.branch_id:
        query["branch"] = str(period.branch_id)
    return f"{reverse('welfare:visit_list')}?{urlencode(query)}"


def _by_occasion(asked: Any) -> Callable[[Period], Iterator[FigureValue]]:
    def compute(period: Period) -> Iterator[FigureValue]:
        rows = carried_out(period).order_by("occasion__position")
        found = rows.values("occasion_id", "occasion__code", "occasion__name").annotate(value=asked)
        for row in found:
            url = rows_url(period, occasion=str(row["occasion_id"]), show="amount")
            yield FigureValue(row["occasion__code"], row["occasion__name"], row["value"], url)

    return compute


def times_by_scheme(period: Period) -> Iterator[FigureValue]:
    """Visits per item of each scheme in force at the end of the period; a query per item."""
    schemes = VisitScheme.objects.valid_on(period.last).prefetch_related("items__occasions")
    for scheme in schemes:
        for item in scheme.items.all():
            value = carried_out(period).filter(coverage.item_condition(item)).count()
            label = f"{item.heading}（{scheme.name}）"
            yield FigureValue(f"{scheme.code}_{item.pk}", label, value, rows_url(period, scheme=str(item.pk)))


def times_by_branch(period: Period) -> Iterator[FigureValue]:
    """Visits per branch the member belonged to then."""
    rows = carried_out(period).order_by("branch__position", "branch__name")
    for row in rows.values("branch_id", "branch__name").annotate(value=Count("pk")):
        pk = str(row["branch_id"] or "none")
        yield FigureValue(pk, row["branch__name"] or "未归支会", row["value"], rows_url(period, branch=pk))


def services_by_kind(period: Period) -> Iterator[FigureValue]:
    """Help beside money: farewells, wreaths, funerals, each counted for itself."""
    rows = VisitService.objects.filter(on__range=(period.first, period.last))
    if period.branch_id:
        rows = rows.filter(visit__branch_id=period.branch_id)
    for row in rows.order_by("kind").values("kind").annotate(value=Count("pk")):
        label = ServiceKind(row["kind"]).label
        yield FigureValue(row["kind"], label, row["value"], rows_url(period, service=row["kind"]))


def overridden(period: Period) -> int:
    """Visits for which a refusal of the standard was let pass."""
    return carried_out(period).exclude(overrides=[]).count()


def _figure(  # noqa: PLR0917 - the columns of the table below
    label: str, unit: str, definition: str, compute: Any, url: Any = rows_url, phrase: str = ""
) -> Figure:
    return Figure("warmth", label, unit, definition, compute, url, right=_RIGHT, phrase=phrase)


def _breakdown(label: str, unit: str, definition: str, compute: Any) -> Breakdown:
    return Breakdown("warmth", label, unit, definition, compute, right=_RIGHT)


_WHEN = "按实际慰问日期统计已慰问的记录，含历史导入，不含集体发放"
_LIST = partial(rows_url, origin=Origin.LIST.value)
FIGURES: dict[str, Figure | Breakdown] = {
    "welfare.visit_times": _figure(
        "慰问人次", "人次", f"{_WHEN}；同一人多次慰问按次计", times, phrase="走访慰问 {value}"
    ),
    "welfare.visit_people": _figure(
        "慰问人数", "人", f"{_WHEN}；同一人只计一次（见明细合计中“不同的人”）", people, phrase="惠及 {value}"
    ),
    "welfare.visit_households": _figure(
        "慰问困难家庭", "户", f"{_WHEN}；计数单位为“户”的类别，一名会员为一户（见明细合计中“不同的户”）", households,
        partial(rows_url, unit=CountingUnit.HOUSEHOLD.value), phrase="慰问困难家庭 {value}",
    ),
    "welfare.visit_yuan": _figure(
        "慰问支出", "元", f"{_WHEN}；慰问金与慰问品价值合计", yuan, partial(rows_url, show="amount"), phrase="慰问支出 {value}"
    ),
    "welfare.visit_cash": _figure("其中慰问金", "元", f"{_WHEN}；只计慰问金", _sum("cash_amount")),
    "welfare.visit_goods": _figure("其中慰问品价值", "元", f"{_WHEN}；只计慰问品价值", _sum("gift_value")),
    "welfare.visit_coverage": _figure(
        "应访已访率", "%", "期内应慰问（按应慰问日期，不含未到期）中已慰问的比例；历史导入没有应慰问日期，集体发放不是走访，都不计入",
        coverage_rate, _coverage_url,
    ),
    "welfare.visit_overridden": _figure("超标准放行", "人次", f"{_WHEN}；经集体研究放行的慰问", overridden,
        lambda period: rows_url(period, overridden="yes")),
    "welfare.list_times": _figure(
        "集体发放", "人次", "按发放日期统计集体发放名单（节日、防暑降温、保暖等）中已签收的人次；同一人多次领取按次计，不计入慰问人次",
        list_times, _LIST, phrase="集体发放 {value}",
    ),
    "welfare.list_yuan": _figure(
        "集体发放支出", "元", "按发放日期统计集体发放名单中已签收物品的价值；不计入慰问支出",
        list_yuan, partial(_LIST, show="amount"), phrase="集体发放支出 {value}",
    ),
    "welfare.visit_times_by_occasion": _breakdown("各类慰问人次", "人次", _WHEN, _by_occasion(Count("pk"))),
    "welfare.visit_people_by_occasion": _breakdown(
        "各类慰问人数", "人", f"{_WHEN}；同一类别中同一人只计一次", _by_occasion(Count(PERSON, distinct=True))
    ),
    "welfare.visit_yuan_by_occasion": _breakdown("各类慰问支出", "元", _WHEN, _by_occasion(Sum("amount"))),
    "welfare.visit_times_by_scheme": _breakdown("必访事项人次", "人次", f"{_WHEN}；按期末有效的必访制度", times_by_scheme),
    "welfare.visit_times_by_branch": _breakdown("各支会慰问人次", "人次", f"{_WHEN}；按慰问时所在支会", times_by_branch),
    "welfare.visit_services": _breakdown("慰问服务", "场", "期内登记的欢送、花圈、治丧等服务", services_by_kind),
}  # fmt: skip
