"""The demonstration hospital's money: opening balances, two budgets, grants, small expenses.

Months stay open while the rooms above book their own history; `finish` runs at the end of all.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from union.accounts.models import User
from union.common.dates import add_months
from union.common.demo import DemoContext
from union.funds import demo_audit
from union.funds.choices import BudgetState, FundSource, Purpose
from union.funds.models import Budget, BudgetLine
from union.funds.selectors.accounts import account_for, accounts_by_code
from union.funds.selectors.balances import month_to_close
from union.funds.services.budgets import start_budget
from union.funds.services.closing import close_month, post_opening
from union.funds.services.posting import Line, expense_lines, income_lines, post_entry, reverse_entry

if TYPE_CHECKING:
    from union.funds.models import Entry

# Plan of a year for 1,000 members, yuan; scaled with the members.
_PLAN: dict[Purpose, int] = {
    Purpose.DUES: 260_000, Purpose.ALLOCATION: 1_400_000, Purpose.UPPER_GRANT: 60_000,
    Purpose.ADMIN_GRANT: 120_000, Purpose.OTHER_INCOME: 20_000,
    Purpose.EDUCATION: 40_000, Purpose.RECREATION: 380_000, Purpose.PUBLICITY: 30_000,
    Purpose.COLLECTIVE_WELFARE: 720_000, Purpose.RECUPERATION: 60_000, Purpose.OTHER_ACTIVITY: 60_000,
    Purpose.CONTEST: 60_000, Purpose.HOME_BUILDING: 50_000, Purpose.MUTUAL_PROTECTION: 90_000,
    Purpose.LABOUR_RELATIONS: 10_000, Purpose.LABOUR_PROTECTION: 40_000, Purpose.LEGAL_AID: 10_000,
    Purpose.HARDSHIP: 120_000, Purpose.CONDOLENCE: 260_000, Purpose.OTHER_RIGHTS: 10_000,
    Purpose.TRAINING: 48_000, Purpose.MEETING: 30_000, Purpose.SPECIAL_BUSINESS: 20_000,
    Purpose.OTHER_BUSINESS: 12_000, Purpose.CAPITAL: 30_000, Purpose.OTHER_EXPENSE: 10_000,
}  # fmt: skip
_GRANTS = (Purpose.UPPER_GRANT, Purpose.ADMIN_GRANT)
_SMALL = (
    (Purpose.PUBLICITY, "宣传栏制作", 900), (Purpose.MEETING, "工会委员会会议资料", 620),
    (Purpose.TRAINING, "工会干部培训费", 1600), (Purpose.HOME_BUILDING, "职工书屋添置图书", 1350),
    (Purpose.OTHER_BUSINESS, "邮寄与手续费", 186), (Purpose.LABOUR_PROTECTION, "防暑防寒用品", 980),
)  # fmt: skip
_FEWEST = 0.2


def fill(context: DemoContext) -> None:
    """Make the budgets of last year and this one, opening balances, and what the office itself books."""
    office, chair = (User.objects.get(username=name) for name in ("office", "chair"))
    scale = Decimal(str(max(context.member_count / 1000, _FEWEST)))
    first_year = context.as_of.year - 1
    for year in (first_year, context.as_of.year):
        _budget(year, scale, office, chair)
    post_opening(
        on=dt.date(first_year, 1, 1), cash=Decimal(6000), bank=(300_000 * scale).quantize(Decimal(1)),
        by_source={
            FundSource.DUES: (100_000 * scale).quantize(Decimal(1)) + 6000,
            FundSource.ALLOCATION: (300_000 * scale).quantize(Decimal(1))
            - (100_000 * scale).quantize(Decimal(1)),
        },
        actor=office,
    )  # fmt: skip
    month = dt.date(first_year, 1, 1)
    while add_months(month, 1) <= context.as_of:
        _month(context, month, scale, office)
        month = add_months(month, 1)
    start_budget(context.as_of.year + 1, actor=office)
    context.at_end.insert(0, lambda: finish(context))  # before the reminders look


def finish(context: DemoContext) -> None:
    """What comes when every room has booked: no empty purse, closed months, the auditors' work."""
    demo_audit.top_up_cash()
    close_months(context)
    demo_audit.bank_statements(context)
    demo_audit.audit_work(context)
    demo_audit.publications(context)


def _budget(year: int, scale: Decimal, office: User, chair: User) -> None:
    day = timezone.make_aware(dt.datetime(year, 1, 15, 15, 0))  # noqa: DTZ001 - made aware here
    budget = Budget.objects.create(
        year=year, state=BudgetState.APPROVED, created_by=office, submitted_by=office, submitted_at=day,
        decided_by=chair, decided_at=day, document=f"{year} 年工会委员会第一次全体会议",
        reason="按上年执行情况和本年工作计划编制",
    )  # fmt: skip
    on = dt.date(year, 1, 1)
    codes = {account_for(purpose, on): amount for purpose, amount in _PLAN.items()}
    accounts = accounts_by_code(codes, on)
    BudgetLine.objects.bulk_create(
        BudgetLine(budget=budget, account=accounts[code], amount=(amount * scale).quantize(Decimal(1)))
        for code, amount in codes.items()
    )


def _month(context: DemoContext, month: dt.date, scale: Decimal, office: User) -> None:
    def book(number: int, summary: str, lines: list[Line], day: int) -> Entry:
        on = month.replace(day=day)
        return post_entry(
            on=on, summary=summary, lines=lines, key=f"demo:{month:%Y%m}:{number}", actor=office
        )

    allocation = (Decimal(context.random.randint(108, 118)) * 1000 * scale).quantize(Decimal("0.01"))
    book(
        0,
        f"{month.month} 月拨缴经费",
        _income(Purpose.ALLOCATION, FundSource.ALLOCATION, allocation, month),
        10,
    )
    book(1, "提取备用金", [Line("101", debit=Decimal(2400)), Line("102", credit=Decimal(2400))], 5)
    for number, (purpose, summary, amount) in enumerate(context.random.sample(_SMALL, 2), 2):
        lines = expense_lines(
            Decimal(amount),
            account=account_for(purpose, month),
            paid_from="101",
            fund_source=FundSource.ALLOCATION,
        )
        entry = book(number, summary, lines, 14 + number)
    if month.month in (3, 9):
        purpose = _GRANTS[month.month == 9]  # noqa: PLR2004 - the second grant comes in September
        source = FundSource.UPPER_GRANT if purpose == Purpose.UPPER_GRANT else FundSource.ADMIN_GRANT
        grant = (Decimal(_PLAN[purpose]) * scale).quantize(Decimal("0.01"))
        book(9, purpose.label, _income(purpose, source, grant, month), 20)
    if month.month == 6:  # noqa: PLR2004 - one mistake a year, for the list to show a reversal
        reverse_entry(entry, on=month.replace(day=28), reason="发票抬头有误，退回重开",
                      key=f"demo:{month:%Y%m}:red", actor=office)  # fmt: skip


def _income(purpose: Purpose, source: FundSource, amount: Decimal, on: dt.date) -> list[Line]:
    return income_lines(amount, account=account_for(purpose, on), paid_into="102", fund_source=source)


def close_months(context: DemoContext) -> None:
    """Close every month but the last complete one."""
    office = User.objects.get(username="office")
    keep = add_months(context.as_of.replace(day=1), -1)
    while (month := month_to_close(context.as_of)) is not None and month < keep:
        close_month(month, actor=office, today=context.as_of, note="演示数据")
