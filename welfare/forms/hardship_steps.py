"""Forms of the steps of a hardship file."""

from __future__ import annotations

from typing import Any

from django import forms

from union.accounts.models import User
from union.common.dates import today
from union.common.ui.widgets import DateInput
from welfare.choices.hardship import Level, ReviewOutcome
from welfare.forms.hardship import RenewForm
from welfare.models import HardshipFile
from welfare.rules.hardship_criteria import level_problem
from welfare.rules.hardship_flow import HardshipAction, Step
from welfare.selectors.hardship import lines_on
from welfare.services.hardship_steps import Visited

_NOTE = {"max_length": 300, "widget": forms.Textarea(attrs={"rows": 3})}


def _levels(file: HardshipFile) -> list[tuple[str, str]]:
    return [(level.value, level.label) for level in Level if not level_problem(level, file.category)]


class StepForm(forms.Form):
    """A step with an opinion. ``call()`` is what the service is told beside the file and the actor."""

    note = forms.CharField(label="意见", required=False, **_NOTE)

    def __init__(self, *args: Any, file: HardshipFile, user: User, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.file, self.user = file, user
        if "note" in self.fields and step.note_required:
            self.fields["note"].required = True
            self.fields["note"].label = "理由"

    def call(self) -> dict[str, Any]:
        """Keyword arguments of the service."""
        return dict(self.cleaned_data)


class PlainForm(StepForm):
    """A step that needs nothing."""

    note = None  # type: ignore[assignment]


class VisitForm(PlainForm):
    """The home visit and its signed record."""

    on = forms.DateField(label="走访日期", widget=DateInput, initial=today)
    visitors = forms.CharField(label="走访人", max_length=120, help_text="一般不少于两人")
    found = forms.CharField(
        label="走访情况", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="住房、家电、病历、收入等；加密保存",
    )  # fmt: skip
    signer = forms.CharField(label="签字人", max_length=60, help_text="申请人本人，须当面签字")
    record = forms.FileField(label="签字的入户核查表", help_text="扫描件或照片")

    def call(self) -> dict[str, Any]:
        return {"told": Visited(**self.cleaned_data)}


class CheckForm(StepForm):
    """Where the income was checked."""

    on = forms.DateField(label="核对日期", widget=DateInput, initial=today)
    source = forms.CharField(
        label="核对途径", max_length=120, help_text="民政部门经济状况核对、单位工资证明、社保等"
    )
    paper = forms.FileField(label="核对材料", required=False)


class PublishForm(PlainForm):
    """What hangs out, where, how long."""

    level = forms.ChoiceField(label="建档级别")
    starts_on = forms.DateField(label="公示开始", widget=DateInput, initial=today)
    days = forms.IntegerField(label="工作日数", min_value=1, max_value=60)
    place = forms.CharField(label="公示地点", max_length=80, initial="院务公开栏、工会网上公示")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = _levels(self.file)
        self.fields["level"].initial = self.file.level
        self.fields["days"].initial = lines_on(today()).publicity_days


class ApproveForm(StepForm):
    """Approval: an opinion, and the resolution where one is needed."""

    document = forms.CharField(
        label="集体研究记录", max_length=120, required=False, help_text="会议纪要编号；不符合标准而建档时必填"
    )


class YearlyForm(StepForm):
    """A yearly review; facts and people are changed before."""

    on = forms.DateField(label="复核日期", widget=DateInput, initial=today)
    outcome = forms.ChoiceField(label="复核意见", choices=ReviewOutcome.choices)
    level = forms.ChoiceField(label="级别")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = _levels(self.file)
        self.fields["level"].initial = self.file.level


class AgainForm(StepForm, RenewForm):
    """Apply again: the reason, and the consent anew."""

    def __init__(self, *args: Any, file: HardshipFile, user: User, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, file=file, user=user, step=step, **kwargs)

    def call(self) -> dict[str, Any]:
        return {"agreed": self.agreed(), "note": self.cleaned_data["note"]}


A = HardshipAction
FORMS: dict[HardshipAction, type[StepForm]] = {
    A.SUBMIT: PlainForm,
    A.VISIT: VisitForm,
    A.CHECK: CheckForm,
    A.PUBLISH: PublishForm,
    A.APPROVE: ApproveForm,
    A.TEMPORARY: ApproveForm,
    A.YEARLY: YearlyForm,
    A.RELAPSE: AgainForm,
    A.REAPPLY: AgainForm,
}
