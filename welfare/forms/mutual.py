"""Forms of mutual protection: plans, lists, claims."""

from __future__ import annotations

from typing import Any

from django import forms

from members.choices import Sex
from union.accounts.models import User
from union.common.dates import today
from welfare.choices.mutual import ClaimAction, ClaimPaper, ListColumn, PeriodAction, PlanKind
from welfare.forms.care import CareNoteForm, MemberField, date_field, money_field, note_field
from welfare.models import Enrolment, MutualPlan
from welfare.selectors.mutual import policies_of

_BOXES = forms.CheckboxSelectMultiple


class PlanForm(forms.Form):
    """A plan, or new terms of a known one."""

    code = forms.SlugField(label="代码", max_length=30, help_text="同一计划的新条款用同一个代码")
    name = forms.CharField(label="保障计划", max_length=60)
    kind = forms.ChoiceField(label="保障种类", choices=PlanKind.choices)
    provider = forms.CharField(label="承办单位", max_length=60, required=False)
    fee = money_field("每人费用（元）")
    term_years = forms.IntegerField(label="保障年限", min_value=1, max_value=3, initial=1)
    min_age = forms.IntegerField(label="最低年龄", min_value=0, max_value=99, initial=16)
    max_age = forms.IntegerField(label="最高年龄", min_value=0, max_value=99, initial=60)
    sex = forms.ChoiceField(label="性别", choices=[("", "不限"), *Sex.choices], required=False)
    min_share = forms.IntegerField(label="最低参保率（%）", min_value=0, max_value=100, initial=80)
    all_below = forms.IntegerField(
        label="不足多少人的单位须全员参保",
        min_value=0,
        max_value=9999,
        initial=100,
        help_text="0 = 没有这个要求",
    )
    claim_days = forms.IntegerField(label="申请期限（天）", min_value=1, max_value=999, initial=180)
    benefit = forms.CharField(label="保障内容", max_length=200, required=False)
    papers = forms.MultipleChoiceField(label="理赔材料", choices=ClaimPaper.choices, widget=_BOXES)
    columns = forms.MultipleChoiceField(
        label="名单格式", choices=ListColumn.choices, widget=_BOXES, initial=["number", "name", "id_number"],
        help_text="协会要求的参保名单列",
    )  # fmt: skip
    valid_from = date_field("条款生效日期", initial=today)
    source_document = forms.CharField(label="依据文件", max_length=200)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if (typed.get("min_age") or 0) > (typed.get("max_age") or 99):
            self.add_error("max_age", "最高年龄不能小于最低年龄")
        return typed


class PeriodForm(forms.Form):
    """A new enrolment list."""

    plan = forms.ModelChoiceField(MutualPlan.objects.none(), label="保障计划", empty_label="请选择")
    starts_on = date_field("保障起", initial=today)
    title = forms.CharField(
        label="批次名称", max_length=60, required=False, help_text="不填则按年份和计划命名"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = MutualPlan.objects.valid_on(today())


class ExportForm(forms.Form):
    """Why the list with ID numbers is taken out."""

    reason = forms.CharField(label="用途和接收单位", max_length=200)


class LeaveForm(forms.Form):
    """退保."""

    on = date_field("退保日期", initial=today)
    reason = forms.CharField(label="原因", max_length=120)


class ConfirmForm(CareNoteForm):
    """The association has taken the list."""

    policy_no = forms.CharField(label="保障凭证号", max_length=40)


PERIOD_FORMS: dict[Any, type[CareNoteForm]] = {PeriodAction.CONFIRM: ConfirmForm}


class AddMemberForm(forms.Form):
    """One more person."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = MemberField(user=user, label="会员")


class ClaimForm(forms.Form):
    """A claim: of whom, under which policy, what happened."""

    happened_on = date_field("出险日期", help_text="确诊、入院或事故发生的日期")
    diagnosis = forms.CharField(
        label="诊断或事故", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="加密保存，只有经办人和本人能看到",
    )  # fmt: skip
    claimed = money_field("申请金额（元）", required=False)
    papers = forms.MultipleChoiceField(
        label="已收材料", choices=ClaimPaper.choices, widget=_BOXES, required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = forms.ChoiceField(label="保障计划", choices=[("", "请选择"), *PlanKind.choices])
        self.fields = {"member": MemberField(user=user, label="会员"), "kind": kinds, **self.fields}

    def clean(self) -> dict[str, Any]:
        """Find the policy that covers the day."""
        typed = super().clean() or {}
        member, on = typed.get("member"), typed.get("happened_on")
        if member is None or on is None or not typed.get("kind"):
            return typed
        found: Enrolment | None = (
            policies_of(member)
            .filter(
                period__plan__kind=typed["kind"], period__state="in_force", period__starts_on__lte=on,
                period__ends_on__gte=on,
            ).first()
        )  # fmt: skip
        if found is None:
            self.add_error("kind", f"{member.name} 在 {on} 没有已生效的这类保障，请核对出险日期或参保名单")
        typed["enrolment"] = found
        return typed


class ClaimCheckForm(CareNoteForm):
    """Papers and the amount that is asked for."""

    claimed = money_field("申请金额（元）")
    papers = forms.MultipleChoiceField(label="已收材料", widget=_BOXES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needed = self.row.enrolment.period.plan.papers
        self.fields["papers"].choices = [
            (value, f"{label}（必需）" if value in needed else label) for value, label in ClaimPaper.choices
        ]
        self.initial.setdefault("claimed", self.row.claimed)
        self.initial.setdefault("papers", self.row.papers)


class _OnForm(CareNoteForm):
    on = date_field("日期", initial=today)


class ClaimDecideForm(_OnForm):
    """What the association decided."""

    approved = money_field("核定金额（元）")


class ClaimAdjustForm(CareNoteForm):
    """What a second look made of it."""

    adjusted = money_field("复核调整后（元）")
    note = note_field("理由")


class ClaimPayForm(_OnForm):
    """What was paid."""

    paid = money_field("赔付金额（元）")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("paid", self.row.final)


CLAIM_FORMS: dict[Any, type[CareNoteForm]] = {
    ClaimAction.CHECK: ClaimCheckForm, ClaimAction.SUBMIT: _OnForm, ClaimAction.DECIDE: ClaimDecideForm,
    ClaimAction.ADJUST: ClaimAdjustForm, ClaimAction.PAY: ClaimPayForm,
}  # fmt: skip
