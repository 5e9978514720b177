"""Balances and turnover of the cash book; every sum is made in SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Sum, Window

from union.common.dates import add_months, first_of_month
from union.funds.choices import AccountKind, EntryKind, FundSource, Journal
from union.funds.models import Entry, EntryLine, MonthClose

_ZERO = Decimal("0.00")
_IN_ORDER = ("entry__on", "entry__year", "entry__number", "position")


def balances(until: dt.date) -> dict[str, Decimal]:
    """Yuan in cash and at the bank at the end of ``until``, by value of Journal."""
    rows = EntryLine.objects.filter(entry__on__lte=until).exclude(account__journal="")
    found = rows.order_by().values("account__journal").annotate(left=Sum("debit") - Sum("credit"))
    totals = {row["account__journal"]: row["left"] for row in found}
    return {journal: totals.get(journal, _ZERO) for journal in Journal.values}


@dataclass(frozen=True, slots=True)
class Turnover:
    """Income and expense of a period, yuan."""

    income: Decimal
    expense: Decimal


def turnover(first: dt.date, last: dt.date) -> Turnover:
    """Income and expense from ``first`` to ``last`` inclusive, reversals taken off; one query."""
    found = _lines(first, last).aggregate(
        income=Sum(F("credit") - F("debit"), filter=Q(account__kind=AccountKind.INCOME)),
        expense=Sum(F("debit") - F("credit"), filter=Q(account__kind=AccountKind.EXPENSE)),
    )
    return Turnover(found["income"] or _ZERO, found["expense"] or _ZERO)


def turnover_by_account(
    kind: AccountKind, first: dt.date, last: dt.date, *, branch_id: int | None = None
) -> dict[str, tuple[str, Decimal]]:
    """{code: (name, yuan)} of income or expense accounts with turnover in the period, by code; one query."""
    rows = _lines(first, last).filter(account__kind=kind)
    if branch_id is not None:
        rows = rows.filter(branch_id=branch_id)
    found = rows.order_by("account__code").values("account__code", "account__name")
    return {
        row["account__code"]: (row["account__name"], row["total"])
        for row in found.annotate(total=natural_sum(kind))
    }


def natural_sum(kind: AccountKind) -> Any:
    """Sum of lines on the side where accounts of ``kind`` grow: credit for income and balances."""
    grows_on_credit = kind in (AccountKind.INCOME, AccountKind.NET_ASSET)
    return Sum("credit") - Sum("debit") if grows_on_credit else Sum("debit") - Sum("credit")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One fund source over a period, yuan."""

    key: str
    label: str
    opening: Decimal
    income: Decimal
    expense: Decimal

    @property
    def closing(self) -> Decimal:
        """What is left of this source at the end."""
        return self.opening + self.income - self.expense


def by_fund_source(first: dt.date, last: dt.date) -> list[SourceRow]:
    """Opening, income, expense and closing of every fund source; one query.

    What opening balances brought in during the period counts as opening. The closing amounts together
    are cash and bank together.
    """
    before = Q(entry__on__lt=first) | Q(account__kind=AccountKind.NET_ASSET)
    within = Q(entry__on__gte=first)
    rows = EntryLine.objects.filter(entry__on__lte=last).exclude(fund_source="").order_by()
    found = rows.values("fund_source").annotate(
        opening=Sum(F("credit") - F("debit"), filter=before),
        income=Sum(F("credit") - F("debit"), filter=within & Q(account__kind=AccountKind.INCOME)),
        expense=Sum(F("debit") - F("credit"), filter=within & Q(account__kind=AccountKind.EXPENSE)),
    )
    sums = {row["fund_source"]: row for row in found}
    return [
        SourceRow(value, str(label), *(_of(sums, value, name) for name in ("opening", "income", "expense")))
        for value, label in FundSource.choices
    ]


def _of(sums: dict[str, Any], key: str, name: str) -> Decimal:
    return sums.get(key, {}).get(name) or _ZERO


def journal_rows(journal: str, first: dt.date, last: dt.date) -> QuerySet[Any]:
    """Lines of the cash or bank journal in order, each with ``running``: its sum since ``first``.

    Add the balance of the day before ``first`` to get the balance after each line.
    """
    rows = _lines(first, last).filter(account__journal=journal).order_by(*_IN_ORDER)
    running = Window(Sum(F("debit") - F("credit")), order_by=[F(name).asc() for name in _IN_ORDER])
    return rows.select_related("entry", "account", "entry__created_by").annotate(running=running)


def closed_through() -> dt.date | None:
    """First day of the last closed month, or None."""
    return MonthClose.objects.order_by("-month").values_list("month", flat=True).first()


def month_to_close(today: dt.date) -> dt.date | None:
    """First day of the month that is closed next: over, not closed, in order; None if there is none yet."""
    closed = closed_through()
    if closed is None:
        earliest = Entry.objects.order_by("on").values_list("on", flat=True).first()
        month = first_of_month(earliest) if earliest else None
    else:
        month = add_months(closed, 1)
    return month if month is not None and month < first_of_month(today) else None


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """What closing a month writes down."""

    entry_count: int
    turnover: Decimal
    cash_balance: Decimal
    bank_balance: Decimal


def month_facts(month: dt.date) -> MonthFacts:
    """Number of vouchers, their total, and the balances at the end of ``month`` (its first day)."""
    last = add_months(month, 1) - dt.timedelta(days=1)
    entries = Entry.objects.filter(on__gte=month, on__lte=last)
    found = entries.aggregate(total=Sum("amount"))
    left = balances(last)
    return MonthFacts(entries.count(), found["total"] or _ZERO, left[Journal.CASH], left[Journal.BANK])


def opening_entry() -> Entry | None:
    """The opening balances that stand, or None."""
    return Entry.objects.filter(kind=EntryKind.OPENING, reversed_by=None).first()


def years_in_book(today: dt.date) -> Iterable[int]:
    """Years with vouchers, and this one, newest first."""
    found = set(Entry.objects.order_by().values_list("year", flat=True).distinct())
    return sorted(found | {today.year}, reverse=True)


def _lines(first: dt.date, last: dt.date) -> QuerySet[EntryLine]:
    return EntryLine.objects.filter(entry__on__gte=first, entry__on__lte=last)
