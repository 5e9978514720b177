"""Show a sensitive value to somebody who may see it, and write down that it was shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from union.common import audit
from union.common.choices import AuditAction, Outcome
from union.common.errors import DomainError
from union.common.models import AuditEvent
from union.common.registries import SensitiveField, sensitive_fields

if TYPE_CHECKING:
    from union.accounts.models import User

LIMIT = 60
WINDOW = dt.timedelta(minutes=10)
_LONGEST_REASON = 200


class NotFoundError(Exception):
    """There is no such field, or no such record in the user's scope."""


@dataclass(frozen=True, slots=True)
class Revealed:
    """The value, and the mask it goes back to."""

    value: str
    masked: str
    label: str


@transaction.atomic
def reveal_value(key: str, pk: int, *, user: User, reason: str = "") -> Revealed:
    """Return the value of sensitive field ``key`` of record ``pk`` and record the look.

    An empty field is shown as empty and recorded too: that there is nothing is also an answer.

    Raises:
        NotFoundError: outside the user's scope.
        DomainError: the purpose is missing, or too many looks in a short time.
    """
    field = sensitive_fields.get(key)
    record = field.find(user, pk) if field else None
    if field is None or record is None or not field.may_see(user, record):
        raise NotFoundError(key)
    purpose = reason.strip()[:_LONGEST_REASON]
    if field.reason_required and not purpose:
        raise DomainError(
            f"查看{field.label}须说明用途（个人信息保护法第六条：与处理目的直接相关）", field="reason"
        )
    _refuse_harvest(user)
    audit.record(AuditAction.REVEAL, record, actor=user, changes={key: None}, note=_note(field, purpose))
    value = field.value(record)
    return Revealed(value, field.mask(value) if value else "", field.label)


def record_denial(key: str, pk: int, *, user: User) -> None:
    """Write down that somebody asked for what is not his to see; nothing of the record itself."""
    label = sensitive_fields[key].label if key in sensitive_fields else "未登记的项目"
    audit.record(AuditAction.DENIED, None, actor=user, note=f"{label} #{pk}"[:500], outcome=Outcome.REFUSED)


def _note(field: SensitiveField, purpose: str) -> str:
    return f"{field.label}：{purpose}" if purpose else field.label


def _refuse_harvest(user: Any) -> None:
    since = timezone.now() - WINDOW
    looks = AuditEvent.objects.filter(actor=user, action=AuditAction.REVEAL, at__gte=since).count()
    if looks >= LIMIT:
        minutes = int(WINDOW.total_seconds() // 60)
        raise DomainError(
            f"{minutes} 分钟内查看敏感信息已达 {LIMIT} 次，请稍后再看；"
            "需要批量使用时请按权限导出台账并说明用途"
        )
