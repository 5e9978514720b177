"""The way of a motion: every state and arrow, each with its party, note rule, deadline and notice.

Sources: domain.md §4.2 (stages and who acts), §4.3 (two axes), traps 18-26. This table is the only place
where an arrow is allowed; services.motions_flow reads it, tests/congress walk all of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from congress.choices.motions import Filing as F  # noqa: N817 - the table below reads as a table
from congress.choices.motions import MotionAction as A
from congress.choices.motions import MotionState as S
from congress.choices.motions import Party as P  # noqa: N817
from union.common.flows import FlowTable
from union.organisation.choices import Right

ANY: frozenset[S] = frozenset(S)
_HELD = frozenset({S.REGISTERED, S.INSTRUCTING, S.INSTRUCTED, S.ASSIGNED, S.HANDLING})
_AT_WORK = frozenset(
    {S.ASSIGNED, S.DECLINED, S.HANDLING, S.COUNTERSIGNING, S.DRAFTED, S.SIGNED, S.REDO, S.TRACKED}
)

# The right a party needs; where it must hold is said in permissions_motions.
PARTY_RIGHTS: Mapping[P, tuple[Right, ...]] = MappingProxyType(
    {
        P.COMMITTEE: (Right.REVIEW_MOTIONS, Right.FILE_MOTIONS),
        P.OFFICE: (Right.FILE_MOTIONS,),
        P.LEADER: (Right.SIGN_REPLIES,),
        P.LEAD: (Right.ANSWER_MOTIONS,),
        P.ASSIST: (Right.ANSWER_MOTIONS,),
    }
)


@dataclass(frozen=True, slots=True)
class Arrow:
    """One arrow. ``targets``: where it may lead, the usual one first.

    ``parties`` may take it; ``note`` are the source states in which it must be explained; ``due`` names the
    number of days (rule set "motions") the next party has, "" = none or given by hand; ``tells`` get a
    notice; ``filings``: only motions of this result.
    """

    action: A
    sources: frozenset[S]
    targets: tuple[S, ...]
    parties: tuple[P, ...]
    note: frozenset[S] = frozenset()
    due: str = ""
    tells: tuple[P, ...] = ()
    filings: frozenset[F] = field(default_factory=lambda: frozenset(F))

    @property
    def stays(self) -> bool:
        """True for a record that moves nothing (an opinion, an extension, a reminder)."""
        return not self.targets

    def needs_note(self, state: str) -> bool:
        """Say whether the arrow must be explained when taken from ``state``."""
        return state in self.note


def _arrow(
    action: A,
    sources: frozenset[S] | set[S] | S,
    targets: tuple[S, ...] | S | None,
    parties: tuple[P, ...] | P,
    **more: object,
) -> Arrow:
    found = frozenset({sources}) if isinstance(sources, S) else frozenset(sources)
    ends = () if targets is None else (targets,) if isinstance(targets, S) else targets
    who = (parties,) if isinstance(parties, P) else parties
    return Arrow(action, found, ends, who, **more)  # type: ignore[arg-type]


_BEFORE_DECISION = {S.SUBMITTED, S.RETURNED, S.REVIEWING}
_HANDLED = frozenset({F.FILED, F.CONVERTED})
ARROWS: tuple[Arrow, ...] = (
    # the mover
    _arrow(A.SEEK, S.DRAFT, S.SECONDING, P.MOVER, tells=(P.SECONDER,)),
    _arrow(A.RECALL, S.SECONDING, S.DRAFT, P.MOVER, tells=(P.SECONDER,)),
    _arrow(
        A.SUBMIT, {S.DRAFT, S.SECONDING, S.RETURNED}, S.SUBMITTED, P.MOVER, due="review", tells=(P.COMMITTEE,)
    ),
    _arrow(
        A.WITHDRAW, {S.DRAFT, S.SECONDING, *_BEFORE_DECISION}, S.WITHDRAWN, P.MOVER,
        note=frozenset(_BEFORE_DECISION), tells=(P.SECONDER,),
    ),
    # the committee examines, the office files
    _arrow(A.RECEIVE, S.SUBMITTED, S.REVIEWING, P.COMMITTEE, due="review"),
    _arrow(
        A.RETURN, {S.SUBMITTED, S.REVIEWING}, S.RETURNED, P.COMMITTEE, note=ANY, due="correct",
        tells=(P.MOVER,),
    ),
    _arrow(A.RECOMMEND, S.REVIEWING, None, P.COMMITTEE, note=ANY, tells=(P.OFFICE,)),
    _arrow(A.FILE, S.REVIEWING, S.REGISTERED, P.OFFICE, due="brief", tells=(P.RATER,)),
    _arrow(A.CONVERT, S.REVIEWING, S.REGISTERED, P.OFFICE, note=ANY, due="brief", tells=(P.RATER,)),
    _arrow(A.MERGE, S.REVIEWING, S.MERGED, P.OFFICE, note=ANY, tells=(P.MOVER,)),
    _arrow(A.REFUSE, S.REVIEWING, S.NOT_FILED, P.OFFICE, note=ANY, tells=(P.MOVER,)),
    _arrow(A.SPLIT, S.MERGED, S.REVIEWING, P.OFFICE, note=ANY, due="review", tells=(P.MOVER,)),
    # instruction and hand-over
    _arrow(A.BRIEF, S.REGISTERED, S.INSTRUCTING, P.OFFICE, due="instruct", tells=(P.LEADER,)),
    _arrow(
        A.INSTRUCT, S.INSTRUCTING, S.INSTRUCTED, P.LEADER, note=ANY, due="assign", tells=(P.OFFICE,)
    ),
    _arrow(
        A.ASSIGN, {S.INSTRUCTED, S.REGISTERED}, S.ASSIGNED, P.OFFICE, due="accept",
        tells=(P.LEAD, P.ASSIST), filings=_HANDLED,
    ),
    _arrow(A.DECLINE, S.ASSIGNED, S.DECLINED, P.LEAD, note=ANY, due="assign", tells=(P.OFFICE,)),
    _arrow(A.REASSIGN, S.DECLINED, S.ASSIGNED, P.OFFICE, due="accept", tells=(P.LEAD, P.ASSIST)),
    _arrow(A.INSIST, S.DECLINED, S.ASSIGNED, P.OFFICE, note=ANY, due="accept", tells=(P.LEAD,)),
    _arrow(A.ACCEPT, S.ASSIGNED, S.HANDLING, P.LEAD),
    # the department works
    _arrow(A.ASK_EXTENSION, S.HANDLING, None, P.LEAD, note=ANY, tells=(P.OFFICE,)),
    _arrow(A.EXTEND, {S.ASSIGNED, S.HANDLING}, None, P.OFFICE, note=ANY, tells=(P.LEAD, P.RATER)),
    _arrow(
        A.ANSWER, S.HANDLING, (S.DRAFTED, S.COUNTERSIGNING, S.HANDLING), P.LEAD, due="sign",
        tells=(P.LEADER, P.ASSIST),
    ),
    _arrow(
        A.COUNTERSIGN, S.COUNTERSIGNING, (S.DRAFTED, S.COUNTERSIGNING), P.ASSIST, due="sign",
        tells=(P.LEADER,),
    ),
    _arrow(A.OBJECT, S.COUNTERSIGNING, S.HANDLING, P.ASSIST, note=ANY, tells=(P.LEAD,)),
    # the leader signs before the mover sees it
    _arrow(A.SIGN, S.DRAFTED, S.SIGNED, P.LEADER, due="deliver", tells=(P.LEAD, P.OFFICE)),
    _arrow(A.SEND_BACK, S.DRAFTED, S.HANDLING, P.LEADER, note=ANY, tells=(P.LEAD,)),
    _arrow(A.DELIVER, S.SIGNED, S.DELIVERED, (P.LEAD, P.OFFICE), due="rate", tells=(P.RATER,)),
    # rating, second round, end
    _arrow(
        A.RATE, S.DELIVERED, (S.RATED, S.DELIVERED, S.REDO), (P.RATER, P.OFFICE), due="close",
        tells=(P.OFFICE,),
    ),
    _arrow(A.REDO, S.REDO, S.ASSIGNED, P.OFFICE, note=ANY, due="accept", tells=(P.LEAD, P.ASSIST, P.RATER)),
    _arrow(
        A.CLOSE, {S.RATED, S.DELIVERED}, (S.CLOSED, S.TRACKED), P.OFFICE, note=frozenset({S.DELIVERED}),
        due="archive", tells=(P.RATER,),
    ),
    _arrow(A.POSTPONE, S.TRACKED, None, P.OFFICE, note=ANY, tells=(P.LEAD, P.RATER)),
    _arrow(A.FULFIL, S.TRACKED, S.CLOSED, P.LEAD, note=ANY, due="archive", tells=(P.RATER, P.OFFICE)),
    _arrow(A.EXPLAIN, S.TRACKED, S.CLOSED, P.OFFICE, note=ANY, due="archive", tells=(P.RATER,)),
    _arrow(A.SUPERVISE, _AT_WORK, None, P.OFFICE, note=ANY, tells=(P.LEAD, P.LEADER)),
    _arrow(A.MARK_KEY, _HELD, None, P.OFFICE, note=ANY, tells=(P.LEADER,), filings=frozenset({F.FILED})),
    _arrow(A.ARCHIVE, {S.CLOSED, S.NOT_FILED}, S.ARCHIVED, P.OFFICE),
)  # fmt: skip
FLOW: FlowTable[Arrow] = FlowTable("这件提案", S, ARROWS)

# Whose ball it is in each state.
BALL: Mapping[S, P] = MappingProxyType(
    {
        S.DRAFT: P.MOVER, S.SECONDING: P.SECONDER, S.SUBMITTED: P.COMMITTEE, S.RETURNED: P.MOVER,
        S.REVIEWING: P.COMMITTEE, S.REGISTERED: P.OFFICE, S.MERGED: P.NOBODY, S.NOT_FILED: P.NOBODY,
        S.WITHDRAWN: P.NOBODY, S.INSTRUCTING: P.LEADER, S.INSTRUCTED: P.OFFICE, S.ASSIGNED: P.LEAD,
        S.DECLINED: P.OFFICE, S.HANDLING: P.LEAD, S.COUNTERSIGNING: P.ASSIST, S.DRAFTED: P.LEADER,
        S.SIGNED: P.LEAD, S.DELIVERED: P.RATER, S.RATED: P.OFFICE, S.REDO: P.OFFICE, S.TRACKED: P.LEAD,
        S.CLOSED: P.OFFICE, S.ARCHIVED: P.NOBODY,
    }
)  # fmt: skip

UNDECIDED: frozenset[S] = frozenset({S.DRAFT, S.SECONDING, S.SUBMITTED, S.RETURNED, S.REVIEWING})
ENDED: frozenset[S] = frozenset({S.MERGED, S.NOT_FILED, S.WITHDRAWN, S.CLOSED, S.ARCHIVED})
REPLY_SEEN: frozenset[S] = frozenset({S.DELIVERED, S.RATED, S.TRACKED, S.CLOSED, S.ARCHIVED})
# A paper may still be merged into a case, or split off, while nobody has written the answer.
STILL_OPEN_FOR_PAPERS: frozenset[S] = _HELD | {S.DECLINED}
# The department's own time runs here, and stands still in the others of the same round.
RUNNING: frozenset[S] = frozenset({S.ASSIGNED, S.HANDLING})
PAUSED: frozenset[S] = frozenset({S.DECLINED, S.COUNTERSIGNING, S.DRAFTED})


def ball(state: str) -> P:
    """Return whose turn it is in ``state``."""
    return BALL[S(state)]


def allows(arrow: Arrow, state: str, filing: str) -> bool:
    """Say whether the table has ``arrow`` for a motion of this state and filing result.

    A filed case goes to the leader first; only a converted suggestion may be handed over at once.
    """
    if state not in arrow.sources or filing not in arrow.filings:
        return False
    return not (arrow.action == A.ASSIGN and state == S.REGISTERED and filing != F.CONVERTED)
