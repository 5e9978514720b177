"""Photos of a chapter: made small, without place and hour, kept with the chapter, drawn in the PDF."""

from __future__ import annotations

import base64
import io
import uuid
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from union.common.attachments import attachments_of, check_file, remove_attachment, save_attachment
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.reports.choices import ReportState
from union.reports.models import Report, ReportChapter
from union.reports.permissions import can_build

if TYPE_CHECKING:
    from union.accounts.models import User
    from union.common.models import Attachment

MOST, LONGEST_SIDE, QUALITY = 6, 1400, 80
MOST_PIXELS = 60_000_000


@transaction.atomic
def add_photo(chapter: ReportChapter, file: File[Any], caption: str, *, actor: User) -> Attachment:
    """Keep one photo with its caption; what the camera wrote into it (place, hour, owner) is left out.

    Raises:
        NotPermittedError: ``actor`` does not write reports.
        TransitionError: the report is with the chair or issued.
        DomainError: no picture, no caption, or six already.
    """
    _require_draft(chapter, actor)
    if not caption.strip():
        raise DomainError("请写照片说明：何时、何地、什么活动", field="caption")
    if attachments_of(chapter).count() >= MOST:
        raise DomainError(f"每章最多 {MOST} 张照片，请先移除一张", field="file")
    check_file(file)
    content = ContentFile(_reduced(file), name="照片.jpg")
    return save_attachment(content, owner=chapter, actor=actor, kind=caption.strip()[:40])


@transaction.atomic
def remove_photo(chapter: ReportChapter, photo: uuid.UUID, *, actor: User) -> None:
    """Take a photo out of a draft; one that is not of this chapter is left alone.

    Raises:
        NotPermittedError, TransitionError: see add_photo.
    """
    _require_draft(chapter, actor)
    if attachments_of(chapter).filter(pk=photo).exists():
        remove_attachment(photo, actor=actor)


def copy_photos(old: ReportChapter, new: ReportChapter, *, actor: User | None) -> None:
    """The next edition begins with the photos of the one before."""
    for photo in attachments_of(old):
        with photo.file.open("rb") as stored:
            content = ContentFile(stored.read(), name=photo.name)
        save_attachment(content, owner=new, actor=actor, kind=photo.kind)


def drawn(photo: Attachment) -> tuple[str, str]:
    """(data address, caption) for the PDF, whose renderer fetches nothing."""
    with photo.file.open("rb") as stored:
        return f"data:image/jpeg;base64,{base64.b64encode(stored.read()).decode()}", photo.kind


def _require_draft(chapter: ReportChapter, actor: User) -> None:
    report = Report.objects.select_for_update(of=("self",)).get(pk=chapter.report_id)
    if not can_build(actor):
        raise NotPermittedError("只有工会办公室可以编写报告")
    if report.state != ReportState.DRAFT:
        raise TransitionError(f"报告目前是“{report.get_state_display()}”，不能再改；需要修改请先退回")


def _reduced(file: File[Any]) -> bytes:
    """A JPEG of at most LONGEST_SIDE pixels, upright, without metadata."""
    try:
        with Image.open(file.open("rb")) as found:
            if found.width * found.height > MOST_PIXELS:
                raise DomainError("照片像素过大，请先缩小", field="file")
            upright = ImageOps.exif_transpose(found).convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise DomainError("这不是能识别的照片，请上传 JPG 或 PNG", field="file") from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    target = io.BytesIO()
    upright.save(target, "JPEG", quality=QUALITY)
    return target.getvalue()
