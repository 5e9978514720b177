"""Which line of a bank statement is which line of the book."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from union.common.errors import DomainError
from union.funds.choices import MatchWay

_VOUCHER = re.compile(r"(?<!\d)(20\d{2})-(\d{4,6})(?!\d)")


@dataclass(frozen=True, slots=True)
class Item:
    """A line of either side; ``amount`` positive for money in.

    ``code`` is the voucher's number or, on the bank's side, whatever text the bank wrote.
    """

    pk: int
    on: dt.date
    amount: Decimal
    code: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of the statement is one line of the book."""

    bank: int
    book: int
    way: MatchWay


def pairs(bank: Collection[Item], book: Collection[Item], *, days: int) -> list[Pair]:
    """Return what is certain: equal amounts, at most ``days`` apart.

    A voucher number in the bank's text decides first; then the nearest day. Where two days are equally near,
    nothing is said: a person decides. Lines of one day and one amount are interchangeable.
    """
    found: list[Pair] = []
    left_bank, left_book = {each.pk: each for each in bank}, {each.pk: each for each in book}
    for match in (_by_reference, _by_day):
        for bank_pk, book_pk, way in match(left_bank.values(), left_book.values(), days):
            found.append(Pair(bank_pk, book_pk, way))
            del left_bank[bank_pk], left_book[book_pk]
    return found


def voucher_codes(text: str) -> list[str]:
    """Voucher numbers a bank's text names.

    >>> voucher_codes("报销 2026-0012")
    ['2026-0012']
    """
    return [f"{year}-{number}" for year, number in _VOUCHER.findall(text)]


def _by_reference(bank: Iterable[Item], book: Iterable[Item], days: int) -> list[tuple[int, int, MatchWay]]:
    by_code: dict[tuple[str, Decimal], list[Item]] = defaultdict(list)
    for each in book:
        by_code[each.code, each.amount].append(each)
    found = []
    for line in bank:
        named = [row for code in voucher_codes(line.code) for row in by_code.get((code, line.amount), [])]
        near = [row for row in named if abs((row.on - line.on).days) <= days]
        if len(near) == 1:
            by_code[near[0].code, line.amount].remove(near[0])
            found.append((line.pk, near[0].pk, MatchWay.REFERENCE))
    return found


def _by_day(bank: Iterable[Item], book: Iterable[Item], days: int) -> list[tuple[int, int, MatchWay]]:
    sides: dict[Decimal, tuple[list[Item], list[Item]]] = defaultdict(lambda: ([], []))
    for line in bank:
        sides[line.amount][0].append(line)
    for row in book:
        sides[row.amount][1].append(row)
    return [
        (line.pk, row.pk, MatchWay.AMOUNT)
        for lines, rows in sides.values()
        for line, row in _nearest(lines, rows, days)
    ]


def _nearest(lines: list[Item], rows: list[Item], days: int) -> Iterator[tuple[Item, Item]]:
    """Pairs of one amount, the nearest days first; a line with two equally near days is left alone."""
    lines, rows = sorted(lines, key=_in_time), sorted(rows, key=_in_time)
    for distance in range(days + 1):
        for line in tuple(lines):
            near = [row for row in rows if abs((row.on - line.on).days) == distance]
            if near and len({row.on for row in near}) == 1:
                yield line, near[0]
                lines.remove(line)
                rows.remove(near[0])
            elif near:
                lines.remove(line)  # before and after: a person decides


def _in_time(item: Item) -> tuple[dt.date, int]:
    return item.on, item.pk


def check_sums(bank: Iterable[Decimal], book: Iterable[Decimal]) -> None:
    """Let a match made by hand pass.

    Raises:
        DomainError: nothing chosen, or the sums of the two sides differ.
    """
    left, right = list(bank), list(book)
    if not left and not right:
        raise DomainError("请先勾选对账单和日记账中的行")
    total_bank, total_book = sum(left, Decimal(0)), sum(right, Decimal(0))
    if total_bank != total_book:
        raise DomainError(
            f"两边金额不相等：对账单 {total_bank:,.2f} 元，日记账 {total_book:,.2f} 元，"
            f"相差 {abs(total_bank - total_book):,.2f} 元"
        )


def line_key(on: dt.date, amount: Decimal, balance: Decimal, text: str, occurrence: int) -> str:
    """What keeps a line from coming twice; ``occurrence`` tells wholly equal lines of a file apart."""
    parts = (on.isoformat(), f"{amount:.2f}", f"{balance:.2f}", text, str(occurrence))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
