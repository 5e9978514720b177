"""Forms of sign-up, check-in, feedback."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from events.choices.activities import QuestionKind
from events.forms.activities import member_field, moment_field
from events.models import Activity
from events.services.signups import Wish
from members.models import Member
from union.accounts.models import User


class SignUpForm(forms.Form):
    """One person: session, family, questions. ``others``: for a colleague."""

    def __init__(
        self, *args: Any, activity: Activity, user: User, others: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.activity = activity
        if others:
            self.fields["member"] = member_field(user, "为谁报名")
        sessions = activity.sessions.all()
        self.fields["session"] = forms.ModelChoiceField(
            sessions, label="场次", empty_label=None, widget=forms.RadioSelect, initial=sessions[0]
        )
        self.fields["session"].label_from_instance = session_label
        if len(sessions) == 1:
            self.fields["session"].widget = forms.HiddenInput()
        if activity.family_max:
            self.fields["family_count"] = forms.IntegerField(
                label="同行家属人数", min_value=0, max_value=activity.family_max, initial=0, required=False,
                help_text=f"最多 {activity.family_max} 人，与您一起报上或一起候补",
            )  # fmt: skip
        for question in activity.questions.all():
            self.fields[f"question_{question.pk}"] = _question_field(question)
        self.fields["note"] = forms.CharField(label="备注", required=False, max_length=120)

    def wish(self) -> Wish:
        """What the service is asked for."""
        typed = self.cleaned_data
        answers = {
            name.removeprefix("question_"): value
            for name, value in typed.items()
            if name.startswith("question_")
        }
        return Wish(typed.get("family_count") or 0, answers, typed["note"])


def session_label(session: Any) -> str:
    """Label of a session with time and what is left."""
    starts = timezone.localtime(session.starts_at)
    left = "" if session.capacity is None else f"，余 {max(session.capacity - session.taken, 0)} 个名额"
    return f"{session.label}（{starts:%m-%d %H:%M}{left}）"


def _question_field(question: Any) -> forms.Field:
    if question.kind == QuestionKind.CHOICE:
        choices = [("", "请选择"), *((each, each) for each in question.options)]
        return forms.ChoiceField(label=question.label, required=question.required, choices=choices)
    if question.kind == QuestionKind.YES_NO:
        choices = [("", "请选择"), ("是", "是"), ("否", "否")]
        return forms.ChoiceField(label=question.label, required=question.required, choices=choices)
    return forms.CharField(label=question.label, required=question.required, max_length=200)


class TeamForm(forms.Form):
    """A team: name and the numbers of its people, the captain first."""

    name = forms.CharField(label="队名", max_length=40)
    people = forms.CharField(
        label="队员工号", widget=forms.Textarea(attrs={"rows": 6}),
        help_text="每行一个工号，第一个是队长；全队一起报上或一起候补",
    )  # fmt: skip

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sessions = activity.sessions.all()
        self.fields["session"] = forms.ModelChoiceField(
            sessions, label="场次", empty_label=None, initial=sessions[0]
        )
        self.fields["session"].label_from_instance = session_label

    def clean_people(self) -> list[Member]:
        """Members in the order typed."""
        numbers = list(dict.fromkeys(self.cleaned_data["people"].split()))
        found = Member.objects.unmerged().select_related("user").in_bulk(numbers[:200], field_name="staff_no")
        missing = [number for number in numbers if number not in found]
        if missing:
            raise forms.ValidationError(f"没有工号为 {'、'.join(missing[:5])} 的会员，请核对")
        return [found[number] for number in numbers]


class LotteryForm(forms.Form):
    """The published seed."""

    seed = forms.CharField(
        label="抽签种子", max_length=80,
        help_text="报名截止后才公布、本单位无法左右的内容，如当日福利彩票开奖号码；事先告诉会员取法",
    )  # fmt: skip


class PaperForm(forms.Form):
    """A signed list, entered afterwards."""

    point = forms.TypedChoiceField(label="签到点", coerce=int)
    at = moment_field("签到时间")
    numbers = forms.CharField(
        label="报名号或工号", widget=forms.Textarea(attrs={"rows": 8}),
        help_text="签到表上签了名的人，每行一个；重复录入不会多算",
    )  # fmt: skip

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"].choices = list(enumerate(activity.points))
        self.fields["at"].initial = activity.starts_at


class FeedbackForm(forms.Form):
    """How it was."""

    rating = forms.TypedChoiceField(
        label="满意度", coerce=int, widget=forms.RadioSelect,
        choices=[(5, "很满意"), (4, "满意"), (3, "一般"), (2, "不满意"), (1, "很不满意")],
    )  # fmt: skip
    text = forms.CharField(
        label="意见建议", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )


class WalkInForm(forms.Form):
    """Who stands at the door."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = member_field(user, "会员")
