"""Budgets and vouchers for tests."""

from decimal import Decimal

from tests.factories import UserFactory, officer
from union.common.dates import today
from union.funds.choices import AccountKind, BudgetState, FundSource, Purpose, Revision
from union.funds.models import BankLine, Budget, BudgetLine
from union.funds.selectors.accounts import account_for, budget_accounts
from union.funds.services.posting import expense_lines, income_lines, post_entry
from union.imports.models import ImportBatch
from union.organisation.choices import Office

PLENTY = Decimal(1000000)


def approved_budget(year=None, amount=PLENTY, **amounts):
    """An approved budget with `amount` on every expense line; `condolence=Decimal(500)` sets one."""
    year = year or today().year
    budget = Budget.objects.create(
        year=year, revision=Revision.ORIGINAL, state=BudgetState.APPROVED, created_by=UserFactory()
    )
    lines = [each for each in budget_accounts(year) if each.parent_id or not each.children.exists()]
    BudgetLine.objects.bulk_create(
        BudgetLine(budget=budget, account=each, amount=amounts.get(each.purpose, amount))
        for each in lines
        if each.kind == AccountKind.EXPENSE or each.purpose in amounts
    )
    return budget


def booked_income(amount="100.00", on=None, key="income", purpose=Purpose.DUES, **more):
    """A voucher of money received into the bank."""
    on = on or today()
    lines = income_lines(
        Decimal(amount), account=account_for(purpose, on), paid_into="102", fund_source=FundSource.DUES
    )
    return post_entry(on=on, summary="收到会费", lines=lines, key=key, actor=None, **more)


def booked_expense(amount="30.00", on=None, key="expense", purpose=Purpose.CONDOLENCE, actor=None, **more):
    """A voucher of money spent in cash; needs a budget (`approved_budget`)."""
    on = on or today()
    lines = expense_lines(
        Decimal(amount), account=account_for(purpose, on), paid_from="101", fund_source=FundSource.DUES
    )
    return post_entry(on=on, summary="慰问住院职工", lines=lines, key=key, actor=actor, **more)


def chair():
    """A chair: may override the budget, may not book."""
    return officer(Office.CHAIR)


def bank_line(amount="100.00", on=None, *, balance=None, **more):
    """A line of a bank statement; its balance follows the lines before it."""
    last = BankLine.objects.order_by("on", "batch", "position").last()
    amount = Decimal(amount)
    before = last.balance if last else Decimal(0)
    batch = ImportBatch.objects.filter(kind="bank_statement").first() or ImportBatch.objects.create(
        kind="bank_statement", file_name="对账单.xlsx", file_sha256="0" * 64
    )
    number = BankLine.objects.count() + 1
    return BankLine.objects.create(
        batch=batch, position=number, on=on or today(), amount=amount, key=f"{number:064d}",
        balance=before + amount if balance is None else Decimal(balance), **more,
    )  # fmt: skip


def auditor():
    """A member of the audit committee."""
    return officer(Office.AUDITOR)
