"""Registries of motions."""

from __future__ import annotations

from congress.models import Motion, MotionRating, Seconder
from congress.services.motions_import import MOTIONS
from members.models import Member
from union.common import registries
from union.common.registries import MergeHandler
from union.imports.declare import kinds


def _move_motions(kept: Member, removed: Member, _actor: object) -> int:
    return Motion.objects.filter(mover=removed).update(mover=kept)


def _move_seconders(kept: Member, removed: Member, _actor: object) -> int:
    return Seconder.objects.filter(member=removed).update(member=kept)


def _refuse_seconders(kept: Member, removed: Member) -> str:
    mine = set(kept.seconded_motions.values_list("motion_id", flat=True))
    theirs = set(removed.seconded_motions.values_list("motion_id", flat=True))
    moved = set(removed.motions.values_list("pk", flat=True)) | set(kept.motions.values_list("pk", flat=True))
    if mine & theirs or (mine | theirs) & moved:
        return "两份档案提出或附议了同一件提案，合并会改变附议人数，请先核对提案"
    return ""


def _move_ratings(kept: Member, removed: Member, _actor: object) -> int:
    return MotionRating.objects.filter(member=removed).update(member=kept)


def _refuse_ratings(kept: Member, removed: Member) -> str:
    mine = set(kept.motion_ratings.values_list("motion_id", "round"))
    if mine & set(removed.motion_ratings.values_list("motion_id", "round")):
        return "两份档案评价了同一件提案，合并会改变满意率，请先核对提案评价"
    return ""


_MERGES = {
    "congress.Motion.mover": MergeHandler("提案", _move_motions),
    "congress.Seconder.member": MergeHandler("提案附议", _move_seconders, _refuse_seconders),
    "congress.MotionRating.member": MergeHandler("提案评价", _move_ratings, _refuse_ratings),
}


def register() -> None:
    """Fill the registries."""
    for key, handler in _MERGES.items():
        registries.member_merge.register(key, handler)
    kinds.register("motions", MOTIONS)
