"""Who keeps a club: the office, and its leader for members and sessions; everybody may join."""

from __future__ import annotations

from events.models import Club, ClubMembership
from events.permissions.rooms import keeps, sees_hospital
from union.accounts.models import User


def leads(user: User, club: Club) -> bool:
    """The club's leader, or the office."""
    return keeps(user) or (club.leader.user_id is not None and club.leader.user_id == user.pk)


def sees_people(user: User, club: Club) -> bool:
    """See who is in the club: its members, its leader, those who see the whole hospital."""
    if leads(user, club) or sees_hospital(user):
        return True
    return club.memberships.filter(member__user_id=user.pk, left_on=None).exists()


def own_membership(user: User, club: Club) -> ClubMembership | None:
    """The user's running membership."""
    return club.memberships.filter(member__user_id=user.pk, left_on=None).first()
