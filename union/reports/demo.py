"""The demonstration hospital: issued reports on last year and this year so far, one in writing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from union.common.demo import DemoContext
from union.common.registries import Period
from union.reports.choices import Layout, ReportAction
from union.reports.models import Report
from union.reports.rules.periods import months_period, year_period
from union.reports.services.building import count, write_report
from union.reports.services.flow import advance, write_chapter

if TYPE_CHECKING:
    from union.accounts.models import User

_WORDS = {
    "cases": "护理支会把退休护士请回科室，为新入职护士讲三堂“老带新”课，参加的新护士全部按期出科。",
    "problems": "夜班人员参加活动的机会仍然偏少；个别小组上报住院慰问不及时。",
    "plans": "一季度完成小组长培训；二季度召开职代会；三季度开展技能比武；四季度完成会员普查。",
}


def fill(context: DemoContext) -> None:
    """Write the reports when every room has booked: what was counted is what the pages show."""
    context.counts.append(lambda: _reports(context))


def _reports(context: DemoContext) -> None:
    """Final reports of last year and of this year's whole months, whose files the worker draws; one draft."""
    year, month = context.as_of.year, context.as_of.month
    users = context.made["users"]
    _issue(year_period(year - 1), users)
    if month > 1:
        _issue(months_period(f"{year}-01", f"{year}-{month - 1:02}"), users)
    this = year_period(year)
    write_report(Layout.FULL, this, count(Layout.FULL, this), actor=users["office"])


def _issue(period: Period, users: Mapping[str, User]) -> None:
    report = write_report(Layout.FULL, period, count(Layout.FULL, period), actor=users["office"])
    for chapter in report.chapters.filter(key__in=_WORDS):
        words = _WORDS[chapter.key]
        write_chapter(chapter, version=1, title=chapter.title, narrative=words, actor=users["office"])
    for action, login in (
        (ReportAction.SUBMIT, "office"), (ReportAction.APPROVE, "chair"), (ReportAction.ISSUE, "leader"),
    ):  # fmt: skip
        advance(Report.objects.get(pk=report.pk), action, actor=users[login])
