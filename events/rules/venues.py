"""When a venue can be booked: inside its opening hours, not too long, not too far ahead, never twice.

Source: booking of the 职工活动室 ("提前预约", 07:20–07:50 and Mon/Wed/Fri noon, [S002] in the domain notes).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

_LINE = re.compile(r"周([一二三四五六日])\s*(\d{1,2})[:：](\d{2})\s*[-–—~至]\s*(\d{1,2})[:：](\d{2})")
_DAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Hours:
    """Open on ``weekday`` (Monday 0) from–to."""

    weekday: int
    opens: dt.time
    closes: dt.time


@dataclass(frozen=True, slots=True)
class Limits:
    """What a venue allows."""

    most_hours: int
    days_ahead: int
    capacity: int | None
    hours: tuple[Hours, ...]


def booking_problem(  # noqa: PLR0911 - one return for each rule
    start: dt.datetime, end: dt.datetime, people: int, limits: Limits, now: dt.datetime
) -> tuple[str, str]:
    """Return (field, sentence) why this cannot be booked, or two empty strings. Times are local.

    A venue without opening hours is open all day.
    """
    if end <= start:
        return "ends_at", "结束时间须晚于开始时间"
    if start < now:
        return "starts_at", "开始时间已过，请另选时间"
    if (start.date() - now.date()).days > limits.days_ahead:
        return "starts_at", f"最多提前 {limits.days_ahead} 天预约"
    if end - start > dt.timedelta(hours=limits.most_hours):
        return "ends_at", f"每次最多预约 {limits.most_hours} 小时"
    if limits.capacity is not None and people > limits.capacity:
        return "people", f"最多容纳 {limits.capacity} 人"
    if limits.hours and not _open(start, end, limits.hours):
        return "starts_at", f"不在开放时间内。{_said(start, limits.hours)}"
    return "", ""


def _open(start: dt.datetime, end: dt.datetime, hours: Iterable[Hours]) -> bool:
    if start.date() != end.date():
        return False
    found = (each for each in hours if each.weekday == start.weekday())
    return any(each.opens <= start.time() and end.time() <= each.closes for each in found)


def _said(start: dt.datetime, hours: Iterable[Hours]) -> str:
    day = _DAYS[start.weekday()]
    found = [f"{each.opens:%H:%M}–{each.closes:%H:%M}" for each in hours if each.weekday == start.weekday()]
    return f"周{day}开放 {'、'.join(found)}" if found else f"周{day}不开放"


def read_hours(text: str) -> list[Hours]:
    """Return the opening hours in lines like “周一 07:20-07:50”; empty text is open always.

    Raises:
        ValueError: a Chinese sentence naming the line that is not understood.
    """
    return [_read(line.strip()) for line in text.splitlines() if line.strip()]


def _read(line: str) -> Hours:
    found = _LINE.fullmatch(line)
    if not found:
        raise ValueError(f"看不懂“{line}”，请写成“周一 07:20-07:50”，每行一段")
    day, *numbers = found.groups()
    try:
        times = [int(number) for number in numbers]
        opens, closes = dt.time(times[0], times[1]), dt.time(times[2], times[3])
    except ValueError as error:
        raise ValueError(f"“{line}”中的时间不存在") from error
    if closes <= opens:
        raise ValueError(f"“{line}”的结束时间须晚于开始时间")
    return Hours(_DAYS.index(day), opens, closes)
