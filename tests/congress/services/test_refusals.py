"""What terms, sessions and agendas refuse, and with which sentence."""

import datetime as dt
from functools import partial

import pytest
from django.core.files.base import ContentFile

from congress.choices.delegates import PanelRole
from congress.choices.sessions import GuestKind, OpinionOutcome
from congress.choices.terms import SessionState, Stage
from congress.models import Session, Term
from congress.rules.sessions import SessionAction
from congress.selectors.rules import rule_set
from congress.services import agenda, attendance, sessions, terms
from tests.factories import BranchFactory, MemberFactory
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

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


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
