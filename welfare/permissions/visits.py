"""Who may do what with visits. Rows a user may see: selectors.visits.visits_visible_to."""

from __future__ import annotations

from members.models import Member
from members.permissions import is_member
from union.accounts.models import User
from union.organisation.choices import Right
from welfare.choices.visits import Origin
from welfare.models import Visit
from welfare.rules.visit_flow import Step, VisitAction

_DETAILS = (Right.HANDLE_VISITS, Right.APPROVE_VISITS)


def reaches(user: User, right: Right, visit: Visit) -> bool:
    """Say whether ``user`` has ``right`` over this visit; of outside persons only whole-hospital offices."""
    scope = user.access.scope(right)
    return scope.everything or (visit.member is not None and scope.covers(visit.member))


def concerns(user: User, visit: Visit) -> bool:
    """Say whether the visit is for the user himself or for the spouse: he takes no part in it."""
    people = (visit.member, visit.spouse)
    return any(person is not None and person.user_id == user.pk for person in people)


def reported(user: User, visit: Visit) -> bool:
    """Say whether the user has reported it, alone or beside others."""
    return any(report.reporter_id == user.pk for report in visit.reports.all())


def reported_alone(user: User, visit: Visit) -> bool:
    """Say whether nobody but the user has reported it: he may take it back, not what others told too."""
    reporters = {report.reporter_id for report in visit.reports.all()}
    return visit.origin == Origin.REPORTED and reporters == {user.pk}


def can_report(user: User, member: Member | None) -> bool:
    """Report something: in the scope of the right; a member also for himself and for any colleague."""
    if member is None:
        return user.access.scope(Right.REPORT_VISITS).everything
    if user.access.reaches(Right.REPORT_VISITS, member):
        return True
    return is_member(user)


def may_open_reports(user: User) -> bool:
    """Whether the page 上报慰问 exists for this user."""
    return user.access.can(Right.REPORT_VISITS) or is_member(user)


def sees_details(user: User, visit: Visit) -> bool:
    """Read what somebody is ill with, where he lies, proofs: those who handle or approve, and himself."""
    own = visit.member is not None and visit.member.user_id == user.pk
    return own or any(reaches(user, right, visit) for right in _DETAILS)


def can_take(user: User, visit: Visit, step: Step) -> bool:
    """Take ``step``: by right and scope, never on one's own visit; nobody approves what he handed in."""
    if step.right is None:
        return not visit.gift_list_id and (
            reported_alone(user, visit) or reaches(user, Right.HANDLE_VISITS, visit)
        )
    if concerns(user, visit) or not reaches(user, step.right, visit):
        return False
    if step.action == VisitAction.APPROVE:
        return visit.checked_by_id != user.pk and not reported(user, visit)
    return True


def can_override(user: User, visit: Visit) -> bool:
    """Let pass what a standard refuses; counted, with a reason and a resolution."""
    return not concerns(user, visit) and reaches(user, Right.OVERRIDE_WELFARE, visit)


def handles(user: User) -> bool:
    """Handle visits of the whole hospital: lists, stock, outside persons."""
    return user.access.scope(Right.HANDLE_VISITS).everything


def sees_visits(user: User) -> bool:
    """Whether the side bar shows the ledger of visits."""
    return user.access.can(Right.VIEW_VISITS)


def sees_lists(user: User) -> bool:
    """Group lists: those who make them, and those who approve them."""
    return handles(user) or user.access.scope(Right.APPROVE_VISITS).everything
