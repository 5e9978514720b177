"""How long each party held a motion, and when its own time is up: the clock stands still elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from congress.choices.motions import Party
from congress.rules.motions_table import ENDED, PAUSED, RUNNING, ball


@dataclass(frozen=True, slots=True)
class Span:
    """A motion lay with ``party`` from ``begins`` to ``ends`` (None: still)."""

    party: Party
    begins: dt.datetime
    ends: dt.datetime | None


def spans(moves: Sequence[tuple[dt.datetime, str]]) -> list[Span]:
    """Return who held the motion when, from its moves (time, state entered), oldest first.

    Neighbouring states of one party are one span; nobody holds what has ended.
    """
    found: list[Span] = []
    for at, state in moves:
        party = ball(state)
        if found and found[-1].ends is None:
            if found[-1].party == party and state not in ENDED:
                continue
            found[-1] = Span(found[-1].party, found[-1].begins, at)
        if party != Party.NOBODY and state not in ENDED:
            found.append(Span(party, at, None))
    return found


def days_held(moves: Sequence[tuple[dt.datetime, str]], now: dt.datetime) -> dict[Party, int]:
    """Full days each party has held the motion so far, in order of first holding."""
    total: dict[Party, dt.timedelta] = {}
    for span in spans(moves):
        total[span.party] = total.get(span.party, dt.timedelta()) + ((span.ends or now) - span.begins)
    return {party: held.days for party, held in total.items()}


@dataclass(frozen=True, slots=True)
class Clock:
    """The department's time: due on a day, or standing still since ``paused_on``."""

    due_on: dt.date | None
    paused_on: dt.date | None

    def entering(self, state: str, today: dt.date) -> Clock:
        """Return the clock after the motion has come into ``state``.

        The day comes later by every day the ball lay with the committee, the assistants or the leader.
        """
        if self.due_on is None:
            return self
        if state in PAUSED and self.paused_on is None:
            return Clock(self.due_on, today)
        if state in RUNNING and self.paused_on is not None:
            return Clock(self.due_on + (today - self.paused_on), None)
        return self
