"""The closed circle: holders of 调解 who are no party to it, and the named mediator."""

from __future__ import annotations

from django.db.models import QuerySet

from congress.models import Mediation, MediationParty
from union.accounts.models import User
from union.organisation.choices import Right


def mediations_visible_to(user: User) -> QuerySet[Mediation]:
    """Files the user may read. Whoever is a party reads none of his own file here, whatever his office."""
    rows = Mediation.objects.select_related("mediator", "registered_by")
    mine = MediationParty.objects.filter(member__user_id=user.pk).values("mediation")
    if user.access.scope(Right.MEDIATE).everything:
        return rows.exclude(pk__in=mine)
    return rows.filter(mediator_id=user.pk).exclude(pk__in=mine)
