"""What terms, sessions, elections, panels and bodies refuse, and with which sentence."""

import datetime as dt
from functools import partial

import pytest
from django.core.files.base import ContentFile

from congress.choices.delegates import DelegateCategory, ElectionKind, MandateEnd, PanelKind, PanelRole
from congress.choices.sessions import GuestKind, OpinionOutcome
from congress.choices.terms import SessionState, Stage
from congress.models import BodyCandidate, BodyElection, Constituency, Mandate, Session, Term, Training
from congress.rules.bodies import Counts
from congress.rules.sessions import SessionAction
from congress.selectors.rules import rule_set
from congress.services import agenda, attendance, bodies, elections, mandates, panels, sessions, terms
from members.choices import MembershipStatus
from tests.factories import AppointmentFactory, BranchFactory, GroupFactory, MemberFactory, officer
from tests.factories_congress import (
    ConstituencyFactory,
    DelegationFactory,
    MandateFactory,
    SessionFactory,
    TermFactory,
    delegates,
)
from tests.refusals import check_refusals
from union.common.dates import add_months, today
from union.common.errors import DomainError, StaleError
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


@pytest.fixture
def term():
    return TermFactory(number=6, seats=10)


@pytest.fixture
def session(term):
    return SessionFactory(term=term, number=1, state=SessionState.OPEN)


def item(**more):
    fixed = {
        "stage": Stage.FORMAL, "position": 1, "title": "工作报告", "power": "advise", "body": "congress",
        "vote_mode": "hands", "touches_interests": False, "presenter": "", "content": "",
    }  # fmt: skip
    return {**dict.fromkeys(agenda.ITEM_FIELDS), **fixed, **more}


PAPER = {"title": "工作报告", "item": None, "audience": "delegates", "text": "正文"}


def test_agenda_and_papers(subtests, session, clerk):
    first = agenda.save_item(session, item(), actor=clerk)
    agenda.save_item(session, item(title="分项", parent=first), actor=clerk)
    other = agenda.save_item(session, item(title="预算"), actor=clerk)
    issued = agenda.issue_paper(agenda.save_paper(session, PAPER, actor=clerk), actor=clerk)
    group = DelegationFactory(term=session.term)
    opinion = agenda.give_opinion(session, text="加强培训", delegation=group, actor=clerk)
    archived = SessionFactory(term=session.term, state=SessionState.ARCHIVED)
    save, give = partial(agenda.save_item, actor=clerk), partial(agenda.give_opinion, actor=clerk)
    check_refusals(subtests, [
        ("会议已归档，不能再修改", lambda: save(archived, item())),
        ("已有分项的议程不能再放到其他议程之下", lambda: save(session, item(parent=other), row=first)),
        ("只能列入正在筹备的会议", lambda: agenda.propose_item(session, "食堂", actor=clerk)),
        ("文件已发放，不能再改", lambda: agenda.save_paper(session, PAPER, actor=clerk, row=issued)),
        ("请填写正文或上传文件", lambda: agenda.save_paper(session, PAPER | {"text": " "}, actor=clerk)),
        ("会议已经闭幕，不再收集讨论意见", lambda: give(archived, text="x", delegation=group)),
        ("请选择本届代表团", lambda: give(session, text="x", delegation=DelegationFactory())),
        ("请填写意见", lambda: give(session, text=" ", delegation=group)),
        ("请选择处理结果",
         lambda: agenda.answer_opinion(opinion, OpinionOutcome.OPEN, "", version=1, actor=clerk)),
        ("请填写决议标题和内容",
         lambda: agenda.pass_resolution(session, title=" ", text="x", passed_on=today(), actor=clerk)),
    ])  # fmt: skip


def test_sessions(subtests, session, clerk):
    outsider = MandateFactory(term=TermFactory(number=5))
    inside = delegates(session.term, 1)[0]
    sessions.seat_presider(session, inside, PanelRole.MEMBER, actor=clerk)
    planned = sessions.plan_session(
        session.term, {"kind": "ordinary", "opens_on": today(), "closes_on": today()}, actor=clerk
    )
    step = sessions.finish_step(planned.preparation.first(), actor=clerk)
    guest = sessions.add_guest(planned, GuestKind.INVITED, "何国平", "", actor=clerk)
    closed = SessionFactory(term=session.term, state=SessionState.CLOSED)
    change = partial(sessions.change_session, session, version=session.version, actor=clerk)
    check_refusals(subtests, [
        ("闭幕日期早于开幕日期", lambda: change({"closes_on": session.opens_on - DAY})),
        ("预备会议应在正式会议之前召开", lambda: change({"preliminary_on": session.opens_on + DAY})),
        ("会议已闭幕，不能再修改", lambda: sessions.change_session(closed, {}, version=1, actor=clerk)),
        ("取消会议须说明原因",
         lambda: sessions.advance_session(planned, SessionAction.CANCEL, actor=clerk)),
        ("会议还没有开始（或已闭幕），不能核定法定人数",
         lambda: sessions.declare_validity(planned, actor=clerk)),
        (f"“{step.title}”已办理", lambda: sessions.finish_step(step, actor=clerk)),
        ("请填写姓名", lambda: sessions.add_guest(session, GuestKind.INVITED, " ", "", actor=clerk)),
        ("主席团成员须是本届在任的正式代表",
         lambda: sessions.seat_presider(session, outsider, PanelRole.HEAD, actor=clerk)),
        (f"{inside.member.name}已在主席团",
         lambda: sessions.seat_presider(session, inside, PanelRole.HEAD, actor=clerk)),
        ("这位列席人员不属于本次会议", lambda: attendance.check_in(session, guest=guest, actor=clerk)),
        ("会议筹备中，现在不能签到", lambda: attendance.check_in(planned, mandate=inside, actor=clerk)),
        ("请填写请假原因", lambda: attendance.excuse(session, inside, " ", actor=clerk)),
        ("只有在任的正式代表需要请假", lambda: attendance.excuse(session, outsider, "出差", actor=clerk)),
        ("没有生效的职代会规则（congress_rules）",
         lambda: rule_set("congress_rules", dt.date(1949, 1, 1))),
    ])  # fmt: skip


def test_terms(subtests, term, clerk):
    area = ConstituencyFactory(term=term, name="内科", seats=0)
    DelegationFactory(term=term, name="第一代表团")
    begin = partial(
        terms.open_term, starts_on=today(), ends_on=add_months(today(), 36), document="", actor=clerk
    )
    extend = partial(terms.extend_term, term, actor=clerk)
    area_values = {"name": area.name, "position": 1, "delegation": None, "branches": [], "departments": []}
    later = term.ends_on + 30 * DAY
    check_refusals(subtests, [
        ("第 6 届已经登记", lambda: begin(6)),
        ("届满日期应晚于本届起始日期", lambda: begin(8, ends_on=today())),
        (f"延期后的届满日期应晚于原届满日期 {term.ends_on}",
         lambda: extend(to=term.ends_on, reason="疫情", document="批复")),
        ("请填写延期原因", lambda: extend(to=later, reason=" ", document="批复")),
        ("请填写上级工会同意延期的批复", lambda: extend(to=later, reason="疫情", document=" ")),
        (f"自 {term.starts_on} 起，不能在此之前结束",
         lambda: terms.close_term(term, on=term.starts_on - DAY, document="", actor=clerk)),
        ("代表不得少于", lambda: terms.set_seats(term, seats=5, staff_count=3000, version=1, actor=clerk)),
        ("请填写代表团名称", lambda: terms.save_delegation(term, name=" ", position=1, actor=clerk)),
        ("已有“第一代表团”", lambda: terms.save_delegation(term, name="第一代表团", position=1, actor=clerk)),
        ("已有“内科”选区", lambda: terms.save_constituency(term, area_values, actor=clerk)),
        ("请先设定本届代表名额", lambda: terms.distribute_seats(TermFactory(number=3), actor=clerk)),
    ])  # fmt: skip


def test_fewer_seats_than_constituencies_with_staff(clerk):
    small = TermFactory(seats=1)
    for branch in BranchFactory.create_batch(2):
        MemberFactory(branch=branch)
        ConstituencyFactory(term=small, branches=[branch])
    with pytest.raises(DomainError, match="名额少于选区数，请合并选区或增加名额"):
        terms.distribute_seats(small, actor=clerk)


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


def test_an_agenda_item_is_changed_by_one_of_two_clerks(session, clerk):
    row = agenda.save_item(session, item(), actor=clerk)
    stale = type(row).objects.get(pk=row.pk)
    agenda.save_item(session, item(title="工作报告（修改稿）"), actor=clerk, row=row, version=row.version)
    with pytest.raises(StaleError):
        agenda.save_item(session, item(title="预算"), actor=clerk, row=stale, version=1)
    row.refresh_from_db()
    assert row.title == "工作报告（修改稿）"


def test_minutes_of_a_stage_are_one_text(session, clerk):
    write = partial(agenda.save_minutes, session, Stage.FORMAL, recorder="李", chaired_by="王", actor=clerk)
    first = write(text="开幕", version=0)
    second = write(text="开幕、表决", version=first.version)
    assert (second.pk, second.text) == (first.pk, "开幕、表决")
    with pytest.raises(StaleError):
        write(text="旧稿", version=first.version)


def test_seats_of_a_term_and_a_step_taken_back(clerk):
    term = TermFactory()
    terms.set_seats(term, seats=140, staff_count=3000, version=term.version, actor=clerk)
    assert Term.objects.get(pk=term.pk).seats == 140
    values = {"kind": "ordinary", "opens_on": today(), "closes_on": today()}
    terms.set_seats(term, seats=0, staff_count=0, version=term.version + 1, actor=clerk)  # not known yet
    session = sessions.plan_session(term, values, actor=clerk)
    report = session.preparation.get(key="report")
    sessions.finish_step(report, actor=clerk)
    assert Session.objects.get(pk=session.pk).reported_on == today()
    sessions.reopen_step(report, actor=clerk)
    session.refresh_from_db()
    report.refresh_from_db()
    assert (session.reported_on, report.done_on) == (None, None)
    agenda_step = session.preparation.get(key="agenda")
    sessions.finish_step(agenda_step, actor=clerk, waived=True, note="沿用")
    sessions.reopen_step(agenda_step, actor=clerk)
    agenda_step.refresh_from_db()
    assert not agenda_step.is_waived


def test_who_leaves_the_presidium(session, clerk):
    row = sessions.seat_presider(session, delegates(session.term, 1)[0], PanelRole.HEAD, actor=clerk)
    sessions.unseat_presider(row, actor=clerk)
    assert not session.presidium.exists()


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


def test_a_paper_is_a_file_too(session, clerk):
    pdf = ContentFile(b"%PDF-1.4\n%%EOF\n", name="报告.pdf")
    paper = agenda.save_paper(session, PAPER | {"text": ""}, actor=clerk, file=pdf)
    agenda.save_paper(session, PAPER | {"text": "", "title": "报告二"}, actor=clerk, row=paper)
    paper.refresh_from_db()
    assert paper.title == "报告二"


def test_a_session_that_is_called_off_needs_no_quorum(term, clerk):
    values = {"kind": "ordinary", "opens_on": today(), "closes_on": today()}
    session = sessions.plan_session(term, values, actor=clerk)
    step = session.preparation.first()
    sessions.assign_step(step, owner=clerk, due_on=today(), version=step.version, actor=clerk)
    assert not clerk.notices.exists()  # nobody is told what he has done himself
    session = sessions.advance_session(session, SessionAction.CANCEL, actor=clerk, note="疫情")
    assert (session.state, session.state_note) == (SessionState.CANCELLED, "疫情")
