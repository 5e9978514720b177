"""The way of a motion by its people: filing, merging, decline, countersigning, rating, second round."""

import datetime as dt

import pytest
from django.utils import timezone

from congress.choices.motions import Filing, SecondState, Series
from congress.choices.motions import MotionAction as A
from congress.choices.motions import MotionState as S
from congress.forms.motions import MotionStepForm
from congress.models import Motion, MotionWindow
from congress.permissions.motions import standing_of
from congress.rules.motions_table import FLOW
from congress.screens_motions import find_motions
from congress.selectors.motions import motions_visible_to
from congress.selectors.motions_desk import waiting_for
from congress.selectors.motions_similar import similar_motions
from congress.services import motions as services
from congress.services.motions_flow import Grounds, take
from congress.views.motions_facts import detail_context, seen_replies
from tests.factories_motions import Cast, answer, fresh, make_delegate, make_motion
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError, TransitionError
from union.common.models import AuditEvent
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return Cast()


def walk(cast, motion, *steps):
    """Take (action, role, grounds) in turn."""
    for action, by, given in steps:
        cast.take(motion, action, by, **given)
    return motion


def taken(cast, motion):
    """A motion that the committee has received."""
    return walk(cast, motion, (A.SEEK, "mover", {}), (A.SUBMIT, "mover", {}), (A.RECEIVE, "reviewer", {}))


def test_the_usual_way_ends_in_the_archive(cast):
    motion = cast.bring(cast.motion())

    assert (motion.state, motion.filing, motion.number, motion.series) == (
        S.ARCHIVED,
        Filing.FILED,
        1,
        Series.MOTION,
    )
    assert motion.number_label == "第六届第二次 第001号"
    assert (motion.rating, motion.grade, motion.archive_no) == ("satisfied", "A", "2026-提-001")
    assert motion.replies.get().series_number == 1
    assert [step.action for step in motion.steps.all()] == [action for action, *_rest in cast.usual_way()]
    assert AuditEvent.objects.filter(object_type="congress.motion", action="step").count() == 16


def test_two_other_delegates_must_second(cast):
    motion = make_motion(cast.session, cast.mover)
    cast.take(motion, A.SEEK, "mover")
    with pytest.raises(DomainError, match="还差 2 名"):
        cast.take(motion, A.SUBMIT, "mover")
    with pytest.raises(DomainError, match="不能附议自己"):
        services.answer_second(motion, SecondState.ACCEPTED, actor=cast.mover.user)
    with pytest.raises(DomainError, match="正式代表"):
        services.answer_second(motion, SecondState.ACCEPTED, actor=cast.users["stranger"])
    for member in cast.seconders:
        services.answer_second(motion, SecondState.ACCEPTED, actor=member.user)
    services.answer_second(motion, SecondState.WITHDRAWN, actor=cast.seconders[0].user)
    with pytest.raises(DomainError, match="还差 1 名"):
        cast.take(motion, A.SUBMIT, "mover")
    cast.other.mandates.update(ends_on=today() - dt.timedelta(days=1), end_reason="retired")
    with pytest.raises(DomainError, match="正式代表"):
        services.answer_second(motion, SecondState.ACCEPTED, actor=cast.other.user)
    services.answer_second(motion, SecondState.ACCEPTED, actor=cast.seconders[0].user)
    assert cast.take(motion, A.SUBMIT, "mover").state == S.SUBMITTED


def test_a_delegation_needs_no_seconders_and_only_its_head_speaks_for_it(cast):
    values = {"title": "集体提案", "situation": "现状", "proposal": "建议", "by_delegation": True}
    with pytest.raises(DomainError, match="团长"):
        services.create_motion(cast.session, values, actor=cast.mover.user)
    head = make_delegate(cast.term, delegation=cast.delegation, role="head")
    motion = services.create_motion(cast.session, values, actor=head.user)

    assert take(motion, A.SUBMIT, actor=head.user).state == S.SUBMITTED


def test_invited_by_name_and_told_once(cast):
    motion = make_motion(cast.session, cast.mover)
    services.invite(motion, [cast.other.pk], actor=cast.mover.user)
    assert not Notice.objects.filter(user=cast.other.user).exists()  # a draft tells nobody
    cast.take(motion, A.SEEK, "mover")
    services.invite(motion, [cast.other.pk], actor=cast.mover.user)

    assert Notice.objects.filter(user=cast.other.user, key=f"motion:{motion.pk}:invite").count() == 1
    with pytest.raises(NotPermittedError):
        services.invite(motion, [cast.seconders[0].pk], actor=cast.other.user)


def test_recalled_text_is_seconded_again(cast):
    motion = cast.motion()
    cast.take(motion, A.SEEK, "mover")
    cast.take(motion, A.RECALL, "mover")

    assert set(motion.seconders.values_list("state", flat=True)) == {SecondState.INVITED}


def test_a_late_paper_becomes_a_suggestion(cast):
    now = timezone.now()
    MotionWindow.objects.create(
        session=cast.session, opens_at=now - dt.timedelta(days=9), closes_at=now - dt.timedelta(days=1)
    )
    motion = taken(cast, cast.motion())
    with pytest.raises(DomainError, match="截止后"):
        cast.take(motion, A.FILE, "office")
    cast.take(motion, A.CONVERT, "office", note="逾期提交")

    assert (motion.is_late, motion.number_label) == (True, "第六届第二次 建议第001号")


def test_a_late_paper_joins_suggestions_only(cast):
    filed, suggestion, late = (
        taken(cast, cast.motion(title=title)) for title in ("夜班休息室", "食堂", "夜班休息")
    )
    cast.take(filed, A.FILE, "office")
    cast.take(suggestion, A.CONVERT, "office", note="属于建议")
    Motion.objects.filter(pk=late.pk).update(is_late=True)
    late.refresh_from_db()
    standing = standing_of(cast.users["office"], late)
    form = MotionStepForm(motion=late, arrow=FLOW.step_for(late.state, A.MERGE), standing=standing)
    assert set(form.fields["into"].queryset) == {suggestion}
    with pytest.raises(DomainError, match="截止后提交的不作为提案"):
        cast.take(late, A.MERGE, "office", into=filed.pk, note="同一内容")
    cast.take(late, A.MERGE, "office", into=suggestion.pk, note="同一内容")
    assert late.merged_into == suggestion


def test_refusal_needs_a_reason_and_burns_no_number(cast):
    first, second = taken(cast, cast.motion()), taken(cast, cast.motion(title="另一件"))
    with pytest.raises(DomainError, match="须填写"):
        cast.take(first, A.REFUSE, "office")
    cast.take(first, A.REFUSE, "office", note="超出职权")
    cast.take(second, A.FILE, "office")

    assert (first.number, second.number) == (None, 1)


def test_merged_movers_are_answered_and_rate(cast):
    case, paper = taken(cast, cast.motion()), taken(cast, cast.motion(mover=cast.mover, title="夜班休息"))
    Motion.objects.filter(pk=paper.pk).update(mover=cast.other)
    with pytest.raises(DomainError, match="先将主案立案"):
        cast.take(paper, A.MERGE, "office", into=case.pk, note="同一内容")
    cast.take(case, A.FILE, "office")
    cast.take(paper, A.MERGE, "office", into=case.pk, note="同一内容")
    for action, by, given in cast.usual_way()[5:13]:
        cast.take(case, action, by, **given)
    cast.take(case, A.RATE, "mover", satisfaction="satisfied")

    assert case.state == S.DELIVERED  # the co-mover has not rated yet
    assert [row.motion.pk for row in waiting_for(fresh(cast.other.user), today())] == [case.pk]
    cast.take(case, A.RATE, "delegate", satisfaction="partly")
    assert (case.state, case.rating) == (S.RATED, "partly")
    with pytest.raises(DomainError, match="答复已经拟出"):
        cast.take(paper, A.SPLIT, "office", note="不同内容")


def test_splitting_undoes_a_merger(cast):
    case, paper = taken(cast, cast.motion()), taken(cast, cast.motion(title="夜班休息"))
    cast.take(case, A.FILE, "office")
    cast.take(paper, A.MERGE, "office", into=case.pk, note="同一内容")
    cast.take(paper, A.SPLIT, "office", note="查明是两件事")

    assert (paper.state, paper.filing, paper.merged_into) == (S.REVIEWING, Filing.UNDECIDED, None)


def test_decline_goes_back_once_and_in_time(cast):
    motion = cast.bring(cast.motion(), A.ASSIGN)
    cast.take(motion, A.DECLINE, "lead", note="不属本科室")
    with pytest.raises(NotPermittedError):
        cast.take(motion, A.INSIST, "lead", note="请办理")
    cast.take(motion, A.INSIST, "office", note="请办理")
    with pytest.raises(DomainError, match="不同意退回"):
        cast.take(motion, A.DECLINE, "lead", note="再退")
    Motion.objects.filter(pk=motion.pk).update(decline_refused=False, due_on=today() - dt.timedelta(days=1))
    with pytest.raises(DomainError, match="期限"):
        cast.take(motion, A.DECLINE, "lead", note="太晚")


def test_a_reassigned_department_loses_the_case(cast):
    motion = cast.bring(cast.motion(), A.ASSIGN)
    cast.take(motion, A.DECLINE, "lead", note="不属本科室")
    cast.take(motion, A.REASSIGN, "office", arrangement="single", leads=(cast.third.pk,))

    assert not standing_of(fresh(cast.users["lead"]), motion).leads
    assert cast.take(motion, A.ACCEPT, "third").state == S.HANDLING


def test_the_mover_sees_the_reply_only_after_sign_off_and_delivery(cast):
    motion = cast.bring(cast.motion(), A.SIGN)
    mover, office = fresh(cast.mover.user), fresh(cast.users["office"])

    assert seen_replies(mover, motion, standing_of(mover, motion)) == []
    assert len(seen_replies(office, motion, standing_of(office, motion))) == 1
    assert motion.grade == ""
    cast.take(motion, A.DELIVER, "lead")
    assert len(seen_replies(mover, motion, standing_of(mover, motion))) == 1


def test_assistants_sign_before_the_leader_and_may_object(cast):
    motion = cast.bring(cast.motion(), A.ANSWER)
    assert motion.state == S.COUNTERSIGNING
    with pytest.raises(TransitionError):
        cast.take(motion, A.SIGN, "leader")
    cast.take(motion, A.OBJECT, "assist", note="预算未落实")
    cast.take(motion, A.ANSWER, "lead", **answer())

    assert [reply.is_current for reply in motion.replies.all()] == [False, True]
    assert cast.take(motion, A.COUNTERSIGN, "assist").state == S.DRAFTED


def test_each_unit_answers_for_itself_in_separate_handling(cast):
    motion = cast.bring(cast.motion(), A.INSTRUCT)
    units = {"arrangement": "separate", "leads": (cast.lead.pk, cast.third.pk)}
    with pytest.raises(DomainError, match="独办"):
        cast.take(motion, A.ASSIGN, "office", **{**units, "arrangement": "single"})
    cast.take(motion, A.ASSIGN, "office", **units)
    cast.take(motion, A.ACCEPT, "lead")

    assert cast.take(motion, A.ANSWER, "lead", **answer()).state == S.HANDLING
    assert cast.take(motion, A.ANSWER, "third", **answer(grade="C")).state == S.DRAFTED
    cast.take(motion, A.SIGN, "leader")
    cast.take(motion, A.DELIVER, "third")
    assert (motion.grade, [r.series_number for r in motion.replies.all()]) == ("C", [1, 2])


def test_dissatisfaction_opens_a_second_round_with_another_signer_and_no_third(cast):
    motion = cast.bring(cast.motion(), A.DELIVER)
    with pytest.raises(DomainError, match="说明"):
        cast.take(motion, A.RATE, "mover", satisfaction="unsatisfied")
    cast.take(motion, A.RATE, "mover", satisfaction="unsatisfied", note="没有解决")
    assert motion.state == S.REDO
    again = {"arrangement": "single", "leads": (cast.lead.pk,), "note": "请重新研究"}
    with pytest.raises(DomainError, match="另一位"):
        cast.take(motion, A.REDO, "office", **again, leader=cast.users["leader"].pk)
    cast.take(motion, A.REDO, "office", **again, leader=cast.users["leader2"].pk)
    assert (motion.round, motion.handling_due_on) == (2, today() + dt.timedelta(days=30))
    steps = [
        (A.ACCEPT, "lead", {}),
        (A.ANSWER, "lead", answer()),
        (A.SIGN, "leader2", {}),
        (A.DELIVER, "lead", {}),
    ]
    walk(cast, motion, *steps, (A.RATE, "mover", {"satisfaction": "unsatisfied", "note": "仍未解决"}))

    assert (motion.state, motion.rating) == (S.RATED, "unsatisfied")  # the limit of rounds
    assert motion.ratings.count() == 2


def test_a_paper_rating_is_recorded_by_staff_and_marked(cast):
    motion = cast.bring(cast.motion(), A.DELIVER)
    with pytest.raises(NotPermittedError):
        cast.take(motion, A.RATE, "lead", satisfaction="satisfied", member=cast.mover.pk)
    cast.take(motion, A.RATE, "office", satisfaction="satisfied", member=cast.mover.pk)

    assert (motion.ratings.get().on_paper, motion.state) == (True, S.RATED)


def test_a_promise_is_tracked_until_it_is_kept_or_explained(cast):
    motion = cast.bring(cast.motion(), A.ACCEPT)
    with pytest.raises(DomainError, match="承诺"):
        cast.take(motion, A.ANSWER, "lead", **answer(grade="B"))
    promised = today() + dt.timedelta(days=40)
    reply = answer(grade="B", promised_on=promised)
    steps = [(A.ANSWER, "lead", reply), (A.COUNTERSIGN, "assist", {}), (A.SIGN, "leader", {})]
    walk(cast, motion, *steps, (A.DELIVER, "lead", {}), (A.RATE, "mover", {"satisfaction": "partly"}))
    cast.take(motion, A.CLOSE, "office")
    assert (motion.state, motion.due_on, motion.closed_on) == (S.TRACKED, promised, None)
    later = promised + dt.timedelta(days=20)
    cast.take(motion, A.POSTPONE, "office", note="设备未到", due_on=later)
    cast.take(motion, A.FULFIL, "lead", note="已投入使用")

    assert (motion.state, motion.grade, motion.promised_on) == (S.CLOSED, "A", later)


def test_the_departments_clock_stands_still_elsewhere(cast):
    motion = cast.bring(cast.motion(), A.ANSWER)
    due = motion.handling_due_on
    Motion.objects.filter(pk=motion.pk).update(paused_on=today() - dt.timedelta(days=4))
    cast.take(motion, A.OBJECT, "assist", note="请补充")

    assert (motion.handling_due_on, motion.paused_on) == (due + dt.timedelta(days=4), None)
    assert motion.due_on == motion.handling_due_on


def test_one_extension_with_a_reason(cast):
    motion = cast.bring(cast.motion(), A.ACCEPT)
    wanted = motion.handling_due_on + dt.timedelta(days=10)
    cast.take(motion, A.ASK_EXTENSION, "lead", note="设备招标", due_on=wanted)
    assert motion.asked_until == wanted
    cast.take(motion, A.EXTEND, "office", note="同意", due_on=wanted)
    assert (motion.handling_due_on, motion.due_on, motion.asked_until) == (wanted, wanted, None)
    with pytest.raises(DomainError, match="不能再延"):
        cast.take(motion, A.EXTEND, "office", note="再延", due_on=wanted + dt.timedelta(days=1))


def test_an_unrated_case_closes_only_after_the_time_for_rating(cast):
    motion = cast.bring(cast.motion(), A.DELIVER)
    with pytest.raises(DomainError, match="评价期"):
        cast.take(motion, A.CLOSE, "office", note="未评价")
    Motion.objects.filter(pk=motion.pk).update(due_on=today() - dt.timedelta(days=1))

    assert cast.take(motion, A.CLOSE, "office", note="期满未评价").state == S.CLOSED


def test_nobody_decides_on_his_own_motion(cast):
    clerk = make_delegate(cast.term, user=cast.users["office"])
    motion = cast.motion(mover=clerk)
    take(motion, A.SEEK, actor=clerk.user)
    take(motion, A.SUBMIT, actor=clerk.user)
    with pytest.raises(NotPermittedError, match="自己的提案"):
        take(motion, A.RECEIVE, actor=fresh(clerk.user))
    assert waiting_for(fresh(clerk.user), today()) == []


def test_the_second_of_two_clerks_is_told(cast):
    motion = taken(cast, cast.motion())
    seen = motion.version
    take(
        motion, A.RECOMMEND, actor=cast.users["reviewer"], given=Grounds(recommendation="filed", note="可行")
    )
    with pytest.raises(StaleError, match="已由他人办理"):
        take(motion, A.FILE, actor=cast.users["office"], version=seen)
    take(motion, A.FILE, actor=cast.users["office"])
    with pytest.raises(TransitionError, match="已登记"):
        take(motion, A.FILE, actor=cast.users["office"])


def test_a_confidential_author_is_hidden(cast):
    motion = cast.bring(cast.motion(is_confidential=True), A.ASSIGN)
    from congress.permissions.motions import sees_author

    sees = {role for role, user in cast.users.items() if sees_author(fresh(user), motion)}
    assert sees == {"mover", "seconder", "office"}


def test_who_sees_what(cast):
    draft, seeking = cast.motion(title="草稿"), cast.motion(title="征集")
    cast.take(seeking, A.SEEK, "mover")
    handed, filed = cast.bring(cast.motion(), A.RECEIVE), cast.bring(cast.motion(), A.ASSIGN)
    found = {
        role: {m.pk for m in motions_visible_to(fresh(user))} & {draft.pk, seeking.pk, handed.pk, filed.pk}
        for role, user in cast.users.items()
    }

    assert found["mover"] == {draft.pk, seeking.pk, handed.pk, filed.pk}
    assert found["delegate"] == {seeking.pk, filed.pk}
    assert found["reviewer"] == found["office"] == {handed.pk, filed.pk}
    assert found["leader"] == found["lead"] == {filed.pk}
    assert found["third"] == found["stranger"] == set()


def test_similar_titles_are_found_with_their_outcome(cast):
    cast.bring(cast.motion(title="改善职工食堂就餐环境的建议"), A.FILE)
    taken(cast, cast.motion(title="增加院内停车位的建议"))
    cast.motion(title="职工食堂草稿")  # a draft is nobody else's business
    found = similar_motions("关于食堂就餐排队的提案")

    assert [(hit.motion.title, hit.outcome) for hit in found] == [("改善职工食堂就餐环境的建议", "立案")]


def test_desks_name_what_waits(cast):
    motion = cast.motion()
    for action, by, given in cast.usual_way():
        waits = {row.motion.pk for row in waiting_for(fresh(cast.users[by]), today())}
        if action not in (A.SEEK, A.FILE):  # a draft waits for nobody; FILE for the office after RECOMMEND
            assert motion.pk in waits, (action, by)
        cast.take(motion, action, by, **given)


def test_what_departments_say_among_themselves_stays_inside(cast):
    """The leader's reason for sending an answer back is not for the mover."""
    motion = cast.bring(cast.motion(), A.COUNTERSIGN)
    cast.take(motion, A.SEND_BACK, "leader", note="措施不具体")

    def notes(role):
        user = fresh(cast.users[role])
        shown = detail_context(user, motion, standing_of(user, motion))
        return {step.note for step in shown["steps"]}

    assert "措施不具体" in notes("lead") & notes("office")
    assert not {"措施不具体", "同意"} & (notes("mover") | notes("delegate"))


def test_the_search_box_finds_what_is_visible_and_nothing_else(cast):
    """Its query is compiled once for a set of rights: each user must still get his own motions."""
    cast.motion(title="草稿 ICU 100%")
    for step in (A.RECEIVE, A.ASSIGN):
        cast.bring(cast.motion(title=f"增设 ICU 床位 {step.value}"), step)
    for _again in range(2):
        for user in map(fresh, cast.users.values()):
            for text, words in (
                ("icu", ["ICU"]),
                ("增设 床位", ["增设", "床位"]),
                ("%", ["%"]),
                ("99999", None),
            ):
                seen = [m for m in motions_visible_to(user).order_by("-pk") if words is not None]
                wanted = [m.title for m in seen if all(word in m.title for word in words)]
                assert [hit.title for hit in find_motions(user, text, 30)] == wanted
