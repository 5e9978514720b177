"""Who may do what with members. Rows a user may see: selectors.members_visible_to."""

from __future__ import annotations

from members.models import CorrectionRequest, JoinApplication, Member, Transfer
from members.rules import joining, transfers
from members.rules.membership import Step
from union.accounts.models import User
from union.organisation.choices import Right


def is_self(user: User, member: Member) -> bool:
    """Say whether ``member`` is the user's own record."""
    return member.user_id is not None and member.user_id == user.pk


def is_member(user: User) -> bool:
    """Say whether a member's record belongs to the account; the user of a session knows without a query."""
    known: bool | None = getattr(user, "is_member", None)
    return Member.objects.of_account(user.pk).exists() if known is None else known


def can_edit(user: User, member: Member) -> bool:
    """Change the record (not one's own decisions: see can_change_membership)."""
    return member.merged_into_id is None and user.access.reaches(Right.EDIT_MEMBERS, member)


def can_create(user: User) -> bool:
    """Register new members anywhere."""
    return user.access.scope(Right.EDIT_MEMBERS).everything


def can_change_membership(user: User, member: Member, step: Step) -> bool:
    """Take a step of membership on ``member``; nobody decides on himself."""
    if member.merged_into_id is not None or is_self(user, member):
        return False
    return user.access.reaches(step.right, member)


def can_see_own_or(user: User, member: Member, right: Right) -> bool:
    """Sensitive values: the person himself, or whoever has ``right`` over this member."""
    return is_self(user, member) or user.access.reaches(right, member)


def can_take_join_step(user: User, application: JoinApplication, step: joining.Step) -> bool:
    """Take ``step`` on an application: nobody gives an opinion or decides on himself."""
    own = is_self(user, application.member)
    if step.right is None:
        return own or user.access.reaches(Right.EDIT_MEMBERS, application.member)
    return not own and user.access.reaches(step.right, application.member)


def can_take_transfer_step(user: User, transfer: Transfer, step: transfers.Step) -> bool:
    """Take ``step`` on a transfer: the receiver accepts, the office carries out, nobody for himself."""
    if is_self(user, transfer.member):
        return False
    if step.action == transfers.TransferAction.WITHDRAW and transfer.proposed_by_id == user.pk:
        return True
    if not step.at_receiver:
        return user.access.reaches(step.right, transfer.member)
    scope = user.access.scope(step.right)
    return scope.everything or transfer.to_branch_id in scope.branch_ids


def can_start_transfer(user: User, member: Member) -> bool:
    """Propose a transfer: the office, or the branch chair whose member it is."""
    if is_self(user, member):
        return False
    return user.access.reaches(Right.EDIT_MEMBERS, member) or user.access.reaches(
        Right.PROPOSE_AS_BRANCH, member
    )


def can_decide_correction(user: User, request: CorrectionRequest) -> bool:
    """Approve or refuse a correction: staff, not for themselves."""
    return not is_self(user, request.member) and user.access.reaches(Right.EDIT_MEMBERS, request.member)


def can_merge(user: User) -> bool:
    """Merge records: whoever edits the whole registry."""
    return user.access.scope(Right.EDIT_MEMBERS).everything
