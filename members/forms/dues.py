"""Forms of dues. What may be done is the service's answer, not the form's."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse

from members.choices import DuesDecision, DuesDifferenceKind, DuesMethod, DuesRequestKind
from members.models import DuesDifference, Member
from members.rules.dues_payroll import DECISIONS
from members.rules.membership import LAPSE_FACTS
from members.selectors.dues import collected_from
from members.services.dues_prepayment import Payable
from union.accounts.models import User
from union.common.dates import parse_month, today
from union.common.ui.widgets import DateInput, MoneyInput, PickerInput

_NOTE = {"required": False, "max_length": 200, "widget": forms.Textarea(attrs={"rows": 2})}
_METHODS = [(m.value, m.label) for m in (DuesMethod.CASH, DuesMethod.TRANSFER)]


class MonthField(forms.CharField):
    """A month as 2026-01; gives its first day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=10, **{"help_text": "写成 2026-01", **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y-%m}" if isinstance(value, dt.date) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return parse_month(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


def _money(label: str, *, required: bool = True) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, max_digits=10, decimal_places=2, min_value=Decimal("0.01"), required=required,
        widget=MoneyInput,
    )  # fmt: skip


def member_picker(user: User, label: str, *, required: bool = True) -> forms.ModelChoiceField[Member]:
    """A member by name, pinyin or 工号, among those whom ``user`` collects from."""
    rows = collected_from(user)

    def label_of(pk: Any) -> str:
        found = rows.filter(pk=pk).first() if str(pk).isdecimal() else None
        return f"{found.name} {found.staff_no or ''}".strip() if found else ""

    return forms.ModelChoiceField(
        rows, label=label, required=required, widget=PickerInput(_picker_url, label_of),
        error_messages={"invalid_choice": "请从查到的名单中选择会员"},
    )  # fmt: skip


def _picker_url() -> str:
    return reverse("dues:member_options")


class CloseForm(forms.Form):
    """Closing a month."""

    note = forms.CharField(
        label="结账说明",
        help_text="没有代扣文件，或文件合计行与各行之和不一致时必填",
        **{**_NOTE, "max_length": 300},
    )


class DecisionForm(forms.Form):
    """What is done about one difference."""

    decision = forms.ChoiceField(label="处理", widget=forms.RadioSelect)
    note = forms.CharField(label="说明", **_NOTE)

    def __init__(self, *args: Any, difference: DuesDifference, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = DuesDifferenceKind(difference.kind)
        self.fields["decision"].choices = [(d.value, d.label) for d in DECISIONS[kind]]
        if DuesDecision.ASSIGN in DECISIONS[kind]:
            self.fields["assigned_to"] = member_picker(user, "归属会员", required=False)


class CollectionForm(forms.Form):
    """A sheet: one amount per member who owes or pays ahead; blank = did not pay."""

    method = forms.ChoiceField(label="方式", choices=_METHODS)
    collected_on = forms.DateField(label="收款日期", widget=DateInput, initial=today)
    note = forms.CharField(label="说明", **_NOTE)

    def __init__(self, *args: Any, payables: list[Payable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.payables = payables
        for each in payables:
            field = forms.DecimalField(
                label=f"{each.member.name} {each.member.staff_no or ''}".strip(), required=False,
                max_digits=10, decimal_places=2, min_value=Decimal("0.01"), widget=MoneyInput,
                help_text=_what_to_pay(each),
            )  # fmt: skip
            self.fields[f"amount_{each.member.pk}"] = field

    @property
    def names(self) -> str:
        """Fields of the members, for the template."""
        return " ".join(f"amount_{each.member.pk}" for each in self.payables)

    def amounts(self) -> dict[Member, Decimal]:
        """What was filled in."""
        found = {e.member: self.cleaned_data.get(f"amount_{e.member.pk}") for e in self.payables}
        return {member: amount for member, amount in found.items() if amount}


def _what_to_pay(each: Payable) -> str:
    owed = f"欠缴 {each.owed} 元" if each.owed else "没有欠缴"
    if not each.coming:
        return owed
    last = each.coming[-1][0]
    fees = {fee for _month, fee in each.coming}
    monthly = f"每月 {fees.pop()} 元，" if len(fees) == 1 else "各月金额不同，"
    return f"{owed}；预缴{monthly}到 {last:%Y-%m} 共可交 {each.at_most} 元"


class PaymentForm(forms.Form):
    """One member pays at the counter."""

    amount = _money("金额（元）")
    method = forms.ChoiceField(label="方式", choices=_METHODS)
    collected_on = forms.DateField(label="收款日期", widget=DateInput, initial=today)
    prepays = forms.BooleanField(
        label="多于欠缴的部分作为预缴", required=False, help_text="按月抵以后月份的会费，最多预缴十二个月"
    )
    note = forms.CharField(label="说明", **_NOTE)


class DecideSheetForm(forms.Form):
    """Receiving or returning a sheet, voiding a receipt, deciding a request."""

    note = forms.CharField(label="说明", **_NOTE)


class RequestForm(forms.Form):
    """短期免缴 or 退费."""

    kind = forms.ChoiceField(label="事项", choices=DuesRequestKind.choices, widget=forms.RadioSelect)
    first_month = MonthField(label="起始月份")
    last_month = MonthField(label="截止月份")
    amount = _money("退费金额（元）", required=False)
    method = forms.ChoiceField(label="退费方式", choices=[("", "—"), *_METHODS], required=False)
    reason = forms.CharField(label="事由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
    document = forms.CharField(label="依据", max_length=120, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = member_picker(user, "会员")
        self.order_fields(["kind", "member"])


class AuthorisationForm(forms.Form):
    """会费代扣授权."""

    first_month = MonthField(label="代扣起始月份")
    signed_on = forms.DateField(label="本人签字日期", widget=DateInput, initial=today)
    scan = forms.FileField(
        label="授权书扫描件", required=False, help_text="会员签字的授权书，图片或 PDF；以后不能更换"
    )
    note = forms.CharField(label="说明", **_NOTE)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = member_picker(user, "会员")
        self.order_fields(["member"])


class CaseStepForm(forms.Form):
    """A step of a case of months unpaid."""

    on = forms.DateField(label="日期", widget=DateInput, initial=today)
    note = forms.CharField(label="情况", **{**_NOTE, "max_length": 300, "required": True})
    facts = forms.MultipleChoiceField(
        label="已核实（委员会决定视为自动退会时四项须同时具备，《中国工会章程》第六条）", required=False,
        choices=LAPSE_FACTS, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
