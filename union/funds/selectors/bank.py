"""The bank's side beside the book's: what is open, and what brings both together (余额调节表)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, DateField, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce, Greatest

from union.funds.choices import EntryKind, Journal
from union.funds.models import BankLine, BankMatchLine, EntryLine
from union.funds.selectors.balances import balances

_ZERO = Decimal("0.00")
_OPENING = Q(entry__kind=EntryKind.OPENING) | Q(entry__reverses__kind=EntryKind.OPENING)


def book_lines() -> QuerySet[EntryLine]:
    """Lines of the bank journal, each with ``signed`` (positive for money in)."""
    rows = EntryLine.objects.filter(account__journal=Journal.BANK)
    return rows.annotate(signed=F("debit") - F("credit")).select_related("entry")


def first_day() -> dt.date | None:
    """Day on which the statements begin, or None without any."""
    return BankLine.objects.order_by("on").values_list("on", flat=True).first()


def open_bank_lines(day: dt.date) -> QuerySet[BankLine]:
    """Lines of the statement up to ``day`` that were no line of the book on that day."""
    return _with_settled(BankLine.objects.filter(on__lte=day), "match_id").filter(
        Q(match=None) | Q(settled__gt=day)
    )


def open_book_lines(day: dt.date) -> QuerySet[EntryLine]:
    """Lines of the bank journal since the statements begin that the bank had not seen by ``day``."""
    first = first_day()
    rows = book_lines().filter(entry__on__lte=day)
    rows = rows.filter(entry__on__gte=first).exclude(_OPENING) if first else rows.none()
    return _with_settled(rows, "bank_match__match_id").filter(Q(bank_match=None) | Q(settled__gt=day))


def _with_settled(rows: QuerySet[Any], path: str) -> QuerySet[Any]:
    """Annotate ``settled``: the day on which the last line of the row's match had come, on either side."""
    bank = BankLine.objects.filter(match=OuterRef(path)).order_by().values("match").annotate(d=Max("on"))
    book = (
        BankMatchLine.objects.filter(match=OuterRef(path)).order_by().values("match")
        .annotate(d=Max("line__entry__on"))
    )  # fmt: skip
    of_bank = Subquery(bank.values("d"), output_field=DateField())
    of_book = Subquery(book.values("d"), output_field=DateField())
    rows = rows.annotate(of_bank=of_bank, of_book=of_book)
    later = Greatest("of_bank", "of_book")
    whole = When(of_bank__isnull=False, of_book__isnull=False, then=later)
    found: QuerySet[Any] = rows.annotate(settled=Case(whole, default=Coalesce("of_bank", "of_book")))
    return found


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """银行存款余额调节表 at the end of ``day``, yuan. ``before`` lay open when the statements began."""

    day: dt.date
    book: Decimal
    bank: Decimal
    stated: Decimal
    bank_in: Decimal
    bank_out: Decimal
    book_in: Decimal
    book_out: Decimal
    before: Decimal

    @property
    def book_adjusted(self) -> Decimal:
        """The book, once it knows what the bank knows."""
        return self.book + self.bank_in - self.bank_out

    @property
    def bank_adjusted(self) -> Decimal:
        """The bank, once it has what the book has."""
        return self.bank + self.book_in - self.book_out + self.before

    @property
    def is_whole(self) -> bool:
        """False when lines of the statement are missing: its own balances do not follow from its lines."""
        return self.bank == self.stated


def reconciliation(day: dt.date) -> Reconciliation | None:
    """Bring bank and book together at the end of ``day``; None before the first statement. Sums in SQL."""
    first = BankLine.objects.order_by("on", "batch", "position").first()
    if first is None or first.on > day:
        return None
    opening = first.balance - first.amount
    lines = BankLine.objects.filter(on__lte=day)
    last = lines.order_by("on", "batch", "position").last()
    bank_open, book_open = _sides(open_bank_lines(day), "amount"), _sides(open_book_lines(day), "signed")
    opened = book_lines().filter(_OPENING, entry__on__range=(first.on, day)).aggregate(total=Sum("signed"))
    eve = balances(first.on - dt.timedelta(days=1))[Journal.BANK] + _cents(opened["total"])
    return Reconciliation(
        day=day, book=_cents(balances(day)[Journal.BANK]),
        bank=opening + _cents(lines.aggregate(total=Sum("amount"))["total"]),
        stated=last.balance if last else opening,
        bank_in=bank_open[0], bank_out=bank_open[1], book_in=book_open[0], book_out=book_open[1],
        before=_cents(eve) - opening - _settled_before(first.on, day),
    )  # fmt: skip


def _settled_before(first: dt.date, day: dt.date) -> Decimal:
    """What the book had before the statements began and the bank has brought by ``day``."""
    rows = _with_settled(book_lines().filter(entry__on__lt=first), "bank_match__match_id")
    return _cents(rows.filter(settled__lte=day).aggregate(total=Sum("signed"))["total"])


def _sides(rows: QuerySet[Any], path: str) -> tuple[Decimal, Decimal]:
    found = rows.aggregate(
        into=Sum(path, filter=Q(**{f"{path}__gt": 0})), out=Sum(path, filter=Q(**{f"{path}__lt": 0}))
    )
    return _cents(found["into"]), -_cents(found["out"])


def _cents(amount: Decimal | None) -> Decimal:
    """SQLite sums in floats; a cent is a cent all the same."""
    return (amount or _ZERO).quantize(_ZERO)
