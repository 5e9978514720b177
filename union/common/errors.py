"""Errors that speak to people: what is wrong, which rule says so, what to do next (in Chinese)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class DomainError(Exception):
    """A rule refused what was asked; ``str(error)`` is a Chinese sentence for the screen.

    ``field`` names the form field the sentence belongs to, if there is one.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class NotPermittedError(DomainError):
    """The actor has no right to do this."""


class TransitionError(DomainError):
    """The table of arrows has no such step from the present state."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field as somebody else has saved it meanwhile; values are ready for display."""

    label: str
    old: str
    new: str


class StaleError(DomainError):
    """Somebody saved the record after it was opened. Nothing was written, nothing typed is lost."""

    def __init__(self, message: str, *, changes: Sequence[Change] = ()) -> None:
        super().__init__(message)
        self.changes = tuple(changes)
