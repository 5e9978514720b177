"""Encrypted facts of visits: class, purpose, retention, mask, right; who may open the files of a visit."""

from __future__ import annotations

from typing import Any

from union.accounts.models import User
from union.common.registries import SensitiveField
from union.organisation.choices import Right
from welfare.models import Visit
from welfare.permissions import visits as may
from welfare.selectors.visits import visits_visible_to
from welfare.services.visit_reports import PROOF

_KEEP = "慰问办结后五年，附件按会计档案规定保管"
_HIDDEN = "（已登记）"


def _find(user: User, pk: int) -> Visit | None:
    return visits_visible_to(user).filter(pk=pk).first()


def _field(name: str, label: str, data_class: str, purpose: str) -> SensitiveField:
    return SensitiveField(
        label=label,
        data_class=data_class,
        purpose=purpose,
        keep=_KEEP,
        find=_find,
        value=lambda visit: getattr(visit, name),
        mask=lambda text: _HIDDEN if text else "",
        may_see=may.sees_details,
        reason_required=False,
    )


FIELDS: dict[str, SensitiveField] = {
    "visit.details": _field("details", "慰问事由", "健康", "核查慰问对象与标准"),
    "visit.illness": _field("illness", "病种", "健康", "同一病种每年一次的核查"),
    "visit.where": _field("where", "所在地点", "健康", "安排走访"),
    "visit.words": _field("words", "慰问情况", "健康", "慰问记录"),
    "visit.relative_name": _field("relative_name", "亲属姓名", "家庭", "核查亲属范围"),
}


def may_open(user: User, attachment: Any) -> bool:
    """Proofs: who reads the details, and whoever uploaded them; photos and receipts: who sees the visit."""
    visit = visits_visible_to(user).filter(pk=attachment.owner_id).first()
    if visit is None:
        return False
    if attachment.kind == PROOF:
        return attachment.uploaded_by_id == user.pk or may.sees_details(user, visit)
    return bool(
        may.sees_details(user, visit) or user.access.scope(Right.VIEW_VISITS).covers(visit.member or visit)
    )
