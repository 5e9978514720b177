"""Writes of the archive: file records, a ledger of a year, paper; take out with a reason."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction

from events.models import ArchiveClass, ArchiveItem
from events.permissions import archive as permissions
from events.selectors.archive import fileable, ledgers_of
from events.services.records import keep_files
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.ledgers.declare import Ledger
from union.organisation.models import Branch

CLASS_FIELDS = (
    "group",
    "title",
    "retention",
    "is_yearly",
    "ledgers",
    "valid_from",
    "valid_until",
    "position",
    "basis",
)


def _check(actor: User, branch: Branch | None) -> None:
    if not permissions.files_for(actor, branch.pk if branch else None):
        raise NotPermittedError("只能归档本支会的材料；院工会的材料由工会办公室归档")


def _ledger(row: ArchiveClass, key: str, actor: User) -> Ledger:
    found = next((ledger for ledger in ledgers_of(row, actor) if ledger.key == key), None)
    if found is None:
        raise DomainError("这个类目没有您能打开的对应台账", field="ledger")
    return found


@transaction.atomic
def save_class(row: ArchiveClass | None, values: Mapping[str, Any], *, actor: User) -> ArchiveClass:
    """Add an entry to the archive list, or change one. None is deleted: its last year ends it.

    Raises:
        NotPermittedError: not the union office. DomainError: it ends before it begins.
    """
    if not permissions.files_for(actor, None):
        raise NotPermittedError("归档类目由工会办公室维护")
    until = values["valid_until"]
    if until is not None and until < values["valid_from"]:
        raise DomainError("截止年度不能早于起始年度", field="valid_until")
    old = ArchiveClass.objects.get(pk=row.pk) if row else None
    kept = row or ArchiveClass(key=f"own-{uuid.uuid4().hex[:12]}")
    for name in CLASS_FIELDS:
        setattr(kept, name, values[name])
    kept.save()
    changes = audit.changes_between(old, kept, list(CLASS_FIELDS)) if old else {"title": [None, kept.title]}
    audit.record(AuditAction.UPDATE if old else AuditAction.CREATE, kept, actor=actor, changes=changes)
    return kept


@transaction.atomic
def file_records(
    row: ArchiveClass,
    ledger_key: str,
    chosen: Iterable[int],
    *,
    year: int,
    branch: Branch | None,
    actor: User,
) -> int:
    """File rows of a ledger of ``year``; what is filed already is left. Return how many are new.

    Raises:
        NotPermittedError; DomainError: none chosen, or one that is not in the ledger for this user.
    """
    _check(actor, branch)
    titles = dict(fileable(_ledger(row, ledger_key, actor), actor, year))
    wanted = set(chosen)
    if not wanted or not wanted <= set(titles):
        raise DomainError("请选择本年度台账里的记录")
    there = set(row.items.filter(
        ledger_key=ledger_key, removed_on=None, record_pk__in=wanted
    ).values_list("record_pk", flat=True))  # fmt: skip
    fresh = [
        ArchiveItem(
            archive_class=row, year=year, branch=branch, title=titles[pk][:150], ledger_key=ledger_key,
            record_pk=pk, filed_by=actor, filed_on=today(),
        ) for pk in sorted(wanted - there)
    ]  # fmt: skip
    try:
        with transaction.atomic():
            ArchiveItem.objects.bulk_create(fresh)
    except IntegrityError as error:
        raise DomainError("其中有记录刚被别人归档，请刷新后再选") from error
    audit.record(AuditAction.CREATE, row, actor=actor, note=f"归档 {len(fresh)} 件（{year}）")
    return len(fresh)


@transaction.atomic
def file_ledger(row: ArchiveClass, ledger_key: str, *, year: int, actor: User) -> ArchiveItem:
    """File a whole ledger of ``year`` (名册, 台账), for the whole union; once.

    Raises:
        NotPermittedError; DomainError: filed before.
    """
    _check(actor, None)
    ledger = _ledger(row, ledger_key, actor)
    same = row.items.filter(ledger_key=ledger_key, record_pk=None, year=year, removed_on=None)
    if same.exists():
        raise DomainError(f"{year} 年度的{ledger.title}已经归档", field="ledger")
    return _create(
        row, actor, year=year, branch=None, title=f"{year} 年度{ledger.title}", ledger_key=ledger_key
    )


@transaction.atomic
def file_paper(
    row: ArchiveClass, *, title: str, year: int, branch: Branch | None, location: str,
    files: Iterable[File[Any]], actor: User,
) -> ArchiveItem:  # fmt: skip
    """File paper: a title, where it lies, or a scan of it.

    Raises:
        NotPermittedError; DomainError: neither place nor scan, a file that may not be kept.
    """
    _check(actor, branch)
    scans = list(files)
    if not scans and not location.strip():
        raise DomainError("请填写存放位置或上传扫描件", field="location")
    item = _create(row, actor, year=year, branch=branch, title=title.strip(), location=location.strip())
    keep_files(item, scans, actor=actor, kind="扫描件")
    return item


def _create(row: ArchiveClass, actor: User, **values: Any) -> ArchiveItem:
    item = ArchiveItem.objects.create(archive_class=row, filed_by=actor, filed_on=today(), **values)
    audit.record(AuditAction.CREATE, item, actor=actor, changes={"class": [None, row.title]})
    return item


@transaction.atomic
def take_out(item: ArchiveItem, reason: str, *, actor: User) -> ArchiveItem:
    """Take something out of the archive; the row and its scans stay.

    Raises:
        NotPermittedError, TransitionError; DomainError: no reason.
    """
    row = ArchiveItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    _check(actor, row.branch)
    if row.removed_on is not None:
        raise TransitionError("已经撤出")
    if not reason.strip():
        raise DomainError("请写明撤出原因", field="reason")
    row.removed_on, row.remove_reason = today(), reason.strip()[:200]
    row.save(update_fields=["removed_on", "remove_reason"])
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"removed_on": [None, row.removed_on]})
    return row
