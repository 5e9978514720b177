"""Search hits in two groups, the better one first, in one statement whose cost does not grow with the hits.

Why not ORDER BY alone: PostgreSQL takes hits to be spread evenly over the order. People found by their
surname all stand together, so it walks most of the index before it meets the first (measured: 1 s at
200,000 members). Here the better group is a range of the index, and the second part of the UNION ALL runs
only if the first has not filled the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Case, Q, QuerySet, When


def best_first(
    rows: QuerySet[Any], hits: QuerySet[Any], better: Q, *, order: Sequence[str], fields: Sequence[str],
    start: int = 0, limit: int,
) -> list[tuple[Any, ...]]:  # fmt: skip
    """Return ``fields`` of the hits ``start``–``limit``: the ``better`` first, each group in ``order``.

    ``hits`` is ``rows`` narrowed by the search; everything in ``rows`` that is ``better`` must be a hit.
    """
    if not connection.features.supports_slicing_ordering_in_compound:
        ranked = hits.order_by(Case(When(better, then=0), default=1), *order)
        return list(ranked.values_list(*fields)[start:limit])
    lead, rest = (
        part.order_by(*order).values_list(*fields)[:limit]
        for part in (rows.filter(better), hits.exclude(better))
    )
    return list(lead.union(rest, all=True)[start:limit])
