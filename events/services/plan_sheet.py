"""The yearly plan as an Excel file."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from events.models import YearPlan
from events.selectors.plans import ShownLine
from union.common.spreadsheets import Sheet, SheetColumn, write_workbook
from union.organisation.models import UnionProfile

_COLUMNS = (
    ("月份", 10, "text"), ("主题", 28, "text"), ("类型", 12, "text"), ("承办", 16, "text"),
    ("对象", 16, "text"), ("预算科目", 12, "text"), ("预算（元）", 12, "money"), ("进度", 12, "text"),
    ("已办（场）", 10, "integer"), ("支出（元）", 12, "money"), ("说明", 30, "text"),
)  # fmt: skip


def plan_workbook(plan: YearPlan, lines: Iterable[ShownLine]) -> bytes:
    """Return an .xlsx of the plan: one row a line, budget and cost added up."""
    rows: list[list[Any]] = [
        [
            row.line.months_label, row.line.theme, row.line.get_kind_display(), row.line.organiser,
            row.line.target_group, row.line.budget_line, row.line.budget_amount,
            row.line.get_state_display(), row.held, row.cost, row.line.reason or row.line.note,
        ]
        for row in lines
    ]  # fmt: skip
    profile = UnionProfile.objects.first() or UnionProfile()
    sheet = Sheet(
        name=f"{plan.year} 年计划",
        columns=[SheetColumn(label, width=width, kind=kind) for label, width, kind in _COLUMNS],
        rows=rows,
        title=f"{profile.hospital_name}{plan.title}",
        lines=[f"状态：{plan.get_state_display()}"],
        totals={6: sum(row[6] for row in rows), 9: sum(row[9] for row in rows)},
    )
    buffer = io.BytesIO()
    write_workbook(buffer, sheet)
    return buffer.getvalue()
