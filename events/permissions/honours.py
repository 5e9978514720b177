"""Who manages honours, nominates, votes, grants; and who sees what."""

from __future__ import annotations

from django.db.models import Q

from events.choices.honours import NominationState, ProgrammeState, Voters
from events.models import Honour, Nomination, Programme
from events.rules.records import RecordArrow
from members.models import Member
from union.accounts.models import User
from union.organisation.choices import Office, Right

_COMMITTEE = frozenset({Office.CHAIR, Office.VICE_CHAIR, Office.COMMITTEE_MEMBER})
_NOMINATES = (Right.PROPOSE_AS_BRANCH, Right.MANAGE_HONOURS)


def manages(user: User) -> bool:
    """Run programmes, keep the register."""
    return user.access.can(Right.MANAGE_HONOURS)


def grants(user: User) -> bool:
    """Decide on who is honoured: chair and vice chair."""
    return user.access.scope(Right.APPROVE_EVENTS).everything


def refusal(user: User, row: Programme, arrow: RecordArrow) -> str:
    """Return why ``user`` may not take the step; "" if he may. Nobody grants what he is nominated for."""
    if arrow.who != "decider":
        return "" if manages(user) else "评优由工会办公室组织"
    if not grants(user):
        return "表彰由主席或副主席批准"
    elected = row.nominations.filter(state=NominationState.ELECTED, member__user=user)
    return "您在拟表彰名单中，请由另一位主席或副主席批准" if elected.exists() else ""


def nominates_for(user: User, branch_id: int | None) -> bool:
    """Nominate for a branch: its chair, and the office for any."""
    if manages(user):
        return True
    return branch_id is not None and branch_id in user.access.scope(Right.PROPOSE_AS_BRANCH).branch_ids


def nominates_any(user: User) -> bool:
    """Say whether ``user`` nominates anywhere."""
    return any(user.access.can(right) for right in _NOMINATES)


def can_change(user: User, row: Nomination) -> bool:
    """Change or take back a nomination while they are collected."""
    open_ = row.programme.state == ProgrammeState.OPEN and row.state == NominationState.NOMINATED
    return open_ and nominates_for(user, row.branch_id)


def can_review(user: User, row: Nomination) -> bool:
    """Shortlist or not: neither one's own nomination nor oneself."""
    own = user.pk == row.nominated_by_id or (row.member is not None and row.member.user_id == user.pk)
    return row.programme.state == ProgrammeState.REVIEW and (manages(user) or grants(user)) and not own


def votes_in(user: User, programme: Programme) -> bool:
    """Vote now in ``programme``."""
    if programme.state != ProgrammeState.VOTING:
        return False
    if programme.voters == Voters.COMMITTEE:
        return bool(user.access.offices & _COMMITTEE)
    return Member.objects.active().unmerged().filter(user_id=user.pk).exists()


def programme_condition(user: User) -> Q:
    """Filter over programmes: those that have begun for everybody, all for those who run or grant them."""
    return Q() if manages(user) or grants(user) else ~Q(state=ProgrammeState.DRAFT)


def nomination_condition(user: User) -> Q:
    """Filter over nominations: one's branch's and one's own; from the vote on, who is still in."""
    if manages(user) or grants(user):
        return Q()
    known = Q(
        programme__state__in=(ProgrammeState.VOTING, ProgrammeState.PUBLICITY, ProgrammeState.GRANTED),
        state__in=(NominationState.SHORTLISTED, NominationState.ELECTED, NominationState.GRANTED),
    )
    mine = Q(nominated_by=user) | Q(member__user=user)
    return known | mine | Q(branch_id__in=user.access.scope(Right.PROPOSE_AS_BRANCH).branch_ids)


def honour_condition(user: User) -> Q:
    """Filter over the register: whose members one sees, units of those branches, one's own."""
    scope = user.access.scope(Right.VIEW_MEMBERS)
    if manages(user) or scope.everything:
        return Q()
    seen = scope.condition("member__") if not scope.empty else Q(pk__in=())
    units = Q(member=None) & (Q(branch_id__in=scope.branch_ids) | Q(branch=None))
    return seen | units | Q(member__user=user)


def can_see_certificate(user: User, row: Honour) -> bool:
    """Print the certificate: the holder, and who keeps the register; not once it is taken back."""
    own = row.member is not None and row.member.user_id == user.pk
    return row.revoked_on is None and (own or manages(user))
