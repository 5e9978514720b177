"""Figures of 劳动安全: hazards found and put right (处), the rate (%) ([S004]: 15 found, all put right)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from events.models import Hazard
from events.rules.hazards import COUNTED, quarter_of, rate
from union.common.registries import Breakdown, Figure, FigureValue, Period
from union.organisation.choices import Right

_CHAPTER = "safety"
_RIGHT = Right.VIEW_MEMBERS.value


def found_in(period: Period) -> QuerySet[Hazard]:
    """Hazards found in ``period``, without reports that were none."""
    rows = Hazard.objects.filter(found_on__range=(period.first, period.last), state__in=COUNTED)
    return rows.filter(branch_id=period.branch_id) if period.branch_id else rows


def rows_url(period: Period, **more: str) -> str:
    """Address of the ledger that shows what a figure counts."""
    asked = {"counted": "yes", "found_from": str(period.first), "found_to": str(period.last), **more}
    if period.branch_id:
        asked["branch"] = str(period.branch_id)
    return f"{reverse('rooms:hazard_list')}?{urlencode(asked)}"


def found(period: Period) -> int:
    """处: hazards found."""
    return found_in(period).count()


def closed(period: Period) -> int:
    """处: of those found in the period, how many have been put right and re-checked by now."""
    return found_in(period).filter(state="closed").count()


def closed_rate(period: Period) -> Decimal | None:
    """%: closed of found; None if nothing was found."""
    return rate(closed(period), found(period))


def finders(period: Period) -> int:
    """人: different members who found a hazard."""
    return found_in(period).exclude(finder=None).values("finder").distinct().count()


def by_quarter(period: Period) -> Iterator[FigureValue]:
    """%: the rate of each quarter in which something was found."""
    sums: dict[tuple[dt.date, dt.date], list[int]] = {}
    for day, state in found_in(period).values_list("found_on", "state"):
        each = sums.setdefault(quarter_of(day), [0, 0])
        each[0] += 1
        each[1] += state == "closed"
    for (first, last), (all_found, all_closed) in sorted(sums.items()):
        span = Period(max(first, period.first), min(last, period.last), period.branch_id)
        label = f"{first.year} 年第 {first.month // 3 + 1} 季度"
        yield FigureValue(
            f"{first.year}q{first.month // 3 + 1}", label, rate(all_closed, all_found), rows_url(span)
        )


FIGURES: dict[str, Figure | Breakdown] = {
    "events.hazards_found": Figure(
        _CHAPTER, "查出安全隐患", "处", "按发现日期，不含核实后不属隐患的上报", found, rows_url, right=_RIGHT,
        phrase="排查出安全隐患 {value}",
    ),
    "events.hazards_closed": Figure(
        _CHAPTER, "已整改销号", "处", "期间发现的隐患中整改后复查合格的", closed,
        lambda period: rows_url(period, state="closed"), right=_RIGHT, phrase="已整改 {value}",
    ),
    "events.hazards_rate": Figure(
        _CHAPTER, "隐患整改率", "%", "已销号 ÷ 查出", closed_rate, rows_url, right=_RIGHT,
        phrase="整改率 {value}",
    ),
    "events.hazard_finders": Figure(
        _CHAPTER, "发现隐患的会员", "人", "上报过隐患的不同会员", finders, rows_url, right=_RIGHT
    ),
    "events.hazards_by_quarter": Breakdown(
        _CHAPTER, "各季度隐患整改率", "%", "季度内发现的隐患中已销号的比例", by_quarter, right=_RIGHT
    ),
}  # fmt: skip
