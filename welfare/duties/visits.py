"""What waits for a user among visits; set-based, one row per kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse

from union.accounts.models import User
from union.common.registries import Duty
from union.organisation.choices import Right
from welfare.choices.visits import ListState, VisitState
from welfare.models import GiftList, Visit
from welfare.selectors.visits import visits_in_scope

_WAITING: tuple[tuple[Right, tuple[VisitState, ...], str, str], ...] = (
    (Right.HANDLE_VISITS, (VisitState.REPORTED,), "项慰问上报待核查", "reported"),
    (Right.APPROVE_VISITS, (VisitState.CHECKED,), "项慰问待审批", "checked"),
    (Right.HANDLE_VISITS, (VisitState.APPROVED, VisitState.PLANNED), "项慰问待走访", "approved"),
    (Right.HANDLE_VISITS, (VisitState.VISITED,), "项慰问待签收", "visited"),
    (Right.POST_MONEY, (VisitState.SIGNED,), "项慰问待入账", "signed"),
)


def visits(user: User, today: dt.date) -> Iterator[Duty]:
    """Visits at each step this user takes; those of lists are waiting on their list."""
    for right, states, words, shown in _WAITING:
        if not user.access.can(right):
            continue
        rows = _of_others(visits_in_scope(user, right), user).filter(state__in=states, gift_list=None)
        found = rows.aggregate(
            count=Count("pk"), due=Min("due_on"), late=Count("pk", filter=Q(due_on__lt=today))
        )
        if found["count"]:
            late = f"其中 {found['late']} 项已逾期" if found["late"] and shown != "signed" else ""
            yield Duty(
                key=f"visits:{shown}:{found['count']}:{found['due']}", title=f"{found['count']} {words}",
                url=f"{reverse('welfare:visit_list')}?state={shown}", detail=late,
                due_on=found["due"] if shown in ("reported", "checked", "approved") else None,
                count=found["count"],
            )  # fmt: skip


def _of_others(rows: QuerySet[Visit], user: User) -> QuerySet[Visit]:
    return rows.exclude(member__user_id=user.pk).exclude(spouse__user_id=user.pk)


def lists(user: User, today: dt.date) -> Iterator[Duty]:  # noqa: ARG001 - the registry's signature
    """Lists to fill, to approve, to hand out."""
    for right, state, words in (
        (Right.HANDLE_VISITS, ListState.DRAFT, "份发放名单待编制或送审"),
        (Right.APPROVE_VISITS, ListState.DRAFT, "份发放名单待审批"),
        (Right.HANDLE_VISITS, ListState.APPROVED, "份名单正在发放"),
    ):
        if not user.access.scope(right).everything:
            continue
        rows = GiftList.objects.filter(state=state)
        if right == Right.APPROVE_VISITS:
            rows = rows.filter(visits__isnull=False).exclude(created_by=user).distinct()
        found = rows.aggregate(count=Count("pk", distinct=True), due=Min("on"))
        if found["count"]:
            yield Duty(
                key=f"gift_lists:{state.value}:{right.value}:{found['count']}:{found['due']}",
                title=f"{found['count']} {words}", url=reverse("welfare:list_list"), due_on=found["due"],
                count=found["count"],
            )  # fmt: skip
