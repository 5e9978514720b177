"""Cash and transfers: sheets of a unit, payments at the counter, receipts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import ListView

from members.choices import DuesCollectionState, DuesMethod
from members.forms.dues import CollectionForm, DecideSheetForm, PaymentForm
from members.models import DuesCollection, DuesReceipt, Member
from members.selectors.dues import (
    collected_from,
    collections_visible_to,
    owed_of,
    receipts_visible_to,
)
from members.services import dues_collections
from members.services.dues_prepayment import Payable, ahead_on, coming_fees, payables, prepaid_in
from members.views.dues_months import closes
from members.views.papers import pdf_answer
from union.common.dates import today
from union.common.money import in_words
from union.common.views.service_pages import ServiceFormView
from union.organisation.choices import Right
from union.organisation.models import Group

TONES = {"handed_in": "warning", "booked": "success", "returned": "danger"}
MOST_ROWS = 120
NOBODY = {False: "这个小组没有欠缴", True: "这个小组没有可收的会费"}


class CollectionListView(LoginRequiredMixin, ListView):
    """Sheets of the user's units, newest first."""

    template_name = "dues/collection_list.html"
    paginate_by = 50

    def get_queryset(self) -> Any:
        if not self.request.user.access.can(Right.COLLECT_DUES):
            raise Http404
        return collections_visible_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(tones=TONES, **kwargs)


class CollectionCreateView(ServiceFormView):
    """A sheet for one group: everybody who owes, with ?ahead=1 also who may prepay; one amount each."""

    template_name = "dues/collection_form.html"
    form_class = CollectionForm
    done = "收缴单已提交，待工会办公室点收"

    def allowed(self) -> bool:
        return self.request.user.access.can(Right.COLLECT_DUES)

    @cached_property
    def groups(self) -> list[Group]:
        """Groups in which somebody may be collected from."""
        ids = collected_from(self.request.user).values("group_id")
        return list(Group.objects.filter(pk__in=ids).select_related("branch").order_by("branch", "name"))

    @cached_property
    def group(self) -> Group | None:
        """The group of the address, or the only one."""
        asked = self.request.GET.get("group", "")
        chosen = next((g for g in self.groups if str(g.pk) == asked), None)
        return chosen or (self.groups[0] if len(self.groups) == 1 else None)

    @cached_property
    def ahead(self) -> bool:
        """Whether coming months are taken too."""
        return self.request.GET.get("ahead") == "1"

    @cached_property
    def payables(self) -> list[Payable]:
        """Members of the group from whom something can be taken, with how much."""
        if self.group is None:
            return []
        members = collected_from(self.request.user).filter(group=self.group).exclude(user=self.request.user)
        rows = members.order_by("name_pinyin", "pk")
        return payables(rows, today(), ahead=self.ahead)[:MOST_ROWS]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "payables": self.payables}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            groups=self.groups, group=self.group, payables=self.payables, ahead=self.ahead,
            owed_only=not self.ahead, empty_text=NOBODY[self.ahead], **kwargs,
        )  # fmt: skip

    def carry_out(self, form: CollectionForm) -> str:
        typed = form.cleaned_data
        row = dues_collections.hand_in(
            form.amounts(), method=DuesMethod(typed["method"]), collected_on=typed["collected_on"],
            note=typed["note"], actor=self.request.user, prepays=self.ahead,
        )  # fmt: skip
        return reverse("dues:collection_detail", args=[row.pk])


class CollectionDetailView(ServiceFormView):
    """One sheet; the office receives or returns it."""

    template_name = "dues/collection_detail.html"
    form_class = DecideSheetForm

    def allowed(self) -> bool:
        return self.request.user.access.can(Right.COLLECT_DUES)

    @cached_property
    def sheet(self) -> DuesCollection:
        """The sheet within the user's scope."""
        return get_object_or_404(collections_visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheet, user = self.sheet, self.request.user
        waits = sheet.state == DuesCollectionState.HANDED_IN
        receipts = {r.member_id: r for r in sheet.booking.receipts.all()} if sheet.booking else {}
        ahead = ahead_on(sheet, today())
        lines = [
            (line, ahead.get(line.member_id), receipts.get(line.member_id))
            for line in sheet.lines.select_related("member")
        ]
        return super().get_context_data(
            sheet=sheet, tone=TONES[sheet.state], lines=lines, words=in_words(sheet.total),
            receives=waits and closes(user) and sheet.recorded_by_id != user.pk,
            waits_for_other=waits and closes(user) and sheet.recorded_by_id == user.pk, **kwargs,
        )  # fmt: skip

    def carry_out(self, form: DecideSheetForm) -> str:
        if not closes(self.request.user):
            raise Http404
        if self.request.POST.get("action") == "return":
            dues_collections.give_back(self.sheet, note=form.cleaned_data["note"], actor=self.request.user)
            self.done = "收缴单已退回"
        else:
            dues_collections.receive(self.sheet, actor=self.request.user)
            self.done = "已点收入账，收据已开出"
        return reverse("dues:collection_detail", args=[self.sheet.pk])


class PaymentView(ServiceFormView):
    """One member pays at the counter of the office."""

    template_name = "dues/payment_form.html"
    form_class = PaymentForm
    done = "已收款入账，收据已开出"

    def allowed(self) -> bool:
        return closes(self.request.user) and self.member.user_id != self.request.user.pk

    @cached_property
    def member(self) -> Member:
        """The member, within the scope of COLLECT_DUES."""
        return get_object_or_404(collected_from(self.request.user), pk=self.kwargs["pk"])

    @cached_property
    def owed(self) -> Decimal:
        """What the member owes today."""
        return owed_of(self.member, today())

    def get_initial(self) -> dict[str, Any]:
        return {"amount": self.owed or None}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        coming = coming_fees(self.member, today())
        return super().get_context_data(member=self.member, owed=self.owed, coming=coming, **kwargs)

    def carry_out(self, form: PaymentForm) -> str:
        typed = form.cleaned_data
        row = dues_collections.take_at_office(
            self.member, typed["amount"], method=DuesMethod(typed["method"]),
            collected_on=typed["collected_on"], note=typed["note"], actor=self.request.user,
            prepays=typed["prepays"],
        )  # fmt: skip
        assert row.booking is not None
        receipt = row.booking.receipts.get(member=self.member)
        return reverse("dues:receipt_detail", args=[receipt.pk])


class ReceiptView(ServiceFormView):
    """One receipt; the office voids a spoiled one and writes another."""

    template_name = "dues/receipt_detail.html"
    form_class = DecideSheetForm
    done = "已作废并换开"

    @cached_property
    def receipt(self) -> DuesReceipt:
        """The receipt within the user's scope."""
        return get_object_or_404(receipts_visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        voids = closes(self.request.user) and not self.receipt.void_reason
        return super().get_context_data(voids=voids, **_receipt_facts(self.receipt), **kwargs)

    def carry_out(self, form: DecideSheetForm) -> str:
        if not closes(self.request.user):
            raise Http404
        fresh = dues_collections.void_receipt(
            self.receipt, reason=form.cleaned_data["note"], actor=self.request.user
        )
        return reverse("dues:receipt_detail", args=[fresh.pk])


@login_required
def receipt_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt as PDF, amount in capital figures, place for the seal."""
    receipt = get_object_or_404(receipts_visible_to(request.user), pk=pk)
    context = _receipt_facts(receipt)
    return pdf_answer(request, "pdf/dues_receipt.html", context, title="会费收据", subject=receipt)


def _receipt_facts(receipt: DuesReceipt) -> dict[str, Any]:
    """What page and paper say: the amount in capital figures, and how much of it is paid ahead."""
    ahead = prepaid_in(receipt.booking).get(receipt.member_id)
    return {"receipt": receipt, "words": in_words(receipt.amount), "prepaid": ahead}
