"""Who may do what with plans, activities and sign-ups. Written once; lists and pages ask here."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from events.models import Activity, OrganiserTask, SignUp, YearPlan
from events.rules.activities import PUBLISHED, Step
from members.models import Member
from union.accounts.models import User
from union.organisation.choices import Right
from union.organisation.rights import Scope


def _covers(scope: Scope, branch_id: int | None) -> bool:
    """Activities and plans belong to a branch or (None) to the whole union."""
    return scope.everything or (branch_id is not None and branch_id in scope.branch_ids)


def manages_any(user: User) -> bool:
    """Say whether ``user`` organises activities anywhere."""
    return not user.access.scope(Right.MANAGE_EVENTS).empty


def managed_condition(user: User, right: Right = Right.MANAGE_EVENTS) -> Q:
    """Filter over rows with ``branch``: those ``user`` manages (or approves)."""
    scope = user.access.scope(right)
    return Q() if scope.everything else Q(branch_id__in=scope.branch_ids)


def own_branch_ids(user: User) -> set[int]:
    """Branches ``user`` belongs to: by membership and by office."""
    found: set[int | None] = {a.branch_id for a in user.access.appointments if a.branch_id}
    found |= {a.group.branch_id for a in user.access.appointments if a.group}
    found |= {a.department.branch_id for a in user.access.appointments if a.department}
    found |= set(Member.objects.filter(user_id=user.pk, merged_into=None).values_list("branch_id", flat=True))
    return {branch_id for branch_id in found if branch_id}


def visible_condition(user: User) -> Q:
    """Filter over activities ``user`` may see.

    Managers and approvers: all in their scope. Everybody: published ones of the whole union and of the own
    branches, those whose committee one belongs to, those one has signed up for.
    """
    managed = user.access.scope(Right.MANAGE_EVENTS), user.access.scope(Right.APPROVE_EVENTS)
    if any(scope.everything for scope in managed):
        return Q()
    published = Q(state__in=PUBLISHED)
    if not user.access.scope(Right.VIEW_MEMBERS).everything:
        published &= Q(branch=None) | Q(branch_id__in=own_branch_ids(user))
    mine = Q(pk__in=SignUp.objects.filter(member__user_id=user.pk).values("activity"))
    organised = Q(pk__in=OrganiserTask.objects.filter(member__user_id=user.pk).values("activity"))
    return published | mine | organised | managed_condition(user)


def can_manage(user: User, activity: Activity) -> bool:
    """Change the activity, its sessions, costs and prizes."""
    return _covers(user.access.scope(Right.MANAGE_EVENTS), activity.branch_id)


def can_take_step(user: User, activity: Activity, step: Step) -> bool:
    """Take ``step``: nobody approves what he drew up or handed in."""
    if step.right == Right.APPROVE_EVENTS and user.pk in (activity.created_by_id, activity.submitted_by_id):
        return False
    return _covers(user.access.scope(step.right), activity.branch_id)


def can_reverse_costs(user: User, activity: Activity) -> bool:
    """Take a booked cost back in red: whoever books."""
    return _covers(user.access.scope(Right.POST_MONEY), activity.branch_id)


def is_organiser(user: User, activity: Activity) -> bool:
    """Say whether ``user`` is on the committee of this activity."""
    return activity.tasks.filter(member__user_id=user.pk).exists()


def can_check_in(user: User, activity: Activity) -> bool:
    """Check people in: the managers and the committee of organisers."""
    return can_manage(user, activity) or is_organiser(user, activity)


def can_see_signups(user: User, activity: Activity) -> bool:
    """See who has signed up: managers, organisers, approvers."""
    return can_check_in(user, activity) or _covers(
        user.access.scope(Right.APPROVE_EVENTS), activity.branch_id
    )


def signs_up_others(user: User) -> bool:
    """Say whether ``user`` may sign up colleagues anywhere."""
    return any(user.access.can(right) for right in _ON_BEHALF)


_ON_BEHALF = (Right.PROPOSE_AS_GROUP, Right.PROPOSE_AS_BRANCH, Right.MANAGE_EVENTS)


def can_sign_up_for(user: User, member: Member) -> bool:
    """Sign up ``member``: oneself, or colleagues one leads."""
    if member.user_id is not None and member.user_id == user.pk:
        return True
    return any(user.access.reaches(right, member) for right in _ON_BEHALF)


def can_withdraw(user: User, signup: SignUp) -> bool:
    """Give up a sign-up: whoever could have made it, and the organisers of the activity."""
    return can_sign_up_for(user, signup.member) or can_check_in(user, signup.activity)


def can_edit_plan(user: User, plan: Any) -> bool:
    """Write the plan of a branch, or (office) of the whole union."""
    return _covers(user.access.scope(Right.MANAGE_EVENTS), plan.branch_id)


def can_decide_plan(user: User, plan: YearPlan) -> bool:
    """Approve a plan or give it back: not one's own."""
    if user.pk in (plan.created_by_id, plan.submitted_by_id):
        return False
    return _covers(user.access.scope(Right.APPROVE_EVENTS), plan.branch_id)


def plan_condition(user: User) -> Q:
    """Filter over plans ``user`` may see: own branches', and the union's for everybody who sees members."""
    if any(user.access.scope(r).everything for r in (Right.MANAGE_EVENTS, Right.APPROVE_EVENTS)):
        return Q()
    mine = Q(branch_id__in=user.access.scope(Right.MANAGE_EVENTS).branch_ids)
    seen = Q(branch=None, state="approved") if user.access.can(Right.VIEW_MEMBERS) else Q(pk__in=())
    if user.access.scope(Right.VIEW_MEMBERS).everything:
        seen = Q(state="approved")
    return mine | seen
