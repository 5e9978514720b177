"""Which chapters a report has, and which figures stand on its first page."""

from __future__ import annotations

from dataclasses import dataclass

from union.common.figures import CHAPTERS
from union.reports.choices import Layout


@dataclass(frozen=True, slots=True)
class ChapterPlan:
    """One chapter: ``has_figures`` False is written by the office alone."""

    key: str
    title: str
    has_figures: bool = True
    hint: str = ""


OVERVIEW = "overview"
_WRITTEN = (
    ChapterPlan("cases", "典型事例", has_figures=False, hint="写一两件今年最有代表性的事，可附照片"),
    ChapterPlan("problems", "存在问题", has_figures=False, hint="如实写不足：哪些事没有做到，为什么"),
    ChapterPlan("plans", "下一步打算", has_figures=False, hint="按月份或按工作分条写，写明完成时限"),
)
_BRANCH = ("organisation", "warmth", "activities", "contests", "women", "safety")


def _chapters(*keys: str) -> tuple[ChapterPlan, ...]:
    return tuple(ChapterPlan(key, CHAPTERS[key]) for key in keys)


_FIRST = ChapterPlan(OVERVIEW, "总述")
PLANS: dict[Layout, tuple[ChapterPlan, ...]] = {
    Layout.FULL: (_FIRST, *_chapters(*CHAPTERS), *_WRITTEN),
    Layout.WARMTH: (_FIRST, *_chapters("warmth", "hardship"), _WRITTEN[0], _WRITTEN[2]),
    Layout.BRANCH: (_FIRST, *_chapters(*_BRANCH), *_WRITTEN),
}

# Figures of the overview, of the one-page summary and of the leadership's screen, most telling first; those
# whose app is not there are left out.
HEADLINES: tuple[str, ...] = (
    "members.count", "members.joining_rate", "dues.paid", "dues.rate", "congress.sessions",
    "congress.delegates", "motions.papers", "motions.filed_cases", "motions.satisfaction_rate",
    "welfare.visit_times", "welfare.visit_yuan", "welfare.visit_coverage", "events.sessions", "events.times",
    "funds.income", "funds.expense",
)  # fmt: skip


def plan_of(layout: str) -> tuple[ChapterPlan, ...]:
    """Return the chapters of ``layout`` in order."""
    return PLANS[Layout(layout)]


def report_title(layout: str, period_words: str, branch_name: str = "") -> str:
    """Return the title on the cover.

    >>> report_title("full", "2026 年度")
    '2026 年度工会工作报告'
    """
    words = {
        Layout.FULL: f"{period_words}工会工作报告",
        Layout.WARMTH: f"{period_words}送温暖工作简报",
        Layout.BRANCH: f"{branch_name} {period_words}工作小结",
    }
    return words[Layout(layout)]
