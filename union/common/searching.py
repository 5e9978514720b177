"""Quick search, written once: every word somebody types must be found somewhere in the row."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

Finder = str | Callable[[str], Q]
Rows = TypeVar("Rows", bound=QuerySet[Any])
_MOST_WORDS = 6  # what comes after them is left out: nobody types more to find one row


def holding(rows: Rows, text: str, *finders: Finder) -> Rows:
    """Rows in which each word of ``text`` meets one of ``finders``; all rows for no word.

    A finder is a lookup that takes the word ("title__icontains") or a function of the word. Lookups lead
    over foreign keys only: over many rows each hit would count.
    """
    for word in text.split()[:_MOST_WORDS]:
        rows = rows.filter(reduce(or_, (_condition(each, word) for each in finders)))
    return rows


def search_by(*finders: Finder) -> Callable[[Any, str, Any], QuerySet[Any]]:
    """`holding` as the ``search`` of a ledger."""
    return lambda rows, text, _user: holding(rows, text, *finders)


def _condition(finder: Finder, word: str) -> Q:
    return Q(**{finder: word}) if isinstance(finder, str) else finder(word)
