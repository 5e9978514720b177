"""The daily task: visits that a date opens (生日, 退休, 节日, 周年). Set-based, repeatable, catches up.

One row (`OpeningMark`) says how far it has come; it is locked while the task runs, so that two workers wait
for each other. A day is opened ``lead_days`` ahead of itself. What exists is never opened again: asked before
writing, and held by the unique key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from members.choices import MembershipStatus, RetainReason
from members.models import Member
from union.common import audit, bulk
from union.common.calendar import festivals_on, union_dates_on
from union.common.choices import AuditAction
from union.common.dates import month_days
from welfare.choices.visits import ListState, OpenAs, Origin, PayForm, Trigger, VisitState
from welfare.models import GiftList, Occasion, OpeningMark, Visit, VisitStandard
from welfare.rules.occasion_days import span
from welfare.selectors.audience import members_of
from welfare.selectors.standards import standard_on
from welfare.triggers import anniversaries

CATCH_UP_DAYS = 60  # after a longer pause the office is asked to look itself
CHUNK = 5000
_RETIRED = (RetainReason.RETIRED, RetainReason.VETERAN_RETIRED)


@dataclass(frozen=True, slots=True)
class Opened:
    """What one run has opened."""

    first: dt.date
    last: dt.date
    visits: int
    lists: int


@transaction.atomic
def open_due(today: dt.date) -> Opened:
    """Open everything from the last day done up to ``today`` (at most 60 days back); return the counts.

    Run again for the same day it opens nothing. Days that a standard does not cover open nothing either.
    """
    OpeningMark.objects.get_or_create(pk=1)
    mark = OpeningMark.objects.select_for_update().get(pk=1)
    first = today if mark.done_to is None else min(mark.done_to + dt.timedelta(days=1), today)
    far_back = today - dt.timedelta(days=CATCH_UP_DAYS)
    first = max(first, far_back)
    visits = lists = 0
    for occasion in Occasion.objects.valid_on(today).exclude(trigger__in=(Trigger.REPORT, Trigger.LIST)):
        # A retirement is confirmed on its day or later, when that day has been run already.
        start = far_back if occasion.trigger == Trigger.RETIREMENT else first
        found = _open(occasion, span(start, today + dt.timedelta(days=occasion.lead_days)))
        visits, lists = visits + found[0], lists + found[1]
    if mark.done_to is None or mark.done_to < today:
        mark.done_to = today
        mark.save(update_fields=["done_to"])
    if visits or lists:
        audit.record(AuditAction.CREATE, mark, actor=None, note=f"自动开立慰问 {visits} 项、名单 {lists} 份")
    return Opened(first, today, visits, lists)


def _open(occasion: Occasion, days: Sequence[dt.date]) -> tuple[int, int]:
    if occasion.trigger == Trigger.FESTIVAL:
        return _open_festivals(occasion, days)
    found = _FINDERS[Trigger(occasion.trigger)](occasion, days)
    return _write(occasion, found), 0


def _open_festivals(occasion: Occasion, days: Iterable[dt.date]) -> tuple[int, int]:
    visits = lists = 0
    for day in days:
        if occasion.festival not in (*festivals_on(day), *union_dates_on(day)):
            continue
        if occasion.open_as == OpenAs.LIST:
            lists += _open_list(occasion, day)
        else:
            visits += _insert(occasion, day, members_of(occasion.audience))
    return visits, lists


def _open_list(occasion: Occasion, day: dt.date) -> int:
    """A draft of the hand-out, whatever title it got since; the office fills and changes it."""
    standard = standard_on(occasion, day)
    if standard is None or GiftList.objects.filter(occasion=occasion, on=day).exists():
        return 0
    first_form = next(iter(standard.pay_forms), PayForm.GOODS.value)
    first_source = next(iter(next(iter(standard.sources.values()), ["allocation"])), "allocation")
    GiftList.objects.create(
        title=f"{day.year} 年{occasion.name}", occasion=occasion, standard=standard, on=day,
        state=ListState.DRAFT, value=standard.gift_value, pay_form=first_form, fund_source=first_source,
        audience=occasion.audience,
    )  # fmt: skip
    return 1


def _birthdays(_occasion: Occasion, days: Sequence[dt.date]) -> Iterator[tuple[int, dt.date]]:
    """People in membership with a birthday kept on one of ``days``; see rules.occasion_days."""
    kept = month_days(days)
    months = {month for month, _day in kept}
    rows = Member.objects.active().unmerged().filter(born_on__month__in=months).order_by()
    for pk, born in rows.values_list("pk", "born_on").iterator(chunk_size=CHUNK):
        on = kept.get((born.month, born.day)) if born else None
        if on is not None:
            yield pk, on


def _retirements(_occasion: Occasion, days: Sequence[dt.date]) -> Iterator[tuple[int, dt.date]]:
    """Members whose membership is kept as retired since one of ``days``."""
    rows = Member.objects.unmerged().filter(
        membership_status=MembershipStatus.RETAINED, retain_reason__in=_RETIRED,
        status_since__range=(min(days), max(days)),
    )  # fmt: skip
    for pk, since in rows.order_by().values_list("pk", "status_since"):
        if since is not None:
            yield pk, since


def _anniversaries(occasion: Occasion, days: Sequence[dt.date]) -> Iterator[tuple[int, dt.date]]:
    find = anniversaries.get(occasion.anniversary_of)
    if find is not None:
        yield from find(days)


_FINDERS: dict[Trigger, Any] = {
    Trigger.BIRTHDAY: _birthdays,
    Trigger.RETIREMENT: _retirements,
    Trigger.ANNIVERSARY: _anniversaries,
}


def _write(occasion: Occasion, found: Iterable[tuple[int, dt.date]]) -> int:
    """Open what ``found`` names, day by day."""
    by_day: dict[dt.date, list[int]] = {}
    for pk, day in found:
        by_day.setdefault(day, []).append(pk)
    return sum(
        _insert(occasion, day, people) for day, ids in sorted(by_day.items()) for people in _by_number(ids)
    )


def _by_number(ids: Sequence[int]) -> Iterator[QuerySet[Any]]:
    for start in range(0, len(ids), CHUNK):
        yield members_of({}).filter(pk__in=ids[start : start + CHUNK])


def _insert(occasion: Occasion, day: dt.date, people: QuerySet[Any]) -> int:
    """Write a visit for each of ``people`` who has none, is entitled by category, if a standard stands.

    The database makes the rows from the members themselves. Who has one is asked before: a statement that
    reads the very table it fills, planned while nothing is known of its rows, may read them all again for
    each member (200,000 members: no end after eight minutes).
    """
    standard = standard_on(occasion, day)
    if standard is None:
        return 0
    entitled = people.filter(category__in=list(standard.sources))
    parts: Iterable[QuerySet[Any]] = [entitled]
    if known := _known(occasion, day):
        fresh = [pk for pk in entitled.values_list("pk", flat=True).iterator() if pk not in known]
        parts = _by_number(fresh)
    values = _values(occasion, standard, day)
    return sum(bulk.insert_select(Visit, values, part) for part in parts)


def _known(occasion: Occasion, day: dt.date) -> set[int]:
    """Members whom the day has given a visit of this occasion already, even one that was refused."""
    near = dt.timedelta(days=occasion.same_event_days)
    rows = Visit.objects.filter(
        occasion=occasion, happened_on__range=(day - near, day + near), member__isnull=False
    )
    return set(rows.order_by().values_list("member_id", flat=True))


def _values(occasion: Occasion, standard: VisitStandard, day: dt.date) -> dict[str, Any]:
    return {
        "member_id": F("pk"), "category": F("category"), "branch_id": F("branch_id"),
        "group_id": F("group_id"), "department_id": F("department_id"),
        "occasion_id": occasion.pk, "standard_id": standard.pk, "happened_on": day,
        "due_on": day + dt.timedelta(days=standard.due_days), "state": VisitState.REPORTED.value,
        "origin": Origin.DAILY.value, "cash_amount": standard.cash_amount, "gift": standard.gift,
        "gift_value": standard.gift_value, "amount": standard.cash_amount + standard.gift_value,
        "created_at": timezone.now(),
    }  # fmt: skip
