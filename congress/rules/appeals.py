"""The way of an opinion or appeal: taken in, handed on, answered, rated; or moved to where it belongs."""

from __future__ import annotations

from congress.choices.appeals import AppealAction as A
from congress.choices.appeals import AppealState as S
from congress.choices.motions import Satisfaction
from congress.choices.registers import Party
from congress.rules.registers import arrow
from union.common.flows import FlowTable

ROUNDS = 2  # an unsatisfactory answer is handled once more, then the union closes it with the rating

_OPEN = (S.RECEIVED, S.ASSIGNED)
FLOW = FlowTable(
    "这条意见",
    S,
    (
        arrow(A.ASSIGN, _OPEN, S.ASSIGNED, Party.OFFICE, primary=True),
        arrow(A.ANSWER, _OPEN, S.ANSWERED, Party.OFFICE, Party.DEPARTMENT, primary=True),
        arrow(A.RETURN, (S.ASSIGNED,), S.RECEIVED, Party.DEPARTMENT, note_required=True),
        arrow(A.RATE, (S.ANSWERED,), S.CLOSED, Party.SPEAKER, Party.REGISTRAR, Party.OFFICE, primary=True),
        arrow(A.CLOSE, (S.ANSWERED,), S.CLOSED, Party.OFFICE, note_required=True),
        arrow(A.MOVE, (*_OPEN, S.ANSWERED), S.MOVED, Party.OFFICE),
        arrow(A.LIST, (*_OPEN, S.ANSWERED), S.LISTED, Party.OFFICE),
        arrow(A.DECLINE, (S.RECEIVED,), S.DECLINED, Party.OFFICE, note_required=True),
        arrow(A.WITHDRAW, _OPEN, S.WITHDRAWN, Party.SPEAKER),
    ),
)
ENDED = (S.CLOSED, S.MOVED, S.LISTED, S.DECLINED, S.WITHDRAWN)


def after_rating(satisfaction: str, round_: int) -> S:
    """Return where a rating leads: 不满意 in the first round goes back to be handled again.

    >>> after_rating("unsatisfied", 1).value, after_rating("unsatisfied", 2).value
    ('assigned', 'closed')
    """
    again = satisfaction == Satisfaction.UNSATISFIED and round_ < ROUNDS
    return S.ASSIGNED if again else S.CLOSED
