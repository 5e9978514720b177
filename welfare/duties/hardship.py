"""What waits for a user among hardship files and aid; set-based, one row per kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse

from union.accounts.models import User
from union.common.registries import Duty
from union.organisation.choices import Right
from welfare.choices.aid import AidState, PaymentState
from welfare.choices.hardship import HardshipState as S
from welfare.models import HardshipFile, Objection, PaymentList
from welfare.permissions import hardship as may
from welfare.selectors.aid import aids_in_scope
from welfare.selectors.hardship import exit_proposed, files_in_scope

_HANDLE, _APPROVE = Right.HANDLE_HARDSHIP, Right.APPROVE_HARDSHIP
_FILES: tuple[tuple[Right, S, str], ...] = (
    (_HANDLE, S.APPLIED, "份困难申请待初审"),
    (_HANDLE, S.REVIEWED, "户待入户走访"),
    (_HANDLE, S.VISITED, "户待收入核对"),
    (_HANDLE, S.CHECKED, "户待公示"),
    (_APPROVE, S.PUBLISHED, "份困难档案待审批"),
)


def files(user: User, today: dt.date) -> Iterator[Duty]:
    """Files at each step this user takes, reviews due, publicity over, objections, ends proposed."""
    for right, state, words in _FILES:
        if user.access.can(right):
            rows = _others(files_in_scope(user, right), user).filter(state=state)
            yield from _row(f"hardship:{state.value}", rows, words, f"state={state.value}", "applied_on")
    if user.access.can(_HANDLE):
        yield from _handler(user, today)
    if user.access.can(_APPROVE):
        rows = exit_proposed(_others(files_in_scope(user, _APPROVE), user))
        yield from _row("hardship:proposed", rows, "户建议脱困或撤档，待审批", "list=proposed", "reviewed_on")


def _handler(user: User, today: dt.date) -> Iterator[Duty]:
    rows = _others(files_in_scope(user, _HANDLE), user)
    soon = today + dt.timedelta(days=30)
    due = rows.filter(state=S.ON_FILE, review_due_on__lte=soon)
    yield from _row(
        "hardship:review", due, "户待年度复核", f"state=on_file&review_to={soon}", "review_due_on"
    )
    temporary = rows.filter(state=S.TEMPORARY)
    yield from _row(
        "hardship:temporary", temporary, "份临时档案待转正式程序", "state=temporary", "temporary_until"
    )
    over = rows.filter(state=S.PUBLIC, publicities__closed_on=None, publicities__ends_on__lt=today)
    yield from _row("hardship:over", over, "户公示期满待结束", "state=public", "publicities__ends_on")
    open_now = Objection.objects.filter(settled_on=None, publicity__file__in=rows)
    found = open_now.aggregate(count=Count("pk"), due=Min("publicity__ends_on"))
    if found["count"]:
        yield Duty(
            key=f"hardship:objections:{found['count']}:{found['due']}",
            title=f"{found['count']} 条公示异议待处理", due_on=found["due"], count=found["count"],
            url=f"{reverse('welfare:hardship_list')}?state=public",
        )  # fmt: skip


def _others(rows: QuerySet[HardshipFile], user: User) -> QuerySet[HardshipFile]:
    return rows.exclude(member__user_id=user.pk)


def _row(key: str, rows: QuerySet[Any], words: str, query: str, due: str) -> Iterator[Duty]:
    found = rows.aggregate(count=Count("pk", distinct=True), due=Min(due))
    if found["count"]:
        yield Duty(
            key=f"{key}:{found['count']}:{found['due']}", title=f"{found['count']} {words}",
            url=f"{reverse('welfare:hardship_list')}?{query}", due_on=found["due"], count=found["count"],
        )  # fmt: skip


_AIDS: tuple[tuple[Right, AidState, str], ...] = (
    (_HANDLE, AidState.APPLIED, "项帮扶申请待审核"),
    (_APPROVE, AidState.REVIEWED, "项帮扶申请待审批"),
    (Right.PAY_AID, AidState.APPROVED, "项已批准的帮扶待发放"),
)
_LISTS: tuple[tuple[Right, PaymentState, str], ...] = (
    (Right.PAY_AID, PaymentState.OPEN, "份帮扶发放清单待锁定送审"),
    (_APPROVE, PaymentState.LOCKED, "份帮扶发放清单待审批"),
    (Right.PAY_AID, PaymentState.APPROVED, "份帮扶发放清单待发放"),
    (Right.PAY_AID, PaymentState.PAID, "份帮扶发放清单待签收"),
)


def aid(user: User, today: dt.date) -> Iterator[Duty]:  # noqa: ARG001 - the registry's signature
    """Applications and payment lists at each step this user takes."""
    for right, state, words in _AIDS:
        if not user.access.can(right):
            continue
        rows = aids_in_scope(user, right).filter(state=state).exclude(file__member__user_id=user.pk)
        if right == _APPROVE:
            rows = rows.exclude(Q(reviewed_by=user) | Q(applied_by=user))
        found = rows.aggregate(count=Count("pk"), since=Min("applied_on"))
        if found["count"]:
            yield Duty(
                key=f"aid:{state.value}:{found['count']}:{found['since']}", title=f"{found['count']} {words}",
                url=f"{reverse('welfare:aid_list')}?state={state.value}", count=found["count"],
            )  # fmt: skip
    if may.sees_payments(user):
        yield from _lists(user)


def _lists(user: User) -> Iterator[Duty]:
    for right, state, words in _LISTS:
        if not user.access.scope(right).everything:
            continue
        rows = PaymentList.objects.filter(state=state)
        if right == _APPROVE:
            rows = rows.exclude(Q(locked_by=user) | Q(created_by=user))
        count = rows.count()
        if count:
            yield Duty(
                key=f"aid_lists:{state.value}:{count}", title=f"{count} {words}", count=count,
                url=f"{reverse('welfare:aid_payments')}?state={state.value}",
            )  # fmt: skip
