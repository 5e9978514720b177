"""A month of dues: computed as often as one likes, then closed for good.

What is found out later about a closed month is booked in a later, open one, by reversal.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from members.choices import DuesBookingKind, DuesMonthState
from members.models import DuesMonth, DuesPayroll
from members.rules.dues import last_day
from members.selectors.dues import closing_obstacles
from members.services.dues_booking import closing_books, open_month, rule_on
from members.services.dues_differences import book_corrections, find_differences
from members.services.dues_sets import Booked, book_expected
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.organisation.choices import Right


def require_close(actor: User | None) -> None:
    """The system, or whoever closes the dues of the whole hospital.

    Raises:
        NotPermittedError: nobody else.
    """
    if actor is not None and not actor.access.scope(Right.CLOSE_DUES).everything:
        raise NotPermittedError("您没有会费核算和结账的权限")


@transaction.atomic
def compute_month(month: dt.date, *, actor: User | None) -> Booked:
    """Bring what is due in ``month`` up to the registry, and book what was decided about earlier months.

    Any number of times: surplus is reversed, missing is added, nothing is edited.

    Raises:
        NotPermittedError: no right.
        DomainError: the month is closed or cannot be meant; no rule is in force.
    """
    require_close(actor)
    row = open_month(month)
    done = compute_open(row, actor=actor)
    _refresh_differences(row)
    book_corrections(row, actor=actor)
    audit.record(
        AuditAction.UPDATE, row, actor=actor, note=f"核算应缴：新增 {done.added} 笔，冲销 {done.reversed} 笔"
    )
    return done


def compute_open(row: DuesMonth, *, actor: User | None) -> Booked:
    """`compute_month` of a locked, open month without its checks; for the payroll import."""
    with closing_books(
        DuesBookingKind.EXPECTED, row, summary=f"{row.month:%Y年%-m月}核算应缴会费", actor=actor
    ) as booking:
        done = book_expected(booking, row.month, rule_on(row.month))
    row.computed_at = timezone.now()
    row.save(update_fields=["computed_at"])
    return done


def _refresh_differences(row: DuesMonth) -> None:
    """What is due may have changed since the file was compared with it."""
    payroll = DuesPayroll.objects.filter(month=row.month, is_current=True).first()
    if payroll is not None:
        find_differences(payroll)


@transaction.atomic
def recheck_closed(month: dt.date, *, actor: User | None) -> Booked:
    """Compare the closed months of the past year with the registry; book what differs in ``month``.

    For what came late: a base or a change of membership entered after the close, an approved waiver.

    Raises:
        NotPermittedError, DomainError: see `compute_month`.
    """
    require_close(actor)
    row = open_month(month)
    done = recheck_into(row, month.replace(year=month.year - 1), month, actor=actor)
    audit.record(
        AuditAction.UPDATE, row, actor=actor,
        note=f"复核以前月份：新增 {done.added} 笔，冲销 {done.reversed} 笔",
    )  # fmt: skip
    return done


def recheck_into(row: DuesMonth, first: dt.date, last: dt.date, *, actor: User | None) -> Booked:
    """`recheck_closed` for the closed months from ``first`` to ``last``; ``row`` is locked and open."""
    closed = DuesMonth.objects.filter(state=DuesMonthState.CLOSED, month__range=(first, last)).order_by(
        "month"
    )
    with closing_books(
        DuesBookingKind.EXPECTED, row, summary=f"{row.month:%Y年%-m月}复核以前月份应缴会费", actor=actor
    ) as booking:
        found = [book_expected(booking, each.month, rule_on(each.month)) for each in closed]
    return Booked(sum(each.reversed for each in found), sum(each.added for each in found))


@transaction.atomic
def close_month(month: dt.date, *, note: str, actor: User | None) -> DuesMonth:
    """Close a month: computed once more, every difference decided, nothing changes it afterwards.

    Raises:
        NotPermittedError: no right.
        DomainError: the month is not over, differences wait, an earlier month is open, or the file's 合计
            row does not agree and ``note`` does not say why.
    """
    require_close(actor)
    row = open_month(month)
    if today() <= last_day(month):
        raise DomainError(f"{month:%-m}月还没有结束，{last_day(month) + dt.timedelta(days=1)} 起可以结账")
    compute_open(row, actor=actor)
    _refresh_differences(row)
    book_corrections(row, actor=actor)
    obstacles = closing_obstacles(row, explained=bool(note.strip()))
    if obstacles:
        raise DomainError("不能结账：" + "；".join(obstacles))
    row.state, row.closed_at, row.closed_by, row.note = (
        DuesMonthState.CLOSED, timezone.now(), actor, note.strip(),
    )  # fmt: skip
    row.save(update_fields=["state", "closed_at", "closed_by", "note"])
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"state": ["未结账", "已结账"]}, note=note)
    return row
