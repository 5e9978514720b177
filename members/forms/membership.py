"""Forms of membership: change, correction, transfer, application steps, retirement."""

from __future__ import annotations

from typing import Any

from django import forms

from members.choices import MembershipStatus, RetainReason, TransferKind
from members.forms.records import MemberForm, unit_fields
from members.models import MembershipChange
from members.rules.membership import LAPSE_FACTS, Step, step_between
from union.common.dates import today
from union.common.errors import TransitionError
from union.common.ui.widgets import DateInput

_NOTE = {"label": "说明", "required": False, "max_length": 300, "widget": forms.Textarea(attrs={"rows": 3})}


class MembershipChangeForm(forms.Form):
    """One step of membership. What it needs beside the day is the rule's answer, not the form's."""

    to = forms.ChoiceField(label="办理事项", widget=forms.RadioSelect)
    effective_on = forms.DateField(label="生效日期", widget=DateInput, initial=today)
    retain_reason = forms.ChoiceField(
        label="保留原因", required=False, choices=[("", "请选择"), *RetainReason.choices],
        help_text="办理保留会籍时必选（《中国工会章程》第八条）",
    )  # fmt: skip
    document = forms.CharField(
        label="依据文件", required=False, max_length=120, help_text="人事通知、委员会决议等名称和文号"
    )
    facts = forms.MultipleChoiceField(
        label="已核实（视为自动退会须四项同时具备，《中国工会章程》第六条）",
        required=False,
        choices=LAPSE_FACTS,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(**_NOTE)

    def __init__(self, *args: Any, steps: tuple[Step, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(step.target.value, step.label) for step in steps]
        self.facts_for = " ".join(step.target.value for step in steps if step.facts_required)
        self.reason_for = " ".join(step.target.value for step in steps if step.reason_required)
        if not self.facts_for:
            del self.fields["facts"]
        if not self.reason_for:
            del self.fields["retain_reason"]

    def grounds(self) -> dict[str, Any]:
        """Keyword arguments of the service beside the target."""
        return {name: value for name, value in self.cleaned_data.items() if name != "to"}


class MembershipCorrectionForm(forms.Form):
    """Replace the newest entry; ``to`` = the state before takes it back."""

    to = forms.ChoiceField(label="更正为", widget=forms.RadioSelect)
    effective_on = forms.DateField(label="生效日期", widget=DateInput)
    retain_reason = MembershipChangeForm.base_fields["retain_reason"]
    document = MembershipChangeForm.base_fields["document"]
    note = forms.CharField(**{**_NOTE, "label": "更正原因", "required": True})

    def __init__(self, *args: Any, change: MembershipChange, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        before = change.from_status
        options = [(before, f"撤回这次变动，恢复“{MembershipStatus(before).label}”")] if before else []
        self.fields["to"].choices = options + [
            (target.value, target.label)
            for target in MembershipStatus
            if target.value == change.to_status or self._possible(before, target)
        ]
        self.initial["effective_on"] = change.effective_on

    @staticmethod
    def _possible(before: str, target: MembershipStatus) -> bool:
        try:
            return step_between(before, target).by_hand and target != before
        except TransitionError:
            return False

    grounds = MembershipChangeForm.grounds


class StepForm(forms.Form):
    """The opinion that goes with a step."""

    note = forms.CharField(**{**_NOTE, "label": "意见"})


class TransferForm(forms.Form):
    """A proposal to transfer; which fields it needs follows from the kind."""

    kind = forms.ChoiceField(label="种类", widget=forms.RadioSelect)
    other_unit = forms.CharField(
        label="外单位工会", required=False, max_length=80, help_text="与外单位接转时填写"
    )
    effective_on = forms.DateField(label="生效日期", widget=DateInput, initial=today)
    reason = forms.CharField(label="原因", max_length=200)
    document = forms.CharField(
        label="接转依据", required=False, max_length=120, help_text="介绍信、接转单编号；与外单位接转时必填"
    )

    def __init__(self, *args: Any, kinds: list[TransferKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        self.initial.setdefault("kind", kinds[0].value)
        labels = {"branch": "接收支会", "department": "接收科室", "group": "接收小组"}
        for name, field in unit_fields().items():
            field.label, field.help_text = labels[name], ""
            self.fields[f"to_{name}"] = field

    def values(self) -> dict[str, Any]:
        """The part of the input that is stored on the transfer as it is."""
        names = ("to_branch", "to_department", "to_group", "other_unit", "document")
        return {name: self.cleaned_data[name] for name in names}


class RetirementDecisionForm(forms.Form):
    """What the personnel department has said about a computed date."""

    decided_date = forms.DateField(label="退休日期", widget=DateInput, required=False)
    remind_on = forms.DateField(label="延后到", widget=DateInput, required=False)
    document = forms.CharField(label="人事通知", max_length=120, required=False)
    note = forms.CharField(**_NOTE)


class JoinForm(MemberForm):
    """An application: what the registration form (会员登记表) asks, and why the person wants to join."""

    statement = forms.CharField(
        label="申请理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        initial="我自愿加入中国工会，遵守工会章程，执行工会决议，积极参加工会活动，按月交纳会费。",
    )  # fmt: skip
    resume = forms.CharField(
        label="个人工作简历", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    SHOWN = (
        "name", "sex", "born_on", "id_kind", "id_number", "ethnicity", "political_status", "education",
        "native_place", "branch", "department", "group", "duty", "professional_title", "employment_kind",
        "started_work_on", "joined_hospital_on", "phone",
    )  # fmt: skip

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        self.own = own
        super().__init__(*args, **kwargs)
        shown = {*self.SHOWN, "statement", "resume", *(() if own else ("staff_no",))}
        for name in set(self.fields) - shown:
            del self.fields[name]
        self.extra_fields = []
        self.fields["branch"].required = True

    def _hide_sensitive(self) -> None:
        """The applicant types these himself; nothing is registered yet."""
        for name in ("id_number", "phone", "email", "address", "bank_account", "health_note"):
            self.fields[name] = forms.CharField(
                label=self.fields[name].label, required=False, max_length=500, widget=forms.TextInput()
            )

    def values(self) -> dict[str, Any]:
        found = {name: self.cleaned_data[name] for name in self.SHOWN if name in self.cleaned_data}
        found["id_kind"] = found.get("id_kind") or "resident"
        if not self.own:
            found["staff_no"] = self.cleaned_data["staff_no"]
        return found
