"""Forms of what is paid for services, and of taking a booking back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from union.accounts.models import User
from union.common.dates import today
from union.funds.choices import FundSource, Purpose
from welfare.forms.care import date_field, money_field, note_field
from welfare.forms.visits import IN_VOUCHER

_ACCOUNTS = [(Purpose.BANK.value, "银行存款"), (Purpose.CASH.value, "库存现金")]


class CarePaymentForm(forms.Form):
    """How much, from which money and account."""

    amount = money_field("金额（元）")
    on = date_field("付款日期", initial=today)
    fund_source = forms.ChoiceField(
        label="经费来源", choices=FundSource.choices, initial=FundSource.ALLOCATION.value
    )
    paid_from = forms.ChoiceField(label="付款账户", choices=_ACCOUNTS)
    note = forms.CharField(label="说明", max_length=120, required=False, help_text="发票号、收款单位等")
    override_reason = forms.CharField(
        label="超预算理由", max_length=200, required=False, help_text="写进经费账，请勿写病情和家庭情况"
    )

    def __init__(self, *args: Any, user: User, left: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].initial = left
        self.fields["amount"].help_text = f"最多 {left:,.2f} 元，可以分次付"
        if not user.access.can("override_budget"):
            del self.fields["override_reason"]


class TakeBackForm(forms.Form):
    """Why a booking is reversed, and on which day."""

    on = date_field("冲销日期", initial=today)
    reason = note_field("冲销原因", required=True, help_text=IN_VOUCHER)
