"""Group lists and the stock of goods and vouchers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, ListView

from union.common.dates import today
from union.common.errors import DomainError
from union.common.shown import carry_version
from union.common.views.service_pages import ServiceFormView, chosen_ids
from union.funds.permissions import can_view as sees_money
from union.funds.selectors import booked_amount, entries_of
from union.funds.services.posting import Source
from union.organisation.choices import Right
from welfare.choices.visits import ListState
from welfare.forms.lists import (
    GiftListForm,
    HandOutForm,
    ItemForm,
    ListApproveForm,
    ListBookForm,
    ListUnbookForm,
    StockMoveForm,
)
from welfare.models import GiftItem, GiftList
from welfare.permissions import visits as may
from welfare.selectors.gift_lists import band_of, entitled_of, gift_lists, list_findings, stock
from welfare.services import gift_lists as services

TONES = {"draft": "warning", "approved": "info", "closed": "success", "cancelled": "neutral"}
_PER_PAGE = 50


class GiftListsView(LoginRequiredMixin, ListView):
    """Lists, newest first, with how far they are."""

    template_name = "welfare/list_list.html"
    paginate_by = 50

    def get_queryset(self) -> Any:
        if not may.sees_lists(self.request.user):
            raise Http404
        return gift_lists()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(tones=TONES, handles=may.handles(self.request.user), **kwargs)


class HandlerMixin:
    """Pages of the office alone."""

    request: Any

    def allowed(self) -> bool:
        return may.handles(self.request.user)


class GiftListEditView(HandlerMixin, ServiceFormView):
    """Make a list, or change a draft; its rows are filled anew."""

    template_name = "welfare/list_form.html"
    form_class = GiftListForm

    @cached_property
    def gift_list(self) -> GiftList | None:
        """The draft, None for a new one."""
        pk = self.kwargs.get("pk")
        return get_object_or_404(GiftList, pk=pk, state=ListState.DRAFT) if pk else None

    def shown(self) -> Any:
        return self.gift_list

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "gift_list": self.gift_list}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(list=self.gift_list, **kwargs)

    def carry_out(self, form: GiftListForm) -> str:
        user: Any = self.request.user
        row = services.save_list(
            form.values(), actor=user, gift_list=self.gift_list, version=self.shown_version
        )
        count = services.fill_list(row.pk, actor=user)
        self.done = f"已生成名单，共 {count} 人{_refused_words(row)}"
        return reverse("welfare:list_detail", args=[row.pk])


class GiftListView(LoginRequiredMixin, DetailView):
    """One list: what stands in the way, its branches, its people, the next steps."""

    template_name = "welfare/list_detail.html"
    context_object_name = "list"

    def get_queryset(self) -> Any:
        if not may.sees_lists(self.request.user):
            raise Http404
        return gift_lists().select_related("standard", "created_by", "decided_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, user = self.object, self.request.user
        people = row.visits.select_related("member", "branch", "group").order_by(
            "branch__position", "branch__name", "member__name_pinyin"
        )
        branch = self.request.GET.get("branch", "")
        if branch.isdecimal():
            people = people.filter(branch_id=branch)
        got = Q(state__in=("signed", "booked"))
        branches = row.visits.order_by("branch__position", "branch__name").values("branch_id", "branch__name")
        counted = branches.annotate(
            people=Count("pk"), got=Count("pk", filter=got), yuan=Sum("amount", filter=got)
        )
        to_book = row.visits.filter(state="signed").aggregate(yuan=Sum("amount"))["yuan"] or 0
        page = self.paginate(people)
        return super().get_context_data(
            tone=TONES[row.state], branches=list(counted), page=page, branch=branch, to_book=to_book,
            findings=list_findings(row) if row.state == ListState.DRAFT else [],
            band_words=self._band_words(row) if row.state == ListState.DRAFT else "",
            handles=may.handles(user), may_approve=self._may_approve(row, user),
            may_book=user.access.can(Right.POST_MONEY), hand_out_form=HandOutForm(),
            approve_form=carry_version(ListApproveForm(), row),
            book_form=ListBookForm(), unbook_form=ListUnbookForm(),
            entries=self._entries(row, user), booked=booked_amount(Source(services.SOURCE, row.pk)),
            booked_people=row.visits.filter(state="booked", amount__gt=0).count(), **kwargs,
        )  # fmt: skip

    def paginate(self, people: Any) -> Any:
        return Paginator(people, _PER_PAGE).get_page(self.request.GET.get("page"))

    @staticmethod
    def _band_words(row: GiftList) -> str:
        """Who approves the draft, and whether a resolution is needed."""
        total, band = band_of(row, today())
        return f"名单合计 {total:,.2f} 元" + (f"，{band.words}" if band else "")

    @staticmethod
    def _entries(row: GiftList, user: Any) -> list[Any]:
        """Vouchers, for those who see the money."""
        seen = sees_money(user)
        return list(entries_of(Source(services.SOURCE, row.pk))) if seen else []

    @staticmethod
    def _may_approve(row: GiftList, user: Any) -> bool:
        return user.access.scope(Right.APPROVE_VISITS).everything and row.created_by_id != user.pk


@require_POST
def list_step(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """One button of a list."""
    user: Any = request.user
    if not may.sees_lists(user) or action not in _STEPS:
        raise Http404
    get_object_or_404(GiftList, pk=pk)
    try:
        words = _STEPS[action](request, pk, user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect("welfare:list_detail", pk)


def _approve(request: HttpRequest, pk: int, user: Any) -> str:
    form = carry_version(ListApproveForm(request.POST), GiftList.objects.only("version").get(pk=pk))
    if not form.is_valid():
        words = (f"{form[name].label}：{error[0]}" for name, error in form.errors.items())
        raise DomainError("；".join(words))
    services.approve_list(pk, actor=user, **form.cleaned_data)
    return "已批准，可以发放"


def _hand_out(request: HttpRequest, pk: int, user: Any) -> str:
    form = HandOutForm(request.POST)
    if not form.is_valid():
        raise DomainError("请填写发放日期")
    branch = request.POST.get("branch", "")
    ids = chosen_ids(request)
    if branch.isdecimal() and not ids:
        ids = list(GiftList.objects.get(pk=pk).visits.filter(branch_id=branch).values_list("pk", flat=True))
    count = services.hand_out(pk, ids, on=form.cleaned_data["on"], actor=user)
    return f"已登记发放 {count} 人"


def _book(request: HttpRequest, pk: int, user: Any) -> str:
    form = ListBookForm(request.POST)
    if not form.is_valid():
        raise DomainError("请填写入账日期和付款账户")
    return f"已入账 {services.book_list(pk, actor=user, **form.cleaned_data):,.2f} 元"


def _unbook(request: HttpRequest, pk: int, user: Any) -> str:
    form = ListUnbookForm(request.POST)
    if not form.is_valid():
        raise DomainError("请填写冲销日期和原因")
    return f"已冲销 {services.unbook_list(pk, actor=user, **form.cleaned_data):,.2f} 元，可以重新入账"


def _leave_out(request: HttpRequest, pk: int, user: Any) -> str:
    return f"已移出 {services.leave_out(pk, chosen_ids(request), actor=user)} 人"


def _fill(_request: HttpRequest, pk: int, user: Any) -> str:
    count = services.fill_list(pk, actor=user)
    row = GiftList.objects.select_related("standard", "occasion").get(pk=pk)
    return f"新加入 {count} 人{_refused_words(row)}"


def _refused_words(row: GiftList) -> str:
    """How many the filter names whom the standard leaves out."""
    _people, refused = entitled_of(row)
    return f"；{refused} 人不在“{row.occasion.name}”标准的慰问对象范围，没有列入" if refused else ""


def _close(_request: HttpRequest, pk: int, user: Any) -> str:
    services.close_list(pk, actor=user)
    return "已结清"


def _cancel(_request: HttpRequest, pk: int, user: Any) -> str:
    services.cancel_list(pk, actor=user)
    return "已作废"


_STEPS = {
    "approve": _approve, "hand-out": _hand_out, "book": _book, "unbook": _unbook,
    "leave-out": _leave_out, "fill": _fill, "close": _close, "cancel": _cancel,
}  # fmt: skip


class StockView(HandlerMixin, ServiceFormView):
    """What lies in stock; register another item."""

    template_name = "welfare/stock.html"
    form_class = ItemForm
    done = "物品已登记"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(items=stock(), today=today(), **kwargs)

    def carry_out(self, form: ItemForm) -> str:
        services.save_item(form.cleaned_data, actor=self.request.user)
        return reverse("welfare:stock")


class StockItemView(HandlerMixin, ServiceFormView):
    """Moves of one item; register what came in."""

    template_name = "welfare/stock_item.html"
    form_class = StockMoveForm
    done = "出入库已登记"

    @cached_property
    def item(self) -> GiftItem:
        """The item with its counts."""
        return get_object_or_404(stock(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        moves = self.item.moves.select_related("gift_list", "actor")[:200]
        return super().get_context_data(item=self.item, moves=moves, **kwargs)

    def carry_out(self, form: StockMoveForm) -> str:
        services.receive(self.item, actor=self.request.user, **form.cleaned_data)
        return reverse("welfare:stock_item", args=[self.item.pk])
