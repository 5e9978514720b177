"""The table of offices × rights as people read it; made from rules.offices, so it cannot differ from it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from union.organisation.choices import Office, Right, ScopeKind
from union.organisation.rules.offices import RIGHTS, SCOPES, WOMEN_ONLY

_WORDS = {
    ScopeKind.HOSPITAL: "全院",
    ScopeKind.BRANCH: "本支会",
    ScopeKind.GROUP: "本小组",
    ScopeKind.DEPARTMENT: "本科室",
    ScopeKind.SELF: "本人",
}


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One right and where each office has it; "" = not at all. ``cells`` follow ``offices()``."""

    right: Right
    cells: tuple[str, ...]


def offices() -> tuple[Office, ...]:
    """Columns of the table: every office, also those without any right."""
    return tuple(Office)


def where(office: Office) -> str:
    """Where the rights of ``office`` hold.

    >>> where(Office.WOMEN_MEMBER)
    '全院或本支会，限女职工'
    """
    words = "或".join(_WORDS[kind] for kind in SCOPES[office])
    return f"{words}，限女职工" if office in WOMEN_ONLY else words


def rows() -> list[MatrixRow]:
    """One row per right, in the order of the list of rights."""
    return [
        MatrixRow(right, tuple(where(office) if right in RIGHTS[office] else "" for office in offices()))
        for right in Right
    ]


def as_markdown() -> str:
    """The table as Markdown, for the file of the system's papers."""
    lines = [
        "| 权限 | " + " | ".join(office.label for office in offices()) + " |",
        "|---" * (len(offices()) + 1) + "|",
    ]
    lines += [f"| {row.right.label} | " + " | ".join(row.cells) + " |" for row in rows()]
    return "\n".join(lines) + "\n"


def as_csv() -> str:
    """The table as CSV (to be sent with a byte order mark: Excel in China reads GBK otherwise)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["权限", *(office.label for office in offices())])
    writer.writerows([row.right.label, *row.cells] for row in rows())
    return out.getvalue()
