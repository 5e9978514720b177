"""Pictures of activities: made small, stripped of place and camera, kept with the consent of those shown."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction

from events.models import Activity
from events.permissions import activities as permissions
from union.accounts.models import User
from union.common.attachments import check_file, save_attachment
from union.common.errors import DomainError, NotPermittedError
from union.common.file_kinds import JPEG, PNG
from union.common.models import Attachment

PHOTO = "照片"
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
def add_photo(activity: Activity, file: File[Any], *, consent: bool, actor: User) -> Attachment:
    """Keep a picture with the activity.

    Raises:
        NotPermittedError; DomainError: see `small_picture`; or nobody asked those who are on it
            (《民法典》第一千零一十九条: 肖像须经本人同意).
    """
    if not permissions.can_check_in(actor, activity):
        raise NotPermittedError("照片由活动组织者上传")
    if not consent:
        raise DomainError("请确认照片中的人同意在本系统内使用（《民法典》第一千零一十九条）", field="consent")
    picture = small_picture(file)
    return save_attachment(picture, owner=activity, actor=actor, kind=PHOTO)
