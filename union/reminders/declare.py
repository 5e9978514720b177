"""What falls due, declared by the app that knows it: docs/reminders.md.

    steps = (Step(-3), Step(0), Step(2, ("chair",), working=True))
    rules.register("welfare.visit", ReminderRule("慰问待办", visits_due, steps))

The source is code (one set-based query), the days and whom to tell are data: the steps given here are what
ships, the office may enter a later version on the rule page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import TextChoices

from union.common.registries import Registry
from union.organisation.choices import Office, Right

LONGEST_KEY = 40
LONGEST_SUBJECT = 60
FURTHEST_DAYS = 400


class Audience(TextChoices):
    """Whom a step tells, besides the holders of an office."""

    HANDLER = "handler", "经办人"
    PERSON = "person", "本人"


AUDIENCES: dict[str, str] = {**dict(Audience.choices), **dict(Office.choices)}


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that waits, and the day on which it falls due.

    ``subject`` names it for ever ("welfare.visit:17") and holds no personal data. ``on`` is the occurrence:
    when it moves, the notice moves. ``title`` and ``body`` stand in the inbox only (mails name the rule and
    the number), without health, money or identity facts. ``link`` is the path of the exact step.

    经办人 are ``user_ids``; without any, everybody who holds ``right`` over the place given by branch,
    group, department and sex. ``person_id`` is the user it is about (本人). ``reaches_down``: officers
    named by a step are told of what is above them too: every group leader of his branch's or hospital's call.
    """

    subject: str
    on: dt.date
    title: str
    link: str
    body: str = ""
    right: Right | None = None
    user_ids: tuple[int, ...] = ()
    person_id: int | None = None
    branch_id: int | None = None
    group_id: int | None = None
    department_id: int | None = None
    sex: str = ""
    reaches_down: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """When to tell whom: ``days`` before (negative), on (0) or after (positive) the date.

    ``working`` counts working days; 0 working days is the date itself or the next working day. ``to`` are
    values of Audience or Office; an officer is told of what lies in the scope of the appointment.
    """

    days: int
    to: tuple[str, ...] = (Audience.HANDLER.value,)
    working: bool = False

    @property
    def key(self) -> str:
        """Part of the key that makes telling unique: "-7d", "+3w"."""
        return f"{self.days:+d}{'w' if self.working else 'd'}"


# (today, horizon) -> everything that is open now and due on or before `horizon`, overdue things included.
# What is no longer returned counts as done and its notices are withdrawn. Set-based: no query per row.
DueSource = Callable[[dt.date, dt.date], Iterable[Due]]


@dataclass(frozen=True, slots=True)
class ReminderRule:
    """A kind of thing that falls due. ``steps`` are what ships, ``basis`` the document they rest on."""

    label: str  # 入会申请
    due: DueSource
    steps: tuple[Step, ...]
    basis: str = "产品默认，可由本单位调整"

    def __post_init__(self) -> None:
        keys = [step.key for step in self.steps]
        if len(set(keys)) < len(keys):
            raise ValueError(f"{self.label}: two steps on the same day")
        for step in self.steps:
            if abs(step.days) > FURTHEST_DAYS or not step.to or not set(step.to) <= set(AUDIENCES):
                raise ValueError(f"{self.label}: step {step.key} tells {step.to}")


class RuleRegistry(Registry[ReminderRule]):
    """Rules by key: "members.join", at most 40 characters."""

    def register(self, key: str, entry: ReminderRule) -> ReminderRule:
        """Add a rule; its key stands in every notice, so it never changes."""
        if len(key) > LONGEST_KEY:
            raise ValueError(f"{key!r} is longer than {LONGEST_KEY} characters")
        return super().register(key, entry)


rules = RuleRegistry("reminder_rules")
