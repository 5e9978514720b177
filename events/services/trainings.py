"""Trainings: sessions, people, who came to what, results; hours are always the sum of what was attended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from events.models import Trainee, Training, TrainingSession
from events.permissions.rooms import keeps_of
from events.permissions.trainings import keeps_training
from events.rules.trainings import TRAININGS, TrainingAction, result_of, total_hours
from events.services.room_records import change, create, locked, require, write_step
from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import day_of
from union.common.errors import DomainError
from union.reminders.services import remind_many

_SHOWN = ("title", "kind", "place", "teacher", "has_test", "reported_times")
_REFUSED = "您没有登记这次培训的权限"


@transaction.atomic
def plan_training(
    values: Mapping[str, Any], *, starts_at: dt.datetime, hours: Decimal, actor: User
) -> Training:
    """Enter a training with its first session; whole union (office) or one branch.

    Raises:
        NotPermittedError.
    """
    day = day_of(starts_at)
    row = Training(**dict(values), starts_on=day, ends_on=day, hours=hours, created_by=actor)
    require(keeps_of(actor, row.branch_id), "只能为本支会登记培训；全院培训由工会办公室登记")
    create(row, actor=actor, shown=_SHOWN)
    TrainingSession.objects.create(training=row, starts_at=starts_at, hours=hours, topic="")
    return row


@transaction.atomic
def edit_training(row: Training, values: Mapping[str, Any], *, version: int, actor: User) -> Training:
    """Change the facts of a training.

    Raises:
        NotPermittedError, StaleError.
    """
    require(keeps_training(actor, row) and keeps_of(actor, _pk(values["branch"])), _REFUSED)
    return change(row, values, version=version, actor=actor, shown=_SHOWN)


def _pk(branch: Any) -> int | None:
    return branch.pk if branch else None


@transaction.atomic
def add_session(
    row: Training, *, starts_at: dt.datetime, hours: Decimal, topic: str, actor: User
) -> TrainingSession:
    """One more session; days and hours of the training follow.

    Raises:
        NotPermittedError; DomainError: the training was held already.
    """
    current = _open(row, actor)
    session = TrainingSession.objects.create(training=current, starts_at=starts_at, hours=hours, topic=topic)
    sessions = list(current.sessions.all())
    days = [day_of(each.starts_at) for each in sessions]
    current.starts_on, current.ends_on = min(days), max(days)
    current.hours = total_hours(each.hours for each in sessions)
    current.save()
    audit.record(AuditAction.UPDATE, current, actor=actor, changes={"hours": [None, current.hours]})
    return session


def _open(row: Training, actor: User) -> Training:
    current = locked(Training, row.pk)
    require(keeps_training(actor, current), _REFUSED)
    if current.state != "planned":
        raise DomainError(f"培训“{current.get_state_display()}”，不能再改课次和学员；确需更正请先重新登记")
    return current


@transaction.atomic
def add_trainees(row: Training, members: Iterable[Member], *, actor: User) -> int:
    """Put people on the list, each once, and tell them; return how many are new.

    Raises:
        NotPermittedError; DomainError: the training was held already.
    """
    current = _open(row, actor)
    known = set(current.trainees.values_list("member_id", flat=True))
    fresh = {member.pk: member for member in members if member.pk not in known}
    Trainee.objects.bulk_create(Trainee(training=current, member=each) for each in fresh.values())
    audit.record(
        AuditAction.UPDATE, current, actor=actor, changes={"trainees": [len(known), len(known) + len(fresh)]}
    )
    remind_many(
        [member.user for member in fresh.values() if member.user], title=f"请参加培训：{current.title}",
        body=f"{current.starts_on} {current.place}", key=f"training:{current.pk}:invited",
        link=current.get_absolute_url(),
    )  # fmt: skip
    return len(fresh)


@transaction.atomic
def remove_trainee(trainee: Trainee, *, actor: User) -> None:
    """Take somebody off the list of a training that was not held yet.

    Raises:
        NotPermittedError, DomainError.
    """
    current = _open(trainee.training, actor)
    trainee.delete()
    audit.record(AuditAction.UPDATE, current, actor=actor, changes={"trainees": ["1", "0"]})


@transaction.atomic
def record_results(
    row: Training, attended: Mapping[int, Iterable[int]], scores: Mapping[int, Decimal | None], *, actor: User
) -> None:
    """Enter who came to which session (trainee key → session keys) and the scores; hours follow from it.

    People not named in ``attended`` came to nothing. May be entered again until the year is reported.

    Raises:
        NotPermittedError; DomainError: a training that was cancelled.
    """
    current = locked(Training, row.pk)
    require(keeps_training(actor, current), _REFUSED)
    if current.state == "cancelled":
        raise DomainError("培训已取消，不能登记到课")
    sessions = {each.pk: each for each in current.sessions.all()}
    for trainee in current.trainees.all():
        came = [sessions[pk] for pk in attended.get(trainee.pk, ()) if pk in sessions]
        trainee.sessions.set(came)
        trainee.hours = total_hours(each.hours for each in came)
        trainee.score = scores.get(trainee.pk) if current.has_test else None
        trainee.result = result_of(trainee.score)
        trainee.save()
    audit.record(AuditAction.UPDATE, current, actor=actor, changes={"attended": [None, len(attended)]})


@transaction.atomic
def advance_training(
    row: Training, action: TrainingAction, *, actor: User, today: dt.date, note: str = ""
) -> Training:
    """Say that the training took place, or not; people on the list are told of a cancelled one.

    Raises:
        NotPermittedError, TransitionError; DomainError: it has not begun, or no reason.
    """
    current = locked(Training, row.pk)
    move = TRAININGS.step_for(current.state, action)
    require(keeps_training(actor, current), _REFUSED)
    if action == TrainingAction.HOLD and current.starts_on > today:
        raise DomainError(f"培训 {current.starts_on} 开始，还不能登记为已举办")
    write_step(current, move, actor=actor, note=note)
    if action == TrainingAction.CANCEL:
        people = current.trainees.exclude(member__user=None).select_related("member__user")
        remind_many(
            [each.member.user for each in people if each.member.user], title=f"培训已取消：{current.title}",
            body=note.strip(), key=f"training:{current.pk}:cancelled", link=current.get_absolute_url(),
        )  # fmt: skip
    return current
