"""Ratings of a reply: by each mover himself, or from his paper by staff, marked so."""

from __future__ import annotations

from dataclasses import dataclass

from congress.choices.motions import MotionState, Satisfaction
from congress.models import Motion, MotionRating
from congress.permissions.motions import Standing
from congress.rules import motions as rules
from union.accounts.models import User
from union.common.errors import DomainError


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a rating leads, and the case's rating so far (the worst)."""

    target: MotionState
    rating: str


def author_ids(motion: Motion) -> set[int]:
    """Members who may rate: the mover and the movers of all merged papers."""
    return {motion.mover_id, *motion.papers.values_list("mover_id", flat=True)}


def rate(
    motion: Motion, grade: str, words: str, *, actor: User, standing: Standing,
    for_member: int | None, limit: int,
) -> Outcome:  # fmt: skip
    """Keep one rating of this round; who is no author is the office (table of arrows) with a mover's paper.

    Raises:
        DomainError: no grade, 不满意 without words, rated before, or not an author.
    """
    if grade not in Satisfaction.values:
        raise DomainError("请选择满意、基本满意或不满意", field="satisfaction")
    if grade == Satisfaction.UNSATISFIED and not words.strip():
        raise DomainError("评价“不满意”请说明哪些方面没有解决，便于二次办理", field="note")
    authors = author_ids(motion)
    on_paper = not standing.is_author
    member_id = for_member if on_paper else standing.member_id
    if member_id not in authors:
        raise DomainError("请选择是哪一位提案人的纸质反馈", field="member")
    if motion.ratings.filter(member_id=member_id, round=motion.round).exists():
        raise DomainError("本轮答复已经评价过，不能重复评价", field="member")
    MotionRating.objects.create(
        motion=motion, member_id=member_id, round=motion.round, grade=grade, words=words.strip(),
        on_paper=on_paper, recorded_by=actor,
    )  # fmt: skip
    given = list(motion.ratings.filter(round=motion.round).values_list("grade", flat=True))
    target = rules.after_rating(given, expected=len(authors), rounds=motion.round, limit=limit)
    return Outcome(target, rules.worst(given))
