"""The organisation sheet (组织架构): one row per 工会小组, with its 科室 and 支会.

Source: docs/imports.md, domain.md §2.1 (groups follow the departments, branches above
them).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from members.rules.roster_cells import Reason, as_text
from union.common.names import clean_name
from union.common.spreadsheets import Cell, Column, TableRow

ORGANISATION_COLUMNS: tuple[Column, ...] = (
    Column("branch", "支会", ("所属支会", "分会", "分工会", "支会名称", "部门工会", "所属分工会")),
    Column("department", "科室", ("部门", "所在科室", "科室名称", "所属科室")),
    Column("group", "工会小组", ("小组", "小组名称", "所属工会小组", "工会小组名称")),
    Column("leader", "组长", ("小组长", "工会小组长", "组长姓名"), contains=False),
)
_LABELS = {column.key: column.label for column in ORGANISATION_COLUMNS}
_LONGEST = 60


@dataclass(slots=True)
class OrganisationSheet:
    """What the sheet names: ``departments`` name → branch, ``groups`` (branch, department, name) → leader."""

    rows: int = 0
    accepted: int = 0
    branches: dict[str, None] = field(default_factory=dict)
    departments: dict[str, str] = field(default_factory=dict)
    groups: dict[tuple[str, str, str], str] = field(default_factory=dict)
    refused: list[tuple[int, Reason]] = field(default_factory=list)


def read_organisation(rows: Iterable[TableRow]) -> OrganisationSheet:
    """Collect branches, departments and groups in the order of the sheet; a row with any fault adds nothing.

    Refused: no branch; a group without anything to hang on; a department under a second branch; the same
    group twice; too long a name. A cell left blank below a merged cell is not filled in: write every row in
    full.
    """
    sheet = OrganisationSheet()
    for row in rows:
        sheet.rows += 1
        branch, department, group = (
            _name(row.values.get(key, "")) for key in ("branch", "department", "group")
        )
        reasons = _faults(sheet, row, branch, department, group)
        if reasons:
            sheet.refused.extend((row.number, reason) for reason in reasons)
            continue
        sheet.accepted += 1
        sheet.branches.setdefault(branch)
        if department:
            sheet.departments.setdefault(department, branch)
        if group:
            sheet.groups[branch, department, group] = clean_name(as_text(row.values.get("leader", "")))
    return sheet


def _faults(
    sheet: OrganisationSheet, row: TableRow, branch: str, department: str, group: str
) -> list[Reason]:
    names = {"branch": branch, "department": department, "group": group}
    reasons = [_reason(key, "", sentence, "cell") for key, sentence in row.issues.items()]
    if not branch and "branch" not in row.issues:
        reasons.append(_reason("branch", "", "支会没有填", "branch_missing"))
    for key, name in names.items():
        if len(name) > _LONGEST:
            reasons.append(
                _reason(key, name[:_LONGEST], f"{_LABELS[key]}名称超过 {_LONGEST} 个字", "too_long")
            )
    other = sheet.departments.get(department, branch)
    if department and other != branch:
        reasons.append(
            _reason("department", department, f"“{department}”在前面的行里属于“{other}”", "two_branches")
        )
    if group and (branch, department, group) in sheet.groups:
        reasons.append(_reason("group", group, f"“{group}”在前面的行里已经有了", "duplicate"))
    return reasons


def _reason(key: str, value: str, message: str, code: str) -> Reason:
    return Reason(key, _LABELS.get(key, key), value, message, code)


def _name(cell: Cell) -> str:
    return "".join(as_text(cell).split())
