"""Budget: list, draft, steps, change, release."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from union.common.dates import today
from union.common.views.service_pages import ServiceFormView
from union.funds import permissions
from union.funds.choices import AccountKind, BudgetState, Revision
from union.funds.forms.budgets import BudgetForm, BudgetStartForm, BudgetStepForm, ChangeForm, ReleaseForm
from union.funds.models import Account, Budget, BudgetRelease
from union.funds.rules.budgets import STEPS, BudgetAction
from union.funds.selectors.budgets import budget_in_force, totals_of
from union.funds.services import budgets
from union.funds.views.base import MoneyMixin

TONES = {"draft": "neutral", "submitted": "warning", "approved": "success"}


class BudgetMixin(MoneyMixin):
    """A page of one budget."""

    @cached_property
    def budget(self) -> Budget:
        """The budget; whoever sees the book sees all of them."""
        rows = Budget.objects.select_related("created_by", "submitted_by", "decided_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(budget=self.budget, tone=TONES[self.budget.state], **kwargs)


class BudgetListView(MoneyMixin, TemplateView):
    """Budgets of all years, and what was released beyond them."""

    template_name = "funds/budget_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [(each, totals_of(each), TONES[each.state]) for each in Budget.objects.all()]
        releases = BudgetRelease.objects.select_related("account", "granted_by")[:50]
        return super().get_context_data(rows=rows, releases=releases, **kwargs)


class BudgetStartView(MoneyMixin, ServiceFormView):
    """Begin the budget of a year."""

    may = staticmethod(permissions.can_post)
    template_name = "funds/simple_form.html"
    form_class = BudgetStartForm
    done = "预算草案已建立，请填写金额"
    extra_context = {"title": "编制预算", "submit": "开始编制", "back": "funds:budget_list"}

    def carry_out(self, form: BudgetStartForm) -> str:
        typed = form.cleaned_data
        budget = budgets.start_budget(typed["year"], actor=self.request.user, copy=typed["copy"])
        return reverse("funds:budget_edit", args=[budget.pk])


class BudgetChangeView(BudgetMixin, ServiceFormView):
    """Begin the one change of a year's budget."""

    may = staticmethod(permissions.can_post)
    template_name = "funds/simple_form.html"
    form_class = ChangeForm
    done = "调整草案已建立，请修改金额"
    extra_context = {
        "title": "调整预算", "submit": "开始调整", "back": "funds:budget_list",
        "note": "预算每年最多调整一次，按原程序审批（皖工发〔2025〕18号）。",
    }  # fmt: skip

    def allowed(self) -> bool:
        return can_change(self.budget)

    def carry_out(self, form: ChangeForm) -> str:
        change = budgets.start_change(
            self.budget.year, reason=form.cleaned_data["reason"], actor=self.request.user
        )
        return reverse("funds:budget_edit", args=[change.pk])


def can_change(budget: Budget) -> bool:
    """Say whether the one change of that year's budget is still to be had."""
    approved = budget.state == BudgetState.APPROVED and budget.revision == Revision.ORIGINAL
    return approved and not Budget.objects.filter(year=budget.year, revision=Revision.CHANGE).exists()


class BudgetEditView(BudgetMixin, ServiceFormView):
    """The sheet of a draft."""

    may = staticmethod(permissions.can_post)
    template_name = "funds/budget_form.html"
    form_class = BudgetForm
    done = "预算草案已保存"

    def allowed(self) -> bool:
        return permissions.can_edit_budget(self.request.user, self.budget)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "budget": self.budget}

    def current_version(self) -> int:
        return Budget.objects.get(pk=self.budget.pk).version

    def carry_out(self, form: BudgetForm) -> str:
        typed = form.cleaned_data
        budgets.save_lines(
            self.budget, form.planned(), version=typed["version"], reason=typed["reason"],
            actor=self.request.user,
        )  # fmt: skip
        return reverse("funds:budget_detail", args=[self.budget.pk])


class BudgetDetailView(BudgetMixin, ServiceFormView):
    """One budget with the buttons of whoever may act now."""

    template_name = "funds/budget_detail.html"
    form_class = BudgetStepForm

    def shown(self) -> Any:
        return self.budget

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        budget, user = self.budget, self.request.user
        steps = [
            step for step in STEPS.steps_from(budget.state)
            if permissions.can_take_budget_step(user, budget, step)
        ]  # fmt: skip
        lines = list(budget.lines.select_related("account", "account__parent"))
        return super().get_context_data(
            steps=steps,
            decides=any(step.action == BudgetAction.APPROVE for step in steps),
            income=[each for each in lines if each.account.kind == AccountKind.INCOME],
            expense=[each for each in lines if each.account.kind == AccountKind.EXPENSE],
            totals=totals_of(budget),
            original=self._original(),
            in_force=budget_in_force(budget.year) == budget,
            may_edit=permissions.can_edit_budget(user, budget),
            may_change=permissions.can_post(user) and can_change(budget),
            **kwargs,
        )

    def _original(self) -> dict[int, Any]:
        """What the year's first budget said, by account: shown beside a change."""
        if self.budget.revision != Revision.CHANGE:
            return {}
        first = Budget.objects.filter(year=self.budget.year, revision=Revision.ORIGINAL).first()
        return dict(first.lines.values_list("account_id", "amount")) if first else {}

    def carry_out(self, form: BudgetStepForm) -> str:
        try:
            action = BudgetAction(self.request.POST.get("action", ""))
        except ValueError as error:
            raise Http404 from error
        typed = form.cleaned_data
        budgets.take_step(
            self.budget, action, actor=self.request.user, note=typed["note"], document=typed["document"],
            version=self.shown_version,
        )  # fmt: skip
        self.done = f"{action.label}：已记录"
        return reverse("funds:budget_detail", args=[self.budget.pk])


class ReleaseView(MoneyMixin, ServiceFormView):
    """The chair lets more be spent than the budget says."""

    may = staticmethod(permissions.can_override)
    template_name = "funds/simple_form.html"
    form_class = ReleaseForm
    done = "已放行"
    extra_context = {
        "title": "超预算放行", "submit": "放行", "back": "funds:budget_list",
        "note": "本年度该科目可在预算之外再支出这笔金额；放行记录不能修改，会在经费审查时列出。",
    }  # fmt: skip

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "year": today().year}

    def carry_out(self, form: ReleaseForm) -> str:
        typed = form.cleaned_data
        account = Account.objects.valid_on(today()).get(code=typed["account"])
        budgets.release(
            today().year, account, typed["amount"], reason=typed["reason"], actor=self.request.user
        )
        return reverse("funds:budget_list")
