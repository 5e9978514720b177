"""Figures of hardship files (户) and aid (户, 人次, 元), each with its own counting unit, never mixed.

Visits to households (occasions counted in 户) are figures of visits: money given at a visit is no aid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from union.common.registries import Breakdown, Figure, FigureValue, Period
from union.funds.choices import FundSource
from union.organisation.choices import Right
from welfare.choices.aid import AidKind
from welfare.choices.hardship import Category, Cause, Level, SpellEnd
from welfare.models import Aid, HardshipSpell
from welfare.selectors.aid import moved
from welfare.selectors.hardship import on_file_at

_RIGHT = Right.VIEW_HARDSHIP.value


def _of_branch(rows: QuerySet[Any], period: Period) -> QuerySet[Any]:
    return rows.filter(branch_id=period.branch_id) if period.branch_id else rows


def on_file(period: Period) -> QuerySet[HardshipSpell]:
    """Households on file on the last day of the period, temporary files among them."""
    return _of_branch(on_file_at(period.last), period)


def begun(period: Period) -> QuerySet[HardshipSpell]:
    """Times on file that began in the period."""
    return _of_branch(HardshipSpell.objects.filter(starts_on__range=(period.first, period.last)), period)


def ended(period: Period) -> QuerySet[HardshipSpell]:
    """Times on file that ended in the period."""
    return _of_branch(HardshipSpell.objects.filter(ends_on__range=(period.first, period.last)), period)


def given(period: Period) -> QuerySet[Any]:
    """Aid with money paid or returned in the period, each by its own day; see `selectors.aid.moved`."""
    return _of_branch(moved(Aid.objects.all(), period.first, period.last), period)


def _spells_url(period: Period, **more: str) -> str:
    branch = {"branch": str(period.branch_id)} if period.branch_id else {}
    return f"{reverse('welfare:hardship_spells')}?{urlencode({**more, **branch})}"


def _at_url(period: Period, **more: str) -> str:
    return _spells_url(period, at=f"{period.last}", **more)


def _begun_url(period: Period, **more: str) -> str:
    return _spells_url(period, starts_from=f"{period.first}", starts_to=f"{period.last}", **more)


def _ended_url(period: Period, **more: str) -> str:
    return _spells_url(period, ends_from=f"{period.first}", ends_to=f"{period.last}", **more)


def aid_url(period: Period, **more: str) -> str:
    """The ledger with the rows of `given`."""
    query = {"moved_from": f"{period.first}", "moved_to": f"{period.last}", **more}
    if period.branch_id:
        query["branch"] = str(period.branch_id)
    return f"{reverse('welfare:aid_list')}?{urlencode(query)}"


def households_on_file(period: Period) -> int:
    """Households on file at the end (户); a household has one open time on file."""
    return on_file(period).count()


def new_households(period: Period) -> int:
    """Put on file in the period (户次), relapses among them."""
    return begun(period).count()


def relapsed(period: Period) -> int:
    """Put on file again after 脱困 (户)."""
    return begun(period).filter(is_relapse=True).count()


def exited(period: Period) -> int:
    """Came out of hardship (户)."""
    return ended(period).filter(ended_by=SpellEnd.EXITED).count()


def removed(period: Period) -> int:
    """Taken off file with a reason (户)."""
    return ended(period).filter(ended_by=SpellEnd.REMOVED).count()


def helped_households(period: Period) -> int:
    """Different households helped (户); one helped twice counts once, one whose money came back does not."""
    return given(period).filter(moved_times__gt=0).order_by().values("file").distinct().count()


def aid_times(period: Period) -> int:
    """Aid paid less aid returned (人次): a household helped twice counts twice."""
    return given(period).aggregate(total=Sum("moved_times"))["total"] or 0


def aid_yuan(period: Period) -> Decimal:
    """Yuan of aid paid less yuan returned; equals the cash book of the period."""
    return given(period).aggregate(total=Sum("moved_yuan"))["total"] or Decimal(0)


def _spell_breakdown(field: str, labels: dict[Any, Any]) -> Callable[[Period], Iterator[FigureValue]]:
    def compute(period: Period) -> Iterator[FigureValue]:
        found = dict(on_file(period).order_by().values_list(field).annotate(n=Count("pk")))
        for key, label in labels.items():
            if key in found:
                yield FigureValue(key, label, found[key], _at_url(period, **{field: key}))

    return compute


def _aid_breakdown(
    field: str, labels: dict[Any, Any], asked: Any, name: str
) -> Callable[[Period], Iterator[FigureValue]]:
    def compute(period: Period) -> Iterator[FigureValue]:
        found = dict(given(period).order_by().values_list(field).annotate(n=asked))
        for key, label in labels.items():
            if found.get(key):
                yield FigureValue(key, label, found[key], aid_url(period, **{name: key}))

    return compute


def _figure(label: str, unit: str, definition: str, compute: Any, url: Any, phrase: str = "") -> Figure:  # noqa: PLR0917
    return Figure("hardship", label, unit, definition, compute, url, right=_RIGHT, phrase=phrase)


def _breakdown(label: str, unit: str, definition: str, compute: Any) -> Breakdown:
    return Breakdown("hardship", label, unit, definition, compute, right=_RIGHT)


_AT = "期末在档（含临时建档）的困难家庭，一户一档"
_PAID = "按发放日期统计已发放的帮扶，银行退回的按退回日期减去（与经费账一致）；慰问走访另计"
_HOUSEHOLDS = Count("file", distinct=True, filter=Q(moved_times__gt=0))
_KINDS, _SOURCES = dict(AidKind.choices), dict(FundSource.choices)
FIGURES: dict[str, Figure | Breakdown] = {
    "welfare.hardship_households": _figure(
        "在档困难家庭", "户", _AT, households_on_file, _at_url, "在档困难职工家庭 {value}"
    ),
    "welfare.hardship_new": _figure(
        "新建档（含返困）",
        "户",
        "期内批准建档或临时建档，同一户返困再次建档另计一次",
        new_households,
        _begun_url,
        "新建档 {value}",
    ),
    "welfare.hardship_relapsed": _figure(
        "其中返困", "户", "期内脱困后再次建档", relapsed, lambda period: _begun_url(period, relapse="yes")
    ),
    "welfare.hardship_exited": _figure(
        "脱困",
        "户",
        "期内批准脱困",
        exited,
        lambda period: _ended_url(period, ended="exited"),
        "脱困 {value}",
    ),
    "welfare.hardship_removed": _figure(
        "撤档", "户", "期内撤档（不含脱困）", removed, lambda period: _ended_url(period, ended="removed")
    ),
    "welfare.hardship_by_level": _breakdown(
        "各级别在档户数", "户", _AT, _spell_breakdown("level", dict(Level.choices))
    ),
    "welfare.hardship_by_category": _breakdown(
        "各困难类别在档户数", "户", _AT, _spell_breakdown("category", dict(Category.choices))
    ),
    "welfare.hardship_by_cause": _breakdown(
        "各致困主要原因在档户数", "户", _AT, _spell_breakdown("cause", dict(Cause.choices))
    ),
    "welfare.aid_households": _figure(
        "帮扶困难家庭",
        "户",
        f"{_PAID}；同一户多次帮扶只计一户（明细按人次列出）",
        helped_households,
        aid_url,
        "帮扶困难家庭 {value}",
    ),
    "welfare.aid_times": _figure("帮扶人次", "人次", f"{_PAID}；每发放一笔计一人次", aid_times, aid_url),
    "welfare.aid_yuan": _figure("帮扶金额", "元", _PAID, aid_yuan, aid_url, "发放帮扶款 {value}"),
    "welfare.aid_households_by_kind": _breakdown(
        "各类帮扶户数",
        "户",
        f"{_PAID}；同一类别中一户只计一次",
        _aid_breakdown("kind", _KINDS, _HOUSEHOLDS, "kind"),
    ),
    "welfare.aid_times_by_kind": _breakdown(
        "各类帮扶人次", "人次", _PAID, _aid_breakdown("kind", _KINDS, Sum("moved_times"), "kind")
    ),
    "welfare.aid_yuan_by_kind": _breakdown(
        "各类帮扶金额", "元", _PAID, _aid_breakdown("kind", _KINDS, Sum("moved_yuan"), "kind")
    ),
    "welfare.aid_yuan_by_source": _breakdown(
        "帮扶经费来源", "元", _PAID, _aid_breakdown("fund_source", _SOURCES, Sum("moved_yuan"), "source")
    ),
}
