"""Forms of collective contracts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from congress.choices.contracts import ContractAction as A
from congress.choices.contracts import ContractKind, Side
from congress.forms.fields import day_field, long_field, member_field, text_field
from congress.forms.registers import FieldMaker
from congress.models import Contract
from congress.selectors.contracts import passing_votes
from union.accounts.models import User
from union.common.dates import today


class ContractForm(forms.Form):
    """The written proposal to negotiate."""

    kind = forms.ChoiceField(label="种类", choices=ContractKind.choices)
    title = text_field("名称", 80)
    proposed_by = forms.ChoiceField(label="提出方", choices=Side.choices)
    proposed_on = day_field("提出日期", initial=today, help_text="对方应在十五日内书面答复（第十五条）")
    renews = forms.ModelChoiceField(
        Contract.objects.filter(state__in=("in_force", "ended")), label="续订", required=False,
        empty_label="不是续订",
    )  # fmt: skip
    topics = long_field("协商议题", 2000, rows=4)


class NegotiatorForm(forms.Form):
    """A negotiator of one side."""

    side = forms.ChoiceField(label="代表哪一方", choices=Side.choices)
    name = text_field("院外人员姓名", 40, required=False, help_text="不是本院会员的填这里")
    post = text_field("职务", 60, required=False)
    is_chief = forms.BooleanField(label="首席代表", required=False)
    is_woman = forms.BooleanField(label="女", required=False, help_text="会员按档案性别，不用填")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = member_field(user, label="会员", required=False)


class MeetingForm(forms.Form):
    """A meeting of both sides."""

    held_on = day_field("日期", initial=today)
    place = text_field("地点", 60, required=False)
    topics = text_field("议题", 200)
    minutes = long_field("纪要", 4000, rows=6)
    staff_signed = forms.BooleanField(label="职工方首席代表已签字", required=False)
    employer_signed = forms.BooleanField(label="院方首席代表已签字", required=False)


class CheckForm(forms.Form):
    """How a contract is kept."""

    checked_on = day_field("检查日期", initial=today)
    checkers = text_field("检查人", 120, required=False)
    findings = long_field("检查情况", 2000, rows=4)
    remedy = text_field("整改意见", 300, required=False)


def _vote_field(row: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        passing_votes(row), label="职代会表决", empty_label="请选择",
        help_text="以应到代表为基数、过半数通过的表决；没有时请先在“表决与选举”中表决",
    )  # fmt: skip


EXTRA: Mapping[A, dict[str, FieldMaker]] = {
    A.ANSWER: {"answered_on": lambda _row: day_field("答复日期", initial=today)},
    A.DRAFT: {
        "starts_on": lambda row: day_field("期限起", initial=row.starts_on),
        "ends_on": lambda row: day_field("期限止", initial=row.ends_on),
        "draft": lambda row: long_field("合同文本", 20000, rows=16, initial=row.draft),
    },
    A.PASS: {"vote": _vote_field},
    A.SIGN: {
        "signed_on": lambda _row: day_field("签订日期", initial=today, help_text="双方首席代表签字之日")
    },
    A.FILE: {
        "filed_on": lambda _row: day_field("报送日期", initial=today),
        "file_no": lambda _row: text_field("备案文号", 60, required=False),
    },
    A.EFFECT: {
        "effective_on": lambda row: day_field("生效日期", initial=row.due_on),
        "informed_on": lambda _row: day_field("向全体职工公布日期", initial=today, required=False),
    },
}
