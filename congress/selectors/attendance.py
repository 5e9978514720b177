"""Who is entitled, who is in the room: the numbers every quorum and vote rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from congress.choices.terms import SessionState, Stage
from congress.models import Attendance, Mandate, Session
from congress.rules.fractions import in_words, least_count, reaches
from congress.selectors.rules import congress_rules
from union.common.dates import today


def day_of(session: Session) -> dt.date:
    """The day whose mandates count: today while the session lasts, else its first or last day."""
    return min(max(today(), session.preliminary_on or session.opens_on), session.closes_on)


def stage_of(session: Session) -> Stage:
    """The meeting that is (or was last) held."""
    return Stage.PRELIMINARY if session.state == SessionState.PRELIMINARY else Stage.FORMAL


def entitled(session: Session) -> QuerySet[Mandate]:
    """Full delegates in office (应到): neither seats nor people present, never observers or guests.

    People on leave (请假) stay in this number.
    """
    rows = Mandate.objects.in_office(day_of(session)).filter(term_id=session.term_id)
    return rows.select_related("member", "delegation")


def present(session: Session, stage: Stage | None = None) -> QuerySet[Mandate]:
    """Full delegates in the room (实到): checked in and not gone; after the close, who stayed to the end."""
    inside = Attendance.objects.filter(
        session=session, stage=stage or stage_of(session), left_at=None, mandate__isnull=False
    )
    return entitled(session).filter(pk__in=inside.values("mandate_id"))


@dataclass(frozen=True, slots=True)
class Quorum:
    """The quorum as it stands: integers, and the article."""

    entitled: int
    present: int
    needed: int
    is_reached: bool
    basis: str
    words: str  # the share, as read: 三分之二以上

    @property
    def percent(self) -> str:
        """Present of entitled, one decimal, rounded down so that 66.66… never reads as two thirds."""
        if not self.entitled:
            return "0.0"
        tenths = self.present * 1000 // self.entitled
        return f"{tenths // 10}.{tenths % 10}"


def quorum_rule(session: Session | None) -> dict[str, Any]:
    """Return the quorum (least, basis) of the rules in force when ``session`` opens, without one today."""
    rule: dict[str, Any] = congress_rules(session.opens_on if session else today())["quorum"]
    return rule


def quorum(session: Session) -> Quorum:
    """Return the quorum of the present meeting; two counts. 140 entitled need 94."""
    rule = quorum_rule(session)
    least = rule["least"]
    total, here = entitled(session).count(), present(session).count()
    return Quorum(
        total, here, least_count(total, least), reaches(here, total, least), rule["basis"],
        f"{in_words(least)}以上",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One delegation on the board."""

    name: str
    entitled: int
    present: int

    @property
    def percent(self) -> int:
        """Whole per cent, rounded down."""
        return self.present * 100 // self.entitled if self.entitled else 0


def board(session: Session) -> list[BoardLine]:
    """Return 应到 / 实到 per delegation in their order; those without a delegation last. One query."""
    inside = Attendance.objects.filter(
        session=session, stage=stage_of(session), left_at=None, mandate__isnull=False
    ).values("mandate_id")
    rows: Iterable[tuple[str | None, int, int]] = (
        entitled(session)
        .order_by("delegation__position", "delegation_id")
        .values_list("delegation__name")
        .annotate(total=Count("pk"), here=Count("pk", filter=Q(pk__in=inside)))
    )
    lines = [BoardLine(name or "未编团", total, here) for name, total, here in rows]
    return sorted(lines, key=lambda line: line.name == "未编团")
