"""Budget against what was booked, line by line, and the year before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from union.common.models import RuleSet
from union.funds.choices import AccountKind
from union.funds.models import Account, EntryLine
from union.funds.rules.budgets import execution_rate, warning_tone
from union.funds.selectors.balances import natural_sum
from union.funds.selectors.budgets import planned_lines, released_by_account

_ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Limits:
    """Percent of the budget from which a line is marked."""

    notice: int
    full: int


def limits_on(day: dt.date) -> Limits:
    """The limits in force on ``day`` (rule set ``budget_warning``)."""
    rule = RuleSet.objects.valid_on(day).get(kind="budget_warning")
    return Limits(rule.values["notice"], rule.values["full"])


@dataclass(frozen=True, slots=True)
class ExecutionRow:
    """One budget line of a year, yuan; ``before`` is what was booked the year before under that name."""

    account: Account
    planned: Decimal
    released: Decimal
    actual: Decimal
    before: Decimal
    tone: str

    @property
    def left(self) -> Decimal:
        """What is still to come in, or may still be spent."""
        return self.planned + self.released - self.actual

    @property
    def rate(self) -> Decimal | None:
        """Percent of the plan, one decimal; None without a plan."""
        return execution_rate(self.actual, self.planned + self.released)


@dataclass(frozen=True, slots=True)
class Section:
    """A category with its lines and their totals."""

    category: Account
    rows: tuple[ExecutionRow, ...]

    @property
    def single(self) -> bool:
        """True if the category is a budget line itself and has none below it."""
        return len(self.rows) == 1 and self.rows[0].account == self.category

    @property
    def total(self) -> ExecutionRow:
        """Sums of the section; no tone."""
        return total_row(self.category, self.rows)


def total_row(head: Account, rows: tuple[ExecutionRow, ...] | list[ExecutionRow]) -> ExecutionRow:
    """Sums of ``rows`` under the name of ``head``."""

    def total(name: str) -> Decimal:
        return sum((getattr(row, name) for row in rows), _ZERO)

    return ExecutionRow(head, total("planned"), total("released"), total("actual"), total("before"), "")


def execution(year: int, kind: AccountKind, *, limits: Limits) -> list[Section]:
    """Sections of ``kind`` with every line that has a plan, a release or turnover; five queries.

    ``before`` follows the purpose or, for lines without one, the code: codes changed in 2022.
    """
    planned, released = planned_lines(year), released_by_account(year)
    actual = _booked(year, kind)
    before = _booked_before(year - 1, kind)
    accounts = Account.objects.valid_on(dt.date(year, 1, 1)).filter(kind=kind).select_related("parent")
    sections: dict[Account, list[ExecutionRow]] = {}
    for account in accounts.order_by("code"):
        line = planned.get(account.pk)
        plan, extra = line.amount if line else _ZERO, released.get(account.pk, _ZERO)
        row = ExecutionRow(
            account, plan, extra, actual.get(account.pk, _ZERO),
            before.get(account.purpose or account.code, _ZERO),
            _tone(kind, actual.get(account.pk, _ZERO), plan + extra, limits),
        )  # fmt: skip
        if line or extra or row.actual or row.before:
            sections.setdefault(account.parent or account, []).append(row)
    return [Section(category, tuple(rows)) for category, rows in sections.items()]


def _tone(kind: AccountKind, actual: Decimal, planned: Decimal, limits: Limits) -> str:
    """Only spending is warned of; income above plan is good news."""
    if kind != AccountKind.EXPENSE:
        return ""
    return warning_tone(actual, planned, notice=limits.notice, full=limits.full)


def warnings(year: int, *, limits: Limits) -> list[ExecutionRow]:
    """Expense lines at or above a limit, the fullest first."""
    parts = execution(year, AccountKind.EXPENSE, limits=limits)
    rows = [row for part in parts for row in part.rows if row.tone]
    return sorted(rows, key=lambda row: (row.rate is not None, -(row.rate or 0)))


def overall_rate(year: int, until: dt.date) -> Decimal | None:
    """Expense booked in ``year`` up to ``until`` over planned expense, percent; None without a budget."""
    planned = [each for each in planned_lines(year).values() if each.account.kind == AccountKind.EXPENSE]
    lines = EntryLine.objects.filter(
        entry__year=year, entry__on__lte=until, account__kind=AccountKind.EXPENSE
    ).aggregate(total=Sum("debit") - Sum("credit"))
    return execution_rate(lines["total"] or _ZERO, sum((each.amount for each in planned), _ZERO))


def _booked(year: int, kind: AccountKind) -> dict[int, Decimal]:
    rows = EntryLine.objects.filter(entry__year=year, account__kind=kind).order_by().values("account_id")
    return {row["account_id"]: row["total"] for row in rows.annotate(total=natural_sum(kind))}


def _booked_before(year: int, kind: AccountKind) -> dict[str, Decimal]:
    rows = EntryLine.objects.filter(entry__year=year, account__kind=kind).order_by()
    found = rows.values("account__purpose", "account__code").annotate(total=natural_sum(kind))
    return {row["account__purpose"] or row["account__code"]: row["total"] for row in found}
