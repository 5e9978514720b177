"""Forms of the budget: a sheet of lines, steps, releases; month close and opening balances."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms

from union.common.dates import today
from union.common.ui.widgets import DateInput, MoneyInput
from union.funds.choices import AccountKind, FundSource
from union.funds.forms.entries import account_choices
from union.funds.models import Account, Budget, BudgetLine
from union.funds.selectors.accounts import budget_accounts
from union.funds.services.budgets import Planned

_LARGEST = 10**10


class BudgetStartForm(forms.Form):
    """Which year is planned."""

    year = forms.IntegerField(label="年度", min_value=2010, max_value=2100)
    copy = forms.BooleanField(label="以上年批准的预算为底稿", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = today().year + (1 if today().month > 9 else 0)  # noqa: PLR2004


class ChangeForm(forms.Form):
    """Why the budget is changed."""

    reason = forms.CharField(label="调整原因", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class BudgetForm(forms.Form):
    """Every budget line of the year with amount, fund source and basis; empty = not in the budget."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="编制说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, budget: Budget, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accounts = _leaves(budget.year)
        self.fields["version"].initial = budget.version
        self.fields["reason"].initial = budget.reason
        planned = {line.account_id: line for line in budget.lines.all()}
        for account in self.accounts:
            self._add(account, planned.get(account.pk))

    def _add(self, account: Account, line: BudgetLine | None) -> None:
        """The three fields of one account; the table's heads are their labels, hence aria-label."""
        self.fields[f"amount_{account.pk}"] = forms.DecimalField(
            required=False, min_value=0, max_value=_LARGEST, decimal_places=2,
            initial=line.amount if line else None,
            widget=forms.NumberInput(_shown("form-control num", account, "金额")),
        )  # fmt: skip
        self.fields[f"source_{account.pk}"] = forms.ChoiceField(
            required=False, choices=[("", "不限"), *FundSource.choices],
            initial=line.fund_source if line else "",
            widget=forms.Select(_shown("form-select", account, "经费来源")),
        )  # fmt: skip
        self.fields[f"note_{account.pk}"] = forms.CharField(
            required=False, max_length=200, initial=line.note if line else "",
            widget=forms.TextInput(_shown("form-control", account, "测算依据")),
        )  # fmt: skip

    def kinds(self) -> Iterator[tuple[str, list[tuple[Account, str, Any, Any, Any]]]]:
        """Expense, then income: (label, rows of account, new category or "", amount, source, note)."""
        for kind in (AccountKind.EXPENSE, AccountKind.INCOME):
            rows, shown = [], ""
            for each in self.accounts:
                if each.kind != kind:
                    continue
                category = str(each.parent) if each.parent else ""
                head, shown = (category if category != shown else ""), category
                fields = (self[f"{name}_{each.pk}"] for name in ("amount", "source", "note"))
                rows.append((each, head, *fields))
            yield kind.label, rows

    def planned(self) -> dict[int, Planned]:
        """Account id → what is planned; lines left empty are not in the budget."""
        typed = self.cleaned_data
        return {
            each.pk: Planned(amount, typed[f"source_{each.pk}"], typed[f"note_{each.pk}"])
            for each in self.accounts
            if (amount := typed[f"amount_{each.pk}"]) is not None
        }


def _shown(style: str, account: Account, label: str) -> dict[str, str]:
    return {"class": style, "aria-label": f"{account.name} {label}"}


def _leaves(year: int) -> list[Account]:
    rows = budget_accounts(year)
    parents = {each.pk: each for each in rows}
    above = {each.parent_id for each in rows if each.parent_id}
    found = [each for each in rows if each.pk not in above]
    for each in found:
        each.parent = parents.get(each.parent_id)
    return found


class BudgetStepForm(forms.Form):
    """The opinion, and for an approval the meeting or document."""

    document = forms.CharField(
        label="批准预算的会议或文件",
        required=False,
        max_length=200,
        help_text="批准时必填，如：第三次全委会纪要",
    )
    note = forms.CharField(label="意见", required=False, max_length=200, help_text="退回时必填")


class ReleaseForm(forms.Form):
    """How much more may be spent, on what, and why."""

    account = forms.ChoiceField(label="支出科目")
    amount = forms.DecimalField(
        label="放行金额（元）",
        widget=MoneyInput,
        min_value=Decimal("0.01"),
        max_value=_LARGEST,
        decimal_places=2,
    )
    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = account_choices((AccountKind.EXPENSE,), dt.date(year, 1, 1))
        self.fields["account"].choices = choices


class CloseForm(forms.Form):
    """A remark on the month; asked for when a balance is below zero."""

    note = forms.CharField(label="说明", required=False, max_length=200)


class OpeningForm(forms.Form):
    """What was there when the book began."""

    on = forms.DateField(
        label="期初日期", widget=DateInput, help_text="启用本系统记账的第一天，如 2026-01-01"
    )
    cash = forms.DecimalField(
        label="库存现金（元）", widget=MoneyInput, min_value=0, decimal_places=2, initial=0
    )
    bank = forms.DecimalField(
        label="银行存款（元）", widget=MoneyInput, min_value=0, decimal_places=2, initial=0
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today().replace(month=1, day=1)
        for value, label in FundSource.choices:
            self.fields[f"from_{value}"] = forms.DecimalField(
                label=f"{label}（元）",
                widget=MoneyInput,
                min_value=0,
                decimal_places=2,
                required=False,
                initial=0,
            )

    @property
    def source_names(self) -> str:
        """Field names of the fund sources, for the template."""
        return " ".join(f"from_{value}" for value in FundSource.values)

    def by_source(self) -> dict[str, Decimal]:
        """Yuan by value of FundSource."""
        return {value: self.cleaned_data[f"from_{value}"] or Decimal(0) for value in FundSource.values}
