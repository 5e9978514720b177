"""银行对账: lines that wait on both sides, matching by hand, the statement that brings both together."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView

from union.common.dates import add_months, first_of_month, today
from union.common.views.service_pages import take
from union.funds import permissions
from union.funds.models import BankLine, BankMatch
from union.funds.selectors.bank import open_bank_lines, open_book_lines, reconciliation
from union.funds.services import bank
from union.funds.views.base import MoneyMixin
from union.funds.views.papers import paper

_MOST = 200
_KEY_DIGITS = 18


class BankView(MoneyMixin, TemplateView):
    """What is open on either side up to a day, side by side."""

    template_name = "funds/bank.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = day_of(self.request)
        return super().get_context_data(
            day=day,
            days=[(each, f"{reverse('funds:bank')}?day={each}") for each in month_ends(today())],
            found=reconciliation(day),
            any_lines=BankLine.objects.exists(),
            bank_lines=open_bank_lines(day).order_by("on", "pk")[:_MOST],
            book_lines=open_book_lines(day).order_by("entry__on", "pk")[:_MOST],
            matches=BankMatch.objects.select_related("by")
            .prefetch_related("bank_lines", "book_lines__line__entry")
            .order_by("-pk")[:20],
            **kwargs,
        )


def month_ends(day: dt.date) -> list[dt.date]:
    """Today and the ends of the last eleven months, newest first."""
    first = first_of_month(day)
    return [day, *(add_months(first, -number) - dt.timedelta(days=1) for number in range(11))]


def day_of(request: HttpRequest) -> dt.date:
    """The day asked for, not beyond today."""
    try:
        return min(dt.date.fromisoformat(request.GET.get("day", "")), today())
    except ValueError:
        return today()


def _keys(request: HttpRequest, name: str) -> list[int]:
    return [int(pk) for pk in request.POST.getlist(name) if pk.isdecimal() and len(pk) <= _KEY_DIGITS]


@require_POST
def bank_match(request: HttpRequest) -> HttpResponse:
    """Match the ticked lines; without any (button 自动勾对) whatever is certain."""
    if not permissions.can_post(request.user):
        raise Http404
    chosen, rows = _keys(request, "bank"), _keys(request, "book")
    if request.POST.get("action") == "auto":
        take(request, lambda: bank.match_all(actor=request.user), "已自动勾对")
    else:
        take(request, lambda: bank.match_by_hand(chosen, rows, actor=request.user), "已勾对")
    return redirect("funds:bank")


@require_POST
def bank_unmatch(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one match apart."""
    if not permissions.can_post(request.user):
        raise Http404
    match = get_object_or_404(BankMatch, pk=pk)
    take(request, lambda: bank.unmatch(match, actor=request.user), "已取消勾对")
    return redirect("funds:bank")


@require_safe
def reconciliation_pdf(request: HttpRequest) -> HttpResponse:
    """《银行存款余额调节表》 at the end of a day."""
    day = day_of(request)
    found = reconciliation(day) if permissions.can_view(request.user) else None
    if found is None:
        raise Http404
    context = {
        "found": found, "bank_lines": open_bank_lines(day).order_by("on", "pk"),
        "book_lines": open_book_lines(day).order_by("entry__on", "pk"), "labels": ("会计", "出纳", "复核"),
    }  # fmt: skip
    return paper(request, "pdf/reconciliation.html", context, title="银行存款余额调节表", of=None)
