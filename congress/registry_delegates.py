"""Registries of terms, delegates and sessions."""

from members.models import Member
from union.common import registries
from union.common.registries import MergeHandler


def _refuse_merge(kept: Member, removed: Member) -> str:
    if not removed.mandates.exists() or not kept.mandates.exists():
        return ""
    mine = set(kept.mandates.values_list("term_id", flat=True))
    if mine & set(removed.mandates.values_list("term_id", flat=True)):
        return "两份档案在同一届都有代表资格，合并会影响应到人数和表决，请先终止其中一份"
    return ""


def _move_mandates(kept: Member, removed: Member, _actor: object) -> int:
    return removed.mandates.update(member=kept)


def register() -> None:
    """Fill the registries."""
    registries.member_merge.register(
        "congress.Mandate.member", MergeHandler("职工代表资格", _move_mandates, _refuse_merge)
    )
