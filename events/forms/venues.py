"""Forms of venues."""

from __future__ import annotations

from typing import Any

from django import forms

from events.forms.activities import member_field, moment_field
from events.forms.trainings import RecordForm
from events.models import Club, Venue
from events.permissions.rooms import keeps
from events.rules.venues import Hours, read_hours
from union.accounts.models import User
from union.common.dates import today
from union.common.ui.widgets import DateInput


class VenueForm(RecordForm):
    """Facts and opening hours of a venue."""

    hours = forms.CharField(
        label="开放时间", required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="每行一段，如 周一 07:20-07:50；留空表示全天开放",
    )  # fmt: skip

    class Meta:
        model = Venue
        fields = (
            "name", "kind", "place", "capacity", "keeper", "rules", "bookable", "most_hours", "days_ahead",
            "closed_on",
        )  # fmt: skip
        widgets = {"rules": forms.Textarea(attrs={"rows": 4}), "closed_on": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            rows = self.instance.hours.all()
            self.initial["hours"] = "\n".join(str(each).replace("–", "-") for each in rows)

    def clean_hours(self) -> list[Hours]:
        """The lines, read."""
        try:
            return read_hours(self.cleaned_data["hours"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class BookingForm(forms.Form):
    """A booking."""

    takes_user = True
    starts_at = moment_field("开始时间")
    ends_at = moment_field("结束时间")
    purpose = forms.CharField(label="用途", max_length=80)
    people = forms.IntegerField(label="人数", min_value=1, max_value=9999, initial=1)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Club.objects.filter(closed_on=None, memberships__member__user_id=user.pk)
        running = Club.objects.filter(closed_on=None) if keeps(user) else mine
        self.fields["club"] = forms.ModelChoiceField(
            running.distinct(), label="兴趣小组", required=False, empty_label="个人使用"
        )
        if keeps(user):
            self.fields["member"] = member_field(user, "预约人", required=False)
            self.fields["member"].help_text = "留空：本人预约"


class UseForm(forms.Form):
    """How many came."""

    used_people = forms.IntegerField(label="实到人数", min_value=0, max_value=9999, help_text="没有人来填 0")


class VisitorForm(forms.Form):
    """The tally of a day."""

    day = forms.DateField(label="日期", widget=DateInput, initial=today)
    visitors = forms.IntegerField(label="到访（人次）", min_value=0, max_value=99999)
    note = forms.CharField(label="备注", max_length=80, required=False)
