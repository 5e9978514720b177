"""发放清单: make, fill, close, approve, pay, sign."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import DetailView

from union.common.shown import FIELD, carry_version
from union.common.views.service_pages import PlainFormView, ServiceFormView, chosen_ids, take
from union.funds.permissions import can_view as sees_money
from union.funds.selectors import entries_of
from union.funds.services.posting import Source
from welfare.choices.aid import PaymentState
from welfare.forms.aid import (
    ApproveListForm,
    ListForm,
    PayForm,
    ReturnListForm,
    ReturnRowForm,
    SignForm,
)
from welfare.ledgers.aid import LIST_TONES
from welfare.models import Aid, PaymentList
from welfare.permissions import hardship as may
from welfare.rules.aid_flow import GIVEN, PAYMENT, RETURNABLE, PaymentAction, PaymentStep
from welfare.selectors.aid import payment_lists, ready_for, returned_rows, rows_of
from welfare.services import aid_payments as services
from welfare.services import aid_returns

P = PaymentAction
_FORMS: dict[PaymentAction, type[forms.Form]] = {
    P.UNLOCK: ReturnListForm,
    P.APPROVE: ApproveListForm,
    P.PAY: PayForm,
    P.SIGN: SignForm,
}
_SERVICES: dict[PaymentAction, Callable[..., Any]] = {
    P.LOCK: services.lock_list,
    P.UNLOCK: services.unlock_list,
    P.APPROVE: services.approve_list,
    P.PAY: services.pay_list,
    P.SIGN: services.sign_list,
    P.CANCEL: services.cancel_list,
}


class ListAddView(ServiceFormView):
    """A new list; approved applications of its fund source are put on it."""

    template_name = "welfare/aid/list_form.html"
    form_class = ListForm
    done = "清单已建立，请选择要发放的申请"

    def allowed(self) -> bool:
        return may.pays(self.request.user)

    def carry_out(self, form: ListForm) -> str:
        user: Any = self.request.user
        payment = services.make_list(actor=user, **form.cleaned_data)
        return reverse("welfare:aid_payment", args=[payment.pk])


def _steps(user: Any, payment: PaymentList) -> list[PaymentStep]:
    steps = [each for each in PAYMENT.steps_from(payment.state) if may.can_take_payment(user, payment, each)]
    empty = not payment.aids.exists()
    return [each for each in steps if not (empty and each.action == P.LOCK)]


def _returnable(user: Any, payment: PaymentList, rows: list[Aid]) -> set[int]:
    """Rows whose 退汇 the user may register: of a paid list, not of his own household."""
    if payment.state not in RETURNABLE or not may.pays(user):
        return set()
    own = may.own_files(user, {row.file_id for row in rows})
    return {row.pk for row in rows if row.file_id not in own}


class ListDetailView(LoginRequiredMixin, DetailView):
    """One list: its rows, what could be put on it, the next steps with their forms."""

    template_name = "welfare/aid/list.html"

    @cached_property
    def payment(self) -> PaymentList:
        """The list, for those who make or approve them."""
        if not may.sees_payments(self.request.user):
            raise Http404
        return get_object_or_404(payment_lists(), pk=self.kwargs["pk"])

    def get_object(self, queryset: Any = None) -> PaymentList:  # noqa: ARG002 - Django's signature
        return self.payment

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        payment = self.payment
        steps = [
            (step, carry_version(_FORMS[step.action](), payment) if step.action in _FORMS else None)
            for step in _steps(user, payment)
        ]
        open_now = payment.state == PaymentState.OPEN and may.pays(user)
        rows = list(rows_of(payment))
        money, returned = sees_money(user), list(returned_rows(payment))
        return super().get_context_data(
            payment=payment, tone=LIST_TONES[PaymentState(payment.state)], steps=steps, open=open_now,
            shown={FIELD: payment.version},
            rows=rows, ready=list(ready_for(payment)) if open_now else [],
            entries=list(entries_of(Source(services.SOURCE, payment.pk))) if money else [],
            returned=returned, yuan_back=sum(row.amount for row in returned),
            returnable=_returnable(user, payment, rows), **kwargs,
        )  # fmt: skip


@require_POST
def list_step(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Put rows on or take them off, or take a step of the list."""
    user: Any = request.user
    if not may.sees_payments(user):
        raise Http404
    payment = get_object_or_404(PaymentList, pk=pk)
    if action in ("put", "take-off"):
        _rows(request, payment, action)
    else:
        _step(request, payment, action)
    return redirect("welfare:aid_payment", pk)


def _rows(request: HttpRequest, payment: PaymentList, action: str) -> None:
    user: Any = request.user
    if not may.pays(user):
        raise Http404
    service = services.put_on_list if action == "put" else services.take_off_list
    take(request, lambda: service(payment.pk, chosen_ids(request), actor=user), "清单已更新")


def _step(request: HttpRequest, payment: PaymentList, action: str) -> None:
    user: Any = request.user
    step = next((step for step in PAYMENT if step.action.value == action), None)
    if step is None or not user.access.scope(step.right).everything:
        raise Http404
    form = carry_version(_FORMS.get(step.action, forms.Form)(request.POST, request.FILES), payment)
    if not form.is_valid():
        words = (f"{form[name].label}：{error[0]}" for name, error in form.errors.items())
        messages.error(request, "；".join(words))
        return
    call = _SERVICES[step.action]
    take(request, lambda: call(payment.pk, actor=user, **form.cleaned_data), f"{step.action.label}：已记录")


class AidReturnView(PlainFormView):
    """退汇 of one row of a paid list."""

    form_class = ReturnRowForm
    heading = submit = "登记退汇"
    note = "这一笔红字冲销，其余重新记账；更正账户后可列入新的发放清单重新发放"
    done = "已登记退汇，这一笔回到待发放"
    dangerous = True

    @cached_property
    def aid(self) -> Aid:
        """The row, on a list that was paid."""
        user: Any = self.request.user
        rows = Aid.objects.select_related("file__member", "payment").filter(
            payment_id=self.kwargs["pk"], payment__state__in=RETURNABLE, state__in=GIVEN
        )
        row = get_object_or_404(rows, pk=self.kwargs["aid"])
        if not may.pays(user) or may.concerns(user, row.file):
            raise Http404
        return row

    def allowed(self) -> bool:
        return self.aid is not None

    def shown(self) -> Any:
        return self.aid.payment

    def back(self) -> str:
        return reverse("welfare:aid_payment", args=[self.kwargs["pk"]])

    def trail(self) -> list[tuple[str, str]]:
        lists = reverse("welfare:aid_payments")
        return [("帮扶发放清单", lists), (str(self.aid.payment), self.back())]

    def facts(self) -> list[tuple[str, Any]]:
        row = self.aid
        return [
            ("户主", f"{row.file.member.name}（{row.file.number}）"), ("事项", row.subject),
            ("金额（元）", f"{row.paid_amount:,.2f}"), ("发放日期", row.paid_on),
        ]  # fmt: skip

    def carry_out(self, form: ReturnRowForm) -> str:
        user: Any = self.request.user
        typed = {**form.cleaned_data, FIELD: self.shown_version}
        aid_returns.return_row(self.kwargs["pk"], self.aid.pk, actor=user, **typed)
        return self.back()
