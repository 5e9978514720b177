"""The chapters of the year-end report, in order ([S002] [S004] and §9.1 of the domain notes).

An app declares its figures in `figures.py` and registers them in `registries.figures`.
"""

from collections.abc import Callable
from typing import TypeVar

from union.common.registries import Period

Value = TypeVar("Value")


def of_the_hospital(compute: Callable[[Period], Value]) -> Callable[[Period], Value | None]:
    """Count for the whole hospital only: what no branch owns is None (nothing to count) for a branch."""
    return lambda period: None if period.branch_id else compute(period)


CHAPTERS: dict[str, str] = {
    "organisation": "组织与会员",
    "congress": "民主管理",
    "motions": "职工提案",
    "rights": "维权与协商",
    "warmth": "送温暖",
    "hardship": "困难帮扶与互助保障",
    "activities": "文体活动",
    "contests": "劳动竞赛与评优",
    "women": "女职工工作",
    "safety": "劳动安全",
    "building": "自身建设",
    "money": "工会经费",
}
