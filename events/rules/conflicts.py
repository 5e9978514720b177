"""Activities that get into each other's way: the same place, or the same people, at the same time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    """An activity as the rule sees it; ``branch_id`` None is the whole union."""

    pk: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    place: str
    branch_id: int | None
    title: str = ""


def conflicts(slots: Sequence[Slot]) -> dict[int, list[str]]:
    """Return for each activity in conflict the sentences about it, in order of time.

    Two that touch (one ends when the other begins) are no conflict.
    """
    found: dict[int, list[str]] = {}
    ordered = sorted(slots, key=lambda slot: (slot.starts_at, slot.pk))
    for n, one in enumerate(ordered):
        for other in ordered[n + 1 :]:
            if other.starts_at >= one.ends_at:
                break
            reason = _reason(one, other)
            if reason:
                found.setdefault(one.pk, []).append(f"与“{other.title}”{reason}")
                found.setdefault(other.pk, []).append(f"与“{one.title}”{reason}")
    return found


def _reason(one: Slot, other: Slot) -> str:
    if one.place.strip() and one.place.strip() == other.place.strip():
        return "同时使用同一地点"
    if one.branch_id == other.branch_id:
        return "时间重叠，参加的人可能冲突"
    return ""
