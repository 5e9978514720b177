"""Who sees and keeps contests of work: everybody the whole union's and the own branch's; keepers write."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from events.models import Competition, CompetitionEntry
from events.permissions.activities import own_branch_ids
from events.permissions.rooms import keeps_of, sees_hospital
from union.accounts.models import User
from union.organisation.rights import works_here


def competitions_visible_to(user: User) -> QuerySet[Competition]:
    """Contests within the scope; what is not in it is 404."""
    if sees_hospital(user):
        return Competition.objects.all()
    if not works_here(user):
        return Competition.objects.none()
    mine = Q(pk__in=CompetitionEntry.objects.filter(member__user_id=user.pk).values("competition"))
    return Competition.objects.filter(mine | Q(branch=None) | Q(branch_id__in=own_branch_ids(user)))


def keeps_competition(user: User, row: Competition) -> bool:
    """Write the contest, its participants and results."""
    return keeps_of(user, row.branch_id)
