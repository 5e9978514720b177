"""Who may do what with hardship files and aid. Rows a user may see: selectors.hardship, selectors.aid."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from members.models import Member
from members.permissions import is_member
from union.accounts.models import User
from union.organisation.choices import Right
from welfare.choices.hardship import HardshipState
from welfare.models import Aid, HardshipFile, HouseholdPerson, PaymentList
from welfare.rules.aid_flow import AidAction, AidStep, PaymentAction, PaymentStep
from welfare.rules.hardship_flow import EDITABLE, HardshipAction, Step

_DECIDES = frozenset({HardshipAction.APPROVE, HardshipAction.TEMPORARY})
_ENDS = frozenset({HardshipAction.EXIT, HardshipAction.REMOVE})


def reaches(user: User, right: Right, file: HardshipFile) -> bool:
    """Say whether ``user`` has ``right`` over the main person of the file."""
    return user.access.reaches(right, file.member)


def is_own(user: User, file: HardshipFile) -> bool:
    """Say whether it is the user's own file."""
    return file.member.user_id == user.pk


def concerns(user: User, file: HardshipFile) -> bool:
    """Say whether the user belongs to the household: he takes no part in its file."""
    return is_own(user, file) or bool(own_files(user, [file.pk]))


def own_files(user: User, file_ids: Iterable[int]) -> set[int]:
    """Those of the files whose household the user belongs to, by account or by ID number; one query."""
    mine = (
        Member.objects.unmerged()
        .filter(user_id=user.pk, id_number_index__isnull=False)
        .values("id_number_index")
    )
    rows = HardshipFile.objects.filter(
        Q(member__user_id=user.pk) | Exists(HouseholdPerson.objects.filter(
            file=OuterRef("pk"), id_number_index__in=mine
        )), pk__in=file_ids,
    )  # fmt: skip
    return set(rows.values_list("pk", flat=True))


def handled_by(file: HardshipFile) -> set[int]:
    """Users who have applied, reviewed, visited or checked: none of them approves (经办与审批分离)."""
    found = {file.applied_by_id, file.reviewed_by_id, file.checked_by_id}
    found |= set(file.home_visits.values_list("actor_id", flat=True))
    return {pk for pk in found if pk is not None}


def can_take(user: User, file: HardshipFile, step: Step) -> bool:
    """Take ``step``: by right and scope, never on the own household; nobody approves what he prepared."""
    if step.right is None:
        return is_own(user, file) or (reaches(user, Right.HANDLE_HARDSHIP, file) and not concerns(user, file))
    if not reaches(user, step.right, file) or concerns(user, file):
        return False
    if step.action in _DECIDES:
        return user.pk not in handled_by(file)
    if step.action in _ENDS:
        last = file.reviews.order_by("-id").values_list("actor_id", flat=True).first()
        return last != user.pk
    return True


def can_edit(user: User, file: HardshipFile) -> bool:
    """Change facts and people: the person himself while filling in, the office while facts may change."""
    if file.state == HardshipState.DRAFT and is_own(user, file):
        return True
    allowed = file.state in EDITABLE and reaches(user, Right.HANDLE_HARDSHIP, file)
    return allowed and not concerns(user, file)


def can_open(user: User, member: Member) -> bool:
    """Open a file for ``member``: himself, or the office (not for himself by right, but as the person)."""
    return member.user_id == user.pk or user.access.reaches(Right.HANDLE_HARDSHIP, member)


def sees_all(user: User, file: HardshipFile) -> bool:
    """Read health, bank, children: those who handle or decide, and the person himself."""
    return is_own(user, file) or any(
        reaches(user, right, file)
        for right in (Right.VIEW_HARDSHIP, Right.HANDLE_HARDSHIP, Right.APPROVE_HARDSHIP)
    )


def can_take_aid(user: User, aid: Aid, step: AidStep) -> bool:
    """Take a step of an application; nobody approves what he handed in or reviewed, or for his household."""
    file = aid.file
    if step.right is None:
        return aid.applied_by_id == user.pk or is_own(user, file) or (
            reaches(user, Right.HANDLE_HARDSHIP, file) and not concerns(user, file)
        )  # fmt: skip
    if not reaches(user, step.right, file) or concerns(user, file):
        return False
    if step.action == AidAction.GIVE_UP and not aid.returns.exists():
        return False
    if step.action in (AidAction.APPROVE, AidAction.RETURN, AidAction.GIVE_UP):
        return user.pk not in (aid.applied_by_id, aid.reviewed_by_id)
    return True


def can_apply(user: User, file: HardshipFile) -> bool:
    """Apply for aid: the person himself, or the office for somebody else's household."""
    if is_own(user, file):
        return True
    return reaches(user, Right.HANDLE_HARDSHIP, file) and not concerns(user, file)


def can_take_payment(user: User, payment: PaymentList, step: PaymentStep) -> bool:
    """Take a step of a list: whole-hospital right; who closed it does not approve it (不相容岗位分离).

    Nobody approves or pays a list on which his own household stands.
    """
    if not user.access.scope(step.right).everything:
        return False
    if step.action not in (PaymentAction.APPROVE, PaymentAction.PAY):
        return True
    if own_files(user, payment.aids.values_list("file_id", flat=True)):
        return False
    if step.action == PaymentAction.APPROVE:
        return user.pk not in (payment.locked_by_id, payment.created_by_id)
    return user.pk != payment.decided_by_id


def handles(user: User) -> bool:
    """Whether the user works on files at all."""
    return user.access.can(Right.HANDLE_HARDSHIP)


def sees_files(user: User) -> bool:
    """Whether the side bar shows the register."""
    return user.access.can(Right.VIEW_HARDSHIP)


def pays(user: User) -> bool:
    """Make and pay lists."""
    return user.access.scope(Right.PAY_AID).everything


def sees_payments(user: User) -> bool:
    """Payment lists: those who make them, and those who approve them."""
    return pays(user) or user.access.scope(Right.APPROVE_HARDSHIP).everything


def reports_up(user: User) -> bool:
    """Hand files to an upper union: handles the whole hospital and may export sensitive columns."""
    everywhere = user.access.scope(Right.HANDLE_HARDSHIP).everything
    return everywhere and user.access.scope(Right.EXPORT_SENSITIVE).everything


def sees_board(user: User) -> bool:
    """公示栏: every member, and who reads the files."""
    return sees_files(user) or is_member(user)
