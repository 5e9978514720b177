"""Elections in constituencies, changes of office, terms: each exit once."""

import datetime as dt

import pytest

from congress.choices.bodies import BodyElectionState, FindingState, ReviewKind, TourState
from congress.choices.delegates import DelegateCategory, ElectionKind, ElectionState, MandateEnd
from congress.models import Mandate, Tour, Vacancy
from congress.rules.bodies import FLOW, BodyAction, Counts
from congress.services import bodies, elections, mandates, panels, terms
from tests.factories import (
    AppointmentFactory,
    BranchFactory,
    GroupFactory,
    MemberFactory,
    UserFactory,
    officer,
)
from tests.factories_congress import ConstituencyFactory, MandateFactory, TermFactory
from union.common.dates import add_months, today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.organisation.choices import BodyKind, Office
from union.organisation.models import Appointment, Body
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return ConstituencyFactory(term=TermFactory(number=6), seats=1, branches=[BranchFactory()])


def nominate(election, clerk, member=None):
    member = member or MemberFactory(branch=election.constituency.branches.get())
    return elections.nominate(
        election, member, category=DelegateCategory.PROFESSIONAL, nominated_by="心内科", actor=clerk
    )


def count(election, clerk, votes, *, staff=90, took_part=60, **more):
    return elections.record_count(
        election, held_on=today(), staff_count=staff, took_part=took_part, votes=votes, document="选区大会",
        actor=clerk, **more,
    )  # fmt: skip


def test_an_election_makes_a_delegate_a_recall_unmakes_him_a_by_election_fills_the_seat(area, clerk):
    election = elections.open_election(area, ElectionKind.GENERAL, actor=clerk)
    winner, loser = nominate(election, clerk), nominate(election, clerk)
    with pytest.raises(DomainError, match="不属于"):
        nominate(election, clerk, MemberFactory(branch=BranchFactory()))
    with pytest.raises(DomainError, match="已在候选人"):
        nominate(election, clerk, winner.member)
    with pytest.raises(DomainError, match="还有未结束"):
        elections.open_election(area, ElectionKind.GENERAL, actor=clerk)
    count(election, clerk, {winner.pk: 46, loser.pk: 14})
    election = elections.confirm(election.__class__.objects.get(pk=election.pk), actor=clerk)
    mandate = Mandate.objects.get()
    assert (election.state, mandate.member) == (ElectionState.CONFIRMED, winner.member)
    elections.publish(election, on=today(), actor=clerk)
    with pytest.raises(TransitionError):
        elections.confirm(election, actor=clerk)
    with pytest.raises(DomainError, match="0 个空缺"):
        elections.open_election(area, ElectionKind.BY_ELECTION, actor=clerk)

    recall = elections.open_election(
        area, ElectionKind.RECALL, target=mandate, reason="不履行职责", actor=clerk
    )
    count(recall, clerk, {}, recall_votes=45)
    recall = elections.confirm(recall.__class__.objects.get(pk=recall.pk), actor=clerk)
    assert recall.state == ElectionState.FAILED  # half is not more than half
    recall = elections.open_election(
        area, ElectionKind.RECALL, target=mandate, reason="不履行职责", actor=clerk
    )
    count(recall, clerk, {}, recall_votes=46)
    elections.confirm(recall.__class__.objects.get(pk=recall.pk), actor=clerk)
    mandate.refresh_from_db()
    assert mandate.end_reason == MandateEnd.RECALLED
    Mandate.objects.filter(pk=mandate.pk).update(
        starts_on=today() - dt.timedelta(days=9), ends_on=today() - dt.timedelta(days=1)
    )

    by = elections.open_election(area, ElectionKind.BY_ELECTION, actor=clerk)
    third = nominate(by, clerk)
    count(by, clerk, {third.pk: 60})
    elections.confirm(by.__class__.objects.get(pk=by.pk), actor=clerk)
    assert Vacancy.objects.get().filled_by.member == third.member


def test_too_few_voters_make_it_void_and_a_winner_is_nobody(area, clerk):
    election = elections.open_election(area, ElectionKind.GENERAL, actor=clerk)
    only = nominate(election, clerk)
    with pytest.raises(DomainError, match="多于参加人数"):
        count(election, clerk, {only.pk: 61})
    count(election, clerk, {only.pk: 59}, took_part=59)

    found = elections.confirm(election.__class__.objects.get(pk=election.pk), actor=clerk)

    assert found.state == ElectionState.FAILED
    assert "三分之二" in found.outcome_note
    assert not Mandate.objects.exists()
    with pytest.raises(TransitionError):
        elections.cancel(found, actor=clerk, reason="x")
    with pytest.raises(NotPermittedError):
        elections.open_election(area, ElectionKind.GENERAL, actor=UserFactory())


def test_a_term_is_opened_seated_extended_and_closed(clerk):
    start = today() - dt.timedelta(days=400)
    end = add_months(start, 36) - dt.timedelta(days=1)
    values = {"starts_on": start, "ends_on": end, "document": "批复", "actor": clerk}
    with pytest.raises(DomainError, match="不得少于 140"):
        terms.open_term(6, **values, seats=139, staff_count=3000)
    term = terms.open_term(6, **values, seats=140, staff_count=3000)
    with pytest.raises(DomainError, match="重叠"):
        terms.open_term(7, **values)
    with pytest.raises(DomainError, match="3 至 5 年"):
        terms.open_term(7, **{**values, "ends_on": start + dt.timedelta(days=700)})
    group = terms.save_delegation(term, name="内科代表团", position=1, actor=clerk)
    branches = [BranchFactory(), BranchFactory()]
    for branch, size in zip(branches, (6, 3), strict=True):
        MemberFactory.create_batch(size, branch=branch)
        area = {
            "name": branch.name,
            "position": 1,
            "delegation": group,
            "branches": [branch],
            "departments": [],
        }
        terms.save_constituency(term, area, actor=clerk)
    with pytest.raises(DomainError, match="一个单位只属于一个选区"):
        terms.save_constituency(term, {**area, "name": "另一个"}, actor=clerk)
    given = terms.distribute_seats(term, actor=clerk)
    assert sorted(given.values()) == [47, 93]

    with pytest.raises(DomainError, match="不得超过"):
        terms.extend_term(term, to=add_months(end, 13), reason="疫情", document="批复", actor=clerk)
    terms.extend_term(term, to=add_months(end, 6), reason="院区搬迁", document="批复", actor=clerk)
    with pytest.raises(DomainError, match="不能再次"):
        terms.extend_term(term, to=add_months(end, 8), reason="x", document="y", actor=clerk)
    held = MandateFactory(term=term)
    assert terms.close_term(term, on=today(), document="换届", actor=clerk) == 1
    held.refresh_from_db()
    assert held.end_reason == MandateEnd.TERM_OVER
    assert not Vacancy.objects.exists()


def body_values(seat, **more):
    start = today() - dt.timedelta(days=1)
    return {
        "seat": seat, "branch": None, "group": None, "term_label": "第七届", "starts_on": start,
        "ends_on": add_months(start, 36), "planned_on": today(), "session": None, "meeting": "会员大会",
        "seats": 1,
        **more,
    }  # fmt: skip


def test_winners_take_office_in_one_step_and_predecessors_leave(clerk):
    group = GroupFactory()
    old = AppointmentFactory(office=Office.GROUP_LEADER, group=group)
    election = bodies.plan_election(body_values("group_leader", group=group), actor=clerk)
    winner = bodies.add_candidate(election, MemberFactory(group=group), Office.GROUP_LEADER, actor=clerk)
    loser = bodies.add_candidate(election, MemberFactory(group=group), Office.GROUP_LEADER, actor=clerk)
    with pytest.raises(DomainError, match="不选举"):
        bodies.add_candidate(election, MemberFactory(), Office.AUDITOR, actor=clerk)
    bodies.report_candidates(election, document="支会同意", actor=clerk)
    counts = Counts(20, 15, 15, 15, 15)
    with pytest.raises(DomainError, match="须 11 票"):
        bodies.record_result(
            election, held_on=today(), counts=counts, votes={winner.pk: 10, loser.pk: 5}, actor=clerk
        )
    bodies.record_result(
        election, held_on=today(), counts=counts, votes={winner.pk: 11, loser.pk: 4}, actor=clerk
    )
    with pytest.raises(TransitionError):
        bodies.take_office(election, actor=clerk)
    bodies.record_approval(election, document="工会〔2026〕9号", on=today(), actor=clerk)

    made = bodies.take_office(election, actor=clerk)

    assert [(a.office, a.group, a.starts_on) for a in made] == [
        (Office.GROUP_LEADER, group, election.starts_on)
    ]
    old.refresh_from_db()
    assert old.ends_on == election.starts_on - dt.timedelta(days=1)
    election.refresh_from_db()
    assert election.state == BodyElectionState.IN_OFFICE
    with pytest.raises(TransitionError):
        bodies.take_office(election, actor=clerk)


@pytest.mark.parametrize("by_election", [True, False])
def test_a_by_election_leaves_the_others_in_office(clerk, by_election):
    body = Body.objects.get_or_create(kind=BodyKind.COMMITTEE, branch=None)[0]
    others = [AppointmentFactory(office=Office.COMMITTEE_MEMBER, scope_kind="hospital") for _ in range(3)]
    Appointment.objects.filter(pk__in=[a.pk for a in others]).update(
        starts_on=today() - dt.timedelta(days=200)
    )
    election = bodies.plan_election(body_values("committee", is_by_election=by_election), actor=clerk)
    who = bodies.add_candidate(
        election, MemberFactory(user=UserFactory()), Office.COMMITTEE_MEMBER, actor=clerk
    )
    bodies.report_candidates(election, document="批复", actor=clerk)
    counts = Counts(10, 10, 10, 10, 10)
    bodies.record_result(election, held_on=today(), counts=counts, votes={who.pk: 9}, actor=clerk)
    bodies.record_approval(election, document="批复", on=today(), actor=clerk)
    bodies.take_office(election, actor=clerk)

    held = Appointment.objects.held_on(today()).filter(office=Office.COMMITTEE_MEMBER)
    assert held.count() == (4 if by_election else 1)
    assert (Body.objects.get(pk=body.pk).starts_on == body.starts_on) is by_election
    assert str(election).endswith("补选" if by_election else "换届")


def test_the_union_office_cannot_make_a_chair_but_security_can(clerk):
    election = bodies.plan_election(body_values("chair"), actor=clerk)
    who = bodies.add_candidate(election, MemberFactory(), Office.CHAIR, actor=clerk)
    bodies.report_candidates(election, document="批复", actor=clerk)
    counts = Counts(90, 80, 80, 80, 80)
    bodies.record_result(election, held_on=today(), counts=counts, votes={who.pk: 70}, actor=clerk)
    bodies.record_approval(election, document="批复", on=today(), actor=clerk)

    guard = officer(Office.SECURITY_ADMIN)
    for actor in (clerk, guard):  # neither alone, whoever begins
        with pytest.raises(TransitionError, match="先由工会办公室提请"):
            bodies.take_office(election, actor=actor)
    with pytest.raises(NotPermittedError):
        bodies.submit_for_appointment(election, actor=guard)
    bodies.submit_for_appointment(election, actor=clerk)
    assert Notice.objects.filter(user=guard).count() == 1
    with pytest.raises(NotPermittedError, match="安全管理员"):
        bodies.take_office(election, actor=clerk)
    with pytest.raises(NotPermittedError):
        bodies.return_submission(election, actor=clerk, reason="x")
    bodies.return_submission(election, actor=guard, reason="批复文号有误")
    assert not Appointment.objects.filter(office=Office.CHAIR).exists()
    bodies.submit_for_appointment(election, actor=clerk)
    [made] = bodies.take_office(election, actor=guard)
    who.member.refresh_from_db()
    assert (made.office, made.user) == (Office.CHAIR, who.member.user)  # the account was made on submission


@pytest.mark.parametrize("state", BodyElectionState)
def test_only_the_next_step_leads_on(state):
    order = {
        "planned": {"report_candidates", "cancel"}, "candidates": {"record_result", "cancel"},
        "held": {"record_approval"}, "approved": {"take_office", "submit"},
        "submitted": {"take_office", "return"}, "in_office": set(), "cancelled": set(),
    }  # fmt: skip
    for action in BodyAction:
        if action.value in order[state.value]:
            assert FLOW.step_for(state, action)
        else:
            with pytest.raises(TransitionError):
                FLOW.step_for(state, action)


def test_the_officer_archive_keeps_one_entry_a_year_and_nobody_writes_his_own(clerk):
    year = today().year
    member = MemberFactory(user=officer(Office.BRANCH_CHAIR, branch=BranchFactory()))
    values = {
        "office": Office.BRANCH_CHAIR, "year": year, "kind": ReviewKind.ASSESSMENT, "grade": "excellent",
        "held_on": today(), "meeting": "", "summary": "", "document": "",
    }  # fmt: skip
    row = bodies.record_review(member, values, actor=clerk)
    bodies.record_review(member, {**values, "grade": "competent"}, actor=clerk, row=row)
    with pytest.raises(DomainError, match="已登记"):
        bodies.record_review(member, values, actor=clerk)
    with pytest.raises(DomainError, match="等次"):
        bodies.record_review(member, {**values, "grade": "", "kind": ReviewKind.APPRAISAL}, actor=clerk)
    with pytest.raises(DomainError, match="没有担任"):
        bodies.record_review(member, {**values, "year": 2001}, actor=clerk)
    own = MemberFactory(user=clerk)
    with pytest.raises(DomainError, match="自己"):
        bodies.record_review(own, {**values, "office": Office.OFFICE_STAFF}, actor=clerk)


def test_a_tour_is_closed_by_its_last_settled_finding(clerk):
    mandate = MandateFactory()
    plan = {"title": "食堂", "plan": "", "planned_on": today(), "held_on": None}
    tour = panels.save_tour(mandate.term, plan, [mandate], actor=clerk)
    with pytest.raises(TransitionError, match="巡视日期"):
        panels.add_finding(tour, {"department": None, "text": "x", "due_on": today()}, actor=clerk)
    tour = panels.save_tour(mandate.term, {**plan, "held_on": today()}, [mandate], actor=clerk, row=tour)
    finding = panels.add_finding(
        tour, {"department": None, "text": "空调老化", "due_on": today()}, actor=clerk
    )
    with pytest.raises(DomainError, match="复查"):
        panels.follow_up(finding, answer="已换", note="", settled=True, version=1, actor=clerk)

    finding = panels.follow_up(finding, answer="已换", note="现场查看", settled=True, version=1, actor=clerk)

    assert finding.state == FindingState.SETTLED
    assert Tour.objects.get().state == TourState.FOLLOWED_UP
    assert mandates.sweep(today()) == 0
