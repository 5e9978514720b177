"""A voucher of several lines (多行凭证): one sheet, each line with account, side, fund source and branch."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django import forms

from union.common.dates import today
from union.common.ui.widgets import DateInput
from union.funds.choices import AccountKind, FundSource
from union.funds.forms.entries import account_choices
from union.funds.rules.posting import Line
from union.organisation.models import Branch

ROWS = 10
_MONEY: dict[str, Any] = {"required": False, "min_value": 0, "max_digits": 14, "decimal_places": 2}


class VoucherForm(forms.Form):
    """Head of the voucher."""

    on = forms.DateField(label="日期", widget=DateInput, initial=today)
    summary = forms.CharField(
        label="摘要", max_length=120, help_text="写明事由；不写身份证号、病情等个人信息"
    )
    override_reason = forms.CharField(
        label="超预算放行理由", required=False, max_length=200, help_text="只在无预算或超预算时填写"
    )
    receipt = forms.FileField(label="票据", required=False, help_text="发票、清单、签收表，图片或 PDF")
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, may_override: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4().hex
        if not may_override:
            del self.fields["override_reason"]
        self.lines = LineSet(self.data if self.is_bound else None, prefix="line")

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not self.lines.is_valid():
            self.add_error(None, "请改正标出的分录")
        return typed

    def posted_lines(self) -> list[Line]:
        """The lines that were filled in, in their order."""
        return [form.line() for form in self.lines if form.has_changed()]


class LineForm(forms.Form):
    """One line; wholly empty lines are left out."""

    account = forms.ChoiceField(label="科目", required=False)
    debit = forms.DecimalField(label="借方（元）", **_MONEY)
    credit = forms.DecimalField(label="贷方（元）", **_MONEY)
    fund_source = forms.ChoiceField(
        label="经费来源", required=False, choices=[("", "—"), *FundSource.choices]
    )
    branch = forms.ModelChoiceField(
        Branch.objects.filter(closed_on=None), label="支会", required=False, empty_label="—"
    )
    note = forms.CharField(label="附注", required=False, max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = account_choices(tuple(AccountKind.values), today())
        for name, field in self.fields.items():
            look = "form-select" if name in ("account", "fund_source", "branch") else "form-control"
            field.widget.attrs.update({"class": look, "aria-label": f"{field.label}"})

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.has_changed() and not typed.get("account"):
            self.add_error("account", "请选择科目")
        return typed

    def line(self) -> Line:
        """The line as the cash book takes it; whether it makes sense is the cash book's answer."""
        typed = self.cleaned_data
        branch = typed["branch"]
        return Line(
            typed["account"], debit=typed["debit"] or Decimal(0), credit=typed["credit"] or Decimal(0),
            fund_source=typed["fund_source"], branch_id=branch.pk if branch else None, note=typed["note"],
        )  # fmt: skip


LineSet = forms.formset_factory(LineForm, extra=ROWS, max_num=ROWS, validate_max=True)
