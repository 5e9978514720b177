"""A session from its checklist to its resolutions, with the room counted in whole numbers."""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, transaction

from congress.choices.delegates import MandateEnd, PanelRole
from congress.choices.sessions import Audience, GuestKind, OpinionOutcome
from congress.choices.terms import ItemState, Power, SessionState, Stage, VoteMode
from congress.figures import sessions as figures
from congress.models import AgendaItem, Attendance, PreparationStep, Session, Validity
from congress.rules.sessions import FLOW, SessionAction
from congress.selectors import attendance as room
from congress.services import agenda, attendance, mandates, sessions, votes
from tests.factories import MemberFactory, UserFactory, officer
from tests.factories_ballots import prepared
from tests.factories_congress import DelegationFactory, MandateFactory, SessionFactory, TermFactory, delegates
from tests.members.services.test_free_text import CANARY, leaks
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.common.registries import Period
from union.organisation.choices import Office
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db
ARROWS = {(source, step.action) for step in FLOW for source in step.sources}


@pytest.fixture
def session():
    return SessionFactory(term=TermFactory(number=6), number=1, state=SessionState.OPEN)


def item_values(**more):
    names = dict.fromkeys(agenda.ITEM_FIELDS)
    fixed = {
        "stage": Stage.FORMAL, "position": 1, "title": "工作报告", "power": "advise", "body": "congress",
        "vote_mode": "hands", "touches_interests": False, "presenter": "", "content": "",
    }  # fmt: skip
    return {**names, **fixed, **more}


@pytest.mark.parametrize("state", SessionState)
@pytest.mark.parametrize("action", SessionAction)
def test_the_table_of_arrows_is_the_whole_truth(state, action):
    if (state, action) in ARROWS:
        assert FLOW.step_for(state, action).target
    else:
        with pytest.raises(TransitionError):
            FLOW.step_for(state, action)


def test_quorum_of_140_needs_94_and_is_put_on_record(session, clerk):
    people = delegates(session.term, 140)
    sessions.add_guest(session, GuestKind.OBSERVER, "何国平", "上级工会", actor=clerk)
    for row in people[:93]:
        attendance.check_in(session, mandate=row, actor=clerk)
    attendance.check_in(session, guest=session.guests.get(), actor=clerk)

    found = room.quorum(session)
    assert (found.entitled, found.present, found.needed, found.is_reached) == (140, 93, 94, False)
    assert found.percent == "66.4"
    assert not sessions.declare_validity(session, actor=clerk).is_valid
    with pytest.raises(DomainError, match="法定人数"):
        sessions.advance_session(session, SessionAction.CLOSE, actor=clerk)

    attendance.check_in(session, mandate=people[93], actor=clerk)
    record = sessions.declare_validity(session, actor=clerk)
    assert (record.entitled, record.present, record.needed, record.is_valid) == (140, 94, 94, True)
    assert "第二十八条" in record.basis
    assert len(record.present_ids) == 94
    with pytest.raises(DatabaseError), transaction.atomic():
        Validity.objects.filter(pk=record.pk).update(present=140)
    assert sessions.advance_session(session, SessionAction.CLOSE, actor=clerk).state == SessionState.CLOSED


def test_who_leaves_counts_no_more_and_comes_back_once(session, clerk):
    mandate = delegates(session.term, 3)[0]
    first = attendance.check_in(session, mandate=mandate, actor=clerk)
    assert not attendance.check_in(session, mandate=mandate, actor=clerk).is_new

    assert attendance.check_out(first.attendance, actor=clerk)
    assert not attendance.check_out(first.attendance, actor=clerk)
    assert room.quorum(session).present == 0
    assert attendance.check_in(session, mandate=mandate, actor=clerk).is_new
    assert room.quorum(session).present == 1
    assert Attendance.objects.count() == 2


def test_a_delegate_on_leave_stays_entitled_one_who_retired_does_not(session, clerk):
    rows = [MandateFactory(term=session.term) for _ in range(3)]
    attendance.excuse(session, rows[0], CANARY, actor=clerk)
    attendance.check_in(session, mandate=rows[1], actor=clerk)
    assert room.quorum(session).entitled == 3
    assert (session.absences.get().reason, leaks()) == (CANARY, set())

    mandates.end_mandate(
        rows[1].pk,
        ends_on=today() - dt.timedelta(days=1),
        reason=MandateEnd.RETIRED,
        document="退休",
        actor=None,
    )

    assert (room.quorum(session).entitled, room.quorum(session).present) == (2, 0)
    with pytest.raises(DomainError, match="终止"):
        attendance.check_in(session, mandate=rows[1], actor=clerk)


def test_the_code_on_the_wall_is_signed_and_short_lived(session, clerk):
    mandate = MandateFactory(term=session.term)
    delegate = mandate.member.user
    with time_machine.travel(dt.datetime.now(tz=dt.UTC), tick=False) as clock:
        code = attendance.code_for(session)
        assert attendance.check_in_by_code(code, actor=delegate).is_new
        assert not attendance.check_in_by_code(code, actor=delegate).is_new
        with pytest.raises(DomainError, match="不是本次会议"):
            attendance.check_in_by_code(code, actor=UserFactory())
        with pytest.raises(DomainError, match="不是本系统"):
            attendance.check_in_by_code(code[:-2] + "xx", actor=delegate)
        clock.shift(dt.timedelta(seconds=61))
        with pytest.raises(DomainError, match="重新扫描"):
            attendance.check_in_by_code(code, actor=delegate)
        fresh = attendance.code_for(session)
        Session.objects.update(state=SessionState.CLOSED)
        with pytest.raises(DomainError, match="结束"):
            attendance.check_in_by_code(fresh, actor=delegate)


def test_the_desk_takes_certificate_and_staff_numbers(session, clerk):
    mandate = MandateFactory(term=session.term, number=7)

    assert attendance.check_in_by_number(session, " 007 ", actor=clerk).attendance.mandate == mandate
    assert not attendance.check_in_by_number(session, mandate.member.staff_no, actor=clerk).is_new
    for wrong in ("", "8", "99999999999", "ab"):
        with pytest.raises(DomainError, match="没有代表证号"):
            attendance.check_in_by_number(session, wrong, actor=clerk)
    with pytest.raises(NotPermittedError):
        attendance.check_in_by_number(session, "7", actor=mandate.member.user)


def test_board_by_delegation(session, clerk):
    one, two = (
        DelegationFactory(term=session.term, position=1),
        DelegationFactory(term=session.term, position=2),
    )
    here = MandateFactory(term=session.term, delegation=one)
    MandateFactory(term=session.term, delegation=one)
    MandateFactory(term=session.term, delegation=two)
    MandateFactory(term=session.term)
    attendance.check_in(session, mandate=here, actor=clerk)

    lines = [(line.name, line.entitled, line.present, line.percent) for line in room.board(session)]

    assert lines == [(one.name, 2, 1, 50), (two.name, 1, 0, 0), ("未编团", 1, 0, 0)]


def test_the_checklist_follows_the_opening_and_its_owner_ticks_it(clerk):
    term = TermFactory(number=7, starts_on=today() - dt.timedelta(days=30))
    opens = today() + dt.timedelta(days=80)
    values = {"kind": "ordinary", "opens_on": opens, "closes_on": opens}
    session = sessions.plan_session(term, values, actor=clerk)
    steps = {step.key: step for step in session.preparation.all()}
    assert opens - dt.timedelta(days=18) <= steps["papers"].due_on <= opens - dt.timedelta(days=7)
    assert steps["report"].due_on > opens
    owner = officer(Office.COMMITTEE_MEMBER)
    sessions.assign_step(
        steps["papers"],
        owner=owner,
        due_on=steps["papers"].due_on,
        version=steps["papers"].version,
        actor=clerk,
    )
    assert Notice.objects.filter(user=owner, title__contains="会议文件送达代表").exists()

    sessions.finish_step(steps["papers"], actor=owner)
    with pytest.raises(NotPermittedError):
        sessions.finish_step(steps["agenda"], actor=owner)
    with pytest.raises(DomainError, match="不适用"):
        sessions.finish_step(steps["training"], actor=clerk, waived=True)
    moved = opens + dt.timedelta(days=10)
    fresh = Session.objects.get(pk=session.pk)
    sessions.change_session(
        fresh, {**values, "opens_on": moved, "closes_on": moved}, version=fresh.version, actor=clerk
    )

    again = {step.key: step.due_on for step in PreparationStep.objects.filter(session=session)}
    assert again["papers"] == steps["papers"].due_on  # done: keeps its date
    assert again["agenda"] > steps["agenda"].due_on
    second = sessions.plan_session(term, values, actor=clerk)
    assert (session.number, second.number) == (1, 2)
    with pytest.raises(DomainError, match="提议人"):
        sessions.plan_session(term, {**values, "kind": "extraordinary"}, actor=clerk)
    late = term.last_day + dt.timedelta(days=1)
    with pytest.raises(DomainError, match="任期"):
        sessions.plan_session(term, {**values, "opens_on": late, "closes_on": late}, actor=clerk)


def test_agenda_is_a_tree_of_two_levels(session, clerk):
    item = agenda.save_item(session, item_values(), actor=clerk)
    part = agenda.save_item(session, item_values(title="第一项", parent=item), actor=clerk)

    with pytest.raises(DomainError, match="一级议程"):
        agenda.save_item(session, item_values(parent=part), actor=clerk)
    with pytest.raises(DomainError, match="双代会"):
        agenda.save_item(session, item_values(body="both"), actor=clerk)
    with pytest.raises(DomainError, match="不能删除"):
        agenda.remove_item(item, actor=clerk)
    agenda.set_item_state(part, ItemState.DONE, actor=clerk)
    part.refresh_from_db()
    assert part.state == ItemState.DONE
    agenda.remove_item(part, actor=clerk)
    agenda.remove_item(item, actor=clerk)
    assert not session.agenda.exists()


def test_papers_reach_their_readers_after_they_were_issued(session, clerk):
    from congress.permissions.sessions import can_read_paper

    delegate = MandateFactory(term=session.term).member.user
    values = {"title": "工作报告", "item": None, "audience": Audience.DELEGATES, "text": "正文"}
    paper = agenda.save_paper(session, values, actor=clerk)
    assert not can_read_paper(delegate, paper)
    assert not agenda.note_reading(paper, actor=delegate)

    paper = agenda.issue_paper(paper, actor=clerk)

    assert Notice.objects.filter(user=delegate, title__contains="工作报告").exists()
    assert can_read_paper(delegate, paper)
    assert not can_read_paper(UserFactory(), paper)
    assert agenda.note_reading(paper, actor=delegate)
    assert not agenda.note_reading(paper, actor=delegate)
    with pytest.raises(TransitionError, match="已经发放"):
        agenda.issue_paper(paper, actor=clerk)
    closed = agenda.save_paper(session, {**values, "audience": Audience.PRESIDIUM}, actor=clerk)
    closed = agenda.issue_paper(closed, actor=clerk)
    assert not can_read_paper(delegate, closed)
    sessions.seat_presider(session, delegate.member.mandates.get(), PanelRole.MEMBER, actor=clerk)
    assert can_read_paper(delegate, closed)


def test_opinions_are_given_by_delegations_and_answered_with_reasons(session, clerk):
    group = DelegationFactory(term=session.term)
    delegate = MandateFactory(term=session.term, delegation=group).member.user

    opinion = agenda.give_opinion(session, text="建议增加夜班补贴", actor=delegate)

    assert opinion.delegation == group
    with pytest.raises(NotPermittedError):
        agenda.give_opinion(session, text="x", actor=UserFactory())
    with pytest.raises(DomainError, match="理由"):
        agenda.answer_opinion(opinion, OpinionOutcome.DECLINED, " ", version=1, actor=clerk)
    agenda.answer_opinion(opinion, OpinionOutcome.DECLINED, "超出预算", version=1, actor=clerk)
    opinion.refresh_from_db()
    assert (opinion.outcome, opinion.answered_by) == (OpinionOutcome.DECLINED, clerk)


def test_resolutions_are_numbered_and_published_once(session, clerk):
    values = {"title": "决议", "text": "通过", "passed_on": session.opens_on, "actor": clerk}
    with pytest.raises(DomainError, match="法定人数"):
        agenda.pass_resolution(session, **values)
    for row in delegates(session.term, 3):
        attendance.check_in(session, mandate=row, actor=clerk)
    sessions.declare_validity(session, actor=clerk)

    rows = [agenda.pass_resolution(session, **values) for _ in range(3)]

    assert [row.number for row in rows] == [1, 2, 3]
    assert rows[1].label == "六届一次职代会决议第 2 号"
    assert agenda.publish_resolution(rows[0], actor=clerk).published_at
    with pytest.raises(TransitionError, match="已经公布"):
        agenda.publish_resolution(rows[0], actor=clerk)
    with pytest.raises(DomainError, match="会期"):
        agenda.pass_resolution(session, **{**values, "passed_on": session.opens_on + dt.timedelta(days=9)})


@pytest.fixture
def passing(session, clerk):
    """An item to be passed, in a session with a quorum on record; registers a resolution on it."""
    for row in delegates(session.term, 6):
        attendance.check_in(session, mandate=row, actor=clerk)
    sessions.declare_validity(session, actor=clerk)
    item = AgendaItem.objects.create(session=session, title="福利制度", power=Power.PASS)

    def resolve():
        return agenda.pass_resolution(
            session, title="决议", text="通过", passed_on=session.opens_on, actor=clerk, item=item
        )

    def vote(on=item, **hands):
        made = votes.open_vote(prepared(session, VoteMode.HANDS, clerk, agenda_item=on), actor=clerk)
        return votes.count_hands(made, **{"yes": 0, "no": 0, "abstain": 0, **hands}, actor=clerk)

    return item, vote, resolve


def test_what_was_voted_down_is_no_resolution(passing):
    item, vote, resolve = passing
    assert resolve().item == item  # a show of hands that stands in the minutes
    vote(yes=2, no=4)
    with pytest.raises(DomainError, match=r"福利制度.*没有通过"):
        resolve()
    vote(yes=4, no=2)
    assert resolve().number == 2


def test_every_part_is_to_be_passed(passing, session):
    item, vote, resolve = passing
    first, second = (
        AgendaItem.objects.create(session=session, title=title, parent=item) for title in ("第一章", "第二章")
    )
    vote(first, yes=6)
    vote(second, yes=3, no=3)
    with pytest.raises(DomainError, match=r"第二章.*没有通过"):
        resolve()
    vote(second, yes=4, no=2)
    assert resolve()


def test_what_touches_interests_needs_a_vote(passing):
    item, _vote, resolve = passing
    item.touches_interests = True
    item.save()
    with pytest.raises(DomainError, match="还没有表决结果"):
        resolve()


def test_figures_equal_a_hand_count(session, clerk):
    women = delegates(session.term, 3)
    people = [*women, *delegates(session.term, 1)]
    for row in people[:3]:
        attendance.check_in(session, mandate=row, actor=clerk)
    left = attendance.check_in(session, mandate=people[0], actor=clerk).attendance
    attendance.check_out(left, actor=clerk)
    attendance.check_in(session, mandate=people[0], actor=clerk)  # came back: one person
    sessions.declare_validity(session, actor=clerk)
    year = Period(dt.date(today().year, 1, 1), dt.date(today().year, 12, 31))

    assert figures.sessions(year) == 1
    assert figures.delegates(year) == 4
    assert figures.women(year) == sum(row.member.sex == "female" for row in people)
    assert str(figures.attendance_rate(year)) == "75.0"
    assert figures.attendance_rate(Period(dt.date(2001, 1, 1), dt.date(2001, 12, 31))) is None
    assert figures.delegates(Period(year.first, year.last, branch_id=0)) == 4
    MandateFactory(term=session.term, member=MemberFactory(), number=99)
    assert figures.delegates(year) == 5


def test_a_third_of_all_delegates_may_ask_for_an_extraordinary_session(clerk):
    term = TermFactory(number=6)
    delegates(term, 100)
    values = {
        "kind": "extraordinary", "is_joint": False, "theme": "", "opens_on": today(), "closes_on": today(),
        "preliminary_on": None, "place": "", "requested_by": "代表联名", "reason": "绩效方案",
        "request_count": 33,
    }  # fmt: skip
    with pytest.raises(DomainError, match="须 34 人"):
        sessions.plan_session(term, values, actor=clerk)
    assert sessions.plan_session(term, values | {"request_count": 34}, actor=clerk).request_count == 34
    assert sessions.plan_session(term, values | {"request_count": None}, actor=clerk).number == 2
