"""Forms of terms, constituencies, delegations, panels, training and tours."""

from __future__ import annotations

from typing import Any

from django import forms

from congress.choices.delegates import DelegateCategory, MandateEnd, PanelKind, PanelRole
from congress.forms.fields import day_field, in_office, long_field, mandate_field, member_field, text_field
from congress.models import Constituency, Delegation, Term
from union.accounts.models import User
from union.common.dates import today
from union.organisation.models import Branch, Department

_NOT_BY_HAND = (MandateEnd.RECALLED, MandateEnd.TERM_OVER)


class TermForm(forms.Form):
    """A new term."""

    number = forms.IntegerField(label="届", min_value=1, max_value=99, help_text="第几届，填数字")
    starts_on = day_field("本届起")
    ends_on = day_field("届满日期", help_text="每届三至五年（《上海市职工代表大会条例》第二十二条）")
    staff_count = forms.IntegerField(label="职工总数", min_value=0, required=False)
    seats = forms.IntegerField(
        label="代表名额", min_value=0, max_value=999, required=False, help_text="不得少于本省名额表的下限"
    )
    document = text_field("依据（请示及批复）", 120, required=False)
    note = long_field("备注", 300, rows=2, required=False)


class SeatsForm(forms.Form):
    """Number of delegates of a term."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    staff_count = forms.IntegerField(label="职工总数", min_value=1)
    seats = forms.IntegerField(label="代表名额", min_value=1, max_value=999)


class ExtensionForm(forms.Form):
    """Extension of a term."""

    extended_to = day_field("延期至")
    extension_reason = long_field("延期原因", 200)
    extension_document = text_field("上级工会批复", 120)


class TermCloseForm(forms.Form):
    """End of all mandates of a term."""

    on = day_field("代表任期终止日", initial=today, help_text="这一天仍在任；次日起资格终止")
    document = text_field("依据", 120, initial="换届")


class DelegationForm(forms.Form):
    """A delegation."""

    name = text_field("名称", 40)
    position = forms.IntegerField(label="顺序", min_value=1, max_value=99, initial=1)


class ConstituencyForm(forms.Form):
    """A constituency and the units it consists of."""

    name = text_field("名称", 40)
    position = forms.IntegerField(label="顺序", min_value=1, max_value=99, initial=1)
    delegation = forms.ModelChoiceField(
        label="所属代表团", queryset=Delegation.objects.none(), required=False
    )
    branches = forms.ModelMultipleChoiceField(
        label="支会", queryset=Branch.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    departments = forms.ModelMultipleChoiceField(
        label="单列科室", queryset=Department.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="单列到本选区的科室，不再计入其支会所在选区",
    )  # fmt: skip

    def __init__(self, *args: Any, term: Term, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delegation"].queryset = term.delegations.all()
        self.fields["branches"].queryset = Branch.objects.open_on(today())
        self.fields["departments"].queryset = Department.objects.open_on(today())


class MandateForm(forms.Form):
    """A delegate registered by hand."""

    starts_on = day_field("任职日期", initial=today)
    category = forms.ChoiceField(label="构成", choices=DelegateCategory.choices, initial="professional")
    constituency = forms.ModelChoiceField(label="选区", queryset=Constituency.objects.none(), required=False)
    delegation = forms.ModelChoiceField(
        label="代表团", queryset=Delegation.objects.none(), required=False, help_text="空着时随选区"
    )
    document = text_field("依据", 120, help_text="选举结果的文件或会议")

    def __init__(self, *args: Any, term: Term, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = member_field(user, label="代表")
        self.fields["constituency"].queryset = term.constituencies.all()
        self.fields["delegation"].queryset = term.delegations.all()
        self.order_fields(["member"])


class MandateEndForm(forms.Form):
    """End of one mandate."""

    ends_on = day_field("终止日期", initial=today, help_text="最后在任的一天")
    reason = forms.ChoiceField(
        label="原因",
        choices=[(each.value, each.label) for each in MandateEnd if each not in _NOT_BY_HAND],
        help_text="撤免须经选区全体职工过半数同意，在选区页面办理",
    )  # fmt: skip
    document = text_field("依据", 120)


class PlaceForm(forms.Form):
    """Delegation and post of a delegate."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    delegation = forms.ModelChoiceField(label="代表团", queryset=Delegation.objects.none(), required=False)
    role = forms.ChoiceField(
        label="团内职务", choices=[("head", "团长"), ("deputy", "副团长"), ("member", "代表")]
    )

    def __init__(self, *args: Any, term: Term, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delegation"].queryset = term.delegations.all()


class PanelForm(forms.Form):
    """A panel."""

    kind = forms.ChoiceField(label="类别", choices=PanelKind.choices)
    name = text_field("名称", 40, required=False, help_text="空着时用类别名称")
    duties = long_field("职责", 200, required=False)


class SeatForm(forms.Form):
    """A delegate on a panel or presidium."""

    role = forms.ChoiceField(label="职务", choices=PanelRole.choices, initial=PanelRole.MEMBER)

    def __init__(self, *args: Any, term: Term, dated: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mandate"] = mandate_field(in_office(term.pk), label="代表")
        self.order_fields(["mandate", "role"])
        if dated:
            self.fields["starts_on"] = day_field("任职日期", initial=today)


class TrainingForm(forms.Form):
    """A training and who was there."""

    title = text_field("主题", 80)
    held_on = day_field("培训日期", initial=today)
    hours = forms.DecimalField(label="学时", max_digits=4, decimal_places=1, min_value=0, initial=4)
    trainer = text_field("主讲", 60, required=False)
    place = text_field("地点", 80, required=False)

    def __init__(self, *args: Any, term: Term, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participants"] = mandate_field(
            in_office(term.pk), multiple=True, label="参训代表", required=False
        )


class TourForm(forms.Form):
    """An inspection tour."""

    title = text_field("主题", 80)
    planned_on = day_field("计划日期")
    held_on = day_field("巡视日期", required=False, help_text="巡视之后填写")
    plan = long_field("方案", 2000, required=False)

    def __init__(self, *args: Any, term: Term, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"] = mandate_field(in_office(term.pk), multiple=True, label="巡视代表")


class FindingForm(forms.Form):
    """Something a tour found."""

    department = forms.ModelChoiceField(label="责任科室", queryset=Department.objects.none(), required=False)
    due_on = day_field("答复期限")
    text = long_field("问题", 1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.open_on(today())


class FollowUpForm(forms.Form):
    """Answer and look afterwards."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = long_field("责任科室答复", 1000)
    follow_up = text_field("复查情况", 300, required=False)
    settled = forms.BooleanField(label="已整改到位", required=False)
