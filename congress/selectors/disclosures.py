"""Reads of 院务公开: published for staff is for everybody, the rest for those who see the congress."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from congress.choices.disclosures import DisclosureState
from congress.models import Disclosure
from congress.rules.disclosures import SHOWN_TO_STAFF
from union.accounts.models import User
from union.organisation.choices import Right


def published() -> QuerySet[Disclosure]:
    """What staff read, newest first."""
    rows = Disclosure.objects.filter(state=DisclosureState.PUBLISHED, audience__in=SHOWN_TO_STAFF)
    return rows.select_related("item__department").order_by("-published_on", "-pk")


def disclosures_visible_to(user: User) -> QuerySet[Disclosure]:
    """Everything for those with the right to read the congress, what staff may read for everybody."""
    rows = Disclosure.objects.select_related("item__department", "drafted_by", "approved_by")
    if user.access.can(Right.VIEW_CONGRESS):
        return rows
    return rows.filter(Q(pk__in=published().values("pk")))
