"""Reads of motions. Every list, search, file and picker starts from `motions_visible_to`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from congress.choices.motions import Filing, MotionAction, MotionState, SecondState
from congress.models import Mandate, Motion, MotionUnit, MotionWindow, Seconder, Session
from congress.rules.motions import MotionRules, Window
from union.accounts.models import User
from union.common.dates import today
from union.common.models import RuleSet
from union.organisation.choices import Right

DECIDED = (Filing.FILED, Filing.CONVERTED, Filing.MERGED, Filing.NOT_FILED)
_PUBLISHED = (Filing.FILED, Filing.CONVERTED, Filing.MERGED)
HANDLED = (Filing.FILED, Filing.CONVERTED)


@dataclass(frozen=True, slots=True)
class Reach:
    """What the rights of a user open beside his own motions; ``departments`` None: those of all."""

    reviews: bool
    reads: bool
    departments: frozenset[int] | None

    @classmethod
    def of(cls, user: User) -> Reach:
        """Read it from the offices the user holds today."""
        access = user.access
        answering = access.scope(Right.ANSWER_MOTIONS)
        return cls(
            any(access.scope(right).everything for right in (Right.REVIEW_MOTIONS, Right.FILE_MOTIONS)),
            access.scope(Right.VIEW_MOTIONS).everything,
            None if answering.everything else answering.department_ids,
        )


def motions_visible_to(user: User) -> QuerySet[Motion]:
    """Motions ``user`` may see; what is not in it is 404.

    One's own (moved, seconded, merged into); all that were handed in for those who review, file or sign;
    the decided ones for whoever may read motions; what lies with one's department; for delegates of
    the term those that look for seconders and those that were published.
    """
    return Motion.objects.filter(reached_by(user.pk, today(), Reach.of(user)))


def reached_by(user_pk: int, day: dt.date, reach: Reach) -> Q:
    """The condition of `motions_visible_to`; key and day stand in it as they are (`common.prepared`)."""
    reached = Q(mover__user_id=user_pk) | Q(pk__in=_own_cases(user_pk)) | Q(pk__in=_seconded(user_pk))
    if reach.reviews:
        reached |= Q(submitted_at__isnull=False) | Q(is_history=True)
    if reach.reads:
        reached |= Q(filing__in=DECIDED)
    if reach.departments is None or reach.departments:
        reached |= _at_departments(reach.departments)
    return reached | Q(session__term__in=_terms_of(user_pk, day)) & _public()


def _own_cases(user_pk: int) -> QuerySet[Any, Any]:
    return Motion.objects.filter(mover__user_id=user_pk, merged_into__isnull=False).values("merged_into")


def _seconded(user_pk: int) -> QuerySet[Any, Any]:
    asked = Seconder.objects.filter(member__user_id=user_pk)
    return asked.exclude(motion__state=MotionState.DRAFT).values("motion")


def _at_departments(departments: frozenset[int] | None) -> Q:
    units = MotionUnit.objects.all()
    if departments is not None:
        units = units.filter(department__in=departments)
    cases = units.values("motion")
    return Q(pk__in=cases) | Q(merged_into__in=cases)


def _terms_of(user_pk: int, day: dt.date) -> QuerySet[Any, Any]:
    return Mandate.objects.in_office(day).filter(member__user_id=user_pk).values("term")


def _public() -> Q:
    return Q(state=MotionState.SECONDING, is_confidential=False) | Q(filing__in=_PUBLISHED)


def motion_for(user: User, pk: int) -> QuerySet[Motion]:
    """One motion with what its page shows, within the scope."""
    related = (
        "session__term", "mover__department", "mover__branch", "delegation", "proposed_department", "leader",
        "merged_into__session__term",
    )  # fmt: skip
    return motions_visible_to(user).filter(pk=pk).select_related(*related)


def instructed_by(motion: Motion) -> str:
    """Who gave the instruction; a second round has another leader, the words stay whose they were."""
    step = motion.steps.filter(action=MotionAction.INSTRUCT).select_related("actor").last()
    return step.actor.get_full_name() if step and step.actor else ""


def open_to_second(user: User, member_id: int | None) -> QuerySet[Motion]:
    """Motions of others that look for seconders and that ``user`` has not answered yet."""
    answered = Seconder.objects.filter(member_id=member_id or 0).exclude(state=SecondState.INVITED)
    rows = motions_visible_to(user).filter(state=MotionState.SECONDING).exclude(mover_id=member_id)
    return rows.exclude(pk__in=answered.values("motion")).select_related("mover", "session__term")


def delegates(term_id: int, day: dt.date) -> QuerySet[Mandate]:
    """Mandates in force, with the member, by pinyin: for pickers and statistics."""
    held = Mandate.objects.in_office(day).filter(term_id=term_id)
    return held.select_related("member", "delegation").order_by("member__name_pinyin")


def current_session(day: dt.date | None = None) -> Session | None:
    """The session motions are handed in for: the one whose call is open, else the next, else the newest."""
    day = day or today()
    now = timezone.now()
    rows = Session.objects.exclude(state="cancelled").select_related("term")
    calling = rows.filter(motion_window__opens_at__lte=now, motion_window__closes_at__gte=now)
    coming = rows.filter(opens_on__gte=day).order_by("opens_on")
    return calling.first() or coming.first() or rows.order_by("-opens_on").first()


def window_of(session: Session) -> Window:
    """When motions for ``session`` are taken in; without a row there is no limit."""
    row = MotionWindow.objects.filter(session=session).first()
    return Window(row.opens_at, row.closes_at) if row else Window(None, None)


def rules_on(day: dt.date) -> MotionRules:
    """The numbers in force on ``day``."""
    row = RuleSet.objects.valid_on(day).filter(kind="motions").order_by("-valid_from").first()
    return MotionRules.of(row.values, row.source_document) if row else MotionRules()


def accepted_seconders(motion: Motion, day: dt.date) -> int:
    """How many delegates in office on ``day`` second the motion now."""
    held = Mandate.objects.in_office(day).filter(term_id=motion.session.term_id).values("member")
    return motion.seconders.filter(state=SecondState.ACCEPTED, member__in=held).count()
