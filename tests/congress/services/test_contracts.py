"""Collective contracts: both sides, the congress, the labour office, and the days between them."""

import datetime as dt

import pytest
from django.urls import reverse

from congress.choices.contracts import ContractAction as A
from congress.choices.contracts import ContractState as S
from congress.choices.contracts import Side
from congress.duties.registers import contracts as duties
from congress.figures.registers import FIGURES
from congress.models import Contract, PerformanceCheck
from congress.reminders_registers import contracts_due, contracts_end
from congress.rules.contracts import Seat, delegation_problems, term_problem
from congress.services import contracts as services
from tests.factories import MemberFactory
from tests.factories_registers import Registry, decided_vote
from union.common.dates import add_months, today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.common.registries import Period

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def house():
    return Registry()


def term():
    return {"starts_on": today(), "ends_on": add_months(today(), 12) - DAY, "draft": "第一条"}


def drafted(house, **values):
    row = house.contract(**values)
    house.contract_step(row, A.ANSWER)
    house.signed_meeting(row)
    return house.contract_step(row, A.DRAFT, **term())


def test_from_the_proposal_to_effect_and_the_checks(house):
    row = drafted(house)
    row = house.contract_step(row, A.PASS, vote=decided_vote())
    row = house.contract_step(row, A.SIGN, signed_on=today())
    assert row.due_on == today() + 10 * DAY
    row = house.contract_step(row, A.FILE, file_no="备〔2026〕1号")
    assert row.due_on == today() + 15 * DAY
    with pytest.raises(DomainError, match="生效日期不能早于"):
        house.contract_step(row, A.EFFECT, effective_on=today())
    Contract.objects.filter(pk=row.pk).update(filed_on=today() - 15 * DAY)
    row = house.contract_step(row, A.EFFECT)

    check = row.checks.get()
    assert (row.state, row.effective_on, check.due_on) == (S.IN_FORCE, today(), add_months(today(), 6))
    values = {"checked_on": today(), "checkers": "工会", "findings": "夜班津贴按月发放", "remedy": ""}
    services.record_check(check, values, actor=house.office)
    assert row.checks.count() == 1  # the next would be due after the end of the term
    with pytest.raises(TransitionError):
        services.record_check(check, values, actor=house.office)

    year = Period(dt.date(today().year, 1, 1), dt.date(today().year, 12, 31))
    assert FIGURES["congress.contracts.signed"].compute(year) == 1
    assert FIGURES["congress.contracts.signed"].compute(Period(year.first, year.last, branch_id=1)) is None
    assert FIGURES["congress.contracts.in_force"].compute(Period(year.first, today())) == 1
    assert FIGURES["congress.contracts.meetings"].compute(year) == 1


@pytest.mark.parametrize(
    ("change", "bound"),
    [
        ({}, True), ({"state": "filed"}, False), ({"effective_on": dt.date(2026, 1, 1)}, False),
        ({"ends_on": dt.date(2025, 12, 30)}, False), ({"ends_on": None}, True),
        ({"state": "ended", "ended_on": dt.date(2026, 2, 1)}, True),  # ended since: it bound that year
        ({"state": "ended", "ended_on": dt.date(2025, 12, 31)}, False),
    ],
)  # fmt: skip
def test_the_figure_of_a_past_year_and_its_ledger_stay(house, client, change, bound):
    values = {
        "state": "in_force", "starts_on": dt.date(2023, 1, 1), "effective_on": dt.date(2023, 2, 1),
        "ends_on": dt.date(2026, 12, 31),
    }  # fmt: skip
    row = house.contract()
    Contract.objects.filter(pk=row.pk).update(**values | change)
    figure, year = FIGURES["congress.contracts.in_force"], Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    assert figure.compute(year) == int(bound)
    client.force_login(house.office)
    page = client.get(figure.rows_url(year)).content.decode()
    assert (reverse("congress:contract_detail", args=[row.pk]) in page) is bound


@pytest.mark.parametrize(
    ("ends_on", "due"), [(dt.date(2026, 3, 30), None), (dt.date(2026, 3, 31), dt.date(2026, 3, 31))]
)
def test_checks_are_counted_from_the_day_of_effect(house, ends_on, due):
    """From check to check, 31 March → 30 September would lead to 30 March: a day inside the first term."""
    row = house.contract()
    Contract.objects.filter(pk=row.pk).update(
        state=S.IN_FORCE, effective_on=dt.date(2025, 3, 31), ends_on=ends_on
    )
    check = PerformanceCheck.objects.create(contract=row, due_on=dt.date(2025, 9, 30))
    values = {"checked_on": dt.date(2025, 9, 30), "checkers": "工会", "findings": "已履行", "remedy": ""}
    services.record_check(check, values, actor=house.office)
    assert row.checks.filter(checked_on=None).values_list("due_on", flat=True).first() == due


@pytest.mark.parametrize(
    ("vote", "fits"),
    [
        ({}, True),
        ({"outcome": "failed"}, False), ({"base": "present"}, False), ({"threshold": "half"}, False),
        ({"electorate": "members"}, False), ({"threshold": "two_thirds"}, True),
    ],
)  # fmt: skip
def test_only_a_majority_of_all_delegates_passes_it(house, vote, fits):
    row = drafted(house)
    if fits:
        assert house.contract_step(row, A.PASS, vote=decided_vote(**vote)).state == S.PASSED
    else:
        with pytest.raises(DomainError, match="应到代表"):
            house.contract_step(row, A.PASS, vote=decided_vote(**vote))


def test_a_vote_before_the_draft_or_used_already_passes_nothing(house):
    row = drafted(house)
    vote = decided_vote()
    vote.poll.closed_at -= 2 * DAY
    vote.poll.save()
    with pytest.raises(DomainError):
        house.contract_step(row, A.PASS, vote=vote)
    used = decided_vote()
    house.contract_step(row, A.PASS, vote=used)
    with pytest.raises(DomainError):
        house.contract_step(drafted(house), A.PASS, vote=used)


def test_negotiators_of_both_sides():
    def seats(staff, employer, *, woman=True):
        made = [Seat(Side.STAFF, f"s{n}", n == 0, woman and n == 1) for n in range(staff)]
        return made + [Seat(Side.EMPLOYER, f"e{n}", n == 0) for n in range(employer)]

    def problems(found, needs_woman=True):
        return delegation_problems(found, least=3, needs_woman=needs_woman)

    assert problems(seats(3, 3)) == []
    assert problems(seats(2, 3))[0] == "职工方协商代表不少于 3 人，现有 2 人"
    assert any("不得少于院方" in each for each in problems(seats(3, 4)))
    assert problems(seats(4, 3)) == []
    assert any("女职工代表" in each for each in problems(seats(3, 3, woman=False)))
    assert problems(seats(3, 3, woman=False), needs_woman=False) == []
    assert any("首席" in each for each in problems([*seats(3, 3), Seat(Side.STAFF, "x", is_chief=True)]))
    assert any("同一人" in each for each in problems([*seats(3, 3), Seat(Side.STAFF, "e1")]))
    assert term_problem(today(), add_months(today(), 37), [1, 3]) == "期限应为 1 至 3 年"


def test_what_stops_a_negotiation(house):
    short = services.propose(
        {"kind": "wages", "title": "工资", "proposed_by": "staff", "topics": "工资", "proposed_on": today()},
        actor=house.office,
    )
    with pytest.raises(DomainError, match="不少于 3 人"):
        house.contract_step(short, A.ANSWER)
    row = house.contract(proposed_on=today() - 20 * DAY)
    with pytest.raises(DomainError, match="十五日"):
        house.contract_step(row, A.ANSWER)
    house.contract_step(row, A.ANSWER, note="院方书面说明延期")
    with pytest.raises(DomainError, match="首席代表签字"):
        house.contract_step(row, A.DRAFT, **term())
    with pytest.raises(DomainError, match="首席代表"):
        house.seat(row, Side.STAFF, member=MemberFactory(), is_chief=True)
    with pytest.raises(NotPermittedError):
        services.propose({}, actor=house.chair)


def test_an_objection_begins_anew(house):
    row = drafted(house)
    row = house.contract_step(row, A.REWORK, note="代表团意见较大")
    assert (row.state, row.draft) == (S.NEGOTIATING, "第一条")
    row = house.contract_step(row, A.DRAFT, **term() | {"draft": "第二稿"})
    row = house.contract_step(row, A.PASS, vote=decided_vote())
    house.contract_step(row, A.SIGN)
    Contract.objects.filter(pk=row.pk).update(due_on=today() - DAY)
    with pytest.raises(DomainError, match="十日内"):
        house.contract_step(row, A.FILE)
    house.contract_step(row, A.FILE, note="窗口停办")
    row = house.contract_step(row, A.REWORK, note="劳动行政部门提出异议")
    assert (row.vote, row.signed_on, row.filed_on, row.due_on) == (None, None, None, None)


def test_duties_and_reminders(house):
    row = house.contract()
    assert [due.on for due in contracts_due(today(), today() + 15 * DAY)] == [today() + 15 * DAY]
    PerformanceCheck.objects.create(contract=row, due_on=today())
    assert len(list(contracts_due(today(), today()))) == 1
    Contract.objects.filter(pk=row.pk).update(state="in_force", ends_on=today() + 30 * DAY, starts_on=today())
    assert [due.on for due in contracts_end(today(), today() + 60 * DAY)] == [today() + 30 * DAY]
    assert len(list(duties(house.office, today()))) == 2
    assert not list(duties(house.chair, today()))
    services.propose(
        {"kind": "collective", "title": "续订", "proposed_by": "staff", "topics": "续订",
         "proposed_on": today(), "renews": row}, actor=house.office,
    )  # fmt: skip
    assert not list(contracts_end(today(), today() + 60 * DAY))
