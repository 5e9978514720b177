"""Transition tables: which arrow leads out of which state. One table, its only reader.

A kind of arrow is a frozen dataclass of its app with at least ``action`` (an enum with a ``label``)
and ``sources``; what else an arrow says (right, note, deadline) is the app's own affair.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import Enum
from typing import Any, Generic, Protocol, TypeVar

from django.db.models import TextChoices

from union.common.errors import TransitionError


class Arrow(Protocol):
    """What the table needs of an arrow."""

    @property
    def action(self) -> Enum: ...

    @property
    def sources(self) -> Collection[Any]: ...


A = TypeVar("A", bound=Arrow)


class FlowTable(Generic[A]):
    """The arrows of one kind of record, by action; an action stands in the table once."""

    def __init__(self, subject: str, states: type[TextChoices], arrows: tuple[A, ...]) -> None:
        self.subject, self.states, self.arrows = subject, states, arrows
        self._by_action = {arrow.action: arrow for arrow in arrows}
        if len(self._by_action) != len(arrows):
            raise ValueError(f"{subject}: an action stands in the table twice")

    def __iter__(self) -> Iterator[A]:
        return iter(self.arrows)

    def of(self, action: Enum) -> A:
        """Return the arrow of ``action``, wherever it begins."""
        return self._by_action[action]

    def step_for(self, state: str, action: Enum) -> A:
        """Return the arrow ``action`` out of ``state``.

        Raises:
            TransitionError: the record does not stand there (any more).
        """
        arrow = self._by_action.get(action)
        if arrow is None or state not in arrow.sources:
            word = getattr(action, "label", action.value)
            raise TransitionError(f"{self.subject}目前是“{self.states(state).label}”，不能{word}")
        return arrow

    def steps_from(self, state: str) -> tuple[A, ...]:
        """Arrows out of ``state`` in the table's order, whoever may take them."""
        return tuple(arrow for arrow in self.arrows if state in arrow.sources)
