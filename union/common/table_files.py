"""Reference tables as files: export, and import in two steps (check, then confirm)."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from tablib import Dataset

from union.common import audit
from union.common.audit import Entry
from union.common.choices import AuditAction
from union.common.errors import DomainError
from union.common.models import FormDraft
from union.common.resources import MAX_ROWS, RESOURCES, BaseResource
from union.common.spreadsheets import Column, Sheet, SheetColumn, find_table, open_book, write_workbook

if TYPE_CHECKING:
    from union.accounts.models import User

MAX_BYTES = 5 * 1024 * 1024
ROW_NUMBER = "行号"  # no field of any resource; says where a result belongs


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row of the file: its number there, what it would do, and per column old and new."""

    number: int
    state: str  # new changed refused
    cells: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """What the import would do, or has done."""

    headers: tuple[str, ...]
    rows: tuple[CheckedRow, ...]
    total: int
    new: int
    changed: int
    same: int
    refused: int


def export_table(key: str, target: IO[bytes], *, actor: User, **narrow: Any) -> int:
    """Write a reference table as .xlsx that can be mended and uploaded; return its rows. Audited."""
    label, resource = RESOURCES[key][0], RESOURCES[key][1]()
    headers, found = _headers(resource), resource._meta.model.objects.filter(**narrow)
    rows = ([field.export(each) for field in resource.get_export_fields()] for each in found)
    columns = [SheetColumn(header, width=28 if header in {"其他写法", "依据"} else 14) for header in headers]
    count = int(write_workbook(target, Sheet(label, columns=columns, rows=rows)))
    audit.record(AuditAction.EXPORT, None, actor=actor, note=f"{label}：{count} 行")
    return count


def _headers(resource: BaseResource) -> list[str]:
    return [field.column_name for field in resource.get_export_fields()]


def read_upload(key: str, upload: UploadedFile[Any]) -> list[dict[str, Any]]:
    """Return the rows of an uploaded file as {column: text}; ROW_NUMBER holds the sheet's own row number.

    Raises:
        DomainError: unreadable, too long, or without the columns of the table.
    """
    if (upload.size or 0) > MAX_BYTES:
        raise DomainError("文件超过 5 MB，请只保留这张表", field="file")
    headers = _headers(RESOURCES[key][1]())
    with tempfile.NamedTemporaryFile(suffix=Path(upload.name or "").suffix) as stored:
        for chunk in upload.chunks():
            stored.write(chunk)
        stored.flush()
        columns = [Column(header, header, identifying=True, contains=False) for header in headers]
        with open_book(Path(stored.name), filename=upload.name or "") as book:
            table = find_table(book, columns)
            missing = [header for header in headers if header not in table.mapping]
            if missing:
                raise DomainError(f"缺少列：{'、'.join(missing)}；请用导出的表格修改", field="file")
            rows = [_row(headers, row.number, row.values) for row in _few(table.rows())]
    return rows


def _few(rows: Iterable[Any]) -> Iterable[Any]:
    for count, row in enumerate(rows, 1):
        if count > MAX_ROWS:
            raise DomainError(f"超过 {MAX_ROWS:,} 行，请分成几个文件", field="file")
        yield row


def _row(headers: list[str], number: int, values: dict[str, Any]) -> dict[str, Any]:
    return {ROW_NUMBER: number} | {header: _plain(values.get(header, "")) for header in headers}


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat()[:10] if hasattr(value, "isoformat") else str(value)


def check_rows(key: str, rows: list[dict[str, Any]]) -> CheckedTable:
    """Say what importing ``rows`` would do; writes nothing."""
    return _run(key, rows, dry_run=True)


@transaction.atomic
def apply_rows(key: str, rows: list[dict[str, Any]], *, actor: User) -> CheckedTable:
    """Import the accepted of ``rows``; audited. The same rows again change nothing.

    Raises:
        DomainError: a row is refused: mend the file first, nothing was written.
    """
    checked = _run(key, rows, dry_run=True)
    if checked.refused:
        raise DomainError(f"有 {checked.refused} 行未通过检查，请修改文件后重新上传")
    _run(key, rows, dry_run=False)
    label = RESOURCES[key][0]
    note = f"{label}：新增 {checked.new}，更新 {checked.changed}，无变化 {checked.same}"
    changed = [Entry(None, {"row": [None, _sentence(row)]}, label) for row in checked.rows]
    audit.record_many(AuditAction.IMPORT, [*changed, Entry(None, {}, note)], actor=actor)
    return checked


def _sentence(row: CheckedRow) -> str:
    return "；".join(f"{old} → {new}" if old and old != new else new for old, new in row.cells if new)


def _run(key: str, rows: list[dict[str, Any]], *, dry_run: bool) -> CheckedTable:
    resource = RESOURCES[key][1]()
    headers = _headers(resource)
    reasons = {row[ROW_NUMBER]: _reasons(resource, row) for row in rows}
    for number in _doubled(resource, rows):
        reasons[number].append("与前面的行重复")
    columns = [ROW_NUMBER, *headers]
    good = [row for row in rows if not reasons[row[ROW_NUMBER]]]
    dataset = Dataset(*([row[column] for column in columns] for row in good), headers=columns)
    result = resource.import_data(dataset, dry_run=dry_run, raise_errors=True)
    by_number = {row[ROW_NUMBER]: row for row in rows}
    refused = [
        CheckedRow(
            number, "refused", tuple(("", by_number[number][header]) for header in headers), tuple(why)
        )
        for number, why in reasons.items()
        if why
    ]
    changed = [
        CheckedRow(number, "new" if row.is_new() else "changed", _diff(resource, by_number[number], row))
        for row in result.rows
        if row.is_new() or row.is_update()
        for number in [row.row_values[ROW_NUMBER]]
    ]
    found = tuple(sorted(refused + changed, key=lambda row: row.number))
    new = sum(row.state == "new" for row in changed)
    same = len(good) - len(changed)
    return CheckedTable(tuple(headers), found, len(rows), new, len(changed) - new, same, len(refused))


def _reasons(resource: BaseResource, row: dict[str, Any]) -> list[str]:
    """Every reason why a row is refused, with the name of its column."""
    found = []
    for field in resource.get_import_fields():
        try:
            field.clean(row)
        except ValueError as error:
            found.append(f"{field.column_name}：{error}")
    return found


def _doubled(resource: BaseResource, rows: list[dict[str, Any]]) -> list[int]:
    names = [resource.fields[name].column_name for name in resource._meta.import_id_fields]
    seen: set[tuple[str, ...]] = set()
    found = []
    for row in rows:
        key = tuple(row[name] for name in names)
        if key in seen:
            found.append(row[ROW_NUMBER])
        seen.add(key)
    return found


def _diff(resource: BaseResource, row: dict[str, Any], result: Any) -> tuple[tuple[str, str], ...]:
    old = result.original
    fields = resource.get_export_fields()
    return tuple((field.export(old) if old is not None else "", row[field.column_name]) for field in fields)


def _draft_key(key: str) -> str:
    return f"common:table_import:{key}"


def keep_rows(key: str, rows: list[dict[str, Any]], *, user: User) -> None:
    """Keep checked rows for the confirmation, encrypted, one upload per user and table."""
    content = json.dumps(rows, ensure_ascii=False)
    FormDraft.objects.update_or_create(user=user, form_key=_draft_key(key), defaults={"content": content})


def kept_rows(key: str, *, user: User) -> list[dict[str, Any]] | None:
    """Rows kept for the confirmation; None if there are none."""
    found = FormDraft.objects.filter(user=user, form_key=_draft_key(key)).first()
    rows: list[dict[str, Any]] | None = json.loads(found.content) if found else None
    return rows


def drop_rows(key: str, *, user: User) -> None:
    """Forget the kept rows."""
    FormDraft.objects.filter(user=user, form_key=_draft_key(key)).delete()
