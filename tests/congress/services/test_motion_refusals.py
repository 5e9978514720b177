"""What the services of motions refuse, and what beside the flow they keep."""

import datetime as dt
from functools import partial

import pytest
from django.utils import timezone

from congress.choices.motions import MotionAction as A
from congress.choices.motions import MotionState as S
from congress.choices.motions import SecondState
from congress.models import Motion, MotionUnit
from congress.selectors.motions_similar import similar_motions
from congress.services import motions as services
from congress.services.motions_report import build_report
from tests.factories_motions import BODY, Cast, answer, make_delegate, make_motion
from tests.refusals import check_refusals
from union.common.dates import today

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def cast():
    return Cast()


def test_before_it_is_handed_in(subtests, cast):
    draft = cast.motion()
    office, reader = cast.users["office"], cast.users["stranger"]
    untitled = make_motion(cast.session, cast.mover, title=" ")
    begin, texts = partial(services.create_motion, cast.session), {"title": "食堂", **BODY}
    guest = make_delegate(cast.term)
    guest.mandates.update(ends_on=today() - DAY, end_reason="retired")
    given = partial(services.draft_for, cast.session, guest.mandates.get(), texts)
    ended = make_motion(cast.session, guest, state=S.SECONDING)
    closed = cast.motion(state=S.HANDLING)
    check_refusals(subtests, [
        ("只有本届在任的正式代表可以提出提案；其他职工", lambda: begin(texts, actor=reader)),
        ("代表团集体提案由团长或副团长提出",
         lambda: begin(texts | {"by_delegation": True}, actor=cast.mover.user)),
        ("转为提案由工会办公室办理", lambda: given(actor=reader)),
        ("只有本届在任的正式代表可以提出提案", lambda: given(actor=office)),
        ("提案提交后不能再改",
         lambda: services.update_motion(closed, {"title": "x"}, version=1, actor=cast.mover.user)),
        ("只有提案人可以在提交前邀请附议", lambda: services.invite(closed, [cast.other.pk], actor=office)),
        ("附议已经截止",
         lambda: services.answer_second(closed, SecondState.ACCEPTED, actor=cast.other.user)),
        ("请先填写案由", lambda: cast.take(untitled, A.SEEK, "mover")),
        ("提案人还没有征集附议",
         lambda: services.answer_second(draft, SecondState.ACCEPTED, actor=cast.other.user)),
    ])  # fmt: skip
    cast.take(draft, A.SEEK, "mover")
    check_refusals(subtests, [
        ("您已经作过答复：已附议",
         lambda: services.answer_second(draft, SecondState.ACCEPTED, actor=cast.seconders[0].user)),
    ])  # fmt: skip
    cast.users["ended"] = guest.user
    check_refusals(subtests, [
        ("提案人须是本届在任的正式代表", lambda: cast.take(ended, A.SUBMIT, "ended")),
    ])  # fmt: skip


def test_while_it_is_reviewed_and_given_out(subtests, cast):
    motion = cast.bring(cast.motion(), A.RECEIVE)
    decide = partial(cast.take, motion, A.RECOMMEND, "reviewer", note="可行")
    check_refusals(subtests, [("请选择审查意见", lambda: decide(recommendation="late"))])
    decide(recommendation="filed")
    cast.take(motion, A.FILE, "office")
    lead, assist, third = cast.lead.pk, cast.assist.pk, cast.third.pk
    check_refusals(subtests, [
        ("请选择分管院领导", lambda: cast.take(motion, A.BRIEF, "office", leader=cast.users["lead"].pk)),
    ])  # fmt: skip
    cast.take(motion, A.BRIEF, "office", leader=cast.users["leader"].pk)
    cast.take(motion, A.INSTRUCT, "leader", note="请总务科办理")
    give = partial(cast.take, motion, A.ASSIGN, "office")
    cast.third.closed_on = today() - DAY
    cast.third.save()
    check_refusals(subtests, [
        ("请选择主办部门", lambda: give(arrangement="single")),
        ("同一部门不能既主办又协办", lambda: give(arrangement="joint", leads=(lead,), assists=(lead,))),
        ("独办只有一个承办部门", lambda: give(arrangement="single", leads=(lead, assist))),
        ("会办须有一个主办部门和至少一个协办部门", lambda: give(arrangement="joint", leads=(lead,))),
        ("分办须有两个以上主办部门", lambda: give(arrangement="separate", leads=(lead,))),
        ("请选择承办方式", lambda: give(leads=(lead,))),
        ("承办部门中有已撤销的科室", lambda: give(arrangement="single", leads=(third,))),
        ("办理期限应在今天之后", lambda: give(arrangement="single", leads=(lead,), due_on=today())),
    ])  # fmt: skip
    other = cast.users["leader2"]
    assert give(arrangement="single", leads=(lead,), leader=other.pk).leader == other


def test_while_departments_handle_it(subtests, cast):
    motion = cast.bring(cast.motion(), A.INSTRUCT)
    people = {"arrangement": "joint", "leads": (cast.lead.pk,), "assists": (cast.assist.pk, cast.third.pk)}
    cast.take(motion, A.ASSIGN, "office", **people)
    cast.take(motion, A.ACCEPT, "lead")
    due, asked = motion.handling_due_on, partial(cast.take, motion, A.ASK_EXTENSION, "lead", note="招标")
    reply = partial(cast.take, motion, A.ANSWER, "lead")
    unit = motion.units.get(role="lead")
    talk = partial(services.record_contact, motion, method="phone", content="已沟通")
    lead = cast.users["lead"]
    check_refusals(subtests, [
        ("请填写延期后的期限", asked),
        (f"延期后的期限应晚于 {due}", lambda: asked(due_on=due)),
        ("每次最多延期", lambda: asked(due_on=due + 400 * DAY)),
        ("请填写答复内容和部门负责人姓名", lambda: reply(**answer(text=" "))),
        ("B 类答复须写明承诺完成的日期", lambda: reply(**answer("B"))),
        ("承诺完成的日期应在今天之后", lambda: reply(**answer("B", promised_on=today()))),
        ("沟通记录由承办部门或工会办公室登记", lambda: talk(on=today(), actor=cast.users["stranger"])),
        ("沟通日期不能晚于今天", lambda: talk(on=today() + DAY, actor=lead)),
        ("办理计划由承办部门自己填写", lambda: services.write_plan(unit, "x", actor=cast.users["assist"])),
    ])  # fmt: skip
    talk(on=today(), actor=lead)
    second = talk(on=today(), actor=cast.users["office"])
    assert (second.department, Motion.objects.get(pk=motion.pk).has_contact) == (None, True)
    assert services.write_plan(unit, " 分两步 ", actor=lead).plan == "分两步"
    reply(**answer())
    cast.take(motion, A.COUNTERSIGN, "assist", note="同意")
    check_refusals(subtests, [
        ("贵部门已经会签过", lambda: cast.take(motion, A.COUNTERSIGN, "assist", note="再签")),
    ])  # fmt: skip


def test_a_case_that_nobody_has_taken_over_yet_is_extended_too(cast):
    motion = cast.bring(cast.motion(), A.ASSIGN)
    wanted, due = motion.handling_due_on + 5 * DAY, motion.due_on
    cast.take(motion, A.EXTEND, "office", note="节假日", due_on=wanted)
    assert (motion.state, motion.handling_due_on, motion.due_on) == (S.ASSIGNED, wanted, due)


def test_ratings(subtests, cast):
    motion = cast.bring(cast.motion(), A.DELIVER)
    mine = partial(cast.take, motion, A.RATE, "mover")
    paper = partial(cast.take, motion, A.RATE, "office", satisfaction="satisfied")
    check_refusals(subtests, [
        ("请选择满意、基本满意或不满意", mine),
        ("评价“不满意”请说明哪些方面没有解决", lambda: mine(satisfaction="unsatisfied")),
        ("请选择是哪一位提案人的纸质反馈", lambda: paper(member=cast.other.pk)),
    ])  # fmt: skip
    merged = make_motion(cast.session, cast.other, merged_into=motion, state=S.MERGED, filing="merged")
    assert mine(satisfaction="satisfied").state == S.DELIVERED  # the second mover has not spoken
    check_refusals(subtests, [("本轮答复已经评价过", lambda: mine(satisfaction="satisfied"))])
    assert paper(member=merged.mover_id).state == S.RATED


def test_a_promise_is_put_off_and_explained(subtests, cast):
    motion = cast.bring(cast.motion(), A.ACCEPT)
    cast.take(motion, A.ANSWER, "lead", **answer("B", promised_on=today() + 30 * DAY))
    for action, by, given in (
        (A.COUNTERSIGN, "assist", {}), (A.SIGN, "leader", {}), (A.DELIVER, "lead", {}),
        (A.RATE, "mover", {"satisfaction": "satisfied"}), (A.CLOSE, "office", {}),
    ):  # fmt: skip
        cast.take(motion, action, by, **given)
    put_off = partial(cast.take, motion, A.POSTPONE, "office", note="招标流标")
    check_refusals(subtests, [("请填写今天之后的承诺完成日期", lambda: put_off(due_on=today()))])
    cast.take(motion, A.EXPLAIN, "office", note="规划调整，不再建设")
    assert (motion.grade, motion.closed_on, motion.state) == ("C", today(), S.CLOSED)
    check_refusals(subtests, [("请填写档号", lambda: cast.take(motion, A.ARCHIVE, "office", archive_no=" "))])


def test_key_and_supervised_cases_and_a_withdrawn_paper(cast):
    motion = cast.bring(cast.motion(), A.ACCEPT)
    cast.take(motion, A.SUPERVISE, "office", note="进度慢")
    cast.take(motion, A.MARK_KEY, "office", note="职代会决定", leader=cast.users["leader2"].pk)
    assert (motion.is_supervised, motion.is_key, motion.leader) == (True, True, cast.users["leader2"])
    paper = cast.bring(cast.motion(title="增设电动车充电桩"), A.SUBMIT)
    assert [each.motion for each in similar_motions(paper.title)][:1] == [paper]
    cast.take(paper, A.WITHDRAW, "mover", note="已解决")
    assert similar_motions(paper.title) == []


def test_window_and_awards(subtests, cast):
    motion = cast.bring(cast.motion(), A.ACCEPT)
    draft = cast.motion()
    office, stranger = cast.users["office"], cast.users["stranger"]
    now = timezone.now()
    span = {"opens_at": now, "closes_at": now + DAY}
    window = partial(services.set_window, cast.session)
    name = partial(services.give_award, title="优秀提案")
    best = partial(services.award_department, cast.session)
    check_refusals(subtests, [
        ("征集时间由工会办公室设定", lambda: window(span, actor=stranger)),
        ("截止时间应晚于开始时间", lambda: window(span | {"closes_at": now}, actor=office)),
        ("提案表彰由工会办公室登记", lambda: name(motion, note="投票", actor=stranger)),
        ("只有立案的提案可以评为优秀提案", lambda: name(draft, note="投票", actor=office)),
        ("请写明评选依据（投票结果或会议决定）", lambda: name(motion, note=" ", actor=office)),
        ("承办表彰由工会办公室登记", lambda: best(cast.lead, "x", actor=stranger)),
        ("请写明评选依据", lambda: best(cast.lead, " ", actor=office)),
        ("该部门没有承办过本次会议的提案", lambda: best(cast.third, "投票", actor=office)),
    ])  # fmt: skip
    assert window(span, actor=office).closes_at == now + DAY
    assert name(motion, note="代表投票", actor=office).award == "优秀提案"
    assert services.give_award(motion, "", "代表投票", actor=office).award_note == ""
    assert best(cast.lead, "评分第一", actor=office).note == "评分第一"
    report = build_report(cast.session, today())
    assert [each.department for each in report.department_awards] == [cast.lead]


def test_an_invitation_to_a_paper_that_is_seconded_is_told_at_once(cast):
    motion = cast.bring(cast.motion(), A.SEEK)
    assert services.invite(motion, [cast.other.pk], actor=cast.mover.user) == 1
    assert services.invite(motion, [cast.other.pk], actor=cast.mover.user) == 0
    assert cast.other.user.notices.filter(title__startswith="邀请您附议提案").count() == 1
    assert MotionUnit.objects.count() == 0


def test_a_draft_is_rewritten_and_no_revision_is_kept(cast):
    draft = cast.motion()
    draft = services.update_motion(draft, {"title": "新标题"}, version=draft.version, actor=cast.mover.user)
    cast.mover.mandates.update(ends_on=today() - DAY, end_reason="retired")  # still his own text
    draft = services.update_motion(draft, {"title": "再改"}, version=draft.version, actor=cast.mover.user)
    assert (draft.title, draft.revisions.count(), similar_motions("再改")) == ("再改", 0, [])
