"""Every shipped rule: told once, on its working day, to its people; moved with its date; ended when done.

The table stands in tests/reminders/rows_*.py. A rule without a row fails here.
"""

import datetime as dt

import pytest
from django.db import transaction

from tests.reminders import rows_congress, rows_events, rows_kernel, rows_welfare
from tests.reminders.table import HOLIDAYS, LATER, OFFICERS, World
from union.reminders.choices import CloseReason
from union.reminders.declare import rules
from union.reminders.models import Notice, Reminder
from union.reminders.services.telling import run_rule

ROWS = [*rows_kernel.ROWS, *rows_congress.ROWS, *rows_welfare.ROWS, *rows_events.ROWS]
DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One hospital for all rows, written once and taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture
def room(world, django_db_blocker):
    """The world as it was, whatever a row writes."""
    with transaction.atomic():
        yield world
        transaction.set_rollback(True)


def working(day):
    return day.weekday() < 5 and day not in HOLIDAYS


def day_of(step, on):
    """The day of a step, counted by hand."""
    if not step.working:
        return on + step.days * DAY
    way, left = (DAY if step.days >= 0 else -DAY), abs(step.days)
    while left > 0 or not working(on):
        on += way
        left -= working(on)
    return on


def whom(row, step):
    """Names of those whom a step tells."""
    people = {"handler": row.told.split(), "person": [row.person]}
    return {
        name for each in step.to
        for name in people.get(each) or (row.means.split() or [OFFICERS[each]])
    }  # fmt: skip


def write(thing, fields, part=""):
    it = getattr(thing, part) if part else thing
    type(it).objects.filter(pk=it.pk).update(**fields)


def subject_of(row, thing):
    return (row.subject or "{pk}").format(pk=thing.pk, row=thing)


def log(row, thing):
    found = Reminder.objects.filter(rule=row.rule, subject__contains=f":{subject_of(row, thing)}")
    return found.order_by("day", "pk")


def told(row, thing, room):
    """(step, day, people) of everything told and still open."""
    rows = log(row, thing).filter(closed_at=None, state="told")
    return [
        (each.step, each.day, frozenset(room.names(each.notices.values_list("user_id", flat=True))))
        for each in rows
    ]


def climb(row, thing, room, on):
    """Run the rule on the eve of each step, twice on its day; after each only the steps that have come."""
    expected = []
    for step in sorted(rules[row.rule].steps, key=lambda step: day_of(step, on)):
        day = day_of(step, on)
        run_rule(row.rule, day - DAY)
        assert told(row, thing, room) == expected
        run_rule(row.rule, day)
        expected.append((step.key, day, frozenset(whom(row, step))))
        assert told(row, thing, room) == expected
        assert run_rule(row.rule, day).told == 0
    return day


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_told_on_its_days_to_its_people_moved_and_ended(row, room):
    thing, on = row.make(room), row.day
    if row.on:
        write(thing, row.on(on), row.dated)
        first = min(day_of(step, on) for step in rules[row.rule].steps)
        run_rule(row.rule, first)
        assert len(told(row, thing, room)) == 1
        on += LATER
        write(thing, row.on(on), row.dated)
        run_rule(row.rule, first + DAY)
        assert told(row, thing, room) == []
        assert set(log(row, thing).values_list("closed_as", flat=True)) <= {
            CloseReason.MOVED,
            CloseReason.DONE,
        }
    last = climb(row, thing, room, on)
    row.done(thing) if callable(row.done) else write(thing, row.done, row.ends)
    run_rule(row.rule, last + DAY)
    assert told(row, thing, room) == []
    assert log(row, thing).filter(closed_as=CloseReason.DONE).exists()
    assert not Notice.objects.filter(reminder__in=log(row, thing), closed_at=None).exists()


def test_every_rule_has_a_row():
    assert {row.rule for row in ROWS} == {key for key, _rule in rules.items() if key != "test.rule"}
