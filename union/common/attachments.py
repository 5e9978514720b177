"""Files kept with a record: checked, stored outside the web root, opened through a view with a right."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import uuid
from collections.abc import Collection
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import File
from django.db import models, transaction
from django.utils import timezone

from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError
from union.common.file_kinds import FileKind, kind_of
from union.common.models import Attachment
from union.common.models.files import ScanState
from union.common.registries import attachment_access
from union.common.virus_scan import scan

if TYPE_CHECKING:
    from union.accounts.models import User

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\r\n\t]')


def max_bytes() -> int:
    """Largest attachment in bytes: setting UNION_ATTACHMENT_MAX_BYTES."""
    return int(settings.UNION_ATTACHMENT_MAX_BYTES)


def check_file(file: File[Any]) -> FileKind:
    """Refuse what may not be kept; for a form's clean method, so that the words stand beside the field.

    Raises:
        DomainError: too big, empty, or not an allowed kind (file_kinds.kind_of).
    """
    if (file.size or 0) > max_bytes():
        raise DomainError(f"文件超过 {max_bytes() // 1024**2} MB，请压缩或拆分后再上传", field="file")
    return kind_of(_stream(file), shown_name(file.name))


def save_attachment(
    file: File[Any], *, owner: models.Model, actor: User | None, kind: str = ""
) -> Attachment:
    """Check a file and keep it with ``owner``, in the caller's transaction.

    ``kind`` says what it is for ("证明材料"). Stored under a generated name; the user's file name is kept
    for display alone. Who may open it is decided by ``registries.attachment_access`` of the owner's model.

    Raises:
        DomainError: see check_file; or a virus was found.
    """
    found = check_file(file)
    state = scan(_stream(file))
    if state == ScanState.INFECTED:
        raise DomainError("文件中发现病毒，没有保存。请用杀毒软件处理后再上传", field="file")
    attachment = Attachment(
        name=shown_name(file.name),
        content_type=found.content_type,
        size=file.size,
        sha256=_sha256(file),
        kind=kind,
        scan_state=state,
        owner_type=ContentType.objects.get_for_model(owner),
        owner_id=str(owner.pk),
        uploaded_by=actor,
    )
    return _store(attachment, file, actor)


def _stream(file: File[Any]) -> BinaryIO:
    """The open bytes below Django's wrapper."""
    return cast("BinaryIO", file.open("rb").file)


def _store(attachment: Attachment, file: File[Any], actor: User | None) -> Attachment:
    """Write file, row and audit event; a failure leaves no file behind."""
    try:
        with transaction.atomic():
            attachment.file.save(attachment.name, File(file.file), save=False)
            attachment.save(force_insert=True)
            audit.record(AuditAction.CREATE, attachment, actor=actor)
    except BaseException:
        if attachment.file:
            attachment.file.delete(save=False)
        raise
    return attachment


def _sha256(file: File[Any]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def shown_name(name: str | None) -> str:
    """Return a file name safe to show and to download under: no path, no control or direction marks.

    A right-to-left mark that hides the ending goes too. At most 120 characters, the ending kept.
    """
    base = PurePath((name or "").replace("\\", "/")).name
    plain = "".join(c for c in base if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs"))
    plain = _FORBIDDEN.sub("_", plain).strip(" .")
    stem, ending = PurePath(plain).stem, PurePath(plain).suffix
    return f"{stem[: 120 - len(ending)] or '附件'}{ending}"


def attachments_of(owner: models.Model) -> models.QuerySet[Attachment]:
    """Return the attachments of ``owner`` that were not removed, oldest first."""
    owner_type = ContentType.objects.get_for_model(owner)
    return Attachment.objects.filter(owner_type=owner_type, owner_id=str(owner.pk), removed_at=None).order_by(
        "uploaded_at"
    )


def attachment_for(user: User, attachment_id: uuid.UUID) -> Attachment | None:
    """Return the attachment if ``user`` may open it, else None.

    An owner's model without an entry in ``registries.attachment_access`` opens for nobody.
    """
    attachment = Attachment.objects.filter(pk=attachment_id, removed_at=None).first()
    if attachment is None:
        return None
    may_open = attachment_access.get(f"{attachment.owner_type.app_label}.{attachment.owner_type.model}")
    return attachment if may_open is not None and may_open(user, attachment) else None


@transaction.atomic
def remove_attachment(attachment_id: uuid.UUID, *, actor: User | None) -> None:
    """Take an attachment off its record; the file stays as proof until its retention ends.

    The caller has asked whether ``actor`` may. Removing twice changes nothing. See `erase_attachments`.
    """
    attachment = Attachment.objects.select_for_update().get(pk=attachment_id)
    if attachment.removed_at is None:
        attachment.removed_at = timezone.now()
        attachment.save(update_fields=["removed_at"])
        audit.record(AuditAction.DELETE, attachment, actor=actor)


@transaction.atomic
def erase_attachments(
    owner: models.Model, *, actor: User | None, kinds: Collection[str] | None = None
) -> int:
    """Erase the files of ``owner`` (of these ``kinds``, default all), those removed before too; how many.

    The rows stay without name, size and checksum; the bytes go once the transaction is committed, and
    what a crash or a disk left behind then goes with the next `delete_erased` of the night.
    """
    rows = Attachment.objects.select_for_update().filter(
        owner_type=ContentType.objects.get_for_model(owner), owner_id=str(owner.pk)
    )
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    found = list(rows.exclude(sha256="").order_by("uploaded_at"))
    for row in found:
        row.removed_at = row.removed_at or timezone.now()
        row.name, row.sha256, row.size = "", "", 0
        row.save(update_fields=["removed_at", "name", "sha256", "size"])
        audit.record(AuditAction.DELETE, row, actor=actor, note="清除文件")
    if found:
        transaction.on_commit(partial(delete_erased, [row.pk for row in found]), robust=True)
    return len(found)


def delete_erased(pks: Collection[uuid.UUID] | None = None) -> int:
    """Delete the stored bytes of erased attachments (default: of all); run again it finds nothing."""
    rows = Attachment.objects.filter(sha256="").exclude(file="")
    if pks is not None:
        rows = rows.filter(pk__in=pks)
    count = 0
    for row in rows:
        row.file.storage.delete(row.file.name or "")
        count += Attachment.objects.filter(pk=row.pk).update(file="")
    return count
