"""How many delegates a congress has, and how many each constituency elects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def least_seats(staff: int, bands: Sequence[Mapping[str, int]]) -> int:
    """Return the smallest lawful number of delegates for ``staff`` people by a provincial table.

    A band holds from its ``from`` on: ``least``, plus ``add`` for each full ``per`` people above ``from``.
    浙江: 850 staff → 40 + 7 × 7 = 89; 3,000 → 100 + 20 × 2 = 140. 上海: 3,000 → 30 + 5 × 29 = 175.
    Fewer people than seats: everybody is a delegate.

    Raises:
        ValueError: the table has no band for this number.
    """
    found = [band for band in bands if band["from"] <= staff]
    if not found:
        raise ValueError(f"no band for {staff}")
    band = max(found, key=lambda each: each["from"])
    extra = (staff - band["from"]) // band["per"] * band["add"] if band.get("per") else 0
    return min(staff, band["least"] + extra)


def table_in_use(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the table the office has chosen: label, bands, basis."""
    found: Mapping[str, Any] = values["tables"][values["use"]]
    return found


def distribute(heads: Mapping[int, int], seats: int) -> dict[int, int]:
    """Give ``seats`` to constituencies by their head count; whole numbers, sum exactly ``seats``.

    Largest remainders (最大余额法); every constituency with staff gets at least one. Ties go to the larger,
    then to the lower key. {1: 100, 2: 50, 3: 3} and 10 seats → {1: 6, 2: 3, 3: 1}.

    Raises:
        ValueError: fewer seats than constituencies with staff.
    """
    staffed = {key: count for key, count in heads.items() if count > 0}
    if seats < len(staffed):
        raise ValueError("fewer seats than constituencies")
    total = sum(staffed.values())
    given = {key: max(1, seats * count // total) if count > 0 else 0 for key, count in heads.items()}

    def short_by(key: int) -> int:
        return seats * staffed[key] - given[key] * total  # in shares of 1 / total of a seat

    while sum(given.values()) < seats:
        given[max(staffed, key=lambda key: (short_by(key), staffed[key], -key))] += 1
    while sum(given.values()) > seats:  # the guaranteed seats took too many: the best served give back
        given[min((key for key in staffed if given[key] > 1), key=short_by)] -= 1
    return given
