"""What a filter of a ledger offers to choose from; written once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Choices

from union.common.prepared import Prepared
from union.organisation.models import Branch

Options = Iterable[tuple[str, str]]


def choices_of(choices: type[Choices], *more: tuple[str, str]) -> Callable[[Any], Options]:
    """The entries of a closed list, then ``more``."""
    return lambda _user: [*((value, str(label)) for value, label in choices.choices), *more]


def open_branches(_user: Any) -> Options:
    """Branches that are not closed; asked by every page of a ledger."""
    return _in_words(_OPEN.rows())


def all_branches(_user: Any) -> Options:
    """Branches, the closed ones too: for rows that stay with them."""
    return _in_words(Branch.objects.values_list("pk", "name"))


def _in_words(rows: Iterable[tuple[int, str]]) -> Options:
    return [(str(pk), name) for pk, name in rows]


_OPEN = Prepared(lambda: Branch.objects.filter(closed_on=None).values_list("pk", "name"))
