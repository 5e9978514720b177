"""Figures of trainings (期, 人次) and meetings (次); fire and work safety stand in their own chapter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse

from events.choices.trainings import MeetingKind, TrainingKind
from events.ledgers.trainings import with_times
from events.models import Meeting, Training
from events.rules.trainings import MINUTED, SAFETY_KINDS
from union.common.registries import Breakdown, Figure, FigureValue, Period
from union.organisation.choices import Right

_HELD = "培训登记为已举办的才计入，一次培训无论几次课都是一期"


def held_in(period: Period) -> QuerySet[Training]:
    """Trainings held in ``period``, by their first day."""
    rows = Training.objects.filter(state="held", starts_on__range=(period.first, period.last))
    return rows.filter(branch_id=period.branch_id) if period.branch_id else rows


def met_in(period: Period) -> QuerySet[Meeting]:
    """Meetings held in ``period``."""
    rows = Meeting.objects.filter(state__in=MINUTED, starts_at__date__range=(period.first, period.last))
    return rows.filter(branch_id=period.branch_id) if period.branch_id else rows


def _url(name: str, day: str, period: Period, **more: str) -> str:
    asked = {"counted": "yes", f"{day}_from": str(period.first), f"{day}_to": str(period.last), **more}
    if period.branch_id:
        asked["branch"] = str(period.branch_id)
    return f"{reverse(name)}?{urlencode(asked)}"


def trainings_url(period: Period, **more: str) -> str:
    """Address of the ledger of trainings behind a figure."""
    return _url("rooms:training_list", "starts", period, **more)


def meetings_url(period: Period, **more: str) -> str:
    """Address of the ledger of meetings behind a figure."""
    return _url("rooms:meeting_list", "held", period, **more)


def _times(rows: QuerySet[Training]) -> int:
    return sum(with_times(rows).values_list("times", flat=True))


def trainings(period: Period) -> int:
    """期: trainings other than for safety."""
    return held_in(period).exclude(kind__in=SAFETY_KINDS).count()


def training_times(period: Period) -> int:
    """人次: people at all trainings, also those for safety."""
    return _times(held_in(period))


def safety_trainings(period: Period) -> int:
    """期: fire and work safety."""
    return held_in(period).filter(kind__in=SAFETY_KINDS).count()


def fire_trainings(period: Period) -> int:
    """期: fire alone."""
    return held_in(period).filter(kind=TrainingKind.FIRE).count()


def safety_times(period: Period) -> int:
    """人次: people at trainings for safety."""
    return _times(held_in(period).filter(kind__in=SAFETY_KINDS))


def by_kind(period: Period) -> Iterator[FigureValue]:
    """期: trainings by kind."""
    found = held_in(period).order_by().values("kind").annotate(n=Count("pk"))
    counts = {row["kind"]: row["n"] for row in found}
    for kind, label in TrainingKind.choices:
        if kind in counts:
            yield FigureValue(kind, str(label), counts[kind], trainings_url(period, kind=kind))


def meetings(period: Period) -> int:
    """次: meetings held."""
    return met_in(period).count()


def meetings_by_kind(period: Period) -> Iterator[FigureValue]:
    """次: meetings by kind."""
    found = met_in(period).order_by().values("kind").annotate(n=Count("pk"))
    counts = {row["kind"]: row["n"] for row in found}
    for kind, label in MeetingKind.choices:
        if kind in counts:
            yield FigureValue(kind, str(label), counts[kind], meetings_url(period, kind=kind))


def _of(  # noqa: PLR0917 - the columns of a table
    chapter: str, label: str, unit: str, text: str, compute: Any, rows: Any, **more: Any
) -> Figure:
    right = Right.VIEW_MEMBERS if rows is trainings_url or more.pop("seen", False) else Right.MANAGE_EVENTS
    return Figure(chapter, label, unit, text, compute, rows, right=right.value, **more)


FIGURES: dict[str, Figure | Breakdown] = {
    "events.training_times": _of(
        "building", "培训", "人次", f"参加各类培训的人次，有登记人次的以登记为准，否则为到课人数。{_HELD}",
        training_times, trainings_url, phrase="培训 {value}",
    ),
    "events.trainings_by_kind": Breakdown(
        "building", "各类培训", "期", _HELD, by_kind, right=Right.VIEW_MEMBERS.value
    ),
    "events.safety_trainings": _of(
        "safety", "安全培训", "期", f"消防和安全生产培训。{_HELD}", safety_trainings,
        lambda period: trainings_url(period, safety="yes"), seen=True,
    ),
    "events.fire_trainings": _of(
        "safety", "消防培训", "期", _HELD, fire_trainings, lambda period: trainings_url(period, kind="fire"),
        seen=True, phrase="举办消防培训 {value}",
    ),
    "events.safety_times": _of(
        "safety", "安全培训", "人次", "参加消防和安全生产培训的人次", safety_times,
        lambda period: trainings_url(period, safety="yes"), seen=True,
    ),
    "events.meetings": _of(
        "building", "召开会议", "次", "登记为已召开或纪要已定稿的会议", meetings, meetings_url,
        phrase="召开各类会议 {value}",
    ),
    "events.meetings_by_kind": Breakdown(
        "building", "各类会议", "次", "登记为已召开或纪要已定稿的会议", meetings_by_kind,
        right=Right.MANAGE_EVENTS.value,
    ),
}  # fmt: skip
