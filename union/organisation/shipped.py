"""The profile row and the bodies every hospital union has; safe to run again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from union.organisation.choices import BodyKind

_SHIPPED = (
    BodyKind.COMMITTEE,
    BodyKind.OFFICE,
    BodyKind.AUDIT,
    BodyKind.WOMEN,
    BodyKind.LEADERSHIP,
    BodyKind.CONGRESS,
    BodyKind.ADMINISTRATION,
)


def load(get_model: Callable[[str, str], Any]) -> int:
    """Add the profile and the hospital's bodies where none of the kind exists; return the bodies added."""
    get_model("organisation", "UnionProfile").objects.get_or_create(pk=1)
    body = get_model("organisation", "Body")
    known = set(body.objects.filter(branch=None).values_list("kind", flat=True))
    missing = [body(kind=kind, name=kind.label) for kind in _SHIPPED if kind not in known]
    body.objects.bulk_create(missing)
    return len(missing)
