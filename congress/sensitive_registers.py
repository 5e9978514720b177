"""Encrypted facts of the smaller registers: class, purpose, retention, mask, who may see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from congress.models import MediationParty, MediationStatement
from congress.selectors.appeals import appeals_visible_to
from congress.selectors.mediations import mediations_visible_to
from union.accounts.models import User
from union.common.registries import SensitiveField

_APPEALS = "办结后五年"
_MEDIATIONS = "办结后十年，不进入年度台账"


def _field(
    name: str, label: str, purpose: str, keep: str, find: Callable[[User, int], Any]
) -> SensitiveField:
    """Whoever finds the record within his scope may read it: the scope is the closed circle itself."""
    return SensitiveField(
        label=label, data_class="诉求与纠纷", purpose=purpose, keep=keep, find=find,
        value=lambda record: str(getattr(record, name)), mask=lambda text: "（已登记）" if text else "",
        may_see=lambda user, record: True,
    )  # fmt: skip


def _appeal(user: User, pk: int) -> Any:
    return appeals_visible_to(user).filter(pk=pk).first()


def _mediation(user: User, pk: int) -> Any:
    return mediations_visible_to(user).filter(pk=pk).first()


def _party(user: User, pk: int) -> Any:
    return MediationParty.objects.filter(pk=pk, mediation__in=mediations_visible_to(user)).first()


def _statement(user: User, pk: int) -> Any:
    return MediationStatement.objects.filter(pk=pk, mediation__in=mediations_visible_to(user)).first()


FIELDS: dict[str, SensitiveField] = {
    "appeal.content": _field("content", "意见内容", "办理职工意见", _APPEALS, _appeal),
    "appeal.answer": _field("answer", "意见答复", "办理职工意见", _APPEALS, _appeal),
    "mediation.matter": _field("matter", "争议事项", "调解纠纷", _MEDIATIONS, _mediation),
    "mediation.reasons": _field("reasons", "调解理由和请求", "调解纠纷", _MEDIATIONS, _mediation),
    "mediation.agreement": _field("agreement", "调解协议", "督促履行协议", _MEDIATIONS, _mediation),
    "mediation_party.name": _field("name", "调解当事人姓名", "调解纠纷", _MEDIATIONS, _party),
    "mediation_party.contact": _field("contact", "当事人联系方式", "通知当事人", _MEDIATIONS, _party),
    "mediation_statement.text": _field("text", "调解陈述", "调解纠纷", _MEDIATIONS, _statement),
}
