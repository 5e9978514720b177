"""Counting a democratic appraisal: rates, weighted scores, ranks, and which cells are too small to be shown.

Sources: the counting rules in use (有效票 as the base of rates, 弃权 counted, equal ranks allowed; domain
notes §3.7) and the rule that no result is shown under a minimum sample, nor follows from what is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from congress.choices.appraisals import Grade
from congress.rules.ballots import ABSTAIN
from union.common.errors import DomainError

GRADES: tuple[str, ...] = tuple(Grade.values)
# What a grade is worth in a weighted score: 优秀 100, 称职 80, 基本称职 60, 不称职 0.
POINTS: Mapping[str, int] = dict(zip(GRADES, (100, 80, 60, 0), strict=True))
WHOLE = 100  # per cent
_CENT = Decimal("0.01")


def hidden_groups(samples: Mapping[str, int], minimum: int) -> frozenset[str]:
    """Return the groups whose cells are not shown, of ``samples`` (ballots per group) for one subject.

    Those under the minimum; and where the total minus what is shown would give a small group away, the next
    smallest groups with it, until at least two groups and ``minimum`` ballots are hidden together.

    >>> sorted(hidden_groups({"a": 40, "b": 3, "c": 12}, 5))
    ['b', 'c']
    """
    hidden = {name for name, sample in samples.items() if 0 < sample < minimum}
    if not hidden:
        return frozenset()
    others = sorted((sample, name) for name, sample in samples.items() if sample >= minimum)
    for _sample, name in others:
        if len(hidden) > 1 and sum(samples[each] for each in hidden) >= minimum:
            break
        hidden.add(name)
    return frozenset(hidden)


def percent(part: int, whole: int) -> Decimal:
    """Return ``part`` of ``whole`` in per cent with two decimals, half up; 0 of nothing is 0.

    >>> percent(2, 3)
    Decimal('66.67')
    """
    return rounded(Fraction(part * WHOLE, whole)) if whole else Decimal("0.00")


def rounded(value: Fraction) -> Decimal:
    """Return an exact value with two decimals, half up."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Cell:
    """Answers to one question (or several together) in one group or in all; ``answers``: {answer: n}."""

    answers: Mapping[str, int] = field(default_factory=dict)

    @property
    def valid(self) -> int:
        """Ballots that were asked; an abstention is a valid ballot."""
        return sum(self.answers.values())

    @property
    def abstained(self) -> int:
        """How many gave no answer."""
        return self.answers.get(ABSTAIN, 0)

    def grade(self, grade: str) -> int:
        """How many gave this grade."""
        return self.answers.get(grade, 0)

    def plus(self, other: Cell) -> Cell:
        """Both together."""
        keys = {*self.answers, *other.answers}
        return Cell({key: self.answers.get(key, 0) + other.answers.get(key, 0) for key in keys})

    def points(self, top_score: int = 0) -> Fraction | None:
        """Return the mean of 0 to 100 over those who answered: grades by POINTS, scores by ``top_score``.

        None where everybody abstained.
        """
        worth = {key: POINTS[key] for key in GRADES} if not top_score else {}
        total, count = Fraction(0), 0
        for answer, times in self.answers.items():
            if answer != ABSTAIN:
                value = Fraction(int(answer) * WHOLE, top_score) if top_score else Fraction(worth[answer])
                total, count = total + value * times, count + times
        return total / count if count else None


def together(cells: Iterable[Cell]) -> Cell:
    """All cells as one."""
    found = Cell()
    for cell in cells:
        found = found.plus(cell)
    return found


def weighted(values: Iterable[tuple[Fraction | None, int]]) -> Fraction | None:
    """Mean of (value, weight); who has no value does not weigh. None where nobody has one."""
    known = [(value, weight) for value, weight in values if value is not None]
    total = sum(weight for _value, weight in known)
    return sum((value * weight for value, weight in known), Fraction(0)) / total if total else None


def ranks(values: Mapping[int, Sequence[Decimal]]) -> dict[int, int]:
    """Return the rank of each key, highest values first; equal ones share it (1, 1, 3).

    >>> ranks({1: [Decimal(90)], 2: [Decimal(95)], 3: [Decimal(90)]})
    {1: 2, 2: 1, 3: 2}
    """
    found = {key: tuple(mine) for key, mine in values.items()}
    return {key: 1 + sum(other > mine for other in found.values()) for key, mine in found.items()}


def check_weights(what: str, weights: Sequence[int]) -> None:
    """Let the weights of groups or items pass if they make a whole; one alone needs none.

    Raises:
        DomainError: several that do not add up to 100.
    """
    if len(weights) > 1 and sum(weights) != WHOLE:
        raise DomainError(f"{what}的权重合计应为 100%，现在是 {sum(weights)}%")
