"""Taking a ledger out: file, audit row, saved views."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.common.models import FormDraft, SavedView
from union.ledgers.cells import masked
from union.ledgers.declare import Column, Kind, Ledger
from union.ledgers.permissions import can_export, can_export_sensitive
from union.ledgers.selectors import DEFAULT_SIZE, SIZES, LedgerQuery, active_filters, active_options
from union.organisation.models import UnionProfile

if TYPE_CHECKING:
    from union.accounts.models import User
    from union.common.spreadsheets import Sheet, SheetColumn

MIN_REASON = 4
_CENT = Decimal("0.01")
_CELL_KIND = {
    Kind.TEXT: "text", Kind.CODE: "text", Kind.CHOICE: "text", Kind.BOOLEAN: "text", Kind.DATE: "date",
    Kind.DATETIME: "datetime", Kind.MONTH: "month", Kind.MONEY: "money", Kind.INTEGER: "integer",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    rows: int
    file_name: str


def export_ledger(
    query: LedgerQuery,
    path: Path,
    *,
    actor: User | None,
    unmasked: bool = False,
    reason: str = "",
    progress: Callable[[int], None] = lambda rows: None,
) -> Exported:
    """Write exactly the rows of ``query`` to ``path`` as .xlsx and record the export.

    Streams: memory does not grow with the rows. ``progress(rows written)`` is called every 1,000
    rows. ``unmasked``: sensitive columns in clear, which needs the right and a ``reason``.

    Raises:
        NotPermittedError: no right to export, or to export sensitive values.
        DomainError: sensitive values without a reason.
    """
    from union.common.spreadsheets import Sheet, write_workbook

    ledger = query.ledger
    require_export(ledger, actor, unmasked=unmasked, reason=reason)
    totals = query.totals()
    sheet = Sheet(
        name=ledger.title[:31],
        columns=_sheet_columns(query),
        rows=_cells(query, progress, unmasked=unmasked),
        title=f"{UnionProfile.objects.get(pk=1).hospital_name}{ledger.title}",
        lines=_head_lines(query, actor),
        totals={n: totals.sums[c.key] for n, c in enumerate(query.columns) if c.total},
        footer=_mark(actor),
    )
    written = write_workbook(path, sheet)
    with transaction.atomic():
        shown = "、".join(column.label for column in query.columns)
        note = f"{ledger.title}，{written} 行；列：{shown}" + (
            f"；含敏感信息，理由：{reason}" if unmasked else ""
        )
        audit.record(AuditAction.EXPORT, actor=actor, note=note)
    return Exported(written, file_name(ledger))


def _sheet_columns(query: LedgerQuery) -> list[SheetColumn]:
    """A moment is as wide as 2026-11-02 12:00, whatever its column has on the screen."""
    from union.common.spreadsheets import SheetColumn

    wide = {Kind.DATETIME: 17, Kind.DATE: 12}
    return [
        SheetColumn(c.label, max(c.width, wide.get(c.kind, 0)), _CELL_KIND[c.kind]) for c in query.columns
    ]


def sheet_of(query: LedgerQuery, title: str) -> Sheet:
    """Return the rows of ``query`` as a sheet of another workbook, read one by one while it is written.

    Sensitive columns stay masked. For the system only: whoever hands the book on asks for the right.
    """
    from union.common.spreadsheets import Sheet

    return Sheet(title, _sheet_columns(query), _cells(query, lambda _n: None, unmasked=False), title=title)


def export_json(query: LedgerQuery, path: Path) -> int:
    """Write the rows of ``query`` as JSON beside the file and return their number.

    One object: ledger, title, columns (key → label) and rows (key → value); money as text with two
    decimals, dates as 2026-01-31, choices as their label. For the system only: the caller is a command.
    """
    keys = [column.key for column in query.columns]
    rows = [
        dict(zip(keys, map(_plain, row), strict=True))
        for row in _cells(query, lambda _n: None, unmasked=False)
    ]
    columns = {column.key: column.label for column in query.columns}
    found = {"ledger": query.ledger.key, "title": query.ledger.title, "columns": columns, "rows": rows}
    path.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return len(rows)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value.quantize(_CENT))
    return value.isoformat() if isinstance(value, dt.date) else value


def file_name(ledger: Ledger) -> str:
    """Name under which the file reaches the user: title and day, no filter values (they may be names)."""
    return f"{ledger.title}_{today():%Y%m%d}.xlsx"


def require_export(ledger: Ledger, actor: User | None, *, unmasked: bool, reason: str) -> None:
    """Refuse an export that ``actor`` may not have; see `export_ledger`."""
    if unmasked and len(reason.strip()) < MIN_REASON:
        raise DomainError("导出敏感信息须写明理由（至少 4 个字），理由会记入操作日志", field="reason")
    if actor is None:
        return
    if not can_export(actor, ledger) or (unmasked and not can_export_sensitive(actor, ledger)):
        raise NotPermittedError("您没有导出这份台账的权限")


def _head_lines(query: LedgerQuery, actor: User | None) -> list[str]:
    """Lines under the title: scope, period and filters; who exported and when."""
    scope = actor.access.scope_label if actor else "全院"
    told = [f"{each.label}：{words}" for each, words in active_options(query)]
    told += [f"{each.label}：{words}" for each, words in active_filters(query)]
    if query.text:
        told.append(f"搜索：{query.text}")
    about = "；".join([f"范围：{scope}", *filter(None, [query.period.label()]), *told])
    who = actor.display_name if actor else "系统"
    return [about, f"导出人：{who}    导出时间：{timezone.localtime():%Y-%m-%d %H:%M}"]


def _mark(actor: User | None) -> str:
    """Stands at the foot of every printed page: who took the file, and when."""
    who = actor.display_name if actor else "系统"
    return f"{who} {timezone.localtime():%Y-%m-%d %H:%M} 导出"


def _cells(query: LedgerQuery, progress: Callable[[int], None], *, unmasked: bool) -> Iterator[list[Any]]:
    """Yield typed cells row by row."""
    turn = [_converter(column, unmasked=unmasked) for column in query.columns]
    for number, row in enumerate(query.all_rows(), start=1):
        if number % 1000 == 0:
            progress(number)
        yield [convert(value) for convert, value in zip(turn, row[1:], strict=True)]


def _converter(column: Column, *, unmasked: bool) -> Callable[[Any], Any]:
    if column.sensitive and not unmasked:
        return lambda value: masked(column, value)
    if column.kind is Kind.CHOICE and column.choices is not None:
        labels = {value: str(label) for value, label in column.choices.choices}
        return lambda value: labels.get(value, value)
    if column.kind is Kind.BOOLEAN:
        return lambda value: "是" if value else "否"
    return lambda value: value


def keep_view(
    user: User, ledger: Ledger, *, columns: Sequence[str], size: int = 0, name: str = "", query: str = ""
) -> SavedView:
    """Remember columns and page size (no name), or save a named filter; the same name is replaced.

    Raises:
        DomainError: no known column is left.
    """
    known = [key for key in dict.fromkeys(columns) if ledger.column(key)]
    if not known:
        raise DomainError("请至少选择一列", field="columns")
    values = {
        "columns": known,
        "page_size": size if size in SIZES else DEFAULT_SIZE,
        "query": query[:1000],
    }
    view, _created = SavedView.objects.update_or_create(
        user=user, ledger=ledger.key, name=name.strip()[:40], defaults=values
    )
    return view


def forget_view(user: User, ledger: Ledger, pk: int) -> None:
    """Remove one of the user's own saved filters; what is not his is left alone."""
    SavedView.objects.filter(user=user, ledger=ledger.key, pk=pk).exclude(name="").delete()


def keep_question(user: User, ledger: Ledger, asked: str, reason: str) -> str:
    """Keep what an export job is to write, encrypted, and return the key for the job's arguments.

    A search text or a reason may name a person, and arguments of jobs hold no personal data. The
    daily purge of drafts removes it.
    """
    key = f"ledgers.export:{ledger.key}:{secrets.token_hex(8)}"
    content = json.dumps({"asked": asked[:2000], "reason": reason}, ensure_ascii=False)
    FormDraft.objects.create(user=user, form_key=key, content=content)
    return key


def kept_question(user: User, key: str) -> tuple[str, str]:
    """Return the query string and the reason behind ``key``; a second attempt reads it again.

    Raises:
        DomainError: it was purged: the job waited for too long.
    """
    kept = FormDraft.objects.filter(user=user, form_key=key).first()
    if kept is None:
        raise DomainError("这次导出等待过久，请重新导出")
    question = json.loads(kept.content)
    return question["asked"], question["reason"]
