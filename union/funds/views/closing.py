"""Month close and opening balances."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from union.common.dates import today
from union.common.errors import DomainError
from union.common.views.service_pages import ServiceFormView
from union.funds import permissions
from union.funds.forms.budgets import CloseForm, OpeningForm
from union.funds.models import MonthClose
from union.funds.selectors.balances import month_facts, month_to_close, opening_entry
from union.funds.services.closing import close_month, post_opening
from union.funds.views.base import MoneyMixin


class CloseView(MoneyMixin, ServiceFormView):
    """Closed months, and the next one to close for those who book."""

    template_name = "funds/closing.html"
    form_class = CloseForm
    done = "已结账"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        month = month_to_close(today())
        return super().get_context_data(
            closed=MonthClose.objects.select_related("closed_by"),
            month=month,
            facts=month_facts(month) if month else None,
            **kwargs,
        )

    def carry_out(self, form: CloseForm) -> str:
        month = month_to_close(today())
        if month is None or f"{month:%Y-%m}" != self.request.POST.get("month"):
            raise DomainError("这个月份已经结账，请刷新页面")
        close_month(month, actor=self.request.user, today=today(), note=form.cleaned_data["note"])
        return reverse("funds:closing")


class OpeningView(MoneyMixin, ServiceFormView):
    """Enter the opening balances, or see those that stand."""

    may = staticmethod(permissions.can_post)
    template_name = "funds/opening.html"
    form_class = OpeningForm
    done = "期初余额已入账"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(opening=opening_entry(), **kwargs)

    def carry_out(self, form: OpeningForm) -> str:
        typed = form.cleaned_data
        entry = post_opening(
            on=typed["on"], cash=typed["cash"], bank=typed["bank"], by_source=form.by_source(),
            actor=self.request.user,
        )  # fmt: skip
        return reverse("funds:entry_detail", args=[entry.pk])
