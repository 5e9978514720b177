import datetime as dt

import pytest

from members.choices import MembershipStatus as S
from members.choices import ProposalState, RetainReason, Sex
from members.models import RetirementProposal
from members.services import retirement
from members.tasks import daily
from tests.factories import MemberFactory, officer
from union.common.dates import add_months, today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.common.models import RuleSet
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


@pytest.fixture
def proposal():
    return RetirementProposal.objects.create(member=MemberFactory(), proposed_on=today(), basis="60 岁")


def test_members_near_the_age_are_proposed_once():
    near = MemberFactory(sex=Sex.MALE, born_on=add_months(dt.date(2025, 3, 10), -60 * 12 - 1))
    MemberFactory(sex=Sex.MALE, born_on=dt.date(1990, 1, 1))
    MemberFactory(sex=Sex.MALE, born_on=dt.date(1960, 1, 1), membership_status=S.WITHDRAWN)
    day = dt.date(2025, 1, 15)

    assert retirement.propose_retirements(day) == 1
    assert retirement.propose_retirements(day) == 0

    proposal = RetirementProposal.objects.get()
    assert (proposal.member, proposal.proposed_on) == (near, dt.date(2025, 3, 10))
    near.refresh_from_db()
    assert near.membership_status == S.ACTIVE  # no date by itself ever changes a state


def test_corrected_birthday_replaces_the_open_proposal():
    member = MemberFactory(sex=Sex.MALE, born_on=dt.date(1965, 2, 10))
    retirement.propose_retirements(dt.date(2025, 2, 1))
    member.born_on = dt.date(1965, 2, 20)
    member.save()

    assert retirement.propose_retirements(dt.date(2025, 2, 1)) == 1
    states = set(RetirementProposal.objects.values_list("proposed_on__day", "state"))
    assert states == {(10, ProposalState.DISMISSED), (20, ProposalState.OPEN)}


def test_without_rules_nothing_is_proposed():
    RuleSet.objects.filter(kind=retirement.RULE_KIND).delete()
    MemberFactory(born_on=dt.date(1950, 1, 1))
    assert retirement.propose_retirements(today()) == 0


def test_daily_task_runs_twice():
    MemberFactory(sex=Sex.MALE, born_on=dt.date(1960, 1, 1))
    assert (daily(), daily()) == (1, 0)


def test_confirmation_keeps_the_membership_of_the_retired(clerk, proposal):
    retirement.confirm(proposal, decided_date=today(), document="人事〔2026〕9号", note="", actor=clerk)

    member = proposal.member
    member.refresh_from_db()
    proposal.refresh_from_db()
    assert (member.membership_status, member.retain_reason) == (S.RETAINED, RetainReason.RETIRED)
    assert (proposal.state, proposal.decided_by) == (ProposalState.CONFIRMED, clerk)
    with pytest.raises(TransitionError):
        retirement.dismiss(proposal, note="x", actor=clerk)


def test_confirmation_needs_the_notice_and_a_day_that_has_come(clerk, proposal):
    with pytest.raises(DomainError, match="通知"):
        retirement.confirm(proposal, decided_date=today(), document=" ", note="", actor=clerk)
    with pytest.raises(DomainError, match="还没有到"):
        retirement.confirm(
            proposal, decided_date=today() + dt.timedelta(days=1), document="x", note="", actor=clerk
        )
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN


def test_postponed_proposal_comes_back_on_its_day(clerk, proposal):
    later = today() + dt.timedelta(days=30)
    with pytest.raises(DomainError, match="原因"):
        retirement.postpone(proposal, remind_on=later, note="", actor=clerk)
    retirement.postpone(proposal, remind_on=later, note="弹性延迟一年", actor=clerk)

    assert not RetirementProposal.objects.waiting(today()).exists()
    assert RetirementProposal.objects.waiting(later).exists()


def test_dismissal_needs_a_reason(clerk, proposal):
    with pytest.raises(DomainError, match="不适用"):
        retirement.dismiss(proposal, note=" ", actor=clerk)
    assert retirement.dismiss(proposal, note="已办", actor=clerk).state == ProposalState.DISMISSED


def test_strangers_and_the_person_himself_decide_nothing(clerk, proposal):
    with pytest.raises(NotPermittedError):
        retirement.dismiss(proposal, note="x", actor=officer(Office.COMMITTEE_MEMBER))
    own = RetirementProposal.objects.create(member=MemberFactory(user=clerk), proposed_on=today(), basis="x")
    with pytest.raises(NotPermittedError, match="自己"):
        retirement.dismiss(own, note="x", actor=clerk)


def test_people_without_sex_or_far_from_the_age_are_left_out():
    MemberFactory(sex="", born_on=dt.date(1960, 1, 1), id_number="", id_number_index=None)
    MemberFactory(sex=Sex.MALE, born_on=dt.date(1972, 1, 1))
    assert retirement.propose_retirements(dt.date(2025, 1, 15)) == 0
