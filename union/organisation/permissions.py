"""Who may change the organisation and its offices, and which units and officers a user sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from union.common.errors import NotPermittedError
from union.organisation.choices import Office, Right, ScopeKind, UnitKind
from union.organisation.rights import Scope
from union.organisation.rules.offices import ADMINISTRATORS, grantable_with

if TYPE_CHECKING:
    from union.accounts.models import User

QUIET = (*ADMINISTRATORS, Office.MEMBER, Office.DELEGATE)


def can_edit_organisation(user: User) -> bool:
    """Say whether ``user`` may change units, bodies and the profile (hospital-wide right)."""
    return user.access.scope(Right.EDIT_ORGANISATION).everything


def require_editor(actor: User | None) -> None:
    """Let the system (None) and editors pass.

    Raises:
        NotPermittedError: ``actor`` may not change the organisation.
    """
    if actor is not None and not can_edit_organisation(actor):
        raise NotPermittedError("您没有维护组织的权限，请联系工会办公室")


def grantable_offices(user: User) -> frozenset[Office]:
    """Offices ``user`` may give to others and end."""
    return grantable_with(user.access.scopes.keys())


def can_grant(actor: User, office: Office, holder_id: int | None) -> bool:
    """Say whether ``actor`` may give or end ``office`` of user ``holder_id``; never one's own."""
    return office in grantable_offices(actor) and holder_id != actor.pk


def organisation_scope(user: User) -> Scope:
    """Where ``user`` sees the organisation."""
    return place_of(user.access.scope(Right.VIEW_ORGANISATION))


def place_of(scope: Scope) -> Scope:
    """Return the units of ``scope``. Units have no sex: a women's member sees the whole place."""
    return Scope(
        everything=scope.everything or scope.women_everywhere,
        branch_ids=scope.branch_ids | scope.women_branch_ids,
        group_ids=scope.group_ids,
        department_ids=scope.department_ids,
    )


def unit_condition(scope: Scope, kind: UnitKind) -> Q:
    """Filter over the units of ``kind`` in ``scope``: the named ones, those below and the branch above.

    Joins: add ``distinct()``.
    """
    if scope.everything:
        return Q()
    branches, groups, departments = scope.branch_ids, scope.group_ids, scope.department_ids
    if kind == UnitKind.BRANCH:
        return Q(pk__in=branches) | Q(groups__in=groups) | Q(departments__in=departments)
    if kind == UnitKind.DEPARTMENT:
        return Q(branch__in=branches) | Q(pk__in=departments) | Q(groups__in=groups)
    return Q(branch__in=branches) | Q(pk__in=groups) | Q(department__in=departments)


def officer_condition(user: User) -> Q:
    """Filter over appointments that ``user`` may see.

    Own ones always; those in the scope; and for everybody who sees the organisation the union's
    hospital-wide officers, whom every member should know (not the administrators of the system).
    """
    scope = organisation_scope(user)
    if scope.everything:
        return Q()
    own = Q(user_id=user.pk)
    if scope.empty:
        return own
    within = (
        Q(branch__in=scope.branch_ids)
        | Q(group__branch__in=scope.branch_ids)
        | Q(department__branch__in=scope.branch_ids)
        | Q(group__in=scope.group_ids)
        | Q(department__in=scope.department_ids)
        | Q(group__department__in=scope.department_ids)
    )
    return own | within | (Q(scope_kind=ScopeKind.HOSPITAL) & ~Q(office__in=QUIET))
