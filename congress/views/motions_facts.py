"""What the page of one motion shows, prepared: stamp, buttons, answers, people, way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from congress.choices.motions import Filing, MotionAction, MotionState, Party, SecondState, UnitRole
from congress.forms.motions import AwardForm, ContactForm, InviteForm, PlanForm
from congress.models import Motion, MotionReply, Seconder
from congress.permissions.motions import (
    Standing,
    arrows_for,
    has_mandate,
    hidden_movers,
    may_correct,
    may_edit,
    sees_author,
    sees_reply_drafts,
)
from congress.rules.motions_clock import days_held
from congress.rules.motions_table import REPLY_SEEN, ball
from congress.selectors.motions import accepted_seconders, instructed_by, rules_on
from congress.selectors.motions_similar import similar_motions
from union.accounts.models import User
from union.common.attachments import attachments_of
from union.common.dates import today
from union.organisation.choices import Right

A, S = MotionAction, MotionState
HIDDEN = "（应要求保密）"
_PRIMARY = frozenset(
    {A.SEEK, A.SUBMIT, A.RECEIVE, A.FILE, A.BRIEF, A.INSTRUCT, A.ASSIGN, A.REASSIGN, A.ACCEPT, A.ANSWER,
     A.COUNTERSIGN, A.SIGN, A.DELIVER, A.RATE, A.REDO, A.CLOSE, A.FULFIL, A.ARCHIVE}
)  # fmt: skip
_STAGES = (
    ("提交", (S.DRAFT, S.SECONDING, S.RETURNED)),
    ("审查", (S.SUBMITTED, S.REVIEWING)),
    ("批示交办", (S.REGISTERED, S.INSTRUCTING, S.INSTRUCTED, S.DECLINED, S.REDO)),
    ("办理", (S.ASSIGNED, S.HANDLING, S.COUNTERSIGNING)),
    ("签发答复", (S.DRAFTED, S.SIGNED)),
    ("评价", (S.DELIVERED, S.RATED)),
    ("结案", (S.TRACKED, S.CLOSED, S.ARCHIVED)),
)
# What departments, committee and leader say among themselves before the answer is signed.
_INTERNAL = frozenset(
    {A.RECOMMEND, A.ASK_EXTENSION, A.COUNTERSIGN, A.OBJECT, A.SEND_BACK, A.DECLINE, A.INSIST}
)
_AWARDED = (S.RATED, S.TRACKED, S.CLOSED, S.ARCHIVED)
TONES = {
    S.DRAFT: "neutral", S.RETURNED: "warning", S.DECLINED: "warning", S.REDO: "danger", S.TRACKED: "warning",
    S.CLOSED: "success", S.ARCHIVED: "success", S.WITHDRAWN: "neutral", S.MERGED: "neutral",
    S.NOT_FILED: "danger",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who must act now, by when."""

    party: str
    names: str
    due_on: Any


def stamp_of(motion: Motion, *, shows_author: bool) -> Stamp | None:
    """The one stamp on a motion; None when nobody has to do anything."""
    party = ball(motion.state)
    if party == Party.NOBODY or (motion.is_history and motion.state == S.CLOSED):
        return None
    names = _names(motion, party) if shows_author or party not in (Party.MOVER, Party.RATER) else ""
    return Stamp(party.label, names, motion.due_on)


def _names(motion: Motion, party: Party) -> str:
    if party in (Party.LEAD, Party.ASSIST):
        role = UnitRole.LEAD if party == Party.LEAD else UnitRole.ASSIST
        units = motion.units.filter(in_force=True, round=motion.round, role=role)
        if party == Party.ASSIST:
            units = units.filter(countersigned_at=None)
        return "、".join(units.values_list("department__name", flat=True))
    if party == Party.LEADER and motion.leader:
        return str(motion.leader.get_full_name())
    return motion.mover.name if party in (Party.MOVER, Party.RATER) else ""


def stages_of(motion: Motion) -> list[tuple[str, str]]:
    """(label, state) of the stepper."""
    if motion.state in (S.MERGED, S.NOT_FILED, S.WITHDRAWN):
        return [("提交", "done"), ("审查", "failed" if motion.state != S.MERGED else "done"),
                (motion.get_state_display(), "current")]  # fmt: skip
    here = next(at for at, (_label, states) in enumerate(_STAGES) if motion.state in states)
    ended = motion.state in (S.CLOSED, S.ARCHIVED)
    return [
        (label, "done" if at < here or ended else "current" if at == here else "todo")
        for at, (label, _states) in enumerate(_STAGES)
    ]


def buttons_of(user: User, motion: Motion, standing: Standing) -> list[dict[str, Any]]:
    """The next steps as buttons; the first main one is the page's primary."""
    found, primary = [], False
    for arrow in arrows_for(user, motion, standing):
        main = arrow.action in _PRIMARY and not primary
        if arrow.action == A.SUBMIT and not _can_submit(motion):
            main = False
        primary = primary or main
        url = reverse("motions:motion_step", args=[motion.pk, arrow.action.value])
        found.append({"label": arrow.action.label, "url": url, "variant": "primary" if main else "secondary",
                      "blocked": "" if arrow.action != A.SUBMIT else _why_not(motion)})  # fmt: skip
    return found


def _can_submit(motion: Motion) -> bool:
    return not _why_not(motion)


def _why_not(motion: Motion) -> str:
    """Why it cannot be handed in yet, for the disabled button."""
    if motion.by_delegation:
        return ""
    needed = rules_on(today()).seconders - accepted_seconders(motion, today())
    return f"还差 {needed} 名代表附议" if needed > 0 else ""


def seen_replies(user: User, motion: Motion, standing: Standing) -> list[MotionReply]:
    """Replies the user may read: delivered ones; drafts only for those who write, sign or file."""
    rows = motion.replies.select_related("unit__department", "signed_by", "session__term")
    if sees_reply_drafts(user, standing):
        return list(rows)
    if motion.state not in REPLY_SEEN:
        return list(rows.filter(delivered_on__isnull=False, round__lt=motion.round))
    return list(rows.filter(delivered_on__isnull=False))


def own_answer(motion: Motion, standing: Standing) -> Seconder | None:
    """The user's own seconding of this motion."""
    return motion.seconders.filter(member_id=standing.member_id or 0).first()


def detail_context(user: User, motion: Motion, standing: Standing) -> dict[str, Any]:
    """Everything the page shows."""
    shows_author = sees_author(user, motion, standing)
    hidden = hidden_movers(user, motion, standing)
    inside = not standing.is_author and (
        sees_reply_drafts(user, standing) or user.access.can(Right.REVIEW_MOTIONS)
    )
    steps = list(motion.steps.select_related("actor"))
    for step in steps:
        step.note = step.note if inside or step.action not in _INTERNAL else ""
    may_second = (
        motion.state == S.SECONDING and standing.member_id not in (None, motion.mover_id)
        and has_mandate(standing.member_id, motion.session.term_id)
    )  # fmt: skip
    files = user.access.can(Right.FILE_MOTIONS) and not standing.is_author
    own_unit = next(iter((*standing.leads, *standing.assists)), None)
    units = list(motion.units.filter(in_force=True).select_related("department", "countersigned_by"))
    needed = rules_on(today()).seconders
    return {
        "motion": motion, "standing": standing, "shows_author": shows_author, "hidden": HIDDEN,
        "hidden_ids": {member.pk for member in hidden}, "hidden_users": {member.user_id for member in hidden},
        "stamp": stamp_of(motion, shows_author=shows_author), "stages": stages_of(motion),
        "tone": TONES.get(S(motion.state), "info"), "buttons": buttons_of(user, motion, standing),
        "edit_url": reverse("motions:motion_edit", args=[motion.pk]) if may_edit(user, motion) else "",
        "instructed_by": instructed_by(motion) if motion.instruction else "",
        "correct_url": (
            reverse("motions:motion_correct", args=[motion.pk]) if may_correct(standing, motion) else ""
        ),
        "revisions": motion.revisions.select_related("actor", "proposed_department"),
        "seconders": motion.seconders.select_related("member__department"),
        "needed": needed,
        "accepted": motion.seconders.filter(state=SecondState.ACCEPTED).count(),
        "may_second": may_second, "own_answer": own_answer(motion, standing),
        "may_invite": Party.MOVER in standing.parties and motion.state in (S.DRAFT, S.SECONDING),
        "invite": InviteForm(needed=needed), "units": units, "replies": seen_replies(user, motion, standing),
        "contacts": motion.contacts.select_related("department"), "contact_form": ContactForm(),
        "may_contact": _may_contact(motion, standing, files=files),
        "ratings": motion.ratings.select_related("member"), "steps": steps, "files": files,
        "papers": motion.papers.select_related("mover", "session__term"),
        "attachments": attachments_of(motion),
        "held": days_held([(s.at, s.to_state) for s in steps if s.from_state != s.to_state], timezone.now()),
        "similar": similar_motions(motion.title, without=motion.pk, limit=4) if _looks(user) else [],
        "award_form": AwardForm(initial={"award": motion.award, "note": motion.award_note}),
        "may_award": files and motion.filing == Filing.FILED and motion.state in _AWARDED,
        "own_unit": own_unit, "plan_form": PlanForm(initial={"plan": own_unit.plan if own_unit else ""}),
        "inside": inside, "reads_all": user.access.can(Right.VIEW_MOTIONS), "today": today(),
    }  # fmt: skip


def _may_contact(motion: Motion, standing: Standing, *, files: bool) -> bool:
    if motion.is_history or standing.is_author or motion.state == S.ARCHIVED:
        return False
    handled = motion.filing in (Filing.FILED, Filing.CONVERTED)
    return handled and bool(standing.leads or standing.assists or files)


def _looks(user: User) -> bool:
    """Similar motions help the committee to merge."""
    return user.access.can(Right.REVIEW_MOTIONS) or user.access.can(Right.FILE_MOTIONS)
