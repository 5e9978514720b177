"""The one door for the state of a motion: `take` finds the arrow, asks the right, writes everything."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from congress.choices.motions import Filing, MotionAction, MotionState, Party
from congress.models import Motion, MotionStep
from congress.permissions.motions import arrows_for, standing_of
from congress.rules.motions import MotionRules
from congress.rules.motions_clock import Clock
from congress.rules.motions_table import FLOW, Arrow, allows, ball
from congress.selectors.motions import rules_on
from congress.services.motions_effects import EFFECTS, Grounds, Taking
from congress.services.motions_notices import tell
from union.accounts.models import User
from union.common import audit
from union.common.calendar import add_working_days
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError, TransitionError

_EMPTY = Grounds()


@transaction.atomic
def take(
    motion: Motion, action: MotionAction, *, actor: User, given: Grounds = _EMPTY, version: int | None = None
) -> Motion:
    """Take one arrow of the table. ``version``: what the page showed; None where nothing was shown.

    Raises:
        TransitionError: the motion does not stand there (any more): somebody else was faster.
        StaleError: it still stands there, but has been changed since the page was opened.
        NotPermittedError: none of the arrow's parties is the actor, or it is his own motion.
        DomainError: what the step needs is missing; ``field`` names it.
    """
    row = Motion.objects.select_for_update(of=("self",)).select_related("session__term").get(pk=motion.pk)
    arrow = FLOW.step_for(row.state, action)
    if not allows(arrow, row.state, row.filing):
        raise TransitionError(
            f"{Filing(row.filing).label}的提案目前是“{row.get_state_display()}”，不能{action.label}"
        )
    if version is not None and version != row.version:
        raise StaleError(f"这件提案刚才已由他人办理，现在是“{row.get_state_display()}”，请核对后再办理")
    taking = _begin(row, arrow, actor, given)
    before, party = row.state, _acting_party(taking, arrow)
    effect = EFFECTS.get(action)
    target = effect(taking) if effect else None
    _move(taking, arrow, target)
    step = MotionStep.objects.create(
        motion=row, action=action, from_state=before, to_state=row.state, party=party, actor=actor,
        note=given.note.strip()[:500], due_on=row.due_on, round=row.round, at=timezone.now(),
    )  # fmt: skip
    tell(row, step, arrow.tells)
    audit.record(
        AuditAction.STEP, row, actor=actor, changes={"state": [before, row.state]}, note=action.label
    )
    return row


def _begin(row: Motion, arrow: Arrow, actor: User, given: Grounds) -> Taking:
    standing = standing_of(actor, row)
    if not standing.may(arrow):
        who = "、".join(party.label for party in arrow.parties)
        own = "（不能办理自己的提案）" if standing.is_author else ""
        raise NotPermittedError(f"“{arrow.action.label}”由{who}办理{own}")
    if arrow.needs_note(row.state) and not given.note.strip():
        raise DomainError(f"{arrow.action.label}须填写意见或理由", field="note")
    return Taking(row, actor, standing, given, rules_on(today()), today())


def _acting_party(taking: Taking, arrow: Arrow) -> Party:
    return next(party for party in arrow.parties if party in taking.standing.parties)


def _move(taking: Taking, arrow: Arrow, target: MotionState | None) -> None:
    """Write state, clock and deadline together with what the effect has set."""
    row = taking.motion
    if not arrow.stays:
        row.state = target or arrow.targets[0]
        clock = Clock(row.handling_due_on, row.paused_on).entering(row.state, taking.today)
        row.handling_due_on, row.paused_on = clock.due_on, clock.paused_on
        row.due_on = _due(row, arrow, taking.rules, taking.today)
    row.version += 1
    fields = {"state", "due_on", "handling_due_on", "paused_on", "version", *taking.touched}
    row.save(update_fields=sorted(fields))


def _due(row: Motion, arrow: Arrow, rules: MotionRules, day: dt.date) -> dt.date | None:
    """The day the next party has until: the case's own, the promise's, or so many days from the rule set."""
    state = MotionState(row.state)
    if state == MotionState.HANDLING:
        return row.handling_due_on
    if state == MotionState.TRACKED:
        return row.promised_on
    if state == MotionState.DELIVERED and arrow.action == MotionAction.RATE:
        return row.due_on
    if ball(state) == Party.NOBODY:
        return None
    key = {MotionState.COUNTERSIGNING: "countersign", MotionState.REDO: "assign"}.get(state, arrow.due)
    found = rules.days_for(key)
    if found is None:
        return None
    days, working = found
    return add_working_days(day, days) if working else day + dt.timedelta(days=days)


__all__ = ["Grounds", "arrows_for", "take"]
