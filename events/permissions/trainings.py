"""Who sees and keeps trainings and meetings: the office all, a branch chair the branch's, all their own."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from events.models import ActionItem, Attendee, Meeting, Trainee, Training
from events.permissions.rooms import keeps_of, sees_hospital
from events.rules.trainings import MINUTED
from union.accounts.models import User
from union.organisation.choices import Right


def trainings_visible_to(user: User) -> QuerySet[Training]:
    """Trainings of the whole union and of one's own branch; those one takes part in."""
    if sees_hospital(user):
        return Training.objects.all()
    mine = Q(pk__in=Trainee.objects.filter(member__user_id=user.pk).values("training"))
    branches = (
        user.access.scope(Right.VIEW_MEMBERS).branch_ids | user.access.scope(Right.MANAGE_EVENTS).branch_ids
    )
    return Training.objects.filter(mine | Q(branch_id__in=branches))


def meetings_visible_to(user: User) -> QuerySet[Meeting]:
    """Meetings one keeps, was invited to, or has something to do from; the office and the chairs see all."""
    scope = user.access.scope(Right.MANAGE_EVENTS)
    if scope.everything or user.access.scope(Right.APPROVE_EVENTS).everything:
        return Meeting.objects.all()
    invited = Q(pk__in=Attendee.objects.filter(member__user_id=user.pk).values("meeting"))
    owed = Q(pk__in=ActionItem.objects.filter(owner__user_id=user.pk).values("meeting"))
    told = (invited & ~Q(state="draft")) | (owed & Q(state__in=MINUTED))
    return Meeting.objects.filter(told | Q(branch_id__in=scope.branch_ids))


def keeps_training(user: User, row: Training) -> bool:
    """Write the training, its people and results."""
    return keeps_of(user, row.branch_id)


def keeps_meeting(user: User, row: Meeting) -> bool:
    """Write the meeting, its people and minutes."""
    return keeps_of(user, row.branch_id)


def confirms(user: User, row: Meeting) -> bool:
    """Confirm the minutes: the chair; for a branch meeting its keepers."""
    if row.branch_id is not None:
        return keeps_of(user, row.branch_id)
    return user.access.scope(Right.APPROVE_EVENTS).everything
