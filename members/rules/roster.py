"""One row of a roster (职工花名册): what it says, why it is refused, what is only odd.

Sources: docs/imports.md, domain.md §2.4, §12 no. 31–33 (ID numbers as text, sex and birthday compared with
the ID, people matched by 工号 or ID and never by name). Every reason is given at once. Nothing in a row ever
changes a membership state.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from members.rules import roster_cells as cells
from members.rules.roster_cells import Reason, Sheet
from members.rules.roster_columns import ROSTER_COLUMNS
from members.rules.roster_units import NewUnit, Unit, check_units, unit_key
from union.common import id_numbers
from union.common.spreadsheets import Cell

__all__ = [
    "ROSTER_COLUMNS",
    "CheckedRow",
    "NewUnit",
    "Reason",
    "RosterContext",
    "Unit",
    "check_row",
    "code_key",
    "unit_key",
]

code_key = cells.code_key
_NO_ISSUES: Mapping[str, str] = {}


@dataclass(slots=True)
class RosterContext:
    """What a row is checked against; one per pass over a file, because it remembers the accepted rows.

    Keys of the unit dicts are ``unit_key(name)`` (remembered old names may be keys too); ``codes``: field →
    ``code_key(spelling)`` → value to store; ``by_…``: key → member id; ``…_of``: member id → key ("" if
    none).
    """

    today: dt.date
    index_of: Callable[[str], str | None]
    branches: Mapping[str, Unit] = field(default_factory=dict)
    departments: Mapping[str, Unit] = field(default_factory=dict)
    groups: Mapping[str, Sequence[Unit]] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    by_staff_no: Mapping[str, int] = field(default_factory=dict)
    by_id_index: Mapping[str, int] = field(default_factory=dict)
    by_member_no: Mapping[str, int] = field(default_factory=dict)
    staff_no_of: Mapping[int, str] = field(default_factory=dict)
    id_index_of: Mapping[int, str] = field(default_factory=dict)
    merged_staff_no: Mapping[str, str] = field(default_factory=dict)  # given up in a merge → the one kept
    create_units: bool = False
    new_units: dict[NewUnit, None] = field(default_factory=dict)
    seen_staff_no: dict[str, tuple[int, str]] = field(default_factory=dict)
    seen_id: dict[str, tuple[int, str]] = field(default_factory=dict)
    seen_member_no: dict[str, int] = field(default_factory=dict)
    seen_member: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class CheckedRow:
    """The outcome for one row; see docs/spreadsheets.md for the keys of ``values``."""

    number: int
    values: dict[str, Any]
    reasons: list[Reason]
    warnings: list[Reason]
    id_index: str = ""
    member_id: int | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether the row may be written."""
        return not self.reasons


def check_row(
    number: int, raw: Mapping[str, Cell], context: RosterContext, issues: Mapping[str, str] = _NO_ISSUES
) -> CheckedRow:
    """Check one row and remember its keys in ``context`` if it is accepted.

    ``number`` is Excel's row number, ``raw`` has the mapped columns, ``issues`` the cells without a usable
    value. Example: 工号 88888 with the ID number of member 10123 → refused, “工号 88888
    与身份证号对应的会员 10123 不一致”.
    """
    sheet = Sheet(raw, issues, context.today, context.codes)
    cells.read_person(sheet)
    cells.read_plain(sheet)
    check_units(sheet, context)
    row = CheckedRow(number, sheet.values, sheet.reasons, sheet.warnings)
    _check_keys(row, sheet, context)
    if row.is_accepted:
        _remember(row, context)
        for unit in sheet.new_units:
            context.new_units.setdefault(unit)
    return row


def _check_keys(row: CheckedRow, sheet: Sheet, context: RosterContext) -> None:
    """工号 and ID: at least one, of one person, for the first time in the file."""
    staff_no, id_number = row.values.get("staff_no", ""), row.values.get("id_number", "")
    if not staff_no and not id_number and not sheet.has_text("staff_no") and not sheet.has_text("id_number"):
        sheet.refuse("staff_no", "", "工号和身份证号都没有填：至少要有一项才能认定是谁", "key_missing")
    row.id_index = (context.index_of(id_number) or "") if id_number else ""
    if not _first_in_file(row, sheet, context):
        return
    _match_existing(row, sheet, context)
    _check_member_no(row, sheet, context)


def _masked(row: CheckedRow) -> str:
    return id_numbers.mask(row.values.get("id_number", ""))


def _first_in_file(row: CheckedRow, sheet: Sheet, context: RosterContext) -> bool:
    staff_no = row.values.get("staff_no", "")
    same_no = context.seen_staff_no.get(staff_no) if staff_no else None
    same_id = context.seen_id.get(row.id_index) if row.id_index else None
    if same_no and row.id_index and same_no[1] and same_no[1] != row.id_index:
        message = f"工号 {staff_no} 在第 {same_no[0]} 行对应的是另一个身份证号，以先出现的一行为准"
        sheet.refuse("staff_no", staff_no, message, "no_other_id")
    elif same_id and staff_no and same_id[1] and same_id[1] != staff_no:
        message = f"工号 {staff_no} 与身份证号不一致：同一身份证号在第 {same_id[0]} 行的工号是 {same_id[1]}"
        sheet.refuse("id_number", _masked(row), message, "id_other_no")
    elif same_no:
        sheet.refuse("staff_no", staff_no, f"与第 {same_no[0]} 行重复，以先出现的一行为准", "duplicate")
    elif same_id:
        sheet.refuse("id_number", _masked(row), f"与第 {same_id[0]} 行重复，以先出现的一行为准", "duplicate")
    return not (same_no or same_id)


def _match_existing(row: CheckedRow, sheet: Sheet, context: RosterContext) -> None:
    """Find the member by 工号 and by ID; where the two disagree, a person has to decide."""
    staff_no = row.values.get("staff_no", "")
    by_no = context.by_staff_no.get(staff_no) if staff_no else None
    by_id = context.by_id_index.get(row.id_index) if row.id_index else None
    if by_no is None and by_id is None and staff_no in context.merged_staff_no:
        kept = context.merged_staff_no[staff_no] or "（无工号）"
        message = f"工号 {staff_no} 的档案已合并，现工号为 {kept}：请改用现工号"
        sheet.refuse("staff_no", staff_no, message, "merged_no")
        return
    if by_id is not None and staff_no and by_no != by_id:
        other = context.staff_no_of.get(by_id, "")
        if other or by_no is not None:
            message = f"工号 {staff_no} 与身份证号对应的会员 {other or '（无工号）'} 不一致"
            sheet.refuse("id_number", _masked(row), message, "id_other_no")
            return
    if by_no is not None and by_id is None and row.id_index and context.id_index_of.get(by_no, ""):
        message = f"工号 {staff_no} 的会员在系统中是另一个身份证号"
        sheet.refuse("staff_no", staff_no, message, "no_other_id")
        return
    row.member_id = by_id if by_id is not None else by_no
    earlier = context.seen_member.get(row.member_id) if row.member_id is not None else None
    if earlier is not None:
        sheet.refuse("staff_no", staff_no, f"与第 {earlier} 行是同一名会员，以先出现的一行为准", "duplicate")


def _check_member_no(row: CheckedRow, sheet: Sheet, context: RosterContext) -> None:
    member_no = row.values.get("member_no", "")
    if not member_no:
        return
    owner = context.by_member_no.get(member_no)
    if owner is not None and owner != row.member_id:
        sheet.refuse("member_no", member_no, "该会员证号已属于另一名会员", "member_no_taken")
    elif member_no in context.seen_member_no:
        earlier = context.seen_member_no[member_no]
        sheet.refuse("member_no", member_no, f"会员证号与第 {earlier} 行重复", "member_no_taken")


def _remember(row: CheckedRow, context: RosterContext) -> None:
    staff_no = row.values.get("staff_no", "")
    if staff_no:
        context.seen_staff_no[staff_no] = (row.number, row.id_index)
    if row.id_index:
        context.seen_id[row.id_index] = (row.number, staff_no)
    if row.values.get("member_no"):
        context.seen_member_no[row.values["member_no"]] = row.number
    if row.member_id is not None:
        context.seen_member[row.member_id] = row.number
