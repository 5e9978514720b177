"""The cash book beside a small reference: random steps, equal to the cent after each."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Sum
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.factories import officer
from tests.factories_funds import approved_budget, booked_expense, booked_income
from union.common.errors import DomainError
from union.funds.choices import FundSource, Purpose
from union.funds.models import Entry, EntryLine
from union.funds.selectors.balances import balances, by_fund_source, turnover
from union.funds.services.closing import close_month
from union.funds.services.posting import Line, post_entry, reverse_entry

NOW = "2026-11-22 10:00+08:00"
TODAY = dt.date(2026, 11, 22)
FIRST = dt.date(2025, 9, 1)
BUDGET = {Purpose.CONDOLENCE: Decimal("900.00"), Purpose.HARDSHIP: Decimal("90.00")}

cents = st.integers(1, 50_000).map(lambda number: Decimal(number) / 100)
days = st.integers(0, (TODAY - FIRST).days).map(lambda offset: FIRST + dt.timedelta(days=offset))


class Reference:
    """What the book should hold: plain numbers in plain lists."""

    def __init__(self):
        self.entries = []  # [day, account group, signed amount, purpose, entry]
        self.reversed = set()
        self.closed = None

    def refuses(self, day):
        return self.closed is not None and day.replace(day=1) <= self.closed

    def left(self, purpose, year):
        return BUDGET[purpose] + sum(
            amount for day, _, amount, what, _ in self.entries if what == purpose and day.year == year
        )

    def balance(self, group):
        return sum((amount for _, where, amount, _, _ in self.entries if where == group), Decimal(0))

    def month_to_close(self):
        if self.closed:
            month = (self.closed + dt.timedelta(days=31)).replace(day=1)
        else:
            month = min((row[0] for row in self.entries), default=TODAY).replace(day=1)
        return month if month < TODAY.replace(day=1) else None


class CashBook(RuleBasedStateMachine):
    """Books, reverses and closes at random; every refusal and every cent is foretold by the reference."""

    steps = 0

    @initialize()
    def open_book(self):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.reference, self.serial, self.frozen = Reference(), 0, {}
        self.clerk = officer()
        for year in (2025, 2026):
            approved_budget(year, amount=Decimal(0), **BUDGET)

    def teardown(self):
        if not hasattr(self, "atomic"):
            return
        try:
            self.check_everything()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def key(self):
        self.serial += 1
        return f"step:{self.serial}"

    def expect(self, act, refused):
        type(self).steps += 1
        entry, words = None, ""
        try:
            entry = act()
        except DomainError as error:
            words = str(error)
        assert bool(words) == refused, words or "went through against the rules"
        return entry

    @rule(amount=cents, day=days)
    def receive(self, amount, day):
        entry = self.expect(
            lambda: booked_income(amount, on=day, key=self.key()), self.reference.refuses(day)
        )
        if entry:
            self.reference.entries.append([day, "bank", amount, "income", entry])

    @rule(amount=cents, day=days, purpose=st.sampled_from([*BUDGET, Purpose.TRAINING]))
    def spend(self, amount, day, purpose):
        broke = purpose not in BUDGET or amount > self.reference.left(purpose, day.year)
        refused = broke or self.reference.refuses(day)
        entry = self.expect(lambda: booked_expense(amount, day, self.key(), purpose), refused)
        if entry:
            self.reference.entries.append([day, "cash", -amount, purpose, entry])

    @rule(amount=cents, day=days)
    def draw_cash(self, amount, day):
        lines = [Line("101", debit=amount), Line("102", credit=amount)]
        entry = self.expect(
            lambda: post_entry(on=day, summary="提取现金", lines=lines, key=self.key(), actor=None),
            self.reference.refuses(day),
        )
        if entry:
            self.reference.entries.append([day, "cash", amount, "draw", entry])
            self.reference.entries.append([day, "bank", -amount, "draw", entry])

    @precondition(lambda self: self.reference.entries)
    @rule(pick=st.integers(0, 10**6), late=st.integers(0, 400))
    def reverse(self, pick, late):
        entry = self.reference.entries[pick % len(self.reference.entries)][4]
        day = entry.on + dt.timedelta(days=late)
        is_red = entry.reverses_id is not None
        refused = (
            is_red or entry.pk in self.reference.reversed or day > TODAY or self.reference.refuses(day)
        )  # fmt: skip
        red = self.expect(
            lambda: reverse_entry(entry, on=day, reason="录错", key=self.key(), actor=None), refused
        )
        if red:
            self.reference.reversed.add(entry.pk)
            rows = [row for row in self.reference.entries if row[4] == entry]
            self.reference.entries += [[day, where, -amount, what, red] for _, where, amount, what, _ in rows]

    @precondition(lambda self: self.reference.entries)
    @rule(pick=st.integers(0, 10**6))
    def press_twice(self, pick):
        entry = self.reference.entries[pick % len(self.reference.entries)][4]
        again = booked_income("77.77", on=entry.on, key=entry.key)
        type(self).steps += 1
        assert again == entry

    @rule(gap=cents, day=days)
    def unbalanced(self, gap, day):
        lines = [Line("102", debit=gap + 1), Line("401", credit=gap, fund_source=FundSource.DUES)]
        self.expect(
            lambda: post_entry(on=day, summary="不平", lines=lines, key=self.key(), actor=None), refused=True
        )

    @precondition(lambda self: self.reference.month_to_close())
    @rule()
    def close(self):
        month = self.reference.month_to_close()
        self.expect(lambda: close_month(month, actor=self.clerk, today=TODAY, note="核对无误"), refused=False)
        self.reference.closed = month
        self.frozen[month] = month_sums(month)

    @invariant()
    def balances_agree(self):
        if not hasattr(self, "reference"):
            return
        found = balances(TODAY)
        assert found == {name: self.reference.balance(name) for name in ("cash", "bank")}

    def check_everything(self):
        for month, sums in self.frozen.items():
            assert month_sums(month) == sums, "a closed month changed"
        for year in (2025, 2026):
            rows = Entry.objects.filter(year=year)
            highest = rows.aggregate(highest=Max("number"))["highest"] or 0
            assert highest == rows.count(), "a gap in the voucher numbers"
            of_year = [row for row in self.reference.entries if row[0].year == year]
            found = turnover(dt.date(year, 1, 1), dt.date(year, 12, 31))
            assert found.income == sum(row[2] for row in of_year if row[3] == "income")
            assert found.expense == -sum(row[2] for row in of_year if row[3] in BUDGET)
        sides = EntryLine.objects.aggregate(debit=Sum("debit"), credit=Sum("credit"))
        assert sides["debit"] == sides["credit"]
        closing = sum(row.closing for row in by_fund_source(FIRST, TODAY))
        assert closing == self.reference.balance("cash") + self.reference.balance("bank")


def month_sums(month):
    rows = Entry.objects.filter(on__year=month.year, on__month=month.month)
    return rows.count(), rows.aggregate(total=Sum("amount"))["total"]
