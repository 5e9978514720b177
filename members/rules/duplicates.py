"""Which two records may be one person, and why. Names alone never decide (domain.md trap 33)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

MANY = 12  # a phone or name shared by more rows than this says nothing


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


@dataclass(frozen=True, slots=True)
class Check:
    """Rows that agree in ``fields`` may be one person; a row without the last of them is not compared."""

    label: str
    weight: int
    fields: tuple[str, ...]


CHECKS = (
    Check("证件号码相同", 100, ("id_index",)),
    Check("姓名和出生日期相同", 60, ("name", "born_on")),
    Check("手机号码相同", 40, ("phone_index",)),
    Check("姓名和科室相同", 30, ("name", "department_id")),
    Check("姓名读音、性别和出生日期相同", 25, ("pinyin", "sex", "born_on")),
)


def find_pairs(
    rows: Iterable[Row],
    distinct: frozenset[tuple[int, int]] = frozenset(),
    shared: Mapping[str, Collection[int]] | None = None,
) -> list[Pair]:
    """Return suspicious pairs, surest first; pairs in ``distinct`` (smaller id first) are left out.

    ``shared`` are the rows the database has found for each check (by its label); without it all are compared.

    Two people with different ID numbers are not one because they share a name and a department: with
    two different ID numbers only phone or name with birthday count.
    """
    by_pk = {row.pk: row for row in rows}
    reasons: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    for check in CHECKS:
        compared = by_pk.values() if shared is None else (by_pk[pk] for pk in shared.get(check.label, ()))
        for pair in _sharing(compared, check):
            if pair not in distinct and _counts(check.label, by_pk[pair[0]], by_pk[pair[1]]):
                reasons[pair][check.label] = check.weight
    pairs = [
        Pair(first, second, tuple(found), sum(found.values())) for (first, second), found in reasons.items()
    ]
    return sorted(pairs, key=lambda pair: (-pair.weight, pair.first, pair.second))


def _sharing(rows: Iterable[Row], check: Check) -> Iterator[tuple[int, int]]:
    groups: dict[object, list[int]] = defaultdict(list)
    for row in rows:
        value = tuple(getattr(row, name) for name in check.fields)
        if value[-1]:
            groups[value].append(row.pk)
    for members in groups.values():
        if 1 < len(members) <= MANY:
            yield from combinations(sorted(members), 2)


def _counts(label: str, one: Row, other: Row) -> bool:
    different_ids = one.id_index and other.id_index and one.id_index != other.id_index
    if label in {"姓名和科室相同", "姓名读音、性别和出生日期相同"}:
        return not different_ids
    return True
