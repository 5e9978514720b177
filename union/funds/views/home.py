"""The first page of money, the journals, and the budget against what was booked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Sum
from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from union.common.charts import Series, line
from union.common.dates import add_months, first_of_month
from union.common.dates import today as now
from union.funds.choices import AccountKind, Journal
from union.funds.models import EntryLine
from union.funds.selectors.balances import (
    balances,
    by_fund_source,
    journal_rows,
    month_to_close,
    opening_entry,
    turnover,
    years_in_book,
)
from union.funds.selectors.budgets import budget_in_force
from union.funds.selectors.execution import execution, limits_on, overall_rate, warnings
from union.funds.selectors.vouchers import vouchers_visible_to
from union.funds.views.base import MoneyMixin, year_of

_MONTHS = 12
_SHOWN = 8


class HomeView(MoneyMixin, TemplateView):
    """Balances, the month, warnings, sources, newest vouchers."""

    template_name = "funds/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = now()
        first = first_of_month(day)
        new_year = day.replace(month=1, day=1)
        return super().get_context_data(
            balances=balances(day),
            month=turnover(first, day),
            month_first=first,
            year=day.year,
            rate=overall_rate(day.year, day),
            budget=budget_in_force(day.year),
            warnings=warnings(day.year, limits=limits_on(day))[:_SHOWN],
            sources=by_fund_source(new_year, day),
            newest=vouchers_visible_to(self.request.user)[:_SHOWN],
            chart=_chart(day),
            to_close=month_to_close(day),
            opened=opening_entry() is not None,
            details_url=reverse("funds:account_lines"),
            **kwargs,
        )


def _chart(day: dt.date) -> Any:
    """Income and expense of the last twelve months, or None without vouchers; one query."""
    first = add_months(first_of_month(day), 1 - _MONTHS)
    rows = (
        EntryLine.objects.filter(entry__on__gte=first, entry__on__lte=day).order_by()
        .filter(account__kind__in=(AccountKind.INCOME, AccountKind.EXPENSE))
        .values("entry__on__year", "entry__on__month", "account__kind")
        .annotate(net=Sum("credit") - Sum("debit"))
    )  # fmt: skip
    sums = {(r["entry__on__year"], r["entry__on__month"], r["account__kind"]): r["net"] for r in rows}
    if not sums:
        return None
    months = [add_months(first, number) for number in range(_MONTHS)]
    income = [sums.get((m.year, m.month, AccountKind.INCOME), 0) for m in months]
    expense = [-sums.get((m.year, m.month, AccountKind.EXPENSE), 0) for m in months]
    labels = [f"{m.month}月" for m in months]
    title = f"近十二个月收入 {sum(income):,.0f} 元，支出 {sum(expense):,.0f} 元"
    drawn = line(labels, [Series("收入", income), Series("支出", expense)], title=title, unit="元")
    table = list(zip([f"{m:%Y-%m}" for m in months], income, expense, strict=True))
    return {"title": title, "svg": drawn, "rows": table}


class JournalView(MoneyMixin, TemplateView):
    """The cash or bank journal of one month: opening, every line with the balance after it, closing."""

    template_name = "funds/journal.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.kwargs["journal"] not in Journal.values:
            raise Http404
        journal = Journal(self.kwargs["journal"])
        first = self._month()
        last = add_months(first, 1) - dt.timedelta(days=1)
        opening = balances(first - dt.timedelta(days=1))[journal]
        rows = [(row, opening + row.running) for row in journal_rows(journal, first, last)]
        return super().get_context_data(
            journals=[(each, reverse("funds:journal", args=[each.value])) for each in Journal],
            month=first,
            before=add_months(first, -1),
            after=add_months(first, 1) if add_months(first, 1) <= now() else None,
            opening=opening,
            rows=rows,
            received=sum(row.debit for row, _ in rows),
            paid=sum(row.credit for row, _ in rows),
            closing=rows[-1][1] if rows else opening,
            **{**kwargs, "journal": journal},
        )

    def _month(self) -> dt.date:
        try:
            month = dt.datetime.strptime(self.request.GET.get("month", ""), "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
        except ValueError:
            month = now()
        return first_of_month(min(month, now())) if month.year > 2000 else first_of_month(now())  # noqa: PLR2004


class ExecutionView(MoneyMixin, TemplateView):
    """Income and expense by line against the budget and the year before; by fund source."""

    template_name = "funds/execution.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year = year_of(self.request)
        limits = limits_on(now())
        last = min(dt.date(year, 12, 31), now())
        return super().get_context_data(
            year=year,
            years=years_in_book(now()),
            budget=budget_in_force(year),
            income=execution(year, AccountKind.INCOME, limits=limits),
            expense=execution(year, AccountKind.EXPENSE, limits=limits),
            sources=by_fund_source(dt.date(year, 1, 1), last),
            limits=limits,
            details_url=reverse("funds:account_lines"),
            **kwargs,
        )
