"""Forms of check-ups."""

from __future__ import annotations

from typing import Any

from django import forms

from union.common.dates import today
from union.funds.choices import FundSource
from welfare.choices.checkups import DayPart
from welfare.forms.care import date_field
from welfare.models import CheckupEntry
from welfare.selectors.checkups import free_slots


class RoundForm(forms.Form):
    """A round of check-ups."""

    title = forms.CharField(label="批次", max_length=60)
    place = forms.CharField(label="地点", max_length=80)
    starts_on = date_field("开始日期", initial=today)
    ends_on = date_field("结束日期")
    book_until = date_field("预约截止")
    fund_source = forms.ChoiceField(
        label="经费来源", choices=FundSource.choices, initial=FundSource.ADMIN_GRANT,
        help_text="体检费用一般由行政列支，工会负责组织",
    )  # fmt: skip
    notes = forms.CharField(label="注意事项", max_length=200, required=False, help_text="显示给本人，如空腹")


class SlotsForm(forms.Form):
    """Half days to offer."""

    first = date_field("从")
    last = date_field("到")
    parts = forms.MultipleChoiceField(
        label="时段", choices=DayPart.choices, initial=["am"], widget=forms.CheckboxSelectMultiple
    )
    capacity = forms.IntegerField(label="每个时段名额", min_value=1, max_value=999, initial=30)
    weekends = forms.BooleanField(label="包括周末", required=False)


class BookForm(forms.Form):
    """Which half day."""

    slot = forms.ChoiceField(label="时段")

    def __init__(self, *args: Any, entry: CheckupEntry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (str(slot.pk), f"{slot.on:%Y-%m-%d} {slot.get_part_display()}（余 {slot.free}）")  # type: ignore[attr-defined]
            for slot in free_slots(entry.round, today())
        ]
        self.fields["slot"].choices = [*choices, ("none", "取消预约")] if entry.slot_id else choices
        self.initial.setdefault("slot", str(entry.slot_id or ""))

    def chosen(self) -> int | None:
        """Key of the half day, or None."""
        value = self.cleaned_data["slot"]
        return None if value == "none" else int(value)


class AttendedForm(forms.Form):
    """On which day people came."""

    on = date_field("体检日期", initial=today)
