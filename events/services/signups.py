"""Signing up, withdrawing, deciding, drawing lots. One door: the lock on the activity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.urls import reverse

from events.choices.activities import (
    ActivityState,
    Allocation,
    QuestionKind,
    SignUpChannel,
    SignUpMode,
    SignUpState,
)
from events.models import Activity, ActivitySession, SignUp, Team
from events.models.signups import ACTIVE
from events.permissions import activities as permissions
from events.rules import lottery
from events.rules.eligibility import no_show_sentence, refusals
from events.rules.seats import full_sentence, moving_up
from events.selectors import activities as reads
from events.services import places
from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import day_of
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.reminders.services import remind


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for when signing up; ``answers`` by key of the question."""

    family_count: int = 0
    answers: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it, with the sentence to show."""

    signup: SignUp
    text: str


@transaction.atomic
def sign_up(
    session: ActivitySession, member: Member, *, actor: User, now: dt.datetime, wish: Wish | None = None
) -> Outcome:
    """Sign ``member`` up for ``session``: a place if one is free, else the next number on the waiting list.

    Raises:
        NotPermittedError: ``actor`` is neither the member nor leads him.
        DomainError: closed, too early, not meant for him, signed up already, too many family members, a
            question unanswered; the sentence says which.
    """
    wish = wish or Wish()
    activity = places.lock_activity(session.activity_id)
    _check_open(activity, SignUpMode.PERSON, now)
    _check_person(activity, member, actor)
    if wish.family_count > activity.family_max:
        raise DomainError(f"本活动每人最多带 {activity.family_max} 名家属", field="family_count")
    answers = checked_answers(activity, wish.answers)
    own = member.user_id == actor.pk
    signup = _new(activity, session, member, actor, SignUpChannel.OWN if own else SignUpChannel.BEHALF)
    signup.family_count, signup.seats = wish.family_count, 1 + wish.family_count
    signup.answers, signup.note = answers, wish.note.strip()
    reason = _missed(activity, member)
    signup.deferred = bool(reason)
    signup.save()
    text = _allocate(activity, signup, reason)
    audit.record(AuditAction.CREATE, signup, actor=actor, changes={"state": [None, signup.state]})
    _tell_member(signup, actor, text)
    return Outcome(signup, text)


@transaction.atomic
def sign_up_team(
    session: ActivitySession, name: str, people: Sequence[Member], *, actor: User, now: dt.datetime
) -> Outcome:
    """Sign up a team, the captain first: all get places or all wait together.

    Raises:
        NotPermittedError, DomainError: see `sign_up`; or too few, too many, a name taken.
    """
    activity = places.lock_activity(session.activity_id)
    _check_open(activity, SignUpMode.TEAM, now)
    people = list(dict.fromkeys(people))
    if not activity.team_min <= len(people) <= activity.team_max:
        raise DomainError(
            f"每队 {activity.team_min}–{activity.team_max} 人，现有 {len(people)} 人", field="people"
        )
    if activity.teams.filter(name=name.strip()).exists() or not name.strip():
        raise DomainError("请填写队名，且不能与已有的队重名", field="name")
    if not any(person.user_id == actor.pk for person in people) and not permissions.can_sign_up_for(
        actor, people[0]
    ):
        raise NotPermittedError("组队报名由队员本人、小组长、支会或工会办公室办理")
    for person in people:
        _check_member(activity, person)
    team = Team.objects.create(activity=activity, name=name.strip(), captain=people[0])
    lead = _enter_team(activity, session, team, people, actor)
    text = _allocate(activity, lead, "")
    audit.record(AuditAction.CREATE, lead, actor=actor, changes={"team": [None, team.name]})
    for row in lead.followers.select_related("member__user"):
        _tell_member(row, actor, text)
    return Outcome(lead, text)


def _enter_team(
    activity: Activity, session: ActivitySession, team: Team, people: Sequence[Member], actor: User
) -> SignUp:
    lead = _new(activity, session, people[0], actor, SignUpChannel.TEAM)
    lead.seats, lead.team = len(people), team
    lead.save()
    for person in people[1:]:
        row = _new(activity, session, person, actor, SignUpChannel.TEAM)
        row.seats, row.team, row.lead = 0, team, lead
        row.save()
    return lead


def _check_open(activity: Activity, mode: SignUpMode, now: dt.datetime) -> None:
    if activity.state != ActivityState.OPEN:
        raise DomainError(f"活动目前是“{activity.get_state_display()}”，不能报名")
    if activity.mode != mode:
        raise DomainError(f"本活动为{activity.get_mode_display()}")
    text = reads.not_now(activity, now)
    if text:
        raise DomainError(text)


def _check_person(activity: Activity, member: Member, actor: User) -> None:
    if not permissions.can_sign_up_for(actor, member):
        raise NotPermittedError("只能为本人，或由小组长、支会和工会办公室为所属会员报名")
    _check_member(activity, member)


def _check_member(activity: Activity, member: Member) -> None:
    day = day_of(activity.starts_at)
    found = refusals(reads.target_of(activity), reads.person_of(member, day, activity.target_club_id))
    if found:
        raise DomainError(f"{member.name}：{'；'.join(found)}")
    present = SignUp.objects.filter(activity=activity, member=member, state__in=ACTIVE).first()
    if present:
        raise DomainError(f"{member.name} 已经报名（{present.get_state_display()}），不用重复报名")


def checked_answers(activity: Activity, answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers to the questions of ``activity``, checked.

    Raises:
        DomainError: a required one is missing, or an option does not exist.
    """
    found = {}
    for question in activity.questions.all():
        key = str(question.pk)
        answer = str(answers.get(key, "")).strip()[:200]
        if question.required and not answer:
            raise DomainError(f"请回答“{question.label}”", field=f"question_{key}")
        if answer and question.kind == QuestionKind.CHOICE and answer not in question.options:
            raise DomainError(f"“{question.label}”请从选项中选择", field=f"question_{key}")
        if answer:
            found[key] = answer
    return found


def _new(
    activity: Activity, session: ActivitySession, member: Member, actor: User, channel: SignUpChannel
) -> SignUp:
    """An unsaved row with the next number; the number is free because the lock is held."""
    activity.last_number += 1
    activity.save(update_fields=["last_number"])
    return SignUp(
        activity=activity, session=session, member=member, number=activity.last_number, channel=channel,
        state=SignUpState.PENDING, signed_by=actor, quota_branch_id=member.branch_id,
    )  # fmt: skip


def _missed(activity: Activity, member: Member) -> str:
    """Why somebody who did not come before has to wait, or ""."""
    if activity.allocation != Allocation.FIRST_COME:
        return ""
    day = day_of(activity.starts_at)
    rule = reads.no_show_rule(day)
    return no_show_sentence(rule, reads.missed_by(member, rule, day)) if rule.times else ""


def _allocate(activity: Activity, signup: SignUp, deferred: str) -> str:
    """Give a place, a number on the waiting list, or leave it pending; return the sentence."""
    if activity.allocation == Allocation.APPROVAL:
        return "报名已提交，组织者审核后通知您"
    if activity.allocation == Allocation.LOTTERY:
        return f"报名已登记，抽签号 {signup.number}；截止后公布种子并抽签"
    return place_or_wait(signup, deferred)


def place_or_wait(signup: SignUp, deferred: str = "") -> str:
    """Confirm ``signup`` if it fits behind the present queue, else put it onto the waiting list."""
    room = places.room_of(signup.session)
    ahead = [] if room.free == 0 else [places.as_waiting(s) for s in reads.queue_of(signup.session)]
    if not deferred and signup.pk in moving_up(room, [*ahead, places.as_waiting(signup)]):
        places.confirm(signup)
        return "报名成功"
    places.enqueue(signup)
    if deferred:
        return deferred
    quota_full = room.free is None or room.free >= signup.seats
    return full_sentence(reads.rank_of(signup), quota_full=quota_full and not ahead)


def _tell_member(signup: SignUp, actor: User, text: str) -> None:
    """Somebody else signed him up: he should know."""
    if signup.member.user_id in (None, actor.pk):
        return
    remind(
        signup.member.user,
        title=f"{actor.display_name} 为您报名“{signup.activity.title}”",
        body=text,
        link=reverse("events:activity_detail", args=[signup.activity_id]),
        key=f"signup:{signup.pk}:entered",
    )


@transaction.atomic
def withdraw(signup: SignUp, *, actor: User, now: dt.datetime) -> SignUp:
    """Give up a sign-up; the waiting list moves up. A captain takes the whole team out.

    Raises:
        NotPermittedError: neither the person, nor his leaders, nor the organisers.
        TransitionError: it has ended already. DomainError: the activity has begun.
    """
    activity = places.lock_activity(signup.activity_id)
    row = SignUp.objects.select_related("session", "member", "lead__session", "activity").get(pk=signup.pk)
    if not permissions.can_withdraw(actor, row):
        raise NotPermittedError("只能退出本人的报名，或由小组长、支会和组织者代办")
    if row.state not in ACTIVE:
        raise TransitionError(f"这份报名已是“{row.get_state_display()}”")
    if now >= row.session.starts_at or activity.state not in (ActivityState.OPEN, ActivityState.CLOSED):
        raise DomainError("活动已经开始，不能退出；未到会记为报名未到")
    before = row.state
    _end(row, SignUpState.WITHDRAWN, now)
    places.fill(activity, row.session, now=now)  # a party that waited first may have been too large
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": [before, row.state]})
    return row


def _end(row: SignUp, state: SignUpState, now: dt.datetime) -> None:
    """End ``row``; a follower leaves his team and frees one of its places."""
    if row.state == SignUpState.CONFIRMED:
        seats = 1 if row.lead else row.seats
        places.free_seats(row.session, seats, (row.lead or row).quota_branch_id)
    if row.lead:
        row.lead.seats -= 1
        row.lead.save(update_fields=["seats"])
    row.state, row.ended_at = state, now
    row.save(update_fields=["state", "ended_at"])
    row.followers.filter(state__in=ACTIVE).update(state=state, ended_at=now)


@transaction.atomic
def decide(signup: SignUp, *, approve: bool, note: str, actor: User, now: dt.datetime) -> SignUp:
    """Answer a pending sign-up where the organisers choose (审核确认).

    Raises:
        NotPermittedError: not an organiser, or one's own sign-up. TransitionError: decided already.
        DomainError: a refusal without a reason.
    """
    activity = places.lock_activity(signup.activity_id)
    row = SignUp.objects.select_related("session", "member__user", "activity").get(pk=signup.pk)
    if not permissions.can_manage(actor, activity) or row.member.user_id == actor.pk:
        raise NotPermittedError("报名由活动组织者审核，本人的报名请同事审核")
    if row.state != SignUpState.PENDING or activity.allocation != Allocation.APPROVAL or row.lead:
        raise TransitionError(f"这份报名已是“{row.get_state_display()}”")
    if not approve and not note.strip():
        raise DomainError("不通过时请说明原因", field="note")
    text = place_or_wait(row) if approve else f"未通过：{note.strip()}"
    if not approve:
        row.note = note.strip()[:120]
        row.save(update_fields=["note"])
        _end(row, SignUpState.REJECTED, now)
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": ["pending", row.state]})
    link = reverse("events:activity_detail", args=[activity.pk])
    remind(
        row.member.user, title=f"“{activity.title}”报名：{text}", link=link, key=f"signup:{row.pk}:decided"
    )
    return row


@transaction.atomic
def draw_lots(activity: Activity, seed: str, *, actor: User, now: dt.datetime) -> int:
    """Draw lots among the pending sign-ups with a published seed; return how many got a place.

    The rest wait in the order of their lots. Anybody can recompute it: rules.lottery.

    Raises:
        NotPermittedError: not an organiser. TransitionError: not closed, or drawn already.
        DomainError: no seed.
    """
    row = places.lock_activity(activity.pk)
    if not permissions.can_manage(actor, row):
        raise NotPermittedError("抽签由活动组织者进行")
    if row.allocation != Allocation.LOTTERY or row.state != ActivityState.CLOSED or row.lottery_seed:
        raise TransitionError("报名截止后抽签一次；已抽过的不能重抽")
    if not seed.strip():
        raise DomainError("请填写抽签种子（例如当日公布的彩票号码），并事先向会员公布取法", field="seed")
    row.lottery_seed, row.lottery_at = seed.strip(), now
    row.save(update_fields=["lottery_seed", "lottery_at"])
    placed = sum(_draw_session(row, session) for session in row.sessions.all())
    changes = {"lottery_seed": ["", row.lottery_seed]}
    audit.record(AuditAction.STEP, row, actor=actor, changes=changes, note=f"抽签，{placed} 份报上")
    return placed


def _draw_session(activity: Activity, session: ActivitySession) -> int:
    pending = SignUp.objects.filter(session=session, state=SignUpState.PENDING, lead=None)
    rows = {signup.number: signup for signup in pending.select_related("session", "member__user")}
    drawn = [rows[number] for number in lottery.drawn_order(activity.lottery_seed, rows)]
    winners = set(moving_up(places.room_of(session), map(places.as_waiting, drawn)))
    link = reverse("events:activity_detail", args=[activity.pk])
    for signup in drawn:
        (places.confirm if signup.pk in winners else places.enqueue)(signup)
        text = "中签，已报上" if signup.pk in winners else f"未中签，候补第 {reads.rank_of(signup)} 位"
        remind(
            signup.member.user, title=f"“{activity.title}”抽签结果：{text}", link=link,
            key=f"signup:{signup.pk}:drawn",
        )  # fmt: skip
    return len(winners)
