import datetime as dt
from decimal import Decimal

import pytest

from tests.factories import officer
from tests.factories_funds import booked_expense, booked_income, chair
from union.common.errors import DomainError, NotPermittedError, StaleError, TransitionError
from union.funds.choices import AccountKind, BudgetState, Purpose
from union.funds.ledgers import BUDGET
from union.funds.models import Account
from union.funds.rules.budgets import BudgetAction
from union.funds.selectors.accounts import budget_accounts
from union.funds.selectors.budgets import budget_in_force
from union.funds.selectors.execution import execution, limits_on, overall_rate, warnings
from union.funds.services.budgets import Planned, release, save_lines, start_budget, start_change, take_step
from union.ledgers.declare import Period
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _november(time_machine_at):
    time_machine_at("2026-11-22 10:00+08:00")


@pytest.fixture
def clerk():
    return officer()


def account(purpose, year=2026):
    return next(each for each in budget_accounts(year) if each.purpose == purpose)


def filled(budget, clerk, **amounts):
    planned = {account(key, budget.year).pk: Planned(Decimal(value)) for key, value in amounts.items()}
    return save_lines(budget, planned, version=budget.version, reason="按上年", actor=clerk)


def approved(year, clerk, **amounts):
    budget = filled(start_budget(year, actor=clerk), clerk, **amounts)
    take_step(budget, BudgetAction.SUBMIT, actor=clerk)
    return take_step(budget, BudgetAction.APPROVE, actor=chair(), document="第三次全委会")


def test_a_budget_is_in_force_once_somebody_else_approved_it(clerk):
    budget = filled(start_budget(2026, actor=clerk), clerk, condolence=100)
    take_step(budget, BudgetAction.SUBMIT, actor=clerk)
    with pytest.raises(DomainError, match="预算没有"):
        booked_expense(on=TODAY)
    with pytest.raises(NotPermittedError, match="不能审批自己"):
        take_step(budget, BudgetAction.APPROVE, actor=clerk, document="会议")
    with pytest.raises(DomainError, match="会议或文件"):
        take_step(budget, BudgetAction.APPROVE, actor=chair())

    take_step(budget, BudgetAction.APPROVE, actor=chair(), document="第三次全委会")

    assert budget_in_force(2026) == budget
    assert booked_expense(on=TODAY)
    with pytest.raises(DomainError, match="不能直接修改"):
        filled(budget_in_force(2026), clerk, condolence=200)
    with pytest.raises(TransitionError):
        take_step(budget, BudgetAction.SUBMIT, actor=clerk)


def test_nobody_approves_what_he_drafted_himself(clerk):
    from tests.factories import AppointmentFactory

    budget = filled(start_budget(2026, actor=clerk), clerk, condolence=100)
    AppointmentFactory(user=clerk, office=Office.VICE_CHAIR)
    other = officer()
    take_step(budget, BudgetAction.SUBMIT, actor=other)
    clerk = type(clerk).objects.get(pk=clerk.pk)
    with pytest.raises(NotPermittedError):
        take_step(budget, BudgetAction.APPROVE, actor=clerk, document="会议")


def test_a_returned_budget_is_edited_and_comes_again(clerk):
    budget = filled(start_budget(2026, actor=clerk), clerk, condolence=100)
    take_step(budget, BudgetAction.SUBMIT, actor=clerk)
    with pytest.raises(DomainError, match="先撤回"):
        filled(type(budget).objects.get(), clerk, condolence=1)
    with pytest.raises(DomainError, match="说明理由"):
        take_step(budget, BudgetAction.RETURN, actor=chair())
    row = take_step(budget, BudgetAction.RETURN, actor=chair(), note="培训费偏少")
    assert (row.state, row.decision_note) == (BudgetState.DRAFT, "培训费偏少")
    filled(row, clerk, condolence=1, training=9)
    row = take_step(row, BudgetAction.SUBMIT, actor=clerk)
    assert take_step(row, BudgetAction.WITHDRAW, actor=clerk).state == BudgetState.DRAFT


def test_drafts_refuse_what_is_wrong(clerk):
    budget = start_budget(2026, actor=clerk)
    with pytest.raises(DomainError, match="还没有填写金额"):
        take_step(budget, BudgetAction.SUBMIT, actor=clerk)
    with pytest.raises(DomainError, match="不能为负"):
        filled(budget, clerk, condolence=-1)
    with pytest.raises(DomainError, match="不在本年度"):
        save_lines(
            budget, {Account.objects.get(code="101", valid_to=None).pk: Planned(Decimal(1))},
            version=1, reason="", actor=clerk,
        )  # fmt: skip
    filled(budget, clerk, condolence=1)
    with pytest.raises(StaleError):
        filled(budget, clerk, condolence=2)
    with pytest.raises(DomainError, match="已有预算"):
        start_budget(2026, actor=clerk)
    with pytest.raises(DomainError, match="合理的年度"):
        start_budget(1999, actor=clerk)
    for act in (
        lambda: start_budget(2027, actor=chair()),
        lambda: start_change(2026, reason="x", actor=chair()),
    ):
        with pytest.raises(NotPermittedError):
            act()


def test_one_change_a_year_and_not_below_what_is_spent(clerk):
    with pytest.raises(DomainError, match="还没有批准"):
        start_change(2026, reason="增加帮扶", actor=clerk)
    approved(2026, clerk, condolence=100, training=50)
    booked_expense("80.00", on=TODAY)
    with pytest.raises(DomainError, match="调整原因"):
        start_change(2026, reason=" ", actor=clerk)
    change = start_change(2026, reason="增加帮扶", actor=clerk)
    assert change.lines.count() == 2
    filled(change, clerk, condolence=79)
    with pytest.raises(DomainError, match=r"低于已支出的 80\.00 元"):
        take_step(change, BudgetAction.SUBMIT, actor=clerk)
    change.refresh_from_db()
    filled(change, clerk, condolence=200)
    take_step(change, BudgetAction.SUBMIT, actor=clerk)
    with pytest.raises(DomainError, match="还可用 20"):
        booked_expense("21.00", on=TODAY, key="b")
    take_step(change, BudgetAction.APPROVE, actor=chair(), document="第五次全委会")
    assert booked_expense("21.00", on=TODAY, key="b")
    with pytest.raises(DomainError, match="最多调整一次"):
        start_change(2026, reason="再调", actor=clerk)


def test_the_next_draft_begins_with_last_years_lines_over_a_change_of_the_chart(clerk):
    approved(2021, clerk, condolence=100)
    following = start_budget(2022, actor=clerk)
    assert [(line.account.code, line.amount) for line in following.lines.all()] == [("50405", Decimal(100))]


def test_a_release_opens_the_line_for_its_amount(clerk):
    line = account(Purpose.CONDOLENCE)
    with pytest.raises(NotPermittedError):
        release(2026, line, Decimal(30), reason="急", actor=clerk)
    for amount, reason, on, words in (
        (30, " ", line, "放行理由"), (0, "急", line, "大于 0"), (1, "急", account(Purpose.DUES), "支出科目"),
    ):  # fmt: skip
        with pytest.raises(DomainError, match=words):
            release(2026, on, Decimal(amount), reason=reason, actor=chair())
    release(2026, line, Decimal(30), reason="急", actor=chair())
    booked_expense("30.00", on=TODAY)
    with pytest.raises(DomainError, match=r"还可用 0\.00 元"):
        booked_expense("0.01", on=TODAY, key="b")


def test_execution_shows_plan_actual_year_before_and_marks_full_lines(clerk):
    approved(2025, clerk, condolence=10)
    booked_expense("10.00", on=dt.date(2025, 5, 1), key="before")
    approved(2026, clerk, condolence=100, training=1000, meeting=50, dues=5000)
    booked_expense("80.00", on=TODAY, key="a")
    booked_expense("799.99", on=TODAY, key="b", purpose=Purpose.TRAINING)
    booked_expense("50.00", on=TODAY, key="c", purpose=Purpose.MEETING)
    booked_income("1234.00", on=TODAY)
    limits = limits_on(TODAY)

    sections = execution(2026, AccountKind.EXPENSE, limits=limits)

    rows = {row.account.purpose: row for part in sections for row in part.rows}
    assert [(part.category.code, part.total.actual) for part in sections] == [
        ("504", Decimal("80.00")), ("505", Decimal("849.99")),
    ]  # fmt: skip
    condolence = rows["condolence"]
    assert (condolence.before, condolence.left, str(condolence.rate), condolence.tone) == (
        10,
        20,
        "80.0",
        "warning",
    )
    assert (str(rows["training"].rate), rows["training"].tone) == ("79.9", "")
    assert [row.account.purpose for row in warnings(2026, limits=limits)] == ["meeting", "condolence"]
    assert str(overall_rate(2026, TODAY)) == "80.8"
    told = {each.purpose: each.rate for each in BUDGET.rows(None, Period(year=2026)) if each.purpose in rows}
    assert told == {purpose: row.rate for purpose, row in rows.items() if row.rate is not None}
    income = execution(2026, AccountKind.INCOME, limits=limits)
    assert (income[0].total.actual, income[0].rows[0].tone) == (Decimal(1234), "")
    assert overall_rate(2024, TODAY) is None
