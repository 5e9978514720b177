"""Days on which an anniversary opens a visit; other subjects of welfare add theirs (hardship files)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from members.models import Member
from union.common.dates import month_days
from union.common.registries import Registry

# (days) -> (member id, the day kept); set-based
Anniversary = Callable[[Sequence[dt.date]], Iterable[tuple[int, dt.date]]]
anniversaries: Registry[Anniversary] = Registry("anniversaries")


def _of_field(name: str) -> Anniversary:
    def find(days: Sequence[dt.date]) -> Iterable[tuple[int, dt.date]]:
        kept = month_days(days)
        months = {month for month, _day in kept}
        rows = Member.objects.kept().unmerged().filter(**{f"{name}__month__in": months}).order_by()
        for pk, day in rows.values_list("pk", name):
            on = kept.get((day.month, day.day))
            if on is not None and on.year > day.year:
                yield pk, on

    return find


anniversaries.register("joined_union_on", _of_field("joined_union_on"))
anniversaries.register("joined_hospital_on", _of_field("joined_hospital_on"))
