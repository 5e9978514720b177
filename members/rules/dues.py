"""How much dues a member owes in a month, and which months a payment settles.

Source: 《中国工会章程》第四条 (按月交纳会费); 0.5 % of 岗位工资 + 薪级工资, what is below 10 yuan of the
base is left out (domain.md §1.1 [W02][W04][W06][W07]). Variants that units use: floor to 100 [W08]; no floor,
the monthly fee rounded to whole yuan [W09]. All of it is a dated `RuleSet` of kind "dues".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from members.choices import MembershipStatus
from union.common.dates import add_months, first_of_month
from union.common.errors import DomainError

RULE_KIND = "dues"
_FEN = Decimal(100)
_YUAN, _TO_FEN = "元", "分"
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class DuesRule:
    """One version of the rule in whole numbers, so that Python and SQL compute the same to the cent.

    ``rate_ppm``: millionths of the base (5 ‰ = 5000). ``unit_fen``: the base is floored to it (10 yuan =
    1000 fen; 1 = no floor). ``fee_fen``: the fee is rounded half up to it (1 = fen, 100 = yuan).
    """

    rate_ppm: int
    unit_fen: int
    fee_fen: int
    paying: tuple[str, ...]

    def floored(self, base: Decimal) -> Decimal:
        """The base that counts, in yuan: 4567.00 → 4560 with a unit of 10."""
        fen = int(base * _FEN) // self.unit_fen * self.unit_fen
        return Decimal(fen) / _FEN

    def fee(self, base: Decimal) -> Decimal:
        """Dues of a month in yuan.

        Base 4567.00: 22.80 (unit 10), 22.50 (unit 100), 23.00 (no floor, whole yuan). 9.99 → 0.00.
        """
        share = int(self.floored(base) * _FEN) * self.rate_ppm
        step = _MILLION * self.fee_fen
        return Decimal((2 * share + step) // (2 * step) * self.fee_fen).quantize(Decimal(1)) / _FEN


def rule_from(values: Mapping[str, Any]) -> DuesRule:
    """Read the values of a rule set: per_mille, base_unit (yuan, 0 = none), fee_to (分 or 元), paying_states.

    Raises:
        DomainError: a value makes no sense; the sentence names it.
    """
    rate = Decimal(str(values["per_mille"])) * 1000
    unit = Decimal(str(values["base_unit"])) * _FEN
    if rate != int(rate) or not 0 < rate <= _MILLION // 10:
        raise DomainError("会费规则有误：费率应在 0 到 100‰ 之间，最多三位小数")
    if unit != int(unit) or unit < 0:
        raise DomainError("会费规则有误：基数取整单位应为 0、10、100 等金额")
    if values["fee_to"] not in (_TO_FEN, _YUAN):
        raise DomainError("会费规则有误：会费取整应为“分”或“元”")
    unknown = set(values["paying_states"]) - set(MembershipStatus.values)
    if unknown or not values["paying_states"]:
        raise DomainError("会费规则有误：缴费的会籍状态含有未知状态或为空")
    return DuesRule(
        int(rate),
        int(unit) or 1,
        100 if values["fee_to"] == _YUAN else 1,
        tuple(sorted(values["paying_states"])),
    )


def last_day(month: dt.date) -> dt.date:
    """The last day of the month that begins on ``month``."""
    return add_months(month, 1) - dt.timedelta(days=1)


def months_of(first: dt.date, last: dt.date) -> list[dt.date]:
    """First days of the months from ``first`` to ``last``, both included."""
    months, month = [], first_of_month(first)
    while month <= last:
        months.append(month)
        month = add_months(month, 1)
    return months


def check_month(month: dt.date, today: dt.date) -> None:
    """Refuse a month that cannot be meant.

    Raises:
        DomainError: before 2000, or not begun yet.
    """
    if not dt.date(2000, 1, 1) <= month <= first_of_month(today):
        raise DomainError(f"月份 {month:%Y-%m} 不对：只能是 2000 年以后、不晚于本月", field="month")


def settle(
    amount: Decimal, owed: Iterable[tuple[dt.date, Decimal]], coming: Iterable[tuple[dt.date, Decimal]] = ()
) -> list[tuple[dt.date, Decimal]]:
    """Spread a payment over the months owed, the oldest first: [(month, part)]; parts sum to ``amount``.

    (30.00, Jan 22.80 and Feb 22.80) → Jan 22.80, Feb 7.20. What is left goes to the ``coming`` months with
    their fees (预缴), each filled before the next; without them it is refused.

    Raises:
        DomainError: more was paid than is owed (and comes); the sentence says how much.
    """
    ahead = sorted(coming)
    rest, parts, total = amount, [], Decimal(0)
    for month, owing in (*sorted(owed), *ahead):
        total += max(owing, Decimal(0))
        part = min(rest, owing)
        if part > 0:
            parts.append((month, part))
            rest -= part
    if rest > 0:
        until = f"及至 {ahead[-1][0]:%Y-%m} 的预缴" if ahead else ""
        raise DomainError(f"缴款 {amount} 元多于欠缴{until} {total} 元，请核对金额", field="amount")
    return parts


def take_back(amount: Decimal, paid: Iterable[tuple[dt.date, Decimal]]) -> list[tuple[dt.date, Decimal]]:
    """Spread a refund over the months paid, the newest first: [(month, part)]; parts sum to ``amount``.

    Raises:
        DomainError: more is asked back than was paid in these months.
    """
    rest, parts, total = amount, [], Decimal(0)
    for month, had in sorted(paid, reverse=True):
        total += max(had, Decimal(0))
        part = min(rest, had)
        if part > 0:
            parts.append((month, part))
            rest -= part
    if rest > 0:
        raise DomainError(f"退费 {amount} 元多于这些月份实缴的 {total} 元", field="amount")
    return parts
