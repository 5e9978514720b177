"""What the calendar shows of members: birthdays and expected retirements, where their dates may be seen."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.urls import reverse

from members.choices import ProposalState
from members.models import Member, RetirementProposal
from members.selectors import born_on_any
from union.accounts.models import User
from union.common.dates import month_days
from union.common.registries import CalendarEntry
from union.organisation.choices import Right

_LONGEST = 31  # days asked for at once
_NAMED = 3


def birthdays(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """One entry per day on which members in the scope of 出生日期 have their birthday."""
    scope = user.access.scope(Right.VIEW_IDENTITY)
    if scope.empty:
        return
    days = [first + dt.timedelta(days=n) for n in range(min((last - first).days + 1, _LONGEST))]
    kept = month_days(days)
    born = born_on_any(kept)
    rows = Member.objects.active().unmerged().filter(scope.condition(), born).order_by("name_pinyin", "pk")
    names: dict[dt.date, list[str]] = defaultdict(list)
    for name, born_on in rows.values_list("name", "born_on"):
        assert born_on is not None  # the filter asks for month and day
        names[kept[born_on.month, born_on.day]].append(name)
    for day in days:
        if found := names.get(day):
            yield CalendarEntry(day, day, _title(found, "生日"), "生日")


def retirements(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """Expected retirements that wait for a decision."""
    scope = user.access.scope(Right.DECIDE_MEMBERSHIP)
    if scope.empty:
        return
    rows = RetirementProposal.objects.filter(
        scope.condition("member__"), state=ProposalState.OPEN, proposed_on__range=(first, last)
    )
    names: dict[dt.date, list[str]] = defaultdict(list)
    for name, day in rows.order_by("member__name_pinyin").values_list("member__name", "proposed_on"):
        names[day].append(name)
    for day, found in names.items():
        yield CalendarEntry(day, day, _title(found, "到退休年龄"), "退休", reverse("members:retirement_list"))


def _title(names: list[str], what: str) -> str:
    if len(names) <= _NAMED:
        return f"{'、'.join(names)} {what}"
    return f"{'、'.join(names[:_NAMED])}等 {len(names)} 人{what}"
