"""Checking a roster against the registry: every row new, changed (old → new), same or refused.

Reads only, in a fixed number of queries per 1,000 rows; the rule itself is rules/roster.py.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from members.models import DuesBase, ExtraField, Member, MemberMerge
from members.rules.roster import CheckedRow as Judged
from members.rules.roster import Reason, RosterContext, Unit, check_row, code_key, unit_key
from members.rules.roster_base import Version
from members.selectors import ID_PURPOSE
from members.services import roster_compare
from members.services.organisation_import_tree import open_branches, open_departments, open_groups
from union.common.dates import first_of_month, parse_month
from union.common.encryption import blind_index
from union.common.models import CodeItem
from union.common.spreadsheets import TableRow
from union.imports.choices import RowState
from union.imports.declare import CheckedRow, Finding, Reading

CHUNK = 1000
_MAX_REMARKED = 200


@dataclass(slots=True)
class Prepared:
    """What one pass over a file needs to know."""

    context: RosterContext
    effective: dt.date
    fields: frozenset[str]
    overwrite: bool
    labels: dict[str, str]
    unknown: dict[str, Counter[str]] = field(default_factory=dict)


def prepare(reading: Reading) -> Prepared:
    """Read keys of members, units, code lists and remembered words; once per file."""
    context = RosterContext(
        today=reading.today,
        index_of=lambda number: blind_index(number, ID_PURPOSE),
        codes=_codes(),
        create_units=reading.options.get("create") == "all",
        **_units(reading.today, reading.aliases),
        **_keys(),
    )
    return Prepared(
        context=context,
        effective=effective_month(reading),
        fields=reading.fields,
        overwrite=bool(reading.options.get("overwrite")),
        labels={f"extra.{key}": label for key, label in ExtraField.objects.values_list("key", "label")},
    )


def effective_month(reading: Reading) -> dt.date:
    """The month a changed dues base counts from: as asked, else in the title, else the present one."""
    asked = reading.options.get("effective") or ""
    if asked:
        return parse_month(asked)
    return reading.month or first_of_month(reading.today)


def check(rows: Iterable[TableRow], prepared: Prepared) -> Iterator[CheckedRow]:
    """Yield the outcome of each row in order; see the module's head for the queries."""
    stream = iter(rows)
    while chunk := list(islice(stream, CHUNK)):
        judged = [check_row(row.number, row.values, prepared.context, row.issues) for row in chunk]
        known = {found.member_id for found in judged if found.is_accepted and found.member_id is not None}
        present = _present(known, prepared.fields)
        bases = _bases(known) if {"dues_base", "post_wage"} & prepared.fields else {}
        for row, found in zip(chunk, judged, strict=True):
            yield _outcome(row, found, present, bases, prepared)


def remarks(prepared: Prepared) -> dict[str, Any]:
    """What the preview tells besides the rows: the month, units nobody knows, units to be created."""
    return {
        "effective": prepared.effective.isoformat()[:7],
        "unknown": {key: counts.most_common(_MAX_REMARKED) for key, counts in prepared.unknown.items()},
        "new_units": [
            [unit.kind, unit.name, unit.branch, unit.department] for unit in prepared.context.new_units
        ],
    }


def _outcome(
    row: TableRow,
    found: Judged,
    present: Mapping[int, Member],
    bases: Mapping[int, list[Version]],
    prepared: Prepared,
) -> CheckedRow:
    outcome = CheckedRow(
        number=row.number,
        state=RowState.REFUSED,
        label=_label(found),
        subject_id=found.member_id,
        cells=row.cells,
        hints=[_finding(hint, prepared) for hint in found.warnings],
    )
    if not found.is_accepted:
        outcome.reasons = [_finding(reason, prepared) for reason in found.reasons]
        _note_unknown_units(found, prepared)
    elif found.member_id is None:
        outcome.state = RowState.NEW
        outcome.values = roster_compare.values_of_new(found, prepared.effective)
    else:
        member = present[found.member_id]
        plan = roster_compare.compare(
            member, found, bases.get(member.pk, []),
            effective=prepared.effective, blanks=_blanks(row, prepared),
        )  # fmt: skip
        outcome.state = RowState.CHANGED if plan.changes else RowState.SAME
        outcome.changes, outcome.values = plan.changes, plan.values
    return outcome


def _blanks(row: TableRow, prepared: Prepared) -> list[str]:
    """Fields the file leaves empty and the user wants emptied; by default none: 留空不覆盖."""
    if not prepared.overwrite:
        return []
    return [key for key in roster_compare.CLEARABLE if key in prepared.fields and row.values.get(key) == ""]


def _label(found: Judged) -> str:
    return f"{found.values.get('staff_no', '')} {found.values.get('name', '')}".strip()


def _finding(reason: Reason, prepared: Prepared) -> Finding:
    column = prepared.labels.get(reason.field, reason.column)
    return Finding(reason.field, column, reason.value, reason.message, reason.code)


def _note_unknown_units(found: Judged, prepared: Prepared) -> None:
    for reason in found.reasons:
        if reason.code == "unit_unknown":
            prepared.unknown.setdefault(reason.field, Counter())[reason.value] += 1


def _present(ids: Iterable[int], fields: frozenset[str]) -> dict[int, Member]:
    """The members as they are, with the columns this file can change; encrypted ones only if mapped."""
    wanted = roster_compare.columns_for(fields)
    members = Member.objects.filter(pk__in=ids).select_related("branch", "department", "group").only(*wanted)
    return {member.pk: member for member in members}


def _bases(ids: Iterable[int]) -> dict[int, list[Version]]:
    found: dict[int, list[Version]] = {}
    rows = DuesBase.objects.filter(member_id__in=ids).order_by("member_id", "effective_month")
    for member_id, month, amount in rows.values_list("member_id", "effective_month", "amount"):
        found.setdefault(member_id, []).append((month, amount))
    return found


def _codes() -> dict[str, dict[str, str]]:
    codes: dict[str, dict[str, str]] = {}
    for kind, label, aliases in CodeItem.objects.filter(is_active=True).values_list(
        "kind", "label", "aliases"
    ):
        words = codes.setdefault(kind, {})
        for spelling in (*aliases, label):
            words[code_key(spelling)] = label
    return codes


def _keys() -> dict[str, Any]:
    by_no: dict[str, int] = {}
    by_id: dict[str, int] = {}
    by_member_no: dict[str, int] = {}
    no_of: dict[int, str] = {}
    id_of: dict[int, str] = {}
    rows = Member.objects.order_by().values_list("pk", "staff_no", "id_number_index", "member_no")
    for pk, staff_no, index, member_no in rows.iterator(chunk_size=5000):
        no_of[pk], id_of[pk] = staff_no or "", index or ""
        if staff_no:
            by_no[staff_no] = pk
        if index:
            by_id[index] = pk
        if member_no:
            by_member_no[member_no] = pk
    merged = MemberMerge.objects.exclude(removed_staff_no="").values_list(
        "removed_staff_no", "kept__staff_no"
    )
    return {
        "merged_staff_no": {given_up: kept or "" for given_up, kept in merged},
        "by_staff_no": by_no, "by_id_index": by_id, "by_member_no": by_member_no,
        "staff_no_of": no_of, "id_index_of": id_of,
    }  # fmt: skip


def _units(today: dt.date, aliases: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Open units by the key of their name and of each remembered other word for it."""
    branches = {unit_key(b.name): Unit(b.pk, b.name) for b in open_branches(today)}
    departments = {unit_key(d.name): Unit(d.pk, d.name, d.branch_id) for d in open_departments(today)}
    groups: dict[str, list[Unit]] = {}
    for group in open_groups(today):
        unit = Unit(group.pk, group.name, group.branch_id, group.department_id)
        groups.setdefault(unit_key(group.name), []).append(unit)
    found: dict[str, dict[str, Any]] = {"branch": branches, "department": departments, "group": groups}
    for kind, words in aliases.items():
        for alias, target in words.items():
            unit_or_units = found[kind].get(unit_key(target))
            if unit_or_units is not None:
                found[kind].setdefault(unit_key(alias), unit_or_units)
    return {"branches": branches, "departments": departments, "groups": groups}
