"""A rule for tests whose dues are a list the test changes."""

import contextlib
import datetime as dt

from union.reminders.declare import Due, ReminderRule, Step, rules

KEY = "test.rule"
DAY = dt.date(2026, 11, 16)  # a Monday


def due(number=1, on=DAY, **values):
    return Due(f"test.thing:{number}", on, values.pop("title", f"事项{number}"), "/notices/", **values)


@contextlib.contextmanager
def rule(*steps, dues=()):
    """Register a rule for the time of the block; yields the list its source returns."""
    found = list(dues)
    rules._entries[KEY] = ReminderRule("测试事项", lambda _today, _horizon: list(found), steps or (Step(0),))
    try:
        yield found
    finally:
        del rules._entries[KEY]
