"""Forms of hazards."""

from __future__ import annotations

from typing import Any

from django import forms

from events.choices.hazards import HazardLevel
from events.forms.activities import member_field
from events.models import Hazard
from events.permissions.hazards import directs
from union.accounts.models import User
from union.common.dates import today
from union.common.ui.widgets import DateInput
from union.organisation.models import Department


class HazardForm(forms.ModelForm):
    """A report, from the phone or by the office for somebody else."""

    takes_user = True
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    photo = forms.FileField(
        label="现场照片", required=False, help_text="JPG 或 PNG；自动缩小并去掉拍摄地点等信息"
    )

    class Meta:
        model = Hazard
        fields = ("found_on", "place", "kind", "level", "description")
        widgets = {"found_on": DateInput, "description": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"place": "楼号、楼层、房间", "level": "拿不准选一般；交办时由工会办公室核定"}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        if not self.instance.pk:
            self.initial["found_on"] = today()
            if directs(user):
                self.fields["finder"] = member_field(user, "发现人", required=False)
                self.fields["finder"].help_text = "留空：本人发现"

    def values(self) -> dict[str, Any]:
        """Plain values for the service."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class AssignForm(forms.Form):
    """Which department, until when."""

    department = forms.ModelChoiceField(Department.objects.none(), label="责任科室")
    level = forms.ChoiceField(label="等级", choices=HazardLevel.choices)
    due_on = forms.DateField(label="整改期限", widget=DateInput)
    note = forms.CharField(
        label="说明", required=False, max_length=300, help_text="改派或延期须写明理由",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.open_on(today())


class RectifyForm(forms.Form):
    """What was done."""

    measures = forms.CharField(label="整改情况", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    on = forms.DateField(label="整改日期", widget=DateInput, initial=today)
    photo = forms.FileField(label="整改后照片", required=False, help_text="JPG 或 PNG")


class RecheckForm(forms.Form):
    """The re-check: passed, or back with a new deadline."""

    note = forms.CharField(
        label="复查意见", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    due_on = forms.DateField(label="新的整改期限", widget=DateInput, required=False)


class ReasonForm(forms.Form):
    """A reason alone."""

    note = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
