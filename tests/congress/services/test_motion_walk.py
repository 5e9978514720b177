"""Every state × every action × every role: what the table does not name is refused, for everybody."""

import pytest

from congress.choices.motions import Filing, MotionAction, MotionState, Party, UnitRole
from congress.models import Motion, MotionUnit
from congress.permissions.motions import arrows_for
from congress.rules.motions_table import FLOW, allows
from congress.services.motions_flow import Grounds, take
from tests.factories_motions import Cast, fresh, make_motion
from union.common.errors import DomainError, NotPermittedError, TransitionError

pytestmark = pytest.mark.django_db
# Which parties each role is, by hand.
ROLES = {
    "mover": {Party.MOVER, Party.RATER},
    "seconder": {Party.SECONDER},
    "reviewer": {Party.COMMITTEE},
    "office": {Party.COMMITTEE, Party.OFFICE},
    "leader": {Party.LEADER},
    "leader2": set(),
    "lead": {Party.LEAD},
    "assist": {Party.ASSIST},
    "third": set(),
    "delegate": set(),
    "stranger": set(),
}
FILED = {MotionState.DRAFT, MotionState.SECONDING, MotionState.SUBMITTED, MotionState.RETURNED,
         MotionState.REVIEWING, MotionState.WITHDRAWN}  # fmt: skip


def stand(cast: Cast, motion: Motion, state: MotionState, main: Motion) -> str:
    """Put the motion into ``state`` with the filing result that belongs to it."""
    filing = Filing.UNDECIDED if state in FILED else Filing.FILED
    filing = {MotionState.MERGED: Filing.MERGED, MotionState.NOT_FILED: Filing.NOT_FILED}.get(state, filing)
    Motion.objects.filter(pk=motion.pk).update(
        state=state, filing=filing, leader=cast.users["leader"], decision_note="理由",
        merged_into=main.pk if filing == Filing.MERGED else None,
    )  # fmt: skip
    motion.refresh_from_db()
    return filing


@pytest.mark.parametrize("state", MotionState)
def test_only_arrows_of_the_table_and_only_by_their_parties(state):
    cast = Cast()
    main = make_motion(cast.session, cast.other, state="registered", filing="filed")
    motion = cast.motion()
    for department, role in ((cast.lead, UnitRole.LEAD), (cast.assist, UnitRole.ASSIST)):
        MotionUnit.objects.create(motion=motion, department=department, role=role)
    filing = stand(cast, motion, state, main)
    users = {role: fresh(user) for role, user in cast.users.items()}
    offered = {role: {arrow.action for arrow in arrows_for(user, motion)} for role, user in users.items()}
    wrong = []
    for action in MotionAction:
        in_table = allows(FLOW.of(action), state, filing)
        for role, parties in ROLES.items():
            if in_table and set(FLOW.of(action).parties) & parties:
                continue  # allowed: the walks of test_motion_flow take these
            if action in offered[role]:
                wrong.append(f"{action} is offered to {role}")
            with pytest.raises(DomainError) as refused:
                take(motion, action, actor=users[role], given=Grounds(note="说明"))
            expected = NotPermittedError if in_table else TransitionError
            if type(refused.value) is not expected:
                wrong.append(f"{action} by {role}: {refused.value!r}")
    assert not wrong, wrong
    assert Motion.objects.get(pk=motion.pk).state == state
    assert not motion.steps.exists()
