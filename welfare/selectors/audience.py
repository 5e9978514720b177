"""Whom a hand-out or a festival reaches: a filter kept as data.

Keys: statuses, sex, model_worker, branches, departments, employment, posts. Missing keys do not narrow;
without ``statuses`` only people in membership (在册, 保留会籍) are meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, Value, When

from members.choices import MembershipStatus, RetainReason
from members.models import Member
from welfare.choices.visits import PersonCategory

_KEPT = (MembershipStatus.ACTIVE.value, MembershipStatus.RETAINED.value)
_PATHS = {
    "statuses": "membership_status__in", "branches": "branch_id__in", "departments": "department_id__in",
    "employment": "employment_kind__in", "posts": "post_category__in",
}  # fmt: skip
CATEGORY = Case(
    When(
        membership_status=MembershipStatus.RETAINED,
        retain_reason__in=(RetainReason.RETIRED, RetainReason.VETERAN_RETIRED),
        then=Value(PersonCategory.RETIRED.value),
    ),
    When(membership_status=MembershipStatus.RETAINED, then=Value(PersonCategory.RETAINED.value)),
    default=Value(PersonCategory.ACTIVE.value),
    output_field=CharField(),
)


def members_of(audience: Mapping[str, Any]) -> QuerySet[Member]:
    """Members whom ``audience`` names, with their person category as ``category``."""
    rows = Member.objects.unmerged().annotate(category=CATEGORY).order_by()
    rows = rows.filter(membership_status__in=_KEPT)  # nobody who has left, whatever is asked
    for key, path in _PATHS.items():
        if audience.get(key):
            rows = rows.filter(**{path: audience[key]})
    if audience.get("sex"):
        rows = rows.filter(sex=audience["sex"])
    if audience.get("model_worker"):
        rows = rows.filter(Q(is_model_worker=True))
    return rows
