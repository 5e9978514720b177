"""When a member reaches the statutory retirement age (法定退休年龄).

Source: 《全国人民代表大会常务委员会关于实施渐进式延迟法定退休年龄的决定》 (2024-09-13, in force 2025-01-01)
with 《国务院关于渐进式延迟法定退休年龄的办法》 第一条 (delay), 第二条 (earlier by up to three years, not
before the old age), 第三条 (later by up to three years by agreement). The dates are proposals for the
clerk: the notice of the personnel department decides, and no date changes a membership state by itself.

The table is data (a dated rule set); these functions only calculate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from members.choices import Sex
from union.common.dates import add_months, months_between, parse_month

_YEAR = 12


@dataclass(frozen=True, slots=True)
class DelayRow:
    """One group of the table: the old age, and how it grows with the month of birth.

    Born in ``first_month`` or later: one month more for every ``step`` months of birth, at most ``longest``
    months.
    """

    old_age: int
    first_month: dt.date
    step: int
    longest: int


@dataclass(frozen=True, slots=True)
class RetirementTable:
    """The three groups; ``worker_posts`` are the 岗位类别 that count as 工勤 (old age 50 for women)."""

    men: DelayRow
    women: DelayRow
    women_workers: DelayRow
    worker_posts: frozenset[str]
    flexible_months: int = 36


@dataclass(frozen=True, slots=True)
class Retirement:
    """Statutory age and day; anything from ``earliest_on`` to ``latest_on`` may be agreed instead."""

    years: int
    months: int
    due_on: dt.date
    earliest_on: dt.date
    latest_on: dt.date

    @property
    def age_label(self) -> str:
        """E.g. “60 岁 1 个月”."""
        return f"{self.years} 岁 {self.months} 个月" if self.months else f"{self.years} 岁"


def table_from(values: Mapping[str, Any]) -> RetirementTable:
    """Build the table from the JSON of its rule set.

    ``{"men": {"old_age": 60, "first_month": "1965-01", "step": 4, "longest": 36}, "women": …,
    "women_workers": …, "worker_posts": ["工勤"], "flexible_months": 36}``. Raises KeyError or ValueError
    for an incomplete one.
    """
    return RetirementTable(
        men=_row(values["men"]),
        women=_row(values["women"]),
        women_workers=_row(values["women_workers"]),
        worker_posts=frozenset(values["worker_posts"]),
        flexible_months=int(values.get("flexible_months", 36)),
    )


def retirement_of(born_on: dt.date, sex: str, post_category: str, table: RetirementTable) -> Retirement:
    """Return when a person reaches the statutory age.

    A man born 1965-04-10 → 60 years 1 month, 2025-05-10. A woman in a professional post born 1970-05-20 →
    55 years 2 months, 2025-07-20. A woman in a 工勤 post born 1975-03-01 → 50 years 2 months, 2025-05-01.
    Born the month before the table begins: the old age.
    """
    row = _row_for(sex, post_category, table)
    delay = delay_of(born_on, row)
    old_months = row.old_age * _YEAR
    years, months = divmod(old_months + delay, _YEAR)
    due_on = add_months(born_on, old_months + delay)
    return Retirement(
        years=years,
        months=months,
        due_on=due_on,
        earliest_on=max(add_months(born_on, old_months), add_months(due_on, -table.flexible_months)),
        latest_on=add_months(due_on, table.flexible_months),
    )


def delay_of(born_on: dt.date, row: DelayRow) -> int:
    """Return the delay in months, 0 for births before the table begins.

    ``min(longest, months since first_month // step + 1)``.
    Men (step 4, from 1965-01): 1964-12 → 0, 1965-01 → 1, 1965-04 → 1, 1965-05 → 2, 1976-09 and later → 36.
    """
    passed = months_between(row.first_month, born_on)
    return 0 if passed < 0 else min(row.longest, passed // row.step + 1)


def _row(values: Mapping[str, Any]) -> DelayRow:
    return DelayRow(
        old_age=int(values["old_age"]),
        first_month=parse_month(values["first_month"]),
        step=int(values["step"]),
        longest=int(values["longest"]),
    )


def _row_for(sex: str, post_category: str, table: RetirementTable) -> DelayRow:
    if sex == Sex.MALE:
        return table.men
    return table.women_workers if post_category in table.worker_posts else table.women
