"""Who may do what among the small subjects of care. A scope is asked with the person, never with a page."""

from __future__ import annotations

from members.models import Member
from union.accounts.models import User
from union.funds.permissions import can_view as sees_money
from union.organisation.choices import Right
from union.organisation.rights import works_here
from welfare.rules.care_flow import CareStep


def is_own(user: User, member: Member | None) -> bool:
    """The record is the user's own."""
    return member is not None and member.user_id is not None and member.user_id == user.pk


def manages(user: User) -> bool:
    """Organise services for the whole hospital."""
    return user.access.scope(Right.MANAGE_WELFARE).everything


def approves(user: User) -> bool:
    """Decide on services of the whole hospital."""
    return user.access.scope(Right.APPROVE_WELFARE).everything


def views(user: User) -> bool:
    """See lists of services somewhere."""
    return user.access.can(Right.VIEW_WELFARE)


def views_all(user: User) -> bool:
    """See lists of services of the whole hospital."""
    return user.access.scope(Right.VIEW_WELFARE).everything


def pays(user: User) -> bool:
    """Pay for services and book it: organises them, and may post."""
    return manages(user) and user.access.can(Right.POST_MONEY)


def sees_payments(user: User) -> bool:
    """What was paid for services: the whole hospital's services, or its money."""
    return views_all(user) or sees_money(user)


def may_be_member(user: User) -> bool:
    """Whether the side bar shows what members have: all but the three administrators."""
    return works_here(user)


def reaches(user: User, right: Right, member: Member | None) -> bool:
    """``right`` over this person; without a person: in the whole hospital."""
    scope = user.access.scope(right)
    return scope.everything or (member is not None and scope.covers(member))


def can_take(user: User, step: CareStep, member: Member | None) -> bool:
    """Take ``step`` on a record of ``member``: nobody on his own; a step without right is the person's."""
    if step.right is None:
        return is_own(user, member)
    rights = [right for right in (step.right, step.also) if right is not None]
    return not is_own(user, member) and any(reaches(user, right, member) for right in rights)
