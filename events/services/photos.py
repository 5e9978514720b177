"""Pictures of activities: made small, stripped of place and camera, kept with the consent of those shown."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.urls import reverse

from events.choices.activities import PHOTO, PictureAnswer
from events.models import Activity, PictureConsent
from events.permissions import activities as permissions
from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.attachments import check_file, save_attachment
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError
from union.common.file_kinds import JPEG, PNG
from union.common.models import Attachment
from union.reminders.services import remind

LONGEST_SIDE = 1600
_MOST_PIXELS = 60_000_000
_QUALITY = 82


def small_picture(file: File[Any]) -> ContentFile[bytes]:
    """Return the picture as a JPEG of at most 1600 pixels a side, turned upright, without any metadata.

    EXIF (place, camera, time), comments and thumbnails are gone, because the picture is drawn anew.

    Raises:
        DomainError: not a picture, damaged, or more than 60 million pixels (asked before it is unpacked).
    """
    from PIL import Image, ImageOps

    if check_file(file) not in (JPEG, PNG):
        raise DomainError("照片请用 JPG 或 PNG；苹果手机的 HEIC 请先转成 JPG", field="file")
    try:
        picture = Image.open(file.open("rb"))
        if picture.width * picture.height > _MOST_PIXELS:
            raise DomainError("照片像素过大，请缩小后再上传", field="file")
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise DomainError("照片已损坏，无法打开。请重新导出后再上传", field="file") from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    buffer = io.BytesIO()
    clean.save(buffer, "JPEG", quality=_QUALITY, optimize=True)
    return ContentFile(buffer.getvalue(), name="photo.jpg")


@transaction.atomic
def add_photo(
    activity: Activity, file: File[Any], *, consent: bool, actor: User, people: Iterable[Member] = ()
) -> Attachment:
    """Keep a picture with the activity; each of ``people`` on it is asked, and it is hidden until all agree.

    Who uploads it has said yes for himself; whoever cannot log in is asked on paper, by ``consent``.

    Raises:
        NotPermittedError; DomainError: see `small_picture`; or nobody asked those who are on it
            (《民法典》第一千零一十九条: 肖像须经本人同意).
    """
    if not permissions.can_check_in(actor, activity):
        raise NotPermittedError("照片由活动组织者上传")
    if not consent:
        raise DomainError("请确认照片中的人同意在本系统内使用（《民法典》第一千零一十九条）", field="consent")
    picture = small_picture(file)
    kept = save_attachment(picture, owner=activity, actor=actor, kind=PHOTO)
    for person in people:
        if person.user is not None and person.user.can_log_in and person.user != actor:
            _ask(PictureConsent(activity=activity, picture=kept, member=person, asked_by=actor), person.user)
    return kept


def _ask(row: PictureConsent, user: User) -> None:
    row.save()
    remind(
        user, title=f"“{row.activity.title}”有一张照片里有您，同意使用吗？",
        body="您同意之前别人看不到这张照片；不同意就不再显示。", link=reverse("events:pictures"),
        key=f"picture:{row.pk}:asked",
    )  # fmt: skip


@transaction.atomic
def answer_picture(row: PictureConsent, *, agrees: bool, actor: User, now: dt.datetime) -> PictureConsent:
    """Note what the person on the picture says; he may change his mind at any time.

    Raises:
        NotPermittedError: somebody else's picture.
    """
    current = PictureConsent.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if current.member.user_id != actor.pk:
        raise NotPermittedError("照片是否使用由本人答复")
    before = current.answer
    current.answer = PictureAnswer.GIVEN if agrees else PictureAnswer.REFUSED
    current.answered_at = now
    current.save(update_fields=["answer", "answered_at"])
    changes = {"answer": [before, current.answer]}
    kind = AuditAction.CONSENT if agrees else AuditAction.WITHDRAW
    audit.record(kind, current, actor=actor, changes=changes)
    return current
