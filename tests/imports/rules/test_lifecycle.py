import itertools

import pytest

from union.common.errors import TransitionError
from union.imports.choices import BatchState as S
from union.imports.rules.lifecycle import ARROWS, require_arrow

# The way of a file in words: check, look, confirm, write, undo; given up before it is written.
NAMED = {
    (S.STAGED, S.CHECKING), (S.CHECKING, S.CHECKED), (S.CHECKED, S.APPLYING), (S.APPLYING, S.APPLIED),
    (S.APPLIED, S.UNDONE), (S.CHECKING, S.FAILED), (S.CHECKED, S.DISCARDED), (S.FAILED, S.DISCARDED),
    (S.CHECKED, S.STAGED), (S.APPLYING, S.CHECKED),
}  # fmt: skip


@pytest.mark.parametrize(("present", "target"), list(itertools.product(S, S)))
def test_exactly_the_table(present, target):
    if target in ARROWS[present]:
        require_arrow(present, target)
    else:
        with pytest.raises(TransitionError) as refusal:
            require_arrow(present, target)
        assert len(str(refusal.value)) > 8


def test_the_arrows_people_speak_of_are_there():
    assert {(a, b) for a, targets in ARROWS.items() for b in targets} >= NAMED


def test_nothing_leads_away_from_the_ends():
    assert not ARROWS[S.UNDONE]
    assert not ARROWS[S.DISCARDED]
    assert ARROWS[S.APPLIED] == {S.UNDONE}
