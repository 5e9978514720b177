"""The one door for what falls due: tells each step once, moves what moved, withdraws what is done.

A rule is worked through in one transaction under the lock of its RuleRun row: two runs at once have one
effect, and below the lock stands the unique constraint on rule, subject, occurrence and step.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from union.common import bulk
from union.common.calendar import WorkingDays
from union.reminders.choices import CloseReason, ReminderState, SkipReason
from union.reminders.declare import LONGEST_SUBJECT, Audience, Due, Step, rules
from union.reminders.models import Notice, Reminder, RuleRun
from union.reminders.rules.plans import Plan
from union.reminders.rules.steps import split_due, step_day
from union.reminders.selectors.directory import Directory
from union.reminders.selectors.plans import plans_on

_CHUNK = 5_000
Pair = tuple[str, dt.date]  # subject, occurrence
_REMINDER = (
    "id", "rule", "subject", "occurrence", "step", "day", "state", "reason", "people", "title", "link",
    "created_at",
)  # fmt: skip
_NOTICE = ("user_id", "key", "reminder_id", "subject", "title", "body", "link", "created_at")


@dataclass(slots=True)
class Outcome:
    """What one run of one rule did."""

    open_count: int = 0
    told: int = 0
    skipped: int = 0
    closed: int = 0


@dataclass(slots=True)
class Stored:
    """What is known of a rule's occurrences: steps settled with their day, ids of open and closed rows."""

    steps: dict[Pair, dict[str, dt.date]] = field(default_factory=dict)
    open_ids: dict[Pair, list[int]] = field(default_factory=dict)
    closed_ids: dict[Pair, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """One step to write down: whom it tells, or why nobody."""

    due: Due
    step: Step
    day: dt.date
    people: tuple[int, ...] = ()
    reason: str = ""


class Day:
    """What all rules of one run share: offices, working days and plans of ``today``."""

    def __init__(self, today: dt.date) -> None:
        self.today = today
        self.directory = Directory(today)
        self.plans = plans_on(today)
        self.add_working = functools.cache(WorkingDays().add)


@transaction.atomic
def run_rule(key: str, today: dt.date, day: Day | None = None) -> Outcome:
    """Bring the reminders of one rule up to ``today``; run again it changes nothing.

    Raises:
        ValueError: the rule's source returned a subject that is too long.
    """
    day = day or Day(today)
    run = locked_run(key)
    plan = day.plans[key]
    dues = list(rules[key].due(today, plan.horizon(today))) if plan.is_active else []
    gone = CloseReason.DONE if plan.is_active else CloseReason.OFF
    outcome = _settle(key, plan, dues, day, gone=gone)
    run.ran_at, run.ran_for, run.error = timezone.now(), today, ""
    run.open_count, run.told = outcome.open_count, outcome.told
    run.skipped, run.closed = outcome.skipped, outcome.closed
    run.save()
    return outcome


@transaction.atomic
def remind_due(key: str, due: Due, *, today: dt.date) -> Outcome:
    """Tell at once what of one thing has come, instead of with the next run; in the caller's transaction."""
    locked_run(key)
    day = Day(today)
    return _settle(key, day.plans[key], [due], day, gone=None, only=due.subject)


@transaction.atomic
def withdraw(key: str, subject: str) -> int:
    """Close the reminders of one thing that is done, at once; return how many."""
    locked_run(key)
    return _close(
        Reminder.objects.filter(rule=key, subject=subject, closed_at=None).values_list("pk", flat=True),
        CloseReason.DONE,
    )


def locked_run(key: str) -> RuleRun:
    """Return the rule's row, locked to the end of the transaction."""
    RuleRun.objects.bulk_create([RuleRun(rule=key)], ignore_conflicts=True)
    return RuleRun.objects.select_for_update().get(rule=key)


def _settle(
    key: str, plan: Plan, dues: list[Due], day: Day, *, gone: CloseReason | None, only: str = ""
) -> Outcome:
    by_pair = {(due.subject, due.on): due for due in dues}
    stored = _stored(key, by_pair, only)
    closed = _close_gone(stored, by_pair, gone)
    _reopen([pk for pair in by_pair for pk in stored.closed_ids.get(pair, ())])
    told = list(_plan_steps(plan, by_pair, stored, day))
    _write(key, told)
    people = sum(1 for each in told if each.people)
    return Outcome(len(by_pair), people, len(told) - people, closed)


def _stored(key: str, dues: dict[Pair, Due], only: str) -> Stored:
    """Open rows, and closed ones of the days that are due again."""
    found = Stored()
    rows = Reminder.objects.filter(rule=key)
    if only:
        rows = rows.filter(subject=only)
    elif dues:
        earliest = min(on for _subject, on in dues)
        rows = rows.filter(closed_at=None) | rows.filter(occurrence__gte=earliest)
    else:
        rows = rows.filter(closed_at=None)
    fields = ("pk", "subject", "occurrence", "step", "day", "closed_at")
    for pk, subject, occurrence, step, told_on, closed_at in rows.order_by().values_list(*fields).iterator():
        pair = (subject, occurrence)
        found.steps.setdefault(pair, {})[step] = told_on
        ids = found.open_ids if closed_at is None else found.closed_ids
        ids.setdefault(pair, []).append(pk)
    return found


def _close_gone(stored: Stored, dues: dict[Pair, Due], gone: CloseReason | None) -> int:
    """Close what is no longer due: moved if the thing has another date now, else ``gone``."""
    subjects = {subject for subject, _on in dues}
    moved: list[int] = []
    done: list[int] = []
    for pair, ids in stored.open_ids.items():
        if pair not in dues:
            (moved if pair[0] in subjects else done).extend(ids)
    return _close(moved, CloseReason.MOVED) + (_close(done, gone) if gone else 0)


def _close(ids: Iterable[int], reason: CloseReason) -> int:
    now, count = timezone.now(), 0
    for some in _chunks(list(ids)):
        count += Reminder.objects.filter(pk__in=some).update(closed_at=now, closed_as=reason)
        Notice.objects.filter(reminder_id__in=some, closed_at=None).update(
            closed_at=now, read_at=Coalesce("read_at", now), snoozed_until=None
        )
    return count


def _reopen(ids: list[int]) -> None:
    """What was closed is due again on the same day: its notices come back, nobody is told a second time."""
    for some in _chunks(ids):
        Reminder.objects.filter(pk__in=some).update(closed_at=None, closed_as="")
        back = Notice.objects.filter(reminder_id__in=some).exclude(closed_at=None)
        back.filter(done_at=None).update(read_at=None, closed_at=None)
        back.update(closed_at=None)


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def _plan_steps(plan: Plan, dues: dict[Pair, Due], stored: Stored, day: Day) -> Iterator[Told]:
    """Steps whose day has come and that are not settled yet."""
    come = _come_by_date(plan, day)
    for pair, due in dues.items():
        steps = come(due.on)
        if not steps:
            continue
        settled = stored.steps.get(pair, {})
        if len(settled) < len(steps) or any(step.key not in settled for _when, step in steps):
            yield from _steps_of(due, steps, settled, day)


def _come_by_date(plan: Plan, day: Day) -> Callable[[dt.date], list[tuple[dt.date, Step]]]:
    @functools.cache
    def come(on: dt.date) -> list[tuple[dt.date, Step]]:
        dated = [
            (step_day(on, step.days, working=step.working, add_working=day.add_working), step)
            for step in plan.steps
        ]
        return [pair for pair in dated if pair[0] <= day.today]

    return come


def _steps_of(
    due: Due, steps: list[tuple[dt.date, Step]], settled: dict[str, dt.date], day: Day
) -> Iterator[Told]:
    """The latest step tells first; an earlier one only whom no later one tells."""
    if len(due.subject) > LONGEST_SUBJECT:
        raise ValueError(f"subject {due.subject!r} is longer than {LONGEST_SUBJECT} characters")
    days = {step.key: when for when, step in steps}
    fresh, overtaken = split_due(steps, day.today, max(settled.values(), default=None))
    told: set[int] = set()
    for step in reversed(fresh):
        if step.key not in settled:
            one = _tell(due, step, days[step.key], day, told)
            told |= set(one.people)
            yield one
    for step in overtaken:
        if step.key not in settled:
            yield Told(due, step, days[step.key], reason=SkipReason.OVERTAKEN)


def _tell(due: Due, step: Step, when: dt.date, day: Day, told: set[int]) -> Told:
    meant = {pk for audience in step.to for pk in day.directory.people(due, audience)}
    people, reason = tuple(sorted(meant - told)), ""
    if not meant and set(step.to) == {Audience.PERSON}:
        reason = SkipReason.NO_ACCOUNT
    elif not meant:
        people = tuple(pk for pk in day.directory.staff() if pk not in told)
        reason = SkipReason.REDIRECTED if people or told else SkipReason.NOBODY
    elif not people:
        reason = SkipReason.OVERTAKEN
    return Told(due, step, when, people, reason)


def _write(key: str, told: list[Told]) -> None:
    """Write reminders and notices: two COPYs, whatever their number."""
    if not told:
        return
    now = timezone.now()
    ids = bulk.allocate_ids(Reminder, len(told))
    bulk.insert(
        Reminder, _REMINDER, (_reminder(key, pk, each, now) for pk, each in zip(ids, told, strict=True))
    )
    bulk.insert(Notice, _NOTICE, _notices(key, zip(ids, told, strict=True), now))


def _reminder(key: str, pk: int, told: Told, now: dt.datetime) -> tuple[Any, ...]:
    state = ReminderState.TOLD if told.people else ReminderState.SKIPPED
    due = told.due
    return (
        pk, key, due.subject, due.on, told.step.key, told.day, state.value, str(told.reason),
        len(told.people), due.title[:120], due.link, now,
    )  # fmt: skip


def _notices(key: str, written: Iterable[tuple[int, Told]], now: dt.datetime) -> Iterator[tuple[Any, ...]]:
    for pk, told in written:
        due = told.due
        for user_id in told.people:
            yield (
                user_id, f"reminder:{pk}", pk, f"{key}|{due.subject}", due.title[:120], due.body[:1000],
                due.link, now,
            )  # fmt: skip
