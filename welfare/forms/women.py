"""Forms of women's work."""

from __future__ import annotations

from typing import Any

from django import forms

from union.accounts.models import User
from union.common.dates import today
from union.organisation.models import Branch
from welfare.choices.women import MeetingKind, ProtectionKind, ServiceKind
from welfare.forms.care import MemberField, date_field, note_field


class _OfWoman(forms.Form):
    """Whom it is about, chosen among the people the user sees."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"member": MemberField(user=user, label="会员"), **self.fields}


class PeriodForm(_OfWoman):
    """A period of protection."""

    kind = forms.ChoiceField(label="类别", choices=ProtectionKind.choices)
    starts_on = date_field("起始日期", initial=today)
    ends_on = date_field("截止日期", required=False, help_text="不填则按规定计算")
    due_on = date_field(
        "预产期或出生日期", required=False, help_text="孕期填预产期；哺乳期必须填婴儿的出生日期"
    )
    note = note_field("情况", help_text="加密保存，只有女职工工作负责人和本人能看到")


class SingleParentForm(_OfWoman):
    """A single-parent family."""

    since = date_field("起始日期", initial=today)
    children = note_field("子女情况", help_text="加密保存，只有女职工工作负责人和本人能看到")


class ServiceForm(_OfWoman):
    """A service."""

    kind = forms.ChoiceField(label="服务", choices=ServiceKind.choices)
    on = date_field("日期", initial=today)
    note = note_field("情况", help_text="加密保存，只有女职工工作负责人和本人能看到")


class MeetingForm(forms.Form):
    """A meeting or activity."""

    title = forms.CharField(label="名称", max_length=80)
    kind = forms.ChoiceField(label="类别", choices=MeetingKind.choices)
    on = date_field("日期", initial=today)
    place = forms.CharField(label="地点", max_length=80, required=False)
    branch = forms.ModelChoiceField(Branch.objects.none(), label="支会", required=False, empty_label="全院")
    attended = forms.IntegerField(label="参加人数", min_value=0, max_value=99999)
    content = note_field("内容")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:  # noqa: ARG002 - like the others
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = Branch.objects.open_on(today())


class EndForm(forms.Form):
    """The last day."""

    on = date_field("截止日期", initial=today)
