"""Forms of publication."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from union.common.dates import today
from union.funds.choices import PublicationKind


class PublishForm(forms.Form):
    """Which accounts of which period."""

    kind = forms.ChoiceField(label="公布内容", choices=PublicationKind.choices)
    period = forms.ChoiceField(label="期间")
    note = forms.CharField(
        label="更正说明", max_length=200, required=False, help_text="同一期间再次公布时必填，与原公布一并保留"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = periods(today())

    def days(self) -> tuple[dt.date, dt.date]:
        """First and last day chosen."""
        first, last = self.cleaned_data["period"].split("_")
        return dt.date.fromisoformat(first), dt.date.fromisoformat(last)


def periods(day: dt.date) -> list[tuple[str, str]]:
    """Whole years and half years that are over on ``day``, newest first; this year's months so far."""
    found = []
    for year in (day.year, day.year - 1, day.year - 2):
        for label, first, last in (
            (f"{year} 年全年", dt.date(year, 1, 1), dt.date(year, 12, 31)),
            (f"{year} 年下半年", dt.date(year, 7, 1), dt.date(year, 12, 31)),
            (f"{year} 年上半年", dt.date(year, 1, 1), dt.date(year, 6, 30)),
        ):
            if last < day:
                found.append((f"{first}_{last}", label))
    ended = day.replace(day=1) - dt.timedelta(days=1)
    if ended.year == day.year and ended.month != 6:  # noqa: PLR2004 - the half year stands above
        found.insert(0, (f"{dt.date(day.year, 1, 1)}_{ended}", f"{day.year} 年 1 至 {ended.month} 月"))
    return found
