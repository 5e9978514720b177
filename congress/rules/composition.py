"""Whether the congress is made up as the rules want it (《上海市职工代表大会条例》第十六条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from congress.rules.fractions import exceeds, reaches
from congress.rules.seats import distribute


@dataclass(frozen=True, slots=True)
class Makeup:
    """Counts of delegates (and, for women and branches, of the staff they stand for)."""

    total: int
    leaders: int
    professionals: int
    women: int
    staff: int
    women_staff: int


@dataclass(frozen=True, slots=True)
class Line:
    """One rule: what it asks, what is, whether it holds. ``rule`` is in words with its number."""

    label: str
    rule: str
    count: int
    total: int
    is_met: bool
    advice: str = ""


def check(makeup: Makeup, rule: Mapping[str, Any]) -> list[Line]:
    """Return one line per rule; without delegates nothing is met.

    Leaders at most [20, 100]: 12 of 60 is met, 13 is not. Professionals at least half. Women: the share among
    delegates may stay below their share of the staff by at most ``women_below_share`` (points of 100).
    """
    total = makeup.total
    leaders_met = total > 0 and not exceeds(makeup.leaders, total, rule["leaders_most"])
    most = total * rule["leaders_most"][0] // rule["leaders_most"][1]
    women_least = _least_women(makeup, rule)
    leaders, frontline = rule["leaders_most"][0], rule["frontline_least"][0]
    too_many = f"多 {makeup.leaders - most} 人，请调整候选人" if makeup.leaders > most else ""
    frontline_met = reaches(makeup.professionals, total, rule["frontline_least"])
    women_met = total > 0 and makeup.women >= women_least
    share = f"女职工占 {_percent(makeup.women_staff, makeup.staff)}%"
    return [
        Line(
            "中层以上管理人员", f"不超过 {leaders}%（最多 {most} 人）", makeup.leaders, total, leaders_met,
            too_many,
        ),
        Line(
            "一线专业技术人员", f"不少于 {frontline}%", makeup.professionals, total, frontline_met,
            "应以直接从事专业技术工作的人员为主体",
        ),
        Line(
            "女代表", f"与女职工比例相适应（不少于 {women_least} 人）", makeup.women, total, women_met, share
        ),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class BranchLine:
    """What a branch has by its head-count, and how many delegates come from it."""

    label: str
    staff: int
    share: int
    count: int

    @property
    def missing(self) -> int:
        """How many fewer than its share; 0 where it has enough."""
        return max(self.share - self.count, 0)


def branch_lines(
    names: Mapping[int, str], staff: Mapping[int, int], held: Mapping[int, int], seats: int
) -> list[BranchLine]:
    """One line per branch with staff: ``seats`` spread by head-count (rules.seats) against the delegates.

    Fewer seats than branches cannot be spread: then every branch's share is 0.
    """
    heads = {pk: count for pk, count in staff.items() if count and pk in names}
    shares = distribute(heads, seats) if seats >= len(heads) > 0 else dict.fromkeys(heads, 0)
    return [BranchLine(names[pk], heads[pk], shares[pk], held.get(pk, 0)) for pk in names if pk in heads]


def _least_women(makeup: Makeup, rule: Mapping[str, Any]) -> int:
    """Smallest number of women: total × (their share of the staff − tolerance), rounded up, in integers."""
    if not makeup.staff:
        return 0
    below, whole = rule["women_below_share"]
    part = makeup.women_staff * whole - below * makeup.staff
    needed: int = -(-makeup.total * part // (makeup.staff * whole))
    return max(0, needed)


def presidium_least(delegates: int, bands: Sequence[Mapping[str, int]]) -> int:
    """Return how many the presidium has at least (第二十三条): 60 delegates → 3, 101 → 7; none → 0."""
    return max((band["least"] for band in bands if band["from"] <= delegates), default=0)


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
