"""Which category a household falls into: the quotient of its income against dated lines.

Sources: domain notes 6.1 ([W90] 青岛, [W91] 平顶山): (家庭可支配年收入 - 刚性支出) / 12 / 人数 against the
低保 line: below it 深度困难, below twice the line 相对困难; 意外致困 where the costs of the year, after all
compensation, exceed 80 % of the income. Excluded: two dwellings, a shop, employing others, expensive
schools ([W90][W93]). A hospital keeps a line of its own for 院级 files, since most of its staff miss the
national ones. Lines are rule set “hardship”.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from welfare.choices.hardship import Category, Level

CENT = Decimal("0.01")
ZERO = Decimal(0)
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines in force, yuan per head and month; days are working days, months calendar months."""

    subsistence: Decimal
    relative_times: Decimal
    accident_share: Decimal
    hospital: Decimal
    publicity_days: int
    review_months: int
    temporary_months: int
    exclusions: tuple[str, ...]
    shows: tuple[str, ...]
    document: str = ""

    @classmethod
    def from_values(cls, values: Mapping[str, Any], document: str = "") -> Lines:
        """Read a rule set."""
        return cls(
            Decimal(str(values["subsistence_line"])), Decimal(str(values["relative_times"])),
            Decimal(str(values["accident_share"])), Decimal(str(values["hospital_line"])),
            int(values["publicity_days"]), int(values["review_months"]), int(values["temporary_months"]),
            tuple(values["exclusions"]), tuple(values["publicity_shows"]), document,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Household:
    """What the criteria ask; yuan a year, ``head_count`` people living in it."""

    head_count: int
    income: Decimal
    rigid_expense: Decimal = ZERO
    accident_cost: Decimal = ZERO
    compensation: Decimal = ZERO
    exclusions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """The category, the quotient it rests on (yuan per head and month), and why, in words."""

    category: Category
    per_head: Decimal
    words: str


def per_head(household: Household) -> Decimal:
    """(income - rigid expense) / 12 / people, to the cent, halves up; may be below zero.

    36,000 a year, 6,000 rigid, 3 people → (36000 - 6000) / 12 / 3 = 833.33.
    """
    people = max(household.head_count, 1)
    return ((household.income - household.rigid_expense) / _MONTHS / people).quantize(CENT, ROUND_HALF_UP)


def assess(household: Household, lines: Lines) -> Finding:
    """Say which category the household falls into, and why."""
    quotient = per_head(household)
    rule = f"依据：{lines.document}" if lines.document else ""
    if household.exclusions:
        reasons = "、".join(household.exclusions)
        return Finding(Category.NONE, quotient, f"有不予建档的情形：{reasons}。{rule}")
    relative = lines.subsistence * lines.relative_times
    for category, line, name in (
        (Category.DEEP, lines.subsistence, "低保标准"),
        (Category.RELATIVE, relative, f" {lines.relative_times.normalize():f} 倍低保标准"),
    ):
        if quotient < line:
            return Finding(category, quotient, f"人均月收入 {quotient} 元，低于{name} {line:.2f} 元。{rule}")
    burden = household.accident_cost - household.compensation
    limit = household.income * lines.accident_share
    if burden > 0 and burden > limit:
        share = f"{lines.accident_share:.0%}（{limit:.2f} 元）"
        words = f"意外支出扣除赔付后 {burden:.2f} 元，超过家庭年收入的 {share}。"
        return Finding(Category.ACCIDENTAL, quotient, f"{words}{rule}")
    if quotient < lines.hospital:
        words = f"人均月收入 {quotient} 元，低于院级标准 {lines.hospital:.2f} 元。"
        return Finding(Category.HOSPITAL, quotient, f"{words}{rule}")
    words = f"人均月收入 {quotient} 元，不低于院级标准 {lines.hospital:.2f} 元。"
    return Finding(Category.NONE, quotient, f"{words}{rule}")


def level_problem(level: str, category: str) -> str:
    """Why a file of ``category`` cannot have ``level``; "" if it can.

    City, province and nation keep files of their own three categories only ([W90][W91]).
    """
    if level == Level.HOSPITAL or category in {Category.DEEP, Category.RELATIVE, Category.ACCIDENTAL}:
        return ""
    return (
        f"“{Category(category).label}”的家庭只能建{Level.HOSPITAL.label}档案；"
        "市级以上档案须属于深度困难、相对困难或意外致困"
    )
