"""Figures of motions for the year-end report: by the day of the session the motion belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet
from django.urls import reverse

from congress.choices.motions import Filing, Grade
from congress.models import Motion
from congress.selectors.motions import HANDLED
from congress.selectors.motions_report import Handling, handling, received, totals
from union.common.registries import Breakdown, Figure, FigureValue, Period
from union.organisation.choices import Right

CHAPTER = "motions"
_YEAR = "按提案所属职代会会议的开幕日期归入年度"


def _rows(period: Period) -> QuerySet[Motion]:
    """Motions of the sessions held in the period; ``branch_id`` is the mover's branch."""
    rows = Motion.objects.filter(session__opens_on__range=(period.first, period.last))
    return rows.filter(mover__branch_id=period.branch_id) if period.branch_id else rows


def _url(period: Period, **more: str) -> str:
    asked = {"held_from": period.first.isoformat(), "held_to": period.last.isoformat(), **more}
    if period.branch_id:
        asked["branch"] = str(period.branch_id)
    return f"{reverse('motions:motion_list')}?{urlencode(asked)}"


def _total(name: str, period: Period) -> int:
    return int(asdict(totals(_rows(period)))[name])


def _handled(read: Callable[[Handling], Any], filings: tuple[str, ...], period: Period) -> Any:
    return read(handling(_rows(period), "", filings))


def _counted(label: str, unit: str, name: str, definition: str, phrase: str = "", **asked: str) -> Figure:
    return Figure(
        CHAPTER,
        label,
        unit,
        f"{definition}；{_YEAR}",
        partial(_total, name),
        lambda period: _url(period, **asked),
        right=Right.VIEW_MOTIONS.value,
        phrase=phrase,
    )


def _rate(
    label: str,
    read: Callable[[Handling], Any],
    definition: str,
    *,
    unit: str = "%",
    filings: tuple[str, ...] = HANDLED,
    **asked: str,
) -> Figure:
    return Figure(
        CHAPTER,
        label,
        unit,
        f"{definition}；{_YEAR}",
        partial(_handled, read, filings),
        lambda period: _url(period, **asked),
        right=Right.VIEW_MOTIONS.value,
    )


def _satisfaction(label: str, filings: tuple[str, ...]) -> Figure:
    return _rate(
        label,
        lambda h: h.rates["满意率"],
        "满意与基本满意占已评价件数的比例，未评价的不计入",
        filings=filings,
        rating="rated",
    )


FIGURES: dict[str, Figure] = {
    "motions.papers": _counted(
        "收到提案", "份", "papers", "代表提交的全部提案（含并案的每一份）", "收到职工代表提案 {value}"
    ),
    "motions.filed_cases": _counted(
        "立案", "件", "filed_cases", "并案后立案的件数", "立案 {value}", filing="filed"
    ),
    "motions.papers_in_filed_cases": _counted(
        "立案所含提案", "份", "filed_papers", "立案案件所含的份数（含并入的提案）", case="filed"
    ),
    "motions.merged": _counted("并案", "份", "merged", "并入其他案件的提案份数", filing="merged"),
    "motions.suggestions": _counted(
        "转为意见建议", "件", "suggestion_cases", "不立案但转交部门办理并答复的件数", filing="converted"
    ),
    "motions.not_filed": _counted("不立案", "份", "not_filed", "说明理由后不立案的份数", filing="not_filed"),
    "motions.replied": _rate(
        "已答复", lambda h: h.replied, "立案和意见建议中已书面答复的件数", unit="件", mark="replied"
    ),
    "motions.rated": _rate(
        "已评价", lambda h: h.rated, "提案人对答复作出评价的件数", unit="件", rating="rated"
    ),
    "motions.satisfied_or_partly": _rate(
        "满意和基本满意", lambda h: h.content, "评价为满意或基本满意的件数", unit="件", rating="content"
    ),
    "motions.reply_rate": _rate(
        "答复率", lambda h: h.rates["答复率"], "已答复件数占立案和意见建议件数", mark="replied"
    ),
    "motions.close_rate": _rate(
        "办结率", lambda h: h.rates["办结率"], "已结案件数占立案和意见建议件数", mark="closed"
    ),
    "motions.on_time_rate": _rate(
        "按时率", lambda h: h.rates["按时率"], "在办理期限内拟出答复的占有期限的已答复件数", mark="replied"
    ),
    "motions.contact_rate": _rate(
        "见面率", lambda h: h.rates["见面率"], "有沟通记录的占本系统办理的件数", mark="contact"
    ),
    "motions.satisfaction_rate": _satisfaction("满意率", HANDLED),
    "motions.satisfaction_rate_filed": _satisfaction("满意率（立案）", (Filing.FILED.value,)),
    "motions.satisfaction_rate_suggestions": _satisfaction("满意率（意见建议）", (Filing.CONVERTED.value,)),
    "motions.key": Figure(
        CHAPTER,
        "重点提案",
        "件",
        f"由院领导领衔督办的重点提案；{_YEAR}",
        lambda period: _rows(period).filter(is_key=True).count(),
        lambda period: _url(period, mark="key"),
        right=Right.VIEW_MOTIONS.value,
    ),
    "motions.awards": Figure(
        CHAPTER,
        "受表彰提案",
        "件",
        f"评为优秀提案的件数；{_YEAR}",
        lambda period: _rows(period).exclude(award="").count(),
        lambda period: _url(period, mark="award"),
        right=Right.VIEW_MOTIONS.value,
    ),
}


def _by_category(period: Period) -> Iterable[FigureValue]:
    rows = (
        received(_rows(period))
        .values(name=F("category"))
        .annotate(count=Count("pk"))
        .order_by("-count", "name")
    )
    for row in rows:
        label = row["name"] or "未分类"
        yield FigureValue(label, label, row["count"], _url(period, category=row["name"]))


def _by_grade(period: Period) -> Iterable[FigureValue]:
    found = handling(_rows(period), "").grades
    for grade in Grade:
        yield FigureValue(grade.value, grade.label, found[grade], _url(period, grade=grade.value))


BREAKDOWNS: dict[str, Breakdown] = {
    "motions.papers_by_category": Breakdown(
        CHAPTER,
        "提案按类别",
        "份",
        f"收到的提案按类别的份数；{_YEAR}",
        _by_category,
        right=Right.VIEW_MOTIONS.value,
    ),
    "motions.cases_by_grade": Breakdown(
        CHAPTER,
        "办理结果",
        "件",
        f"立案和意见建议按 A、B、C 的件数；{_YEAR}",
        _by_grade,
        right=Right.VIEW_MOTIONS.value,
    ),
}
