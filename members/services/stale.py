"""What the second of two editors of a member is told: who, when, which fields, from what to what."""

from __future__ import annotations

from django.db.models import Field
from django.utils import timezone

from members.models import Member
from union.common.choices import AuditAction
from union.common.errors import Change, StaleError
from union.common.models import AuditEvent

_WRITING = (AuditAction.UPDATE, AuditAction.STEP, AuditAction.IMPORT, AuditAction.UNDO, AuditAction.MERGE)
_FIELDS = {field.name: field for field in Member._meta.get_fields() if isinstance(field, Field)}
_HIDDEN = "（敏感信息，已修改）"


def stale_error(member: Member, opened_at: int) -> StaleError:
    """Return the error for an editor who opened ``member`` at version ``opened_at``.

    Every writer of a member's row bumps the version once and leaves one audit event with changes,
    so the newest (version - opened_at) events are what happened since.
    """
    missed = max(member.version - opened_at, 1)
    events = (
        AuditEvent.objects.filter(object_type="members.member", object_id=str(member.pk))
        .filter(action__in=_WRITING)
        .exclude(changes={})
        .select_related("actor")
        .order_by("-seq")[:missed]
    )
    rows = list(reversed(events))
    changes = [
        Change(label_of(field), _shown(field, pair, 0), _shown(field, pair, 1))
        for event in rows
        for field, pair in event.changes.items()
    ]
    who = "、".join(dict.fromkeys(event.actor.display_name if event.actor else "系统" for event in rows))
    when = timezone.localtime(rows[-1].at).strftime("%m月%d日 %H:%M") if rows else "刚才"
    return StaleError(
        f"{who or '他人'}已于 {when} 修改了这份档案。您填写的内容都在下面，请对照后再保存。", changes=changes
    )


def label_of(name: str) -> str:
    """Chinese name of a member's field; the key itself if it is none."""
    bare = name.removeprefix("member.")  # reveals are recorded under the key of the registry
    return str(_FIELDS[bare].verbose_name) if bare in _FIELDS else name


def _shown(name: str, pair: list[object] | None, side: int) -> str:
    if pair is None:
        return _HIDDEN
    return display_value(name, pair[side])


def display_value(name: str, value: object) -> str:
    """A stored value of a member's field as people read it: labels of choices, 是/否, "" for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    choices = dict(_FIELDS[name].flatchoices) if name in _FIELDS else {}
    return str(choices.get(value, value))
