"""Registries of terms, delegates and sessions."""

from __future__ import annotations

from congress.models import BodyCandidate, Nominee, OfficerReview
from members.models import Member
from union.common import registries
from union.common.registries import MergeHandler


def _refuse_mandates(kept: Member, removed: Member) -> str:
    mine = set(kept.mandates.values_list("term_id", flat=True))
    if mine & set(removed.mandates.values_list("term_id", flat=True)):
        return "两份档案在同一届都有代表资格，合并会影响应到人数和表决，请先核对代表名册"
    return ""


def _move_mandates(kept: Member, removed: Member, _actor: object) -> int:
    return removed.mandates.update(member=kept)


def _refuse_nominees(kept: Member, removed: Member) -> str:
    mine = set(kept.nominations.values_list("election_id", flat=True))
    if mine & set(removed.nominations.values_list("election_id", flat=True)):
        return "两份档案在同一次选举中都是候选人，合并会影响得票，请先更正候选人名单"
    return ""


def _move_nominees(kept: Member, removed: Member, _actor: object) -> int:
    return Nominee.objects.filter(member=removed).update(member=kept)


def _refuse_candidates(kept: Member, removed: Member) -> str:
    mine = set(kept.body_candidacies.values_list("election_id", "office"))
    if mine & set(removed.body_candidacies.values_list("election_id", "office")):
        return "两份档案在同一次换届选举中都是候选人，合并会影响得票，请先更正候选人名单"
    return ""


def _move_candidates(kept: Member, removed: Member, _actor: object) -> int:
    return BodyCandidate.objects.filter(member=removed).update(member=kept)


def _refuse_reviews(kept: Member, removed: Member) -> str:
    key = ("office", "year", "kind")
    mine = set(kept.officer_reviews.values_list(*key))
    if mine & set(removed.officer_reviews.values_list(*key)):
        return "两份档案对同一职务同一年度都有考核记录，请先核对干部档案"
    return ""


def _move_reviews(kept: Member, removed: Member, _actor: object) -> int:
    return OfficerReview.objects.filter(member=removed).update(member=kept)


_MERGES = {
    "congress.Mandate.member": MergeHandler("职工代表资格", _move_mandates, _refuse_mandates),
    "congress.Nominee.member": MergeHandler("代表候选人", _move_nominees, _refuse_nominees),
    "congress.BodyCandidate.member": MergeHandler("换届候选人", _move_candidates, _refuse_candidates),
    "congress.OfficerReview.member": MergeHandler("干部考核", _move_reviews, _refuse_reviews),
}


def register() -> None:
    """Fill the registries."""
    for key, handler in _MERGES.items():
        registries.member_merge.register(key, handler)
