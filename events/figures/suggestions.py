"""Figures of 合理化建议 (条): handed in, adopted, carried out, saving (《工会统计年报》, §9.3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet, Sum
from django.urls import reverse

from events.models import Suggestion
from events.rules.suggestions import ADOPTED, COUNTED
from union.common.registries import Figure, Period
from union.organisation.choices import Right

_CHAPTER = "contests"


def handed_in(period: Period) -> QuerySet[Suggestion]:
    """Suggestions handed in during ``period`` and not taken back."""
    rows = Suggestion.objects.filter(submitted_on__range=(period.first, period.last), state__in=COUNTED)
    return rows.filter(branch_id=period.branch_id) if period.branch_id else rows


def rows_url(period: Period, **more: str) -> str:
    """Address of the ledger that shows what a figure counts."""
    asked = {
        "counted": "yes", "submitted_from": str(period.first), "submitted_to": str(period.last), **more,
    }  # fmt: skip
    if period.branch_id:
        asked["branch"] = str(period.branch_id)
    return f"{reverse('rooms:suggestion_list')}?{urlencode(asked)}"


def count(period: Period) -> int:
    """条: handed in."""
    return handed_in(period).count()


def adopted(period: Period) -> int:
    """条: of those handed in during the period, adopted by now."""
    return handed_in(period).filter(state__in=ADOPTED).count()


def carried_out(period: Period) -> int:
    """条: of those handed in during the period, carried out by now."""
    return handed_in(period).filter(state="carried_out").count()


def saving(period: Period) -> Decimal:
    """元: what carrying them out saved or brought in, as far as it was reckoned."""
    return handed_in(period).filter(state="carried_out").aggregate(n=Sum("saving"))["n"] or Decimal(0)


def people(period: Period) -> int:
    """人: different members who handed one in."""
    return handed_in(period).values("proposer").distinct().count()


def _figure(label: str, unit: str, definition: str, compute: Any, **more: Any) -> Figure:
    asked = more.pop("asked", {})
    return Figure(
        _CHAPTER, label, unit, definition, compute, lambda period: rows_url(period, **asked),
        right=Right.VIEW_MEMBERS.value, **more,
    )  # fmt: skip


FIGURES: dict[str, Figure] = {
    "events.suggestions": _figure(
        "合理化建议", "条", "期间提出的建议，不含本人撤回的", count, phrase="征集合理化建议 {value}"
    ),
    "events.suggestions_adopted": _figure(
        "采纳建议", "条", "期间提出的建议中已采纳的（含已实施）", adopted, asked={"adopted": "yes"},
        phrase="采纳 {value}",
    ),
    "events.suggestions_done": _figure(
        "实施建议", "条", "期间提出的建议中已实施的", carried_out, asked={"state": "carried_out"},
        phrase="实施 {value}",
    ),
    "events.suggestions_saving": _figure(
        "建议产生效益", "元", "已实施建议登记的经济效益之和", saving,
        asked={"state": "carried_out", "show": "saving"},
    ),
    "events.suggestion_people": _figure("提出建议的会员", "人", "提出建议的不同会员", people),
}  # fmt: skip
