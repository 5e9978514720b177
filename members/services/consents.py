"""同意与撤回 (个人信息保护法 第十四、十五条): per version of a notice; withdrawing is as easy as giving."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from members import permissions
from members.choices import ConsentChannel
from members.models import Consent, Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError
from union.common.models import PrivacyNotice


@transaction.atomic
def give_consent(member: Member, notice: PrivacyNotice, *, actor: User) -> Consent:
    """Record consent: online by the person, on paper by staff. Giving twice is giving once.

    Raises:
        NotPermittedError: neither the person nor staff who may edit the record.
        DomainError: the notice asks for no consent.
    """
    channel = _channel(member, actor)
    if not notice.needs_consent:
        raise DomainError("这份告知书只须阅读，不需要同意")
    consent, made = Consent.objects.get_or_create(
        member=member,
        notice=notice,
        withdrawn_at=None,
        defaults={"channel": channel, "given_at": timezone.now(), "recorded_by": actor},
    )
    if made:
        audit.record(AuditAction.CONSENT, consent, actor=actor, note=str(notice))
    return consent


@transaction.atomic
def withdraw_consent(consent: Consent, *, actor: User) -> Consent:
    """Record the withdrawal; what was done before stays lawful. Twice is once.

    Raises:
        NotPermittedError: as `give_consent`.
    """
    row = (
        Consent.objects.select_for_update(of=("self",)).select_related("member", "notice").get(pk=consent.pk)
    )
    _channel(row.member, actor)
    if row.withdrawn_at is None:
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        audit.record(AuditAction.WITHDRAW, row, actor=actor, note=str(row.notice))
    return row


def _channel(member: Member, actor: User) -> ConsentChannel:
    if permissions.is_self(actor, member):
        return ConsentChannel.ONLINE
    if permissions.can_edit(actor, member):
        return ConsentChannel.PAPER
    raise NotPermittedError("只能由本人或工会办公室登记")
