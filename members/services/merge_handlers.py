"""How the rows of this app follow a member who is merged into another; key "app.Model.field"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from members.models import (
    Consent,
    CorrectionRequest,
    DistinctPair,
    FamilyMember,
    JoinApplication,
    Member,
    MemberMerge,
    MembershipChange,
    Transfer,
)
from members.rules import joining, transfers
from union.accounts.models import User
from union.common.registries import MergeHandler


def _move_all(model: type[Model], field: str = "member") -> Callable[[Member, Member, Any], int]:
    """All rows of ``model`` go over; for tables where two persons' rows never exclude each other."""

    def move(kept: Member, removed: Member, _actor: Any) -> int:
        return model._default_manager.filter(**{field: removed}).update(**{field: kept})

    return move


def _move_dues(kept: Member, removed: Member, _actor: Any) -> int:
    """A month that both have keeps the amount of ``kept``; `_refuse_dues` has seen that they are equal."""
    months = kept.dues_bases.values_list("effective_month", flat=True)
    removed.dues_bases.filter(effective_month__in=list(months)).delete()
    return removed.dues_bases.update(member=kept)


def _refuse_dues(kept: Member, removed: Member) -> str:
    mine = dict(kept.dues_bases.values_list("effective_month", "amount"))
    for month, amount in removed.dues_bases.values_list("effective_month", "amount"):
        if mine.get(month, amount) != amount:
            return f"{month:%Y-%m} 的计费基数两份档案不同，会影响会费，请先核对更正"
    return ""


def _move_consents(kept: Member, removed: Member, _actor: Any) -> int:
    """A notice agreed to twice stays agreed to once; the later row is closed, not lost."""
    in_force = kept.consents.filter(withdrawn_at=None).values_list("notice_id", flat=True)
    for row in removed.consents.filter(withdrawn_at=None, notice_id__in=list(in_force)):
        row.withdrawn_at = row.given_at
        row.save(update_fields=["withdrawn_at"])
    return Consent.objects.filter(member=removed).update(member=kept)


def _refuse_two(model: type[Model], open_states: Any, text: str) -> Callable[[Member, Member], str]:
    """Refuse while both have an open row: one of them must be closed by a person first."""

    def refuse(kept: Member, removed: Member) -> str:
        rows = model._default_manager.filter(state__in=list(open_states))
        both = rows.filter(member=kept).exists() and rows.filter(member=removed).exists()
        return text if both else ""

    return refuse


def _refuse_corrections(kept: Member, removed: Member) -> str:
    rows = CorrectionRequest.objects.filter(state="open")
    mine = set(rows.filter(member=kept).values_list("field", flat=True))
    other = set(rows.filter(member=removed).values_list("field", flat=True))
    return "两份档案对同一项都有未处理的更正申请，请先处理" if mine & other else ""


def _move_proposals(kept: Member, removed: Member, _actor: Any) -> int:
    """A date computed for both is one proposal."""
    days = kept.retirement_proposals.values_list("proposed_on", flat=True)
    removed.retirement_proposals.filter(proposed_on__in=list(days)).delete()
    return removed.retirement_proposals.update(member=kept)


def _move_pairs(field: str) -> Callable[[Member, Member, Any], int]:
    """“Different people” is said of a person: the pair is written anew for the kept row."""

    def move(kept: Member, removed: Member, actor: Any) -> int:
        pairs = list(DistinctPair.objects.filter(**{field: removed}))
        for pair in pairs:
            other = pair.second_id if field == "first" else pair.first_id
            pair.delete()
            if other != kept.pk:
                first, second = sorted((kept.pk, other))
                DistinctPair.objects.get_or_create(
                    first_id=first, second_id=second, defaults={"actor": actor}
                )
        return len(pairs)

    return move


def _move_user(kept: Member, removed: Member, _actor: Any) -> int:
    """The login goes along if the kept record has none or a closed one; the other account is let go."""
    account = removed.user_id
    if account is None:
        return 0
    Member.objects.filter(pk=removed.pk).update(user=None)
    usable = kept.user_id is not None and User.objects.filter(pk=kept.user_id, is_active=True).exists()
    if not usable:
        Member.objects.filter(pk=kept.pk).update(user_id=account)
    return 1


def _refuse_users(kept: Member, removed: Member) -> str:
    ids = [pk for pk in (kept.user_id, removed.user_id) if pk]
    active = User.objects.filter(pk__in=ids, is_active=True).count()
    return "两份档案都有启用的登录账号，请先由系统管理员停用其中一个" if active > 1 else ""


def _stay(_kept: Member, _removed: Member, _actor: Any) -> int:
    """Records of earlier merges say what happened then and stay as they are."""
    return 0


def _move_merged(kept: Member, removed: Member, _actor: Any) -> int:
    return Member.objects.filter(merged_into=removed).update(merged_into=kept)


HANDLERS: dict[str, MergeHandler] = {
    "members.MembershipChange.member": MergeHandler("会籍变动", _move_all(MembershipChange)),
    "members.DuesBase.member": MergeHandler("计费基数", _move_dues, _refuse_dues),
    "members.FamilyMember.member": MergeHandler("家庭成员", _move_all(FamilyMember)),
    "members.Consent.member": MergeHandler("同意记录", _move_consents),
    "members.CorrectionRequest.member": MergeHandler(
        "更正申请", _move_all(CorrectionRequest), _refuse_corrections
    ),
    "members.JoinApplication.member": MergeHandler(
        "入会申请",
        _move_all(JoinApplication),
        _refuse_two(JoinApplication, joining.OPEN, "两份档案都有正在办理的入会申请，请先办结其中一份"),
    ),
    "members.Transfer.member": MergeHandler(
        "会籍接转",
        _move_all(Transfer),
        _refuse_two(Transfer, transfers.OPEN, "两份档案都有正在办理的接转，请先办结其中一项"),
    ),
    "members.RetirementProposal.member": MergeHandler("退休提示", _move_proposals),
    "members.DistinctPair.first": MergeHandler("非同一人标记", _move_pairs("first")),
    "members.DistinctPair.second": MergeHandler("非同一人标记", _move_pairs("second")),
    "members.MemberMerge.kept": MergeHandler("合并记录", _move_all(MemberMerge, "kept")),
    "members.MemberMerge.removed": MergeHandler("合并记录", _stay),
    "members.Member.merged_into": MergeHandler("已并入的档案", _move_merged),
    "members.Member.user": MergeHandler("登录账号", _move_user, _refuse_users),
}
