"""Input of the reminders: a person's own settings, a version of a rule."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from union.common.dates import today
from union.common.ui.widgets import DateInput
from union.organisation.choices import Office
from union.reminders.choices import Cadence
from union.reminders.declare import AUDIENCES, FURTHEST_DAYS, Audience, Step
from union.reminders.rules.plans import MOST_STEPS
from union.reminders.services.digests import gateway_is_on, mail_is_on

_OFFERED = (
    *Audience.values, Office.GROUP_LEADER, Office.BRANCH_CHAIR, Office.OFFICE_STAFF, Office.VICE_CHAIR,
    Office.CHAIR, Office.COMMITTEE_MEMBER, Office.WOMEN_MEMBER, Office.AUDITOR, Office.LEADERSHIP,
    Office.DEPARTMENT_CONTACT, Office.MOTION_REVIEWER,
)  # fmt: skip
SPARE_STEPS = 2
WHEN = (("", "不用"), ("before", "提前"), ("on", "到期当天"), ("after", "逾期后"))


class TimeInput(forms.TimeInput):
    """The browser's time field."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class PreferenceForm(forms.Form):
    """Digest, channels, quiet hours. Channels that this environment has not are left out."""

    cadence = forms.ChoiceField(
        label="提醒摘要", choices=Cadence.choices, widget=forms.RadioSelect,
        help_text="只有新的未读提醒时才发送；只写事项种类和数量，不写姓名和内容。",
    )  # fmt: skip
    by_mail = forms.BooleanField(label="发到邮箱", required=False)
    address = forms.EmailField(label="邮箱", required=False, max_length=120)
    by_gateway = forms.BooleanField(label="发到单位消息通道（短信或企业微信）", required=False)
    quiet_from = forms.TimeField(label="免打扰开始", required=False, widget=TimeInput())
    quiet_to = forms.TimeField(
        label="免打扰结束",
        required=False,
        widget=TimeInput(),
        help_text="其间的摘要等到结束后再发，可跨夜。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not mail_is_on():
            del self.fields["by_mail"], self.fields["address"]
        if not gateway_is_on():
            del self.fields["by_gateway"]

    def values(self) -> dict[str, Any]:
        """Keyword arguments of the service."""
        typed = self.cleaned_data
        return {
            "cadence": Cadence(typed["cadence"]),
            "by_mail": bool(typed.get("by_mail")),
            "by_gateway": bool(typed.get("by_gateway")),
            "address": typed.get("address", ""),
            "quiet": (typed["quiet_from"], typed["quiet_to"]),
        }


class RuleVersionForm(forms.Form):
    """One version of a rule: its days, and whom each tells; two empty ones to add."""

    valid_from = forms.DateField(label="生效日期", widget=DateInput, initial=today)
    document = forms.CharField(label="依据", max_length=200, help_text="文件名称和文号，或会议决定。")
    is_active = forms.BooleanField(label="启用这条规则", required=False)

    def __init__(self, *args: Any, steps: tuple[Step, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(value, AUDIENCES[value]) for value in _OFFERED]
        self.shown = min(len(steps) + SPARE_STEPS, MOST_STEPS)
        for number in range(self.shown):
            step = steps[number] if number < len(steps) else None
            self._add_step(number + 1, step, offered)

    def _add_step(self, number: int, step: Step | None, offered: list[tuple[str, str]]) -> None:
        self.fields |= {
            f"when_{number}": forms.ChoiceField(
                label="时间", choices=WHEN, required=False, initial=_when(step)
            ),
            f"days_{number}": forms.IntegerField(
                label="天数", required=False, min_value=0, max_value=FURTHEST_DAYS,
                initial=abs(step.days) if step and step.days else None,
            ),
            f"working_{number}": forms.BooleanField(
                label="按工作日计算", required=False, initial=bool(step and step.working)
            ),
            f"to_{number}": forms.MultipleChoiceField(
                label="提醒谁", choices=offered, required=False, widget=forms.CheckboxSelectMultiple,
                initial=list(step.to) if step else [],
            ),
        }  # fmt: skip

    def sections(self) -> list[tuple[str, str]]:
        """(title, field names) of each step, for the template."""
        return [
            (f"第 {n} 次提醒", f"when_{n} days_{n} working_{n}! to_{n}!") for n in range(1, self.shown + 1)
        ]

    def clean(self) -> dict[str, Any]:
        """A step before or after needs its days."""
        typed = super().clean() or {}
        for number in range(1, self.shown + 1):
            if typed.get(f"when_{number}") in {"before", "after"} and not typed.get(f"days_{number}"):
                self.add_error(f"days_{number}", "请填写天数（1 天以上）；当天提醒请选“到期当天”")
        return typed

    def steps(self) -> list[Step]:
        """The steps as typed, without the unused ones."""
        found = []
        for number in range(1, self.shown + 1):
            when = self.cleaned_data[f"when_{number}"]
            if when:
                days = self.cleaned_data[f"days_{number}"] or 0
                signed = {"before": -days, "on": 0, "after": days}[when]
                working = self.cleaned_data[f"working_{number}"]
                found.append(Step(signed, tuple(self.cleaned_data[f"to_{number}"]), working))
        return found


def _when(step: Step | None) -> str:
    if step is None:
        return ""
    return "before" if step.days < 0 else "after" if step.days else "on"


def snooze_day(days: int) -> dt.date:
    """Return the day ``days`` from today; the service refuses what is too far."""
    return today() + dt.timedelta(days=days)
