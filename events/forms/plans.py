"""Forms of the yearly plan and of calendar feeds."""

from __future__ import annotations

from typing import Any

from django import forms

from events.choices.activities import ActivityKind, LineState
from events.models import PlanLine
from union.accounts.models import User
from union.common.dates import today
from union.common.ui.widgets import MoneyInput
from union.funds.selectors.accounts import accounts_on
from union.organisation.choices import Right
from union.organisation.models import Branch

MONTHS = [(n, f"{n} 月") for n in range(1, 13)]


class PlanForm(forms.Form):
    """Which year, whose, and whether last year's lines come along."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2199)
    branch = forms.ModelChoiceField(
        Branch.objects.none(), label="支会", required=False, empty_label="全院工会"
    )
    copy_last = forms.BooleanField(label="复制上一年度的项目", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = user.access.scope(Right.MANAGE_EVENTS)
        branches = Branch.objects.open_on(today())
        self.fields["branch"].queryset = (
            branches if scope.everything else branches.filter(pk__in=scope.branch_ids)
        )
        if not scope.everything:
            self.fields["branch"].empty_label, self.fields["branch"].required = None, True
        self.fields["year"].initial = today().year + (1 if today().month > 10 else 0)  # noqa: PLR2004 - autumn


class LineForm(forms.ModelForm):
    """A line of the plan."""

    month = forms.TypedChoiceField(label="月份", choices=MONTHS, coerce=int)
    last_month = forms.TypedChoiceField(
        label="至月份", choices=[("", "只在当月"), *MONTHS], coerce=int, empty_value=None, required=False
    )
    budget_line = forms.ChoiceField(label="预算科目", required=False)

    class Meta:
        model = PlanLine
        fields = (
            "month", "last_month", "theme", "kind", "organiser", "target_group", "budget_amount",
            "budget_line", "note",
        )  # fmt: skip
        widgets = {"budget_amount": MoneyInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts = accounts_on(today()).filter(kind="expense").values_list("code", "name")
        self.fields["budget_line"].choices = [
            ("", "不列支或未定"), *((code, f"{code} {name}") for code, name in accounts),
        ]  # fmt: skip

    def clean_budget_amount(self) -> Any:
        """Empty is nothing."""
        return self.cleaned_data["budget_amount"] or 0


class LineStateForm(forms.Form):
    """What became of a line."""

    state = forms.ChoiceField(label="进度", choices=LineState.choices, widget=forms.RadioSelect)
    moved_to = forms.TypedChoiceField(
        label="调整到", choices=[("", "—"), *MONTHS], coerce=int, empty_value=None, required=False
    )
    reason = forms.CharField(label="原因", required=False, max_length=200)


class FeedForm(forms.Form):
    """A calendar feed."""

    label = forms.CharField(label="名称", max_length=40, initial="工会活动")
    kinds = forms.MultipleChoiceField(
        label="类型", choices=ActivityKind.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="不选就是全部",
    )  # fmt: skip
    mine_only = forms.BooleanField(label="只含我报名的活动", required=False)
