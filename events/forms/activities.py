"""Forms of activities: facts, sessions, questions, tasks, repetition, result."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy

from events.choices.activities import QuestionKind
from events.models import Activity, ActivitySession, Club, PlanLine, YearPlan
from events.permissions.activities import managed_condition
from events.services.drafts import TEMPLATE_FIELDS
from members.models import Member
from members.selectors import members_visible_to
from union.accounts.models import User
from union.common.dates import today
from union.common.ui.widgets import DateInput, MoneyInput, PickerInput
from union.funds.choices import FundSource
from union.organisation.choices import Right
from union.organisation.models import Branch

MEMBER_OPTIONS = "members:member_options"


class MomentInput(forms.DateTimeInput):
    """The browser's own field for date and time."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", attrs={"step": "300"})


def moment_field(label: str, **more: Any) -> forms.DateTimeField:
    """A date and time, in Shanghai."""
    return forms.DateTimeField(
        label=label, widget=MomentInput, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **more
    )


def split_words(text: str) -> list[str]:
    """Words between 、 or commas."""
    plain = text.replace("，", "、").replace(",", "、").replace("\n", "、")
    return [word.strip() for word in plain.split("、") if word.strip()]


def member_name(pk: Any) -> str:
    """Name of a chosen member for the picker."""
    return str(Member.objects.filter(pk=pk).values_list("name", flat=True).first() or pk)


def member_field(user: User, label: str, *, required: bool = True) -> forms.ModelChoiceField:
    """A member within the user's scope, found by typing."""
    return forms.ModelChoiceField(
        members_visible_to(user), label=label, required=required,
        widget=PickerInput(url=lambda: str(reverse_lazy(MEMBER_OPTIONS)), label_of=member_name),
    )  # fmt: skip


class ActivityForm(forms.ModelForm):
    """Facts of an activity; the capacity of its only session stands here too."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    starts_at, ends_at = moment_field("开始时间"), moment_field("结束时间")
    sign_up_from = moment_field("报名开始", required=False, help_text="留空：开放报名后立即开始")
    sign_up_until = moment_field("报名截止", required=False)
    capacity = forms.IntegerField(
        label="名额", required=False, min_value=1, max_value=100_000, help_text="留空：不限"
    )
    target_duties = forms.CharField(
        label="面向职务", required=False, max_length=200, help_text="如 护士长、小组长；留空不限"
    )
    check_points = forms.CharField(
        label="签到点", required=False, max_length=200, help_text="如 上午、下午；留空只签到一次"
    )

    class Meta:
        model = Activity
        fields = [
            *(n for n in TEMPLATE_FIELDS if n != "item_count"),
            "branch", "plan_line", "starts_at", "ends_at", "sign_up_from", "sign_up_until",
            "target_branches", "target_club",
        ]  # fmt: skip
        widgets = {
            "budget_amount": MoneyInput,
            "description": forms.Textarea(attrs={"rows": 4}),
            "safety_plan": forms.Textarea(attrs={"rows": 3}),
            "target_branches": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "safety_plan": "春秋游、疗休养、竞赛、演出和志愿服务须填写",
            "insurance": "春秋游、疗休养须填写保险公司、险种或保单号",
            "fund_source": "春秋游只能用会费（总工办发〔2017〕32号）",
            "family_max": "家属随会员占用名额，一起报上或一起候补",
            "feedback_anonymous": "不保存填写人",
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        everything = user.access.scope(Right.MANAGE_EVENTS).everything
        branches = Branch.objects.open_on(today())
        self.fields["branch"].queryset = (
            branches
            if everything
            else branches.filter(pk__in=user.access.scope(Right.MANAGE_EVENTS).branch_ids)
        )
        self.fields["branch"].empty_label = "全院活动" if everything else None
        self.fields["branch"].required = not everything
        self.fields["target_branches"].queryset = branches
        self.fields["target_club"].queryset = Club.objects.filter(closed_on=None)
        self.fields["target_club"].empty_label = "不限"
        self.fields["plan_line"].queryset = (
            PlanLine.objects.filter(plan__state="approved", plan__in=_plans(user)).select_related("plan")
        )  # fmt: skip
        self.fields["plan_line"].label_from_instance = lambda line: f"{line.plan.year} · {line.theme}"
        self.fields["plan_line"].empty_label = "不在年度计划内"
        self.fields["fund_source"] = forms.ChoiceField(
            label="经费来源", required=False, choices=[("", "请选择"), *FundSource.choices],
            help_text="春秋游只能用会费（总工办发〔2017〕32号）",
        )  # fmt: skip
        self.initial["version"] = self.instance.version
        for name in ("target_duties", "check_points"):
            self.initial[name] = "、".join(self.initial.get(name) or [])
        if self.instance.pk:
            del self.fields["capacity"]

    def clean_target_duties(self) -> list[str]:
        """A list of words."""
        return split_words(self.cleaned_data["target_duties"])

    def clean_check_points(self) -> list[str]:
        """A list of labels."""
        return split_words(self.cleaned_data["check_points"])[:10]

    def clean_budget_amount(self) -> Any:
        """Empty is nothing."""
        return self.cleaned_data["budget_amount"] or 0

    def values(self) -> dict[str, Any]:
        """Plain values for the service."""
        left_out = ("version", "capacity", "target_branches")
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}


def _plans(user: User) -> Any:
    return YearPlan.objects.filter(managed_condition(user))


class SessionForm(forms.ModelForm):
    """A session with its places; quotas of branches as one line each."""

    starts_at, ends_at = moment_field("开始时间"), moment_field("结束时间")
    quotas = forms.CharField(
        label="支会名额", required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="每行一个：支会名称 名额，如“内科支会 10”。没有列出的支会共用其余名额",
    )  # fmt: skip

    class Meta:
        model = ActivitySession
        fields = ("label", "starts_at", "ends_at", "place", "capacity")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            rows = self.instance.quotas.select_related("branch")
            self.initial["quotas"] = "\n".join(f"{row.branch.name} {row.places}" for row in rows)

    def clean_quotas(self) -> dict[int, int]:
        """Places by key of the branch."""
        found = {}
        for line in self.cleaned_data["quotas"].splitlines():
            if not line.strip():
                continue
            name, _, number = line.strip().rpartition(" ")
            branch = Branch.objects.filter(name=name.strip()).first()
            if branch is None or not number.isdecimal():
                raise forms.ValidationError(f"“{line.strip()}”看不懂：请写“支会名称 名额”")
            found[branch.pk] = int(number)
        return found

    def values(self) -> dict[str, Any]:
        """Plain values for the service."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class QuestionForm(forms.Form):
    """One more question on the sign-up form."""

    label = forms.CharField(label="问题", max_length=80)
    kind = forms.ChoiceField(label="形式", choices=QuestionKind.choices)
    options = forms.CharField(label="选项", required=False, max_length=200, help_text="单选时填写，用、分开")
    required = forms.BooleanField(label="必填", required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        typed["options"] = split_words(typed.get("options", ""))
        if typed.get("kind") == QuestionKind.CHOICE and len(typed["options"]) < 2:  # noqa: PLR2004 - a choice
            self.add_error("options", "单选题至少要有两个选项")
        return typed


class TaskForm(forms.Form):
    """Somebody for the committee of organisers."""

    title = forms.CharField(label="任务", max_length=80)
    due_on = forms.DateField(label="完成期限", required=False, widget=DateInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"member": member_field(user, "负责人"), **self.fields}


class RepeatForm(forms.Form):
    """How often, how far apart."""

    every_days = forms.IntegerField(label="间隔（天）", min_value=1, max_value=366, initial=7)
    times = forms.IntegerField(label="再办几次", min_value=1, max_value=30, initial=4)


class TemplateForm(forms.Form):
    """The name of a template."""

    title = forms.CharField(label="模板名称", max_length=80)


class ResultForm(forms.ModelForm):
    """What came out."""

    class Meta:
        model = Activity
        fields = (
            "session_count", "item_count", "reported_times", "reported_people", "summary", "feedback_open",
        )  # fmt: skip
        widgets = {"summary": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "session_count": "同一内容办了几场",
            "item_count": "演出填节目数，运动会填项目数",
            "reported_times": "没有签到名单时填写：每人每参加一次计一次",
            "reported_people": "没有签到名单时填写：不同的人",
        }


class NoteForm(forms.Form):
    """The opinion that goes with a step."""

    note = forms.CharField(
        label="意见", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
