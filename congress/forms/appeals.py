"""Forms of what staff tell the union."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from congress.choices.appeals import AppealAction, AppealSource, AppealTopic
from congress.choices.motions import Satisfaction
from congress.forms.fields import day_field, long_field, member_field, text_field
from congress.forms.registers import FieldMaker, coming_session_field, delegate_field, department_field
from union.accounts.models import User
from union.common.dates import today


class _AppealForm(forms.Form):
    """What every appeal says."""

    topic = forms.ChoiceField(label="类别", choices=AppealTopic.choices)
    title = text_field("主题", 60, help_text="一句话说明，不要写姓名和病情")
    content = long_field("内容", 2000, rows=6)


class HandInForm(_AppealForm):
    """Handed in online by oneself."""

    anonymous = forms.BooleanField(
        label="匿名提交", required=False, help_text="不登记姓名；提交后给您一个查询码，凭码查看答复并评价"
    )


class RegisterForm(_AppealForm):
    """Written down for somebody."""

    source = forms.ChoiceField(
        label="来源", choices=[c for c in AppealSource.choices if c[0] != AppealSource.ONLINE]
    )
    received_on = day_field("收到日期", initial=today)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = member_field(
            user, label="反映人", required=False, help_text="不愿具名的留空，按匿名登记"
        )


class CodeForm(forms.Form):
    """The code of a receipt, and a word on the answer."""

    code = text_field("查询码", 32, help_text="提交时显示的 16 位查询码")
    satisfaction = forms.ChoiceField(
        label="对答复的评价", required=False, choices=[("", "只查看"), *Satisfaction.choices]
    )


def _satisfaction(_row: Any) -> forms.Field:
    return forms.ChoiceField(
        label="对答复的评价", choices=Satisfaction.choices, widget=forms.RadioSelect,
        help_text="不满意的退回再办一次",
    )  # fmt: skip


EXTRA: Mapping[AppealAction, dict[str, FieldMaker]] = {
    AppealAction.ASSIGN: {
        "department": lambda row: department_field(initial=row.department),
        "due_on": lambda _row: day_field("答复期限", required=False, help_text="不填则按规则计算工作日"),
    },
    AppealAction.ANSWER: {"answer": lambda row: long_field("答复内容", 2000, rows=6, initial=row.answer)},
    AppealAction.RATE: {"satisfaction": _satisfaction},
    AppealAction.MOVE: {"mandate": lambda _row: delegate_field()},
    AppealAction.LIST: {"session": lambda _row: coming_session_field()},
}
