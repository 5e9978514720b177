"""Forms of clubs."""

from __future__ import annotations

from typing import Any

from django import forms

from events.forms.activities import member_field, moment_field
from events.forms.trainings import RecordForm
from events.models import Club
from members.models import Member
from union.accounts.models import User
from union.common.dates import today
from union.common.ui.widgets import DateInput, MoneyInput


class ClubForm(RecordForm):
    """Facts of a club."""

    class Meta:
        model = Club
        fields = ("name", "leader", "founded_on", "place", "regular", "intro", "closed_on")
        widgets = {
            "founded_on": DateInput, "closed_on": DateInput, "intro": forms.Textarea(attrs={"rows": 3}),
        }  # fmt: skip
        help_texts = {"regular": "如 每周三 17:30", "closed_on": "填写后不再接受加入"}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["leader"] = member_field(user, "负责人")
        if not self.instance.pk:
            del self.fields["closed_on"]

    def values(self) -> dict[str, Any]:
        """Plain values for the service."""
        return {name: self.cleaned_data[name] for name in self._meta.fields if name in self.cleaned_data}


class BudgetForm(forms.Form):
    """A club's budget of a year."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2199)
    amount = forms.DecimalField(
        label="预算（元）", min_value=0, max_digits=10, decimal_places=2, widget=MoneyInput
    )
    note = forms.CharField(label="用途", max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = today().year


class ClubSessionForm(forms.Form):
    """A session and who of the club came."""

    starts_at = moment_field("时间")
    place = forms.CharField(label="地点", max_length=80, required=False)
    topic = forms.CharField(label="内容", max_length=120)

    def __init__(self, *args: Any, club: Club, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inside = club.memberships.filter(left_on=None).values("member")
        self.fields["members"] = forms.ModelMultipleChoiceField(
            Member.objects.filter(pk__in=inside).order_by("name_pinyin"), label="到场成员", required=False,
            widget=forms.CheckboxSelectMultiple, help_text="预告的活动先不勾选，结束后再登记",
        )  # fmt: skip


class ClubPersonForm(forms.Form):
    """Somebody for the club."""

    takes_user = True

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = member_field(user, "成员")
