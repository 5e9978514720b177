"""Points of the 职工之家 check. Source: rule set ``home_checklist``; [W108], [W109] of domain.md §7."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from events.choices.homebuilding import HomeCheckState as S
from events.rules.records import RecordArrow
from union.common.flows import FlowTable

_LABELS = {"submit": "提交考核", "review": "确认考核结果", "return": "退回补充"}


class HomeAction(Enum):
    """What can be done with a check."""

    SUBMIT = "submit"
    REVIEW = "review"
    RETURN = "return"

    @property
    def label(self) -> str:
        """Word on the button."""
        return _LABELS[self.value]


A = HomeAction
FLOW = FlowTable(
    "考核",
    S,
    (
        RecordArrow(A.SUBMIT, frozenset({S.DRAFT}), S.SUBMITTED),
        RecordArrow(A.REVIEW, frozenset({S.SUBMITTED}), S.REVIEWED, "decider"),
        RecordArrow(A.RETURN, frozenset({S.SUBMITTED}), S.DRAFT, "decider", note_required=True, quiet=True),
    ),
)


@dataclass(frozen=True, slots=True)
class Result:
    """Total points, whether the check is passed, and the required items without a point."""

    total: int
    is_passed: bool
    lacking: tuple[str, ...]


def points_problem(points: int, most: int) -> str:
    """Return why ``points`` cannot be given to an item of ``most`` points, or ""."""
    return f"这一项最多 {most} 分" if points > most else ""


def result_of(items: Sequence[Mapping[str, Any]], points: Mapping[str, int], pass_points: int) -> Result:
    """Add up and judge: enough points, and something for every required item (必备项).

    85 of 100 points with a required item at 0 is not passed.
    """
    total = sum(points.get(each["key"], 0) for each in items)
    lacking = tuple(each["title"] for each in items if each["required"] and not points.get(each["key"]))
    return Result(total, total >= pass_points and not lacking, lacking)


def missing_points(items: Sequence[Mapping[str, Any]], points: Mapping[str, int | None]) -> list[str]:
    """Titles of items nobody has judged yet."""
    return [each["title"] for each in items if points.get(each["key"]) is None]
