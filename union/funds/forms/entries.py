"""Forms of vouchers: book by hand, reverse, attach."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from union.common.dates import today
from union.common.ui.widgets import DateInput, MoneyInput
from union.funds.choices import AccountKind, FundSource, Journal
from union.funds.models import Account
from union.funds.rules.posting import Line, expense_lines, income_lines
from union.funds.selectors.accounts import accounts_on
from union.organisation.models import Branch

INCOME, EXPENSE, DRAW, DEPOSIT = "income", "expense", "draw", "deposit"
_WAYS = (
    (EXPENSE, "支出"),
    (INCOME, "收入"),
    (DRAW, "从银行提取现金"),
    (DEPOSIT, "现金存入银行"),
)
_KINDS = {INCOME: AccountKind.INCOME, EXPENSE: AccountKind.EXPENSE}
_LARGEST = 10**10


def account_choices(kinds: tuple[str, ...], day: Any) -> list[tuple[str, Any]]:
    """Lines of the chart grouped by category, for a drop-down; a category with lines is no choice itself."""
    rows = [each for each in accounts_on(day).select_related("parent") if each.kind in kinds]
    parents = {each.parent_id for each in rows if each.parent_id}
    groups: dict[str, list[tuple[str, str]]] = {}
    for each in rows:
        if each.pk not in parents:
            groups.setdefault(str(each.parent or each.get_kind_display()), []).append((each.code, str(each)))
    return [("", "请选择"), *groups.items()]


class EntryForm(forms.Form):
    """One receipt, payment or move between cash and bank."""

    way = forms.ChoiceField(label="业务", choices=_WAYS, widget=forms.RadioSelect, initial=EXPENSE)
    on = forms.DateField(label="日期", widget=DateInput, initial=today)
    amount = forms.DecimalField(
        label="金额（元）", widget=MoneyInput, min_value=0, max_value=_LARGEST, decimal_places=2
    )
    summary = forms.CharField(
        label="摘要", max_length=120, help_text="写明事由；不写身份证号、病情等个人信息"
    )
    account = forms.ChoiceField(label="收支科目", required=False, help_text="存取款不用选")
    journal = forms.ChoiceField(label="结算方式", choices=Journal.choices, initial=Journal.BANK)
    fund_source = forms.ChoiceField(
        label="经费来源", required=False, choices=[("", "请选择"), *FundSource.choices],
        help_text="存取款不用选",
    )  # fmt: skip
    branch = forms.ModelChoiceField(
        Branch.objects.filter(closed_on=None), label="支会", required=False, empty_label="不分支会"
    )
    override_reason = forms.CharField(
        label="超预算放行理由", required=False, max_length=200, help_text="只在无预算或超预算时填写"
    )
    receipt = forms.FileField(
        label="票据", required=False, help_text="发票、清单、签收表，图片或 PDF；以后也可补传"
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, may_override: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4().hex
        self.fields["account"].choices = account_choices((AccountKind.INCOME, AccountKind.EXPENSE), today())
        if not may_override:
            del self.fields["override_reason"]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        way = typed.get("way")
        if way not in _KINDS or "on" not in typed:
            return typed
        account = Account.objects.valid_on(typed["on"]).filter(code=typed.get("account") or "-").first()
        if account is None or account.kind != _KINDS[way]:
            self.add_error("account", f"请选择{dict(_WAYS)[way]}科目")
        if not typed.get("fund_source"):
            self.add_error("fund_source", "请选择经费来源")
        return typed

    def lines(self) -> list[Line]:
        """The lines this input means."""
        typed = self.cleaned_data
        way, amount = typed["way"], typed["amount"]
        if way in (DRAW, DEPOSIT):
            into, out_of = ("101", "102") if way == DRAW else ("102", "101")
            return [Line(into, debit=amount), Line(out_of, credit=amount)]
        branch = typed["branch"]
        rest = {"fund_source": typed["fund_source"], "branch_id": branch.pk if branch else None}
        money = "101" if typed["journal"] == Journal.CASH else "102"
        if way == INCOME:
            return income_lines(amount, account=typed["account"], paid_into=money, **rest)
        return expense_lines(amount, account=typed["account"], paid_from=money, **rest)


class ReverseForm(forms.Form):
    """Why and when a voucher is cancelled."""

    on = forms.DateField(label="冲销日期", widget=DateInput, initial=today, help_text="须在未结账的月份")
    reason = forms.CharField(label="冲销原因", max_length=100)


class ReceiptForm(forms.Form):
    """A receipt that comes later."""

    receipt = forms.FileField(label="票据", help_text="发票、清单、签收表，图片或 PDF")
