"""The report on motions (提案工作报告) put together: for the screen, the workbook and the PDF alike."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from congress.choices.motions import Filing, Grade, Satisfaction
from congress.models import Motion, MotionAward, Session
from congress.selectors.motions_report import (
    DepartmentRow,
    GroupRow,
    Handling,
    Totals,
    by_department,
    by_group,
    handling,
    totals,
)
from union.common.spreadsheets import Sheet, SheetColumn, write_workbook

Table = tuple[str, list[str], list[list[Any]]]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the report says about one session."""

    session: Session
    totals: Totals
    groups: tuple[Handling, ...]  # together, filed, suggestions
    categories: list[GroupRow]
    delegations: list[GroupRow]
    departments: list[DepartmentRow]
    earlier: list[tuple[str, Totals, Handling]]  # this and earlier sessions, newest first
    awards: list[Motion]
    department_awards: list[MotionAward]

    def tables(self) -> Iterator[Table]:
        """(title, heads, rows) of every table, as file and paper print them."""
        yield "收件与立案", ["项目", "数量", "单位"], _counts(self.totals)
        yield "办理情况", ["指标", *(group.label for group in self.groups)], _handled(self.groups)
        yield "按类别", _GROUP_HEADS, [_group(row) for row in self.categories]
        yield "按代表团", _GROUP_HEADS, [_group(row) for row in self.delegations]
        yield "按主办部门", _DEPARTMENT_HEADS, [_department(row) for row in self.departments]
        yield "历次比较", _COMPARISON_HEADS, [_compared(*row) for row in self.earlier]


_GROUP_HEADS = [
    "名称",
    "收到（份）",
    "占比（%）",
    "立案（件）",
    "意见建议（件）",
    "并案（份）",
    "不立案（份）",
]
_DEPARTMENT_HEADS = [
    "主办部门", "承办（件）", "已答复", "按时", "逾期答复", "逾期未答", "已评价", "满意和基本满意",
    "满意率（%）",
]  # fmt: skip
_COMPARISON_HEADS = [
    "届次", "收到（份）", "立案（件）", "立案（份）", "意见建议（件）", "不立案（份）",
    "答复率（%）", "办结率（%）", "满意率（%）",
]  # fmt: skip


def _counts(found: Totals) -> list[list[Any]]:
    return [
        ["收到提案", found.papers, "份"], ["其中撤回", found.withdrawn, "份"],
        ["有效提案", found.valid, "份"],
        ["立案", found.filed_cases, "件"], ["立案所含提案", found.filed_papers, "份"],
        ["转为意见建议", found.suggestion_cases, "件"], ["意见建议所含提案", found.suggestion_papers, "份"],
        ["并案", found.merged, "份"], ["不立案", found.not_filed, "份"], ["尚未审定", found.undecided, "份"],
    ]  # fmt: skip


def shown(value: Decimal | None) -> str:
    """A rate, or a dash where there is nothing to divide by."""
    return "—" if value is None else str(value)


def _handled(groups: tuple[Handling, ...]) -> list[list[Any]]:
    rows: list[list[Any]] = [
        ["承办（件）", *(g.cases for g in groups)], ["所含提案（份）", *(g.papers for g in groups)],
        ["已答复（件）", *(g.replied for g in groups)], ["已办结（件）", *(g.closed for g in groups)],
        ["已评价（件）", *(g.rated for g in groups)],
    ]  # fmt: skip
    rows += [[grade.label + "（件）", *(g.grades[grade] for g in groups)] for grade in Grade]
    rows += [[mark.label + "（件）", *(g.ratings[mark] for g in groups)] for mark in Satisfaction]
    rows += [[f"{name}（%）", *(shown(g.rates[name]) for g in groups)] for name in groups[0].rates]
    return rows


def _group(row: GroupRow) -> list[Any]:
    return [row.label, row.papers, shown(row.share), row.filed, row.suggestions, row.merged, row.not_filed]


def _department(row: DepartmentRow) -> list[Any]:
    return [
        row.label, row.cases, row.replied, row.on_time, row.late, row.open_late, row.rated, row.content,
        shown(row.satisfaction),
    ]  # fmt: skip


def _compared(label: str, found: Totals, cases: Handling) -> list[Any]:
    rates = cases.rates
    return [
        label, found.papers, found.filed_cases, found.filed_papers, found.suggestion_cases, found.not_filed,
        shown(rates["答复率"]), shown(rates["办结率"]), shown(rates["满意率"]),
    ]  # fmt: skip


def build_report(session: Session, today: dt.date, *, earlier: int = 5) -> Report:
    """Count everything of ``session`` and of the ``earlier`` sessions before it."""
    rows = Motion.objects.filter(session=session)
    before = Session.objects.filter(motions__isnull=False, opens_on__lt=session.opens_on).distinct()
    compared = [session, *before.select_related("term").order_by("-opens_on")[:earlier]]
    return Report(
        session=session,
        totals=totals(rows),
        groups=(
            handling(rows, "合计"),
            handling(rows, "立案", (Filing.FILED,)),
            handling(rows, "意见建议", (Filing.CONVERTED,)),
        ),
        categories=by_group(rows, "category", "未分类"),
        delegations=by_group(rows, "delegation__name", "未记载代表团"),
        departments=by_department(rows, today),
        earlier=[(each.short_name, totals(_of(each)), handling(_of(each), "")) for each in compared],
        awards=list(rows.exclude(award="").select_related("mover", "session__term").order_by("number")),
        department_awards=list(session.motion_awards.select_related("department")),
    )


def _of(session: Session) -> Any:
    return Motion.objects.filter(session=session)


def report_workbook(report: Report) -> bytes:
    """The report as .xlsx, one sheet a table."""
    sheets = [
        Sheet(
            title, [SheetColumn(head, width=22 if at == 0 else 14) for at, head in enumerate(heads)],
            rows,
            title=f"{report.session}提案工作报告 · {title}",
        )
        for title, heads, rows in report.tables()
    ]  # fmt: skip
    target = io.BytesIO()
    write_workbook(target, *sheets)
    return target.getvalue()
