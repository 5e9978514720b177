"""Which parties a user is for a record of the smaller registers. Nobody handles what concerns himself."""

from __future__ import annotations

from congress.choices.registers import Party
from congress.models import Appeal
from union.accounts.models import User
from union.organisation.choices import Right
from union.organisation.rights import works_here


def may_hand_in(user: User) -> bool:
    """Tell the union something: everybody but the three administrators of the system."""
    return works_here(user)


def may_register(user: User) -> bool:
    """Write down what somebody else has said: group leaders, branch chairs, the office."""
    rights = (Right.PROPOSE_AS_GROUP, Right.PROPOSE_AS_BRANCH, Right.MANAGE_CONGRESS)
    return any(user.access.can(right) for right in rights)


def is_speaker(user: User, appeal: Appeal) -> bool:
    """Say whether it is the user's own."""
    return appeal.member is not None and appeal.member.user_id == user.pk


def appeal_parties(user: User, appeal: Appeal) -> frozenset[Party]:
    """What the user is to an appeal; the answering department is that of the office 承办部门联系人."""
    if is_speaker(user, appeal):
        return frozenset({Party.SPEAKER})
    found = set()
    if user.access.can(Right.MANAGE_CONGRESS):
        found.add(Party.OFFICE)
    if appeal.registered_by_id == user.pk:
        found.add(Party.REGISTRAR)
    scope = user.access.scope(Right.ANSWER_MOTIONS)
    if appeal.department_id and (scope.everything or appeal.department_id in scope.department_ids):
        found.add(Party.DEPARTMENT)
    return frozenset(found)


def sees_speaker(user: User, appeal: Appeal) -> bool:
    """Read who said it: not the department that answers."""
    mine = bool(appeal_parties(user, appeal) & {Party.SPEAKER, Party.REGISTRAR})
    return mine or user.access.can(Right.VIEW_APPEALS)
