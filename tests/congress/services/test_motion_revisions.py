"""The text of a motion that was handed in: who corrects it, and what is kept."""

import pytest

from congress.choices.motions import MotionAction as A
from congress.models import Motion
from congress.selectors.motions_similar import similar_motions
from congress.services.motions import update_motion
from congress.services.motions_revisions import CORRECTED, correct_motion
from tests.factories_motions import Cast, fresh, make_motion
from union.common.errors import DomainError, NotPermittedError, StaleError
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return Cast()


def text_of(motion, **changed):
    return {name: getattr(motion, name) for name in CORRECTED} | changed


def correct(cast, motion, by, reason="错字", version=None, **changed):
    values = text_of(motion, **changed)
    kept = motion.version if version is None else version
    return correct_motion(motion, values, reason=reason, version=kept, actor=fresh(cast.users[by]))


def test_committee_and_office_correct_before_the_decision_and_the_old_text_is_kept(cast):
    motion = cast.bring(cast.motion(), A.RECEIVE)
    old = motion.title
    motion = correct(cast, motion, "reviewer", title="增设职工停车充电桩的建议")
    correct(cast, motion, "office", proposal="在地下车库增设二十个充电桩。", reason="写明数量")

    kept = list(motion.revisions.values_list("title", "party", "reason"))
    assert kept == [(old, "committee", "错字"), ("增设职工停车充电桩的建议", "office", "写明数量")]
    assert [hit.motion for hit in similar_motions("增设职工停车充电桩")] == [motion]
    told = Notice.objects.filter(user=cast.mover.user, title__contains="文字已更正")
    assert told.count() == 2


@pytest.mark.parametrize("role", ("mover", "seconder", "leader", "lead", "delegate", "stranger"))
def test_nobody_else_corrects(cast, role):
    motion = cast.bring(cast.motion(), A.RECEIVE)
    with pytest.raises(NotPermittedError):
        correct(cast, motion, role, title="别的")
    assert not motion.revisions.exists()


def test_not_after_the_decision_but_in_an_old_ledger_by_the_office(cast):
    filed = cast.bring(cast.motion(), A.FILE)
    with pytest.raises(NotPermittedError):
        correct(cast, filed, "office", title="别的")
    old = make_motion(cast.session, cast.other, is_history=True, state="closed", filing="filed", paper_no="7")
    with pytest.raises(NotPermittedError):
        correct(cast, old, "reviewer", title="增设夜班休息室")
    correct(cast, old, "office", title="增设夜班休息室")
    assert Motion.objects.get(pk=old.pk).title == "增设夜班休息室"


def test_reason_and_change_are_needed_and_a_second_clerk_is_told(cast):
    motion = cast.bring(cast.motion(), A.RECEIVE)
    with pytest.raises(DomainError, match="更正原因"):
        correct(cast, motion, "office", reason=" ", title="别的")
    with pytest.raises(DomainError, match="没有变化"):
        correct(cast, motion, "office")
    correct(cast, motion, "reviewer", title="甲")
    with pytest.raises(StaleError):
        correct(cast, motion, "office", title="乙", version=motion.version - 1)
    assert motion.revisions.count() == 1


def test_what_the_mover_changes_in_a_returned_motion_is_kept_too(cast):
    motion = cast.bring(cast.motion(), A.RECEIVE)
    cast.take(motion, A.RETURN, "reviewer", note="请写明地点")
    update_motion(motion, text_of(motion, title="增设门诊夜班休息室"), version=motion.version,
                  actor=fresh(cast.mover.user))  # fmt: skip
    assert motion.revisions.get().party == "mover"
