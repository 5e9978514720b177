"""A database that fails at the n-th query: proves that a service writes everything or nothing.

    queries = assert_all_or_nothing(act=lambda: post_entry(...), state=lambda: list(Entry.objects.values()))

`act` is run again and again; the first run fails at its first query, the next at its second, until a run
goes through. After each failure `state()` must be what it was before. Reading in `state` does not count.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection
from django.db.models import Model

MOST = 2000


class InjectedError(OperationalError):
    """The failure that was asked for; services see an OperationalError like any other."""


@dataclass
class Counter:
    """How many queries have been sent, and the text of the one that failed."""

    sent: int = 0
    failed: str = ""


@contextlib.contextmanager
def failing_at(number: int) -> Iterator[Counter]:
    """Let the `number`-th query (from 1) inside the block fail before it reaches the database; 0 = none."""
    counter = Counter()

    def run(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        counter.sent += 1
        if counter.sent == number:
            counter.failed = sql
            raise InjectedError(f"injected at query {number}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(run):
        yield counter


def assert_all_or_nothing(act: Callable[[], Any], state: Callable[[], Any], *, step: int = 1) -> int:
    """Fail `act` at query 1, 1 + step, … until it goes through; return how many queries it has.

    Raises:
        AssertionError: a failed run left something behind, swallowed the failure, or changed nothing at all.
    """
    before = state()
    for number in range(1, MOST, step):
        through = _runs_through(act, number)
        if through:
            assert state() != before, "the run that went through changed nothing"
            return through
        assert state() == before, f"half a thing stayed behind after the failure at query {number}"
    raise AssertionError(f"more than {MOST} queries")


def stored(*models: type[Model]) -> list[list[tuple[Any, ...]]]:
    """Every column of every row as it lies in the tables of ``models``; much faster than reading objects."""
    with connection.cursor() as cursor:
        rows = []
        for model in models:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)} ORDER BY 1")
            rows.append(cursor.fetchall())
    return rows


def _runs_through(act: Callable[[], Any], number: int) -> int:
    """Queries of `act` if it went through without the failure, else 0."""
    with failing_at(number) as counter:
        try:
            act()
        except InjectedError:
            return 0
    assert not counter.failed, f"the failure at query {number} was swallowed: {counter.failed}"
    return counter.sent
