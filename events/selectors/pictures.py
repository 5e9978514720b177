"""Pictures of activities as far as those on them agree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from events.choices.activities import PHOTO, PictureAnswer
from events.models import Activity, PictureConsent
from events.permissions.activities import can_check_in
from union.accounts.models import User
from union.common.attachments import attachments_of
from union.common.models import Attachment


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on the page of an activity; ``waiting`` and ``refused`` are people (人)."""

    file: Attachment
    waiting: int = 0
    refused: int = 0


def pictures_of(activity: Activity, user: User) -> list[Picture]:
    """Return the pictures of ``activity`` that ``user`` may see; organisers see all, to take them off.

    Two queries.
    """
    asked: dict[str, Counter[str]] = {}
    mine = set()
    rows = PictureConsent.objects.filter(activity=activity).values_list(
        "picture_id", "answer", "member__user_id"
    )
    for picture, answer, user_id in rows:
        asked.setdefault(str(picture), Counter())[answer] += 1
        if user_id == user.pk:
            mine.add(str(picture))
    found = []
    for file in attachments_of(activity).filter(kind=PHOTO):
        answers = asked.get(str(file.pk), Counter())
        each = Picture(file, answers[PictureAnswer.ASKED], answers[PictureAnswer.REFUSED])
        open_to_all = not each.waiting and not each.refused
        if open_to_all or can_check_in(user, activity) or (str(file.pk) in mine and not each.refused):
            found.append(each)
    return found


def may_open_picture(user: User, activity: Activity, picture: Attachment) -> bool:
    """Say whether the file itself opens: nobody once somebody on it refused, the asked while they think."""
    rows = PictureConsent.objects.filter(picture=picture)
    answers = set(rows.values_list("answer", flat=True))
    if PictureAnswer.REFUSED in answers:
        return False
    if PictureAnswer.ASKED not in answers:
        return True
    return can_check_in(user, activity) or rows.filter(member__user_id=user.pk).exists()


def shows(user: User, picture: Attachment) -> bool:
    """Say whether ``user`` is named on the picture and has not refused: he opens it out of his scope too."""
    mine = PictureConsent.objects.filter(picture=picture, member__user_id=user.pk)
    return mine.exclude(answer=PictureAnswer.REFUSED).exists()


def own_pictures(user: User) -> QuerySet[PictureConsent]:
    """Pictures that show ``user``, newest first; those taken off are left out."""
    rows = PictureConsent.objects.filter(member__user_id=user.pk, picture__removed_at=None)
    return rows.select_related("activity", "picture")
