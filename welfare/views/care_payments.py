"""Paying for services and taking a payment back."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import DetailView

from union.common.views.service_pages import PlainFormView
from union.funds.permissions import can_view as sees_money
from union.funds.selectors import entries_of
from union.funds.services.posting import Source
from welfare.forms.care_payments import CarePaymentForm, TakeBackForm
from welfare.models import CarePayment, MutualPeriod, RecuperationRound
from welfare.permissions import care as may
from welfare.selectors.care_payments import Bill, bill_of, care_payments_in_scope, payments_of
from welfare.services import care_payments as services


def address_of(payment: CarePayment) -> str:
    """The page of the list or round that was paid for."""
    if payment.period_id is not None:
        return reverse("welfare:mutual_period", args=[payment.period_id])
    return reverse("welfare:recuperation_round", args=[payment.round_id])


def money_card(target: MutualPeriod | RecuperationRound, user: Any) -> dict[str, Any]:
    """What a page shows of the money: the bill, the payments, what the user may do."""
    if not may.sees_payments(user):
        return {}
    bill = bill_of(target)
    payable = may.pays(user) and not bill.problem and bill.left > 0
    name = "mutual_pay" if isinstance(target, MutualPeriod) else "recuperation_pay"
    return {
        "bill": bill, "payments": list(payments_of(target)), "may_reverse": may.pays(user),
        "pay_url": reverse(f"welfare:{name}", args=[target.pk]) if payable else "",
        "sees_money": sees_money(user),
    }  # fmt: skip


class _PayView(PlainFormView):
    """Pay for a list or a round."""

    form_class = CarePaymentForm
    heading = "付款入账"
    submit = "付款并入账"
    done = "已付款入账"
    model: Any
    page: str

    @cached_property
    def target(self) -> Any:
        """The list or the round."""
        return get_object_or_404(self.model, pk=self.kwargs["pk"])

    @cached_property
    def bill(self) -> Bill:
        """What is owed now."""
        return bill_of(self.target)

    def allowed(self) -> bool:
        payable = self.bill.left > 0 and not self.bill.problem
        return may.pays(self.request.user) and payable

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "left": self.bill.left}

    def facts(self) -> list[tuple[str, Any]]:
        bill = self.bill
        return [
            ("批次", self.target), ("人数", bill.people), ("应付（元）", f"{bill.owed:,.2f}"),
            ("已付（元）", f"{bill.paid:,.2f}"),
        ]  # fmt: skip

    def back(self) -> str:
        return reverse(self.page, args=[self.target.pk])

    def trail(self) -> list[tuple[str, str]]:
        return [(str(self.target), self.back())]

    def carry_out(self, form: Any) -> str:
        services.pay(self.target, actor=self.request.user, **form.cleaned_data)
        return self.back()


class PeriodPayView(_PayView):
    """The fees of a list of mutual protection."""

    model, page = MutualPeriod, "welfare:mutual_period"


class RoundPayView(_PayView):
    """The cost of a round of recuperation."""

    model, page = RecuperationRound, "welfare:recuperation_round"


class TakeBackView(PlainFormView):
    """Reverse the voucher of a payment."""

    form_class = TakeBackForm
    heading = submit = "冲销付款"
    note = "红字冲销凭证，这笔款项重新列为未付"
    done = "已冲销"
    dangerous = True

    @cached_property
    def payment(self) -> CarePayment:
        """The payment, if it stands."""
        if not may.pays(self.request.user):
            raise Http404
        rows = CarePayment.objects.select_related("period", "round")
        return get_object_or_404(rows, pk=self.kwargs["pk"], reversed_on=None)

    def allowed(self) -> bool:
        return self.payment is not None

    def shown(self) -> Any:
        return self.payment

    def facts(self) -> list[tuple[str, Any]]:
        row = self.payment
        return [("批次", row.period or row.round), ("金额（元）", f"{row.amount:,.2f}"), ("付款日期", row.on)]

    def back(self) -> str:
        return address_of(self.payment)

    def trail(self) -> list[tuple[str, str]]:
        return [(str(self.payment.period or self.payment.round), self.back())]

    def carry_out(self, form: Any) -> str:
        version = self.shown_version
        services.take_back(self.payment.pk, actor=self.request.user, version=version, **form.cleaned_data)
        return self.back()


class PaymentView(LoginRequiredMixin, DetailView):
    """One payment with its vouchers, for those who see the money: how much for how many, no name."""

    template_name = "welfare/care/payment.html"
    context_object_name = "payment"

    def get_queryset(self) -> Any:
        user: Any = self.request.user
        return care_payments_in_scope(user).select_related("created_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        row: CarePayment = self.object
        money = sees_money(user)
        return super().get_context_data(
            target=row.period or row.round, target_url=address_of(row) if may.views(user) else "",
            entries=list(entries_of(Source(services.SOURCE, row.pk))) if money else [], sees_money=money,
            may_reverse=may.pays(user) and row.reversed_on is None, **kwargs,
        )  # fmt: skip
