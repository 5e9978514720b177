"""Drawing a sample that anybody can draw again, and the steps of a question of the auditors."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from union.common.errors import DomainError
from union.common.flows import FlowTable
from union.funds.choices import QuestionAction as A
from union.funds.choices import QuestionState as S
from union.organisation.choices import Right

LARGE = "大额"
_MIDDLE, _SMALL = "中额", "小额"
_MIDDLE_SHARE = 10  # 中额 begins at a tenth of 大额
MOST_DRAWN = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """A voucher that may be drawn: ``code`` as written (2026-0012), ``line`` the account it is about."""

    pk: int
    code: str
    amount: Decimal
    line: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A voucher of the sample and the stratum it stands for."""

    pk: int
    stratum: str


def draw(candidates: Iterable[Candidate], *, seed: str, size: int, large_from: Decimal) -> list[Drawn]:
    """Return every voucher from ``large_from`` yuan on, and ``size`` of the others.

    The others are shared out over the strata (line × band of amount) in proportion to their number, at
    least one each while ``size`` lasts; within a stratum those with the smallest SHA-256 of "seed|code"
    are taken. So the published seed alone decides, and who draws again finds the same.
    """
    strata: dict[str, list[Candidate]] = defaultdict(list)
    large = []
    for each in candidates:
        if abs(each.amount) >= large_from:
            large.append(each)
        else:
            strata[_stratum(each, large_from)].append(each)
    shares = _shares({name: len(rows) for name, rows in strata.items()}, size)
    found = [Drawn(each.pk, LARGE) for each in sorted(large, key=lambda each: each.code)]
    for name in sorted(strata):
        ranked = sorted(strata[name], key=lambda each: _rank(seed, each.code))
        found += [Drawn(each.pk, name) for each in ranked[: shares[name]]]
    return found


def _stratum(each: Candidate, large_from: Decimal) -> str:
    band = _MIDDLE if abs(each.amount) * _MIDDLE_SHARE >= large_from else _SMALL
    return f"{each.line}·{band}"


def _rank(seed: str, code: str) -> str:
    return hashlib.sha256(f"{seed}|{code}".encode()).hexdigest()


def _shares(counts: dict[str, int], size: int) -> dict[str, int]:
    """Largest remainder; ties go to the larger stratum, then by name.

    >>> _shares({"a": 6, "b": 3, "c": 1}, 4)
    {'a': 2, 'b': 1, 'c': 1}
    """
    total = sum(counts.values())
    if size >= total:
        return dict(counts)
    order = sorted(counts, key=lambda name: (-counts[name], name))
    shares = {name: 1 if place < size else 0 for place, name in enumerate(order)}
    while sum(shares.values()) < size:
        wanting = [name for name in order if shares[name] < counts[name]]
        shares[min(wanting, key=lambda name: shares[name] * total - counts[name] * size)] += 1
    return {name: shares[name] for name in counts}


def check_drawing(seed: str, size: int) -> None:
    """Let the wish for a sample pass.

    Raises:
        DomainError: no seed, or a number that is no sample.
    """
    if not seed.strip():
        raise DomainError("请填写抽样种子；公布种子后，任何人都能重新抽出同一批凭证", field="seed")
    if not 0 <= size <= MOST_DRAWN:
        raise DomainError(f"随机抽取应在 0 至 {MOST_DRAWN} 张之间", field="size")


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow of a question. ``right``: auditors ask and close, the office answers."""

    action: A
    sources: frozenset[S]
    target: S
    right: Right


QUESTION_STEPS = FlowTable(
    "审查问题",
    S,
    (
        Step(A.ANSWER, frozenset({S.OPEN}), S.ANSWERED, Right.POST_MONEY),
        Step(A.ASK_AGAIN, frozenset({S.ANSWERED}), S.OPEN, Right.AUDIT_MONEY),
        Step(A.CLOSE, frozenset({S.OPEN, S.ANSWERED}), S.CLOSED, Right.AUDIT_MONEY),
    ),
)
