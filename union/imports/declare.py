"""The words in which an app declares a kind of file. Each app registers its kinds in `ready()`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from union.common.registries import Registry
from union.common.spreadsheets import Column, SkippedRow, TableRow
from union.imports.choices import RowState
from union.organisation.choices import Right

if TYPE_CHECKING:
    from union.accounts.models import User
    from union.imports.models import ImportBatch


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to say about one cell; ``code`` is for programs, ``value`` masked where sensitive."""

    field: str
    column: str
    value: str
    text: str
    code: str = ""


@dataclass(slots=True)
class CheckedRow:
    """Where one row of a file ends.

    ``values``: what `apply` needs, JSON-ready, in a shape of the kind's own. ``changes``: {field:
    [old, new]} as texts, masked where sensitive. ``cells``: the row as it was read.
    """

    number: int
    state: RowState
    label: str = ""
    subject_id: int | None = None
    cells: Sequence[Any] = ()
    values: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, list[str]] = field(default_factory=dict)
    reasons: Sequence[Finding] = ()
    hints: Sequence[Finding] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What `prepare` is told of the file before its first row."""

    batch: ImportBatch
    options: Mapping[str, Any]
    month: dt.date | None  # named in the sheet's title
    fields: frozenset[str]  # mapped columns
    aliases: Mapping[str, Mapping[str, str]]  # field -> other word -> present name
    today: dt.date
    titles: Sequence[str] = ()
    columns: Mapping[str, int] = field(default_factory=dict)  # field -> position of its cell in a row
    totals: Callable[[], Sequence[SkippedRow]] = tuple  # the 合计 rows; complete after the last row


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One kind of file.

    ``columns`` are asked for at each reading (a hospital may define fields). ``prepare`` reads what
    the rule needs to know of the registry; ``check`` turns rows into checked rows, one for one, and
    writes nothing; ``remarks`` (after the last row) adds to ``batch.reading`` (unknown units …).
    ``apply`` and ``undo`` run inside the transaction that also moves the batch; both may refuse with
    a DomainError. ``undo_obstacles`` names what was built on the batch; empty = it can be undone.
    ``options``: which of create, effective, overwrite, all_or_nothing, month the page offers.
    ``alias_choices``: fields whose unknown values a user may map, with the present names.
    ``masks``: fields never shown in full on a page.
    """

    label: str
    summary: str
    right: Right
    columns: Callable[[], Sequence[Column]]
    prepare: Callable[[Reading], Any]
    check: Callable[[Iterable[TableRow], Any], Iterator[CheckedRow]]
    apply: Callable[[ImportBatch, User | None], None]
    undo: Callable[[ImportBatch, User | None], None]
    undo_obstacles: Callable[[ImportBatch], list[str]]
    template: Callable[[], bytes]
    remarks: Callable[[Any], dict[str, Any]] = lambda _prepared: {}
    options: frozenset[str] = frozenset()
    alias_choices: Mapping[str, Callable[[], Sequence[str]]] = field(default_factory=dict)
    masks: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    brief: Sequence[str] = ()  # fields that say the most about a new row
    unit: str = "条"
    icon: str = "upload"
    notes: Sequence[str] = ()  # what the front page of this kind explains
    undo_note: str = "撤销会取消这批数据写入的全部内容。"
    reasons: Mapping[str, str] = field(default_factory=dict)  # code -> short name, for the filter
    subject_url: Callable[[int], str] = lambda _pk: ""


kinds: Registry[ImportKind] = Registry("import_kinds")  # key -> ImportKind, see docs/imports.md
