"""What waits for a user among members: one selector per kind, set-based, grouped."""

# ruff: noqa: ARG001 - the signatures are those of the registries

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse

from members.choices import CorrectionState, JoinState, MembershipStatus, TransferState
from members.models import CorrectionRequest, JoinApplication, Member, RetirementProposal, Transfer
from members.selectors import born_on_any
from union.accounts.models import User
from union.common.dates import month_days
from union.common.registries import Duty
from union.organisation.choices import Office, Right
from union.organisation.models import Appointment
from union.organisation.rights import Scope

BIRTHDAY_DAYS = 7
LEFT = (
    MembershipStatus.TRANSFERRED_OUT,
    MembershipStatus.WITHDRAWN,
    MembershipStatus.LAPSED,
    MembershipStatus.EXPELLED,
    MembershipStatus.DECEASED,
)
_WAITING_FOR = (
    (JoinState.SUBMITTED, Right.PROPOSE_AS_GROUP, "份入会申请待您提出小组意见"),
    (JoinState.GROUP_AGREED, Right.PROPOSE_AS_BRANCH, "份入会申请待您提出支会意见"),
    (JoinState.BRANCH_AGREED, Right.DECIDE_MEMBERSHIP, "份入会申请待审批"),
)


def _within(user: User, right: Right) -> Q:
    """Rows of members in the scope of ``right``, never the user's own."""
    return user.access.scope(right).condition("member__") & ~Q(member__user_id=user.pk)


def applications(user: User, today: dt.date) -> Iterator[Duty]:
    """Applications that stand where this user is asked; grouped per step."""
    for state, right, words in _WAITING_FOR:
        if not user.access.can(right):
            continue
        rows = JoinApplication.objects.filter(_within(user, right), state=state)
        found = rows.aggregate(count=Count("pk"), first=Min("pk"))
        if found["count"]:
            yield Duty(
                key=f"join:{state.value}:{found['count']}:{found['first']}",
                title=f"{found['count']} {words}",
                url=reverse("members:join_list"),
                count=found["count"],
            )


def transfers(user: User, today: dt.date) -> Iterator[Duty]:
    """Members who want to come to the user's branch, and accepted transfers to carry out."""
    scope = user.access.scope(Right.PROPOSE_AS_BRANCH)
    if not scope.empty:
        arriving = Transfer.objects.filter(state=TransferState.PROPOSED).filter(_arriving(scope))
        yield from _counted(arriving, "transfer:proposed", "名会员申请转入，待您确认接收")
    if user.access.can(Right.DECIDE_MEMBERSHIP):
        ready = Transfer.objects.filter(
            _within(user, Right.DECIDE_MEMBERSHIP), state=TransferState.ACCEPTED, effective_on__lte=today
        )
        yield from _counted(ready, "transfer:accepted", "项会籍接转待办结")


def _arriving(scope: Scope) -> Q:
    return Q() if scope.everything else Q(to_branch_id__in=scope.branch_ids)


def _counted(rows: QuerySet[Transfer], key: str, words: str) -> Iterator[Duty]:
    found = rows.aggregate(count=Count("pk"), due=Min("effective_on"))
    if found["count"]:
        yield Duty(
            key=f"{key}:{found['count']}:{found['due']}",
            title=f"{found['count']} {words}",
            url=reverse("members:transfer_list"),
            due_on=found["due"],
            count=found["count"],
        )


def corrections(user: User, today: dt.date) -> Iterator[Duty]:
    """Requests for correction that staff must answer."""
    if not user.access.can(Right.EDIT_MEMBERS):
        return
    rows = CorrectionRequest.objects.filter(_within(user, Right.EDIT_MEMBERS), state=CorrectionState.OPEN)
    found = rows.aggregate(count=Count("pk"), first=Min("requested_at"))
    if found["count"]:
        yield Duty(
            key=f"corrections:{found['count']}:{found['first']:%Y%m%d}",
            title=f"{found['count']} 项信息更正申请待处理",
            url=reverse("members:correction_list"),
            count=found["count"],
        )


def retirements(user: User, today: dt.date) -> Iterator[Duty]:
    """Retirement proposals to confirm, with the soonest date."""
    if not user.access.can(Right.DECIDE_MEMBERSHIP):
        return
    rows = RetirementProposal.objects.waiting(today).filter(
        _within(user, Right.DECIDE_MEMBERSHIP), member__merged_into=None
    )
    ahead = Min("proposed_on", filter=Q(proposed_on__gte=today))
    found = rows.aggregate(count=Count("pk"), due=ahead)
    if found["count"]:
        yield Duty(
            key=f"retirement:{found['count']}:{found['due']}",
            title=f"{found['count']} 名会员临近退休，待确认",
            url=reverse("members:retirement_list"),
            due_on=found["due"],
            detail="测算日期只作提示，以人事通知为准",
            count=found["count"],
        )


def birthdays(user: User, today: dt.date) -> Iterator[Duty]:
    """Birthdays of the coming week, for the chair or leader whose members they are."""
    scopes = [user.access.scope(right) for right in (Right.PROPOSE_AS_BRANCH, Right.PROPOSE_AS_GROUP)]
    reached = Q(pk__in=())
    for scope in scopes:
        reached |= scope.condition()
    if all(scope.empty for scope in scopes):
        return
    kept = month_days(today + dt.timedelta(days=offset) for offset in range(BIRTHDAY_DAYS))
    rows = Member.objects.active().unmerged().filter(reached, born_on_any(kept)).exclude(user_id=user.pk)
    for pk, name, born_on in rows.values_list("pk", "name", "born_on")[:20]:
        assert born_on is not None  # the filter asks for month and day
        day = kept[born_on.month, born_on.day]
        yield Duty(
            key=f"birthday:{pk}:{day.year}",
            title=f"{name} 生日",
            url=reverse("members:member_detail", args=[pk]),
            due_on=day,
            detail=f"{day.month}月{day.day}日",
            action="查看",
        )


def leavers(user: User, today: dt.date) -> Iterator[Duty]:
    """People who have left the union and still hold an office or an open login.

    Leaving never ends an office or an account by itself: who follows, and from when, is a decision.
    """
    if not user.access.can(Right.GRANT_UNION_OFFICES):
        return
    in_office = Appointment.objects.held_on(today).exclude(office=Office.MEMBER)
    can_log_in = Q(user__is_active=True) & ~Q(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
    held = Q(user__in=in_office.values("user")) | can_log_in
    gone = Member.objects.unmerged().filter(_within_members(user), membership_status__in=LEFT)
    for pk, name, status in gone.filter(held).values_list("pk", "name", "membership_status")[:20]:
        yield Duty(
            key=f"leaver:{pk}:{status}",
            title=f"{name} {MembershipStatus(status).label}，仍有任职或登录账号",
            url=f"{reverse('members:member_detail', args=[pk])}?tab=offices",
            detail="请办理免职、补选，并由系统管理员停用账号",
        )


def _within_members(user: User) -> Q:
    return user.access.scope(Right.VIEW_MEMBERS).condition() & ~Q(user_id=user.pk)
