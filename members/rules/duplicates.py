"""Which two records may be one person, and why. Names alone never decide (domain.md trap 33)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

_MANY = 12  # a phone or name shared by more rows than this says nothing


@dataclass(frozen=True, slots=True)
class Row:
    """What of a record is compared; the indexes are blind, no number is seen here."""

    pk: int
    name: str
    pinyin: str
    born_on: dt.date | None
    sex: str
    department_id: int | None
    id_index: str | None
    phone_index: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records with the reasons; ``weight`` orders the list, surest first."""

    first: int
    second: int
    reasons: tuple[str, ...]
    weight: int


_Key = Callable[[Row], object]
_CHECKS: tuple[tuple[str, int, _Key], ...] = (
    ("证件号码相同", 100, lambda row: row.id_index),
    ("姓名和出生日期相同", 60, lambda row: (row.name, row.born_on) if row.born_on else None),
    ("手机号码相同", 40, lambda row: row.phone_index),
    ("姓名和科室相同", 30, lambda row: (row.name, row.department_id) if row.department_id else None),
    (
        "姓名读音、性别和出生日期相同",
        25,
        lambda row: (row.pinyin, row.sex, row.born_on) if row.born_on else None,
    ),
)


def find_pairs(rows: Iterable[Row], distinct: frozenset[tuple[int, int]] = frozenset()) -> list[Pair]:
    """Return suspicious pairs, surest first; pairs in ``distinct`` (smaller id first) are left out.

    Two people with different ID numbers are not one because they share a name and a department: with
    two different ID numbers only phone or name with birthday count.
    """
    by_pk = {row.pk: row for row in rows}
    reasons: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    for label, weight, key in _CHECKS:
        for pair in _sharing(by_pk.values(), key):
            if pair not in distinct and _counts(label, by_pk[pair[0]], by_pk[pair[1]]):
                reasons[pair][label] = weight
    pairs = [
        Pair(first, second, tuple(found), sum(found.values())) for (first, second), found in reasons.items()
    ]
    return sorted(pairs, key=lambda pair: (-pair.weight, pair.first, pair.second))


def _sharing(rows: Iterable[Row], key: _Key) -> Iterator[tuple[int, int]]:
    groups: dict[object, list[int]] = defaultdict(list)
    for row in rows:
        value = key(row)
        if value is not None:
            groups[value].append(row.pk)
    for members in groups.values():
        if 1 < len(members) <= _MANY:
            yield from combinations(sorted(members), 2)


def _counts(label: str, one: Row, other: Row) -> bool:
    different_ids = one.id_index and other.id_index and one.id_index != other.id_index
    if label in {"姓名和科室相同", "姓名读音、性别和出生日期相同"}:
        return not different_ids
    return True
