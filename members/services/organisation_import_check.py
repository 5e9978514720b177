"""Checking an organisation sheet against the present tree: what would be opened, what would move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from members.models import Member
from members.rules.organisation_sheet import OrganisationSheet, read_organisation
from members.rules.roster_cells import Reason, as_text
from members.services.organisation_import_tree import Tree
from union.common.names import clean_name
from union.common.spreadsheets import TableRow
from union.imports.choices import RowState
from union.imports.declare import CheckedRow, Finding, Reading
from union.organisation.choices import UnitKind
from union.organisation.models import Department, Group

UNITS = (UnitKind.BRANCH, UnitKind.DEPARTMENT, UnitKind.GROUP)


@dataclass(slots=True)
class Prepared:
    """The present tree, and what the sheet names once it has been read."""

    tree: Tree
    sheet: OrganisationSheet = field(default_factory=OrganisationSheet)
    introduced: set[tuple[str, ...]] = field(default_factory=set)


def prepare(_reading: Reading) -> Prepared:
    """Read the present tree."""
    return Prepared(Tree(actor=None, document=""))


def check(rows: Iterable[TableRow], prepared: Prepared) -> Iterator[CheckedRow]:
    """Yield the outcome of each row. An organisation sheet is short: it is read as a whole first."""
    kept: list[TableRow] = []
    prepared.sheet = read_organisation(_keeping(rows, kept))
    refused: dict[int, list[Reason]] = {}
    for number, reason in prepared.sheet.refused:
        refused.setdefault(number, []).append(reason)
    people = _people(kept)
    for row in kept:
        yield _outcome(row, refused.get(row.number, []), people, prepared)


def remarks(prepared: Prepared) -> dict[str, Any]:
    """How many different names the sheet holds."""
    sheet = prepared.sheet
    return {
        "branches": len(sheet.branches),
        "departments": len(sheet.departments),
        "groups": len({name for _branch, _department, name in sheet.groups}),
        "new_units": [list(unit) for unit in sorted(prepared.introduced)],
    }


def names_of(row: TableRow) -> dict[str, str]:
    """{"branch": …, "department": …, "group": …} of a row, without white space."""
    return {kind.value: "".join(as_text(row.values.get(kind.value, "")).split()) for kind in UNITS}


def _keeping(rows: Iterable[TableRow], kept: list[TableRow]) -> Iterator[TableRow]:
    for row in rows:
        kept.append(row)
        yield row


def _outcome(row: TableRow, reasons: list[Reason], people: Counter[str], prepared: Prepared) -> CheckedRow:
    names = names_of(row)
    outcome = CheckedRow(
        number=row.number, state=RowState.REFUSED,
        label=" / ".join(filter(None, names.values())), cells=row.cells,
        hints=_leader_hints(row, people), reasons=[_finding(reason) for reason in reasons],
    )  # fmt: skip
    if reasons:
        return outcome
    outcome.values = dict(names)
    outcome.changes = _changes(names, prepared)
    new = [kind for kind, (old, _new) in outcome.changes.items() if old == ""]
    outcome.state = RowState.NEW if new else RowState.CHANGED if outcome.changes else RowState.SAME
    return outcome


def _changes(names: dict[str, str], prepared: Prepared) -> dict[str, list[str]]:
    """{kind: ["", "新建 …"]} for what the row is the first to name, {kind: [old, new place]} for moves."""
    changes: dict[str, list[str]] = {}
    branch, department = names["branch"], names["department"]
    for kind in UNITS:
        name = names[kind.value]
        if not name:
            continue
        found = prepared.tree.find(kind, name, branch=branch, department=department)
        found = found or _in_moving_department(kind, name, department, prepared.tree)
        key = (
            kind.value,
            name,
            branch if kind != UnitKind.BRANCH else "",
            department if kind == UnitKind.GROUP else "",
        )
        if found is None and key not in prepared.introduced:
            prepared.introduced.add(key)
            changes[kind.value] = ["", f"新建“{name}”"]
        elif found is not None and (move := _move(found, branch, department)):
            changes[kind.value] = move
    return changes


def _in_moving_department(kind: UnitKind, name: str, department: str, tree: Tree) -> Any:
    """A group goes along when its department moves to another branch."""
    if kind != UnitKind.GROUP or not department:
        return None
    return tree.find(kind, name, department=department)


def _move(unit: Any, branch: str, department: str) -> list[str] | None:
    if isinstance(unit, Department) and (unit.branch is None or unit.branch.name != branch):
        return [unit.branch.name if unit.branch else "（未归支会）", branch]
    if (
        isinstance(unit, Group)
        and department
        and (unit.department is None or unit.department.name != department)
    ):
        return [unit.department.name if unit.department else "（未归科室）", department]
    return None


def _people(rows: Iterable[TableRow]) -> Counter[str]:
    """How many members bear each leader's name."""
    names = {name for row in rows if (name := _leader(row))}
    found = Member.objects.kept().unmerged().filter(name__in=names).values_list("name", flat=True)
    return Counter(found)


def _leader(row: TableRow) -> str:
    return clean_name(as_text(row.values.get("leader", "")))


def _leader_hints(row: TableRow, people: Counter[str]) -> list[Finding]:
    name = _leader(row)
    if not name:
        return []
    texts = {
        0: "登记簿中没有这个姓名的会员，组长任职没有登记",
        1: "登记簿中有一名同名会员：如确认是本人，请在“任职”中登记小组长",
    }
    text = texts.get(people[name], f"登记簿中有 {people[name]} 名同名会员：请确认后在“任职”中登记小组长")
    return [Finding("leader", "组长", name, text, "leader")]


def _finding(reason: Reason) -> Finding:
    return Finding(reason.field, reason.column, reason.value, reason.message, reason.code)
