"""The days and audiences of a rule: between JSON, `Step` and words. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from union.common.errors import DomainError
from union.reminders.declare import AUDIENCES, FURTHEST_DAYS, Step

MOST_STEPS = 8
_LONGEST_HOLIDAY = 16  # calendar days that a few working days before may stretch over, holidays included


@dataclass(frozen=True, slots=True)
class Plan:
    """What of a rule holds on a day."""

    is_active: bool
    steps: tuple[Step, ...]

    def horizon(self, today: dt.date) -> dt.date:
        """Return the last due date for which a step can have come by ``today``."""
        ahead = [_calendar_days(step) for step in self.steps if step.days < 0]
        return today + dt.timedelta(days=max(ahead, default=0))


def _calendar_days(step: Step) -> int:
    return -step.days * 7 // 5 + _LONGEST_HOLIDAY if step.working else -step.days


def to_json(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Return steps as the rule table stores them, earliest first."""
    ordered = sorted(steps, key=lambda step: (step.days, step.working))
    return [{"days": step.days, "working": step.working, "to": list(step.to)} for step in ordered]


def from_json(values: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Return what `to_json` stored."""
    return tuple(Step(int(v["days"]), tuple(v["to"]), bool(v["working"])) for v in values)


def check(steps: Sequence[Step]) -> None:
    """Refuse steps that cannot work.

    Raises:
        DomainError: none or too many, two on one day, nobody to tell, too far away.
    """
    if not steps:
        raise DomainError("请至少保留一个提醒日；不需要提醒时请停用这条规则", field="steps")
    if len(steps) > MOST_STEPS:
        raise DomainError(f"最多 {MOST_STEPS} 个提醒日，请删去多余的", field="steps")
    if len({step.key for step in steps}) < len(steps):
        raise DomainError("两个提醒日相同，请合并为一个并同时勾选提醒对象", field="steps")
    for step in steps:
        if not step.to or not set(step.to) <= set(AUDIENCES):
            raise DomainError(f"“{in_words(step)}”没有选提醒对象，请至少选一个", field="steps")
        if abs(step.days) > FURTHEST_DAYS:
            raise DomainError(f"提醒日最多提前或延后 {FURTHEST_DAYS} 天", field="steps")


def in_words(step: Step) -> str:
    """Return when, in words.

    >>> in_words(Step(-7)), in_words(Step(0)), in_words(Step(3, working=True))
    ('提前 7 天', '到期当天', '逾期 3 个工作日')
    """
    if step.days == 0:
        return "到期当天（遇休息日顺延）" if step.working else "到期当天"
    unit = "个工作日" if step.working else "天"
    return f"{'提前' if step.days < 0 else '逾期'} {abs(step.days)} {unit}"


def whom_in_words(step: Step) -> str:
    """Return whom a step tells: 经办人、工会主席."""
    return "、".join(AUDIENCES[to] for to in step.to if to in AUDIENCES)
