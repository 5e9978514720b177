"""Similar motions of this and earlier sessions, by the index of character pairs: rules.similarity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from congress.choices.motions import Filing, Grade, Satisfaction
from congress.models import Motion, MotionGram
from congress.rules.similarity import LEAST, grams, likeness, weight

CANDIDATES = 60
_RAREST = 8


@dataclass(frozen=True, slots=True)
class Similar:
    """An earlier motion, how alike (0-100), and what became of it."""

    motion: Motion
    percent: int
    outcome: str


def similar_motions(text: str, *, without: int | None = None, limit: int = 5) -> list[Similar]:
    """Return the motions most like ``text``, best first; drafts are never found.

    Three statements: how rare each pair is, the motions that share the rarest pairs, their texts.
    """
    found = grams(text)
    if not found:
        return []
    counts = dict(
        MotionGram.objects.filter(gram__in=found).values_list("gram").annotate(Count("pk")).order_by()
    )
    if not counts:
        return []
    total = Motion.objects.count()
    rarest = sorted(counts, key=lambda gram: counts[gram])[:_RAREST]
    weights = {gram: weight(counts.get(gram, 0), total) for gram in found}
    rows = Motion.objects.filter(pk__in=_candidates(rarest, without)).select_related("session__term")
    alike = [(likeness(text, row.title, weights), row) for row in rows.defer("situation", "proposal")]
    best = sorted((hit for hit in alike if hit[0] >= LEAST), key=lambda hit: (-hit[0], -hit[1].pk))
    return [Similar(row, round(share * 100), outcome(row)) for share, row in best[:limit]]


def _candidates(rarest: Iterable[str], without: int | None) -> list[int]:
    rows = MotionGram.objects.filter(gram__in=rarest).exclude(motion_id=without or 0)
    shared = rows.values("motion").annotate(hits=Count("pk")).order_by("-hits", "-motion")
    return [row["motion"] for row in shared[:CANDIDATES]]


def outcome(motion: Motion) -> str:
    """What became of a motion, in a few words: 立案 · A 已解决 · 满意."""
    if motion.filing == Filing.UNDECIDED:
        return "正在审查"
    parts = [Filing(motion.filing).label]
    if motion.grade and motion.replied_on:
        parts.append(Grade(motion.grade).label)
    if motion.rating:
        parts.append(Satisfaction(motion.rating).label)
    return " · ".join(parts)


def index_titles(motions: Iterable[Motion]) -> None:
    """Write the pairs of the titles; what is indexed already stays."""
    rows = [MotionGram(motion=motion, gram=gram) for motion in motions for gram in grams(motion.title)]
    MotionGram.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)


def drop_index(motion: Motion) -> None:
    """Take a motion out of the index: its title changed, or it was withdrawn."""
    MotionGram.objects.filter(Q(motion=motion)).delete()
