"""The words of codes in rules: people read and choose words, the rule keeps the codes.

An app that reads an item of a rule as a code registers its words in `registries.rule_choices`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from union.common.registries import rule_choices
from union.common.rule_values import lines_of

OWN_KEY = "key"  # column of a table by which records find their row again; nobody reads or writes it


def words_at(kind: str, path: Sequence[str]) -> Mapping[str, str]:
    """Return code -> word of what may stand at ``path`` of a rule; {} where no code stands."""
    for depth in (None, *range(len(path))):  # as it is, then with each step in turn standing for any
        steps = path if depth is None else [*path[:depth], "*", *path[depth + 1 :]]
        found = rule_choices.get(".".join((kind, *steps)))
        if found is not None:
            return found()
    return {}


def in_words(kind: str, path: Sequence[str], value: Any) -> Any:
    """Return a value of a rule with words for its codes; a code nobody registered stays as it is."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [
            {key: in_words(kind, (*path, key), each) for key, each in row.items() if key != OWN_KEY}
            for row in value
        ]
    words = words_at(kind, path)
    if not words:
        return value
    if isinstance(value, list):
        return [words.get(each, each) for each in value]
    return words.get(value, value) if isinstance(value, str) else value


def lines_in_words(kind: str, path: Sequence[str], value: Any) -> Sequence[str]:
    """Return a value of a rule as people read it, one entry a line."""
    return lines_of(in_words(kind, path, value))
