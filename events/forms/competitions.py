"""Forms of contests of work."""

from __future__ import annotations

from typing import Any

from django import forms

from events.forms.activities import member_field
from events.forms.trainings import RecordForm
from events.models import Competition, CompetitionEntry
from events.selectors.activities import activities_visible_to
from union.accounts.models import User
from union.common.dates import today
from union.common.ui.widgets import DateInput
from union.organisation.models import Department


class CompetitionForm(RecordForm):
    """Facts of a contest."""

    class Meta:
        model = Competition
        fields = (
            "title", "kind", "branch", "organiser", "starts_on", "ends_on", "plan", "reported_people",
            "activity", "summary",
        )  # fmt: skip
        widgets = {
            "starts_on": DateInput, "ends_on": DateInput, "plan": forms.Textarea(attrs={"rows": 5}),
            "summary": forms.Textarea(attrs={"rows": 4}),
        }  # fmt: skip
        help_texts = {
            "plan": "目的、范围、办法、奖励", "reported_people": "没有逐人登记时填写；填写后以此为准",
            "activity": "报名、签到和经费在活动里办理时选择",
        }  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        contests = activities_visible_to(user).filter(kind__in=("contest", "training"))
        self.fields["activity"].queryset = contests.order_by("-starts_at")
        self.fields["activity"].empty_label = "没有关联活动"


class EntryForm(forms.ModelForm):
    """A person or a team with the result."""

    takes_user = True

    class Meta:
        model = CompetitionEntry
        fields = ("member", "team", "department", "score", "rank", "award")
        help_texts = {"team": "团体项目填写队名", "award": "如 一等奖、岗位能手"}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = member_field(user, "参赛人", required=False)
        self.fields["department"].queryset = Department.objects.open_on(today())
        self.fields["department"].empty_label = "按参赛人所在科室"

    def values(self) -> dict[str, Any]:
        """Plain values for the service."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}
