"""What elections, mandates, panels and bodies refuse; who steps down, takes over, moves on."""

import datetime as dt
from functools import partial

import pytest

from congress.choices.delegates import DelegateCategory, ElectionKind, MandateEnd, PanelKind, PanelRole
from congress.models import BodyCandidate, BodyElection, Constituency, Mandate, Training
from congress.rules.bodies import Counts
from congress.services import bodies, elections, mandates, panels
from members.choices import MembershipStatus
from tests.factories import AppointmentFactory, BranchFactory, GroupFactory, MemberFactory, officer
from tests.factories_congress import (
    ConstituencyFactory,
    DelegationFactory,
    MandateFactory,
    TermFactory,
    delegates,
)
from tests.refusals import check_refusals
from union.common.dates import add_months, today
from union.common.errors import DomainError
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_elections(subtests, term, clerk):
    area, other = ConstituencyFactory(term=term), ConstituencyFactory(term=term)
    held = MandateFactory(term=term, constituency=other)
    election = elections.open_election(area, ElectionKind.GENERAL, actor=clerk)
    recall = elections.open_election(other, ElectionKind.RECALL, target=held, reason="失职", actor=clerk)
    third = ConstituencyFactory(term=term)
    empty = elections.open_election(third, ElectionKind.GENERAL, actor=clerk)
    put = partial(
        elections.nominate, category=DelegateCategory.PROFESSIONAL, nominated_by="内科", actor=clerk
    )
    gone = MemberFactory(membership_status=MembershipStatus.WITHDRAWN)
    put(election, MemberFactory())
    count = partial(
        elections.record_count, held_on=today(), staff_count=90, took_part=60, votes={}, document="大会",
        actor=clerk,
    )  # fmt: skip
    again = ConstituencyFactory(term=term)
    check_refusals(subtests, [
        ("请选择本选区在任的代表",
         lambda: elections.open_election(again, ElectionKind.RECALL, target=held, reason="x", actor=clerk)),
        ("请填写撤免事由", lambda: elections.open_election(
            ConstituencyFactory(term=term), ElectionKind.RECALL, reason=" ", actor=clerk,
            target=MandateFactory(term=term, constituency=Constituency.objects.latest("pk")))),
        ("撤免不需要候选人", lambda: put(recall, MemberFactory())),
        (f"{gone.name}不是在册会员，不能作为候选人", lambda: put(election, gone)),
        (f"{held.member.name}已是本届职工代表", lambda: put(election, held.member)),
        ("请填写选举记录", lambda: count(election, document=" ")),
        ("投票日期不能晚于今天", lambda: count(election, held_on=today() + DAY)),
        ("还没有候选人，请先提名", lambda: count(empty)),
        ("请填写取消原因", lambda: elections.cancel(election, actor=clerk, reason=" ")),
    ])  # fmt: skip


def test_mandates(subtests, term, clerk):
    mandate = MandateFactory(term=term)
    own = MandateFactory(term=term, member=MemberFactory(user=clerk))
    end = partial(
        mandates.end_mandate,
        mandate.pk,
        ends_on=today(),
        reason=MandateEnd.RESIGNED,
        document="辞职",
        actor=clerk,
    )
    check_refusals(subtests, [
        ("代表资格由工会办公室登记，您没有这项权限", lambda: end(actor=mandate.member.user)),
        ("不能办理自己的代表资格，请由他人办理", lambda: mandates.end_mandate(
            own.pk, ends_on=today(), reason=MandateEnd.RESIGNED, document="辞职", actor=clerk)),
        ("请填写终止依据", lambda: end(document=" ")),
        (f"终止日期早于任职日期 {mandate.starts_on}", lambda: end(ends_on=mandate.starts_on - DAY)),
    ])  # fmt: skip


def test_panels(subtests, term, clerk):
    panel = panels.open_panel(term, PanelKind.MOTIONS, name="", duties="", actor=clerk)
    head = MandateFactory(term=term)
    seated = panels.seat(panel, head, PanelRole.HEAD, starts_on=today(), actor=clerk)
    seat = partial(panels.seat, panel, starts_on=today(), actor=clerk)
    foreign = MandateFactory(term=TermFactory(number=5))
    group, other_group = DelegationFactory(term=term), DelegationFactory(term=foreign.term)
    panels.place_delegate(head, group, PanelRole.HEAD, version=head.version, actor=clerk)
    second = MandateFactory(term=term)
    tour_values = {"title": "食堂", "plan": "", "planned_on": today(), "held_on": today()}
    tour = panels.save_tour(term, tour_values, [head], actor=clerk)
    finding = panels.add_finding(tour, {"department": None, "text": "漏水", "due_on": today()}, actor=clerk)
    follow = partial(panels.follow_up, finding, note="", settled=False, version=1, actor=clerk)
    place = partial(panels.place_delegate, second, version=second.version, actor=clerk)
    training = {"title": "履职", "held_on": term.last_day + DAY, "hours": 2, "trainer": "", "place": ""}
    check_refusals(subtests, [
        (f"已有“{panel}”",
         lambda: panels.open_panel(term, PanelKind.MOTIONS, name="", duties="", actor=clerk)),
        ("专门委员会由本届在任代表组成", lambda: seat(foreign, PanelRole.MEMBER)),
        (f"{head.member.name}已在“{panel}”", lambda: seat(head, PanelRole.MEMBER)),
        (f"“{panel}”已有主任（组长）", lambda: seat(second, PanelRole.HEAD)),
        ("离任日期早于任职日期", lambda: panels.unseat(seated, ends_on=today() - DAY, actor=clerk)),
        ("请选择本届代表团", lambda: place(other_group, PanelRole.MEMBER)),
        (f"“{group}”已有团长，请先调整", lambda: place(group, PanelRole.HEAD)),
        ("培训日期应在", lambda: panels.save_training(term, training, [], actor=clerk)),
        ("请选择巡视代表", lambda: panels.save_tour(term, tour_values, [], actor=clerk)),
        ("巡视日期不能晚于今天",
         lambda: panels.save_tour(term, tour_values | {"held_on": today() + DAY}, [head], actor=clerk)),
        ("请填写责任科室的答复", lambda: follow(answer=" ")),
    ])  # fmt: skip
    follow(answer="已修", note="看过", settled=True)
    tour.refresh_from_db()
    check_refusals(subtests, [
        ("这个问题已整改", lambda: follow(answer="又修")),
        ("这次巡视已办结", lambda: panels.save_tour(term, tour_values, [head], actor=clerk, row=tour)),
    ])  # fmt: skip


def body_values(seat, **more):
    start = today() - DAY
    return {
        "seat": seat, "branch": None, "group": None, "term_label": "第七届", "starts_on": start,
        "ends_on": add_months(start, 36), "planned_on": today(), "session": None, "meeting": "会员大会",
        "seats": 1, **more,
    }  # fmt: skip


def test_bodies(subtests, clerk):
    group = GroupFactory()
    row = bodies.plan_election(body_values("group_leader", group=group), actor=clerk)
    run = partial(bodies.add_candidate, row, office=Office.GROUP_LEADER, actor=clerk)
    gone = MemberFactory(membership_status=MembershipStatus.WITHDRAWN)
    planned = partial(bodies.plan_election, actor=clerk)
    review = {
        "office": Office.GROUP_LEADER, "year": today().year, "kind": "report", "grade": "",
        "held_on": today(), "meeting": "", "summary": " ", "document": "",
    }  # fmt: skip
    check_refusals(subtests, [
        ("支会主席换届须选择支会，其他换届不选", lambda: planned(body_values("branch_chair"))),
        ("小组长换届须选择工会小组，其他换届不选", lambda: planned(body_values("group_leader"))),
        ("本届止应晚于本届起", lambda: planned(body_values("chair", ends_on=today() - DAY))),
        (f"{gone.name}不是在册会员，没有被选举权", lambda: run(gone)),
        ("候选人不足：应选 1 名，现有 0 名",
         lambda: bodies.report_candidates(row, document="x", actor=clerk)),
        ("请填写取消原因", lambda: bodies.cancel_election(row, actor=clerk, reason=" ")),
        ("请填写述职报告内容", lambda: bodies.record_review(MemberFactory(), review, actor=clerk)),
    ])  # fmt: skip
    winner = run(MemberFactory(group=group))
    assert isinstance(winner, BodyCandidate)
    check_refusals(subtests, [
        (f"{winner.member.name}已在候选人名单中", lambda: run(winner.member)),
        ("请填写候选人报批的批复文号", lambda: bodies.report_candidates(row, document=" ", actor=clerk)),
    ])  # fmt: skip
    bodies.report_candidates(row, document="同意", actor=clerk)
    count = partial(
        bodies.record_result, row, held_on=today(), counts=Counts(20, 15, 15, 15, 15), votes={winner.pk: 11},
        actor=clerk,
    )  # fmt: skip
    check_refusals(subtests, [
        ("换届现为“候选人已报批”，不能办理这一步", lambda: run(MemberFactory())),
        ("选举日期不能晚于今天", lambda: count(held_on=today() + DAY)),
        ("实到 21 人多于应到 20 人，请核对", lambda: count(counts=Counts(20, 21, 15, 15, 15))),
    ])  # fmt: skip
    count()
    approve = partial(bodies.record_approval, row, on=today(), actor=clerk)
    check_refusals(subtests, [("请填写上级工会对选举结果的批复文号", lambda: approve(document=" "))])
    approve(document="批复")
    check_refusals(subtests, [
        ("这些职务由工会办公室直接办理到任", lambda: bodies.submit_for_appointment(row, actor=clerk)),
    ])  # fmt: skip


def test_the_guard_says_why_he_gives_a_list_back(clerk):
    row = BodyElection.objects.create(**body_values("chair"), state="submitted")
    guard = officer(Office.SECURITY_ADMIN)
    with pytest.raises(DomainError, match="请填写退回原因"):
        bodies.return_submission(row, actor=guard, reason=" ")
    with pytest.raises(DomainError, match="没有当选人，不能办理到任"):
        bodies.take_office(row, actor=guard)


def test_a_tie_at_the_last_seat_elects_neither(clerk):
    row = bodies.plan_election(body_values("committee", seats=2), actor=clerk)
    found = [
        bodies.add_candidate(row, MemberFactory(), Office.COMMITTEE_MEMBER, actor=clerk) for _ in range(3)
    ]
    bodies.report_candidates(row, document="同意", actor=clerk)
    votes = dict(zip([each.pk for each in found], (18, 15, 15), strict=True))
    bodies.record_result(row, held_on=today(), counts=Counts(20, 20, 20, 20, 20), votes=votes, actor=clerk)
    assert list(row.candidates.filter(is_elected=True)) == [found[0]]


def test_candidates_step_down_and_a_change_of_office_is_given_up(clerk):
    row = bodies.plan_election(body_values("chair"), actor=clerk)
    bodies.remove_candidate(
        bodies.add_candidate(row, MemberFactory(), Office.CHAIR, actor=clerk), actor=clerk
    )
    assert not row.candidates.exists()
    bodies.cancel_election(row, actor=clerk, reason="推迟")
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_a_nominee_steps_down_and_an_election_is_given_up(term, clerk):
    election = elections.open_election(ConstituencyFactory(term=term), ElectionKind.GENERAL, actor=clerk)
    nominee = elections.nominate(
        election, MemberFactory(), category=DelegateCategory.PROFESSIONAL, nominated_by="", actor=clerk
    )
    elections.withdraw_nominee(nominee, actor=clerk)
    assert not election.nominees.exists()
    elections.cancel(election, actor=clerk, reason="人数不足")
    election.refresh_from_db()
    assert (election.state, election.outcome_note) == ("cancelled", "人数不足")


def test_a_panel_seat_ends_with_its_office_and_takes_over_an_open_one(term, clerk):
    panel = panels.open_panel(term, PanelKind.MOTIONS, name="", duties="", actor=clerk)
    mandate = MandateFactory(term=term)
    first = panels.seat(panel, mandate, PanelRole.HEAD, starts_on=today() - DAY, actor=clerk)
    panels.unseat(first, ends_on=today() - DAY, actor=clerk)
    first.appointment.refresh_from_db()
    assert first.appointment.ends_on == today() - DAY
    with pytest.raises(DomainError, match=r"已于 .* 离任"):
        panels.unseat(first, ends_on=today(), actor=clerk)
    held = AppointmentFactory(user=mandate.member.user, office=Office.MOTION_REVIEWER, starts_on=today())
    again = panels.seat(panel, mandate, PanelRole.MEMBER, starts_on=today(), actor=clerk)
    assert again.appointment == held
    other = panels.open_panel(term, PanelKind.WELFARE, name="福利组", duties="", actor=clerk)
    assert panels.seat(other, mandate, PanelRole.MEMBER, starts_on=today(), actor=clerk).appointment is None


def test_training_keeps_who_was_there(term, clerk):
    people = delegates(term, 2)
    values = {"title": "履职", "held_on": today(), "hours": 2, "trainer": "王老师", "place": "会议室"}
    row = panels.save_training(term, values, people, actor=clerk)
    panels.save_training(term, values | {"hours": 3}, people[:1], actor=clerk, row=row)
    row = Training.objects.get()
    assert (row.hours, list(row.participants.all())) == (3, people[:1])


def test_an_open_office_of_delegate_is_taken_over(term, clerk):
    held = AppointmentFactory(office=Office.DELEGATE, scope_kind="self", starts_on=term.starts_on)
    member = MemberFactory(user=held.user)
    made = mandates.give_mandate(
        term, member, category=DelegateCategory.PROFESSIONAL, starts_on=today(), document="选举", actor=clerk
    )
    assert made.appointment == held
    held.ends_on = today() - DAY  # ended by hand meanwhile
    held.save(update_fields=["ends_on"])
    ended = mandates.end_mandate(
        made.pk, ends_on=today(), reason=MandateEnd.RESIGNED, document="辞职", actor=clerk
    )
    held.refresh_from_db()
    assert (ended.ends_on, held.ends_on) == (today(), today() - DAY)


def test_a_delegate_without_constituency_keeps_his_mandate_when_he_moves(term):
    mandate = MandateFactory(term=term, member=MemberFactory(branch=BranchFactory()))
    before = type(mandate.member).objects.get(pk=mandate.member.pk)
    mandate.member.branch = BranchFactory()
    mandates.follow_member(before, mandate.member, None)
    mandates.follow_member(before, before, None)  # nothing of his place has changed
    assert Mandate.objects.get(pk=mandate.pk).ends_on is None
    assert mandates.follow_unit("group", 1, 2, None) == 0
    assert mandates.follow_unit("branch", 1, 1, None) == 0
