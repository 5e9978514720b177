"""Forms of democratic appraisal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy

from congress.forms.votes import member_label
from congress.models import Appraisal, AppraisalItem, RaterGroup
from congress.rules.ballots import MINIMUM
from members.models import Member
from union.common.dates import today
from union.common.service_forms import ServiceModelForm
from union.common.ui.widgets import MultiPickerInput
from union.organisation.choices import Office

_OFFICES = (Office.DELEGATE, Office.LEADERSHIP, Office.DEPARTMENT_CONTACT, Office.COMMITTEE_MEMBER,
            Office.BRANCH_CHAIR, Office.GROUP_LEADER)  # fmt: skip


def _members(label: str, help_text: str) -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        Member.objects.unmerged(), label=label, required=False, help_text=help_text,
        widget=MultiPickerInput(
            url=lambda: str(reverse_lazy("members:member_options")), label_of=member_label
        ),
    )  # fmt: skip


class AppraisalEditForm(ServiceModelForm):
    """An appraisal before it opens."""

    title = forms.CharField(label="名称", max_length=120, help_text="例如“2026 年度中层干部民主测评”")
    minimum = forms.IntegerField(
        label="最少样本", min_value=MINIMUM, max_value=500, initial=MINIMUM,
        help_text="有效票少于这个数的对象、分组和交叉格都不显示结果；不得少于 5",
    )  # fmt: skip
    closes_at = forms.DateTimeField(
        label="截止时间", required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip

    class Meta:
        model = Appraisal
        fields = ("session", "subject_kind", "form", "year", "statement")
        widgets = {"form": forms.RadioSelect, "statement": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("year", today().year)
        for name in ("subject_kind", "form"):
            field = self.fields[name]
            field.choices = [choice for choice in field.choices if choice[0]]
        self.fields["session"].empty_label = "不在会议上进行"
        if self.instance.pk:
            for name in ("title", "minimum", "closes_at"):
                self.initial[name] = getattr(self.instance.poll, name)

    def values(self) -> dict[str, Any]:
        """Input of the service."""
        return dict(self.cleaned_data)


class SubjectForm(forms.Form):
    """People to be rated, or one body."""

    members = _members("评议对象", "从花名册中选择，可以选多人")
    name = forms.CharField(label="班子名称", max_length=60, required=False, help_text="评议领导班子时填写")
    post = forms.CharField(label="部门及职务", max_length=80, required=False, help_text="不填时取花名册所载")


class ItemForm(forms.ModelForm):
    """A line of the sheet."""

    class Meta:
        model = AppraisalItem
        fields = ("title", "note", "top_score", "weight")


class GroupForm(forms.ModelForm):
    """A group of raters."""

    class Meta:
        model = RaterGroup
        fields = ("name", "weight", "paper_codes")
        help_texts = {
            "weight": "各组权重合计 100%",
            "paper_codes": "给没有账号的人；测评开始后打印，一张一码，只能用一次",
        }


class RaterForm(forms.Form):
    """People with an account who rate."""

    office = forms.ChoiceField(
        label="按职务加入", required=False,
        choices=[("", "不按职务"), *((office.value, f"全体{office.label}") for office in _OFFICES)],
    )  # fmt: skip
    members = _members("逐人加入", "没有账号的人请用测评码")


class CodeForm(forms.Form):
    """The code on a slip of paper."""

    code = forms.CharField(
        label="测评码", max_length=40, help_text="纸条上的 16 位字母数字，不分大小写",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip
