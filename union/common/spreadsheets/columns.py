"""Recognise columns by their heads: exactly, then normalised, then contained in a longer head."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from union.common.spreadsheets.book import Cell

_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_BRACKETS = re.compile(r"[(\[【〔].*?[)\]】〕]")
_EDGES = "*★:：.、。#"


@dataclass(frozen=True, slots=True)
class Column:
    """A field a table may have.

    ``aliases``: other heads for it. ``identifying``: its value makes a row a person's row (工号, 身份证号),
    so such a row is never taken for a sum or a remark. ``contains``: may also be found inside a longer head.
    """

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    identifying: bool = False
    contains: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """The label and all aliases."""
        return (self.label, *self.aliases)


@dataclass(frozen=True, slots=True)
class Head:
    """One head of the found table; ``how`` is "exact", "normalised", "contains", "chosen" or ""."""

    index: int
    text: str
    key: str
    how: str


def normalise_head(text: object) -> str:
    """Half-width, no white space, no bracketed remark, lower case: ``"出生 年月（必填）*"`` → "出生年月"."""
    plain = _SPACE.sub("", unicodedata.normalize("NFKC", str(text)))
    return (_BRACKETS.sub("", plain) or plain).strip(_EDGES).lower()


def match_heads(
    texts: Sequence[Cell], columns: Sequence[Column], chosen: Mapping[int, str] | None = None
) -> list[Head]:
    """Assign columns to heads; each column at most once, the surer way first, the earlier head first.

    ``chosen`` (position → key, "" = ignore) is the user's word and comes before everything.
    """
    chosen = chosen or {}
    found = {index: (key, "chosen") for index, key in chosen.items()}
    taken = {key for key in chosen.values() if key}
    for how, matcher in (("exact", _exact), ("normalised", _normalised), ("contains", _contained)):
        for index, text in enumerate(texts):
            if index in found or not isinstance(text, str) or not text.strip():
                continue
            key = matcher(text, [column for column in columns if column.key not in taken])
            if key:
                found[index] = (key, how)
                taken.add(key)
    width = max(len(texts), max(found, default=-1) + 1)
    return [
        Head(index, str(texts[index]).strip() if index < len(texts) else "", *found.get(index, ("", "")))
        for index in range(width)
    ]


def certain_keys(texts: Sequence[Cell], columns: Sequence[Column]) -> dict[int, str]:
    """Position → key for the heads that match without guessing (exact or normalised)."""
    heads = match_heads(texts, [_without_guessing(column) for column in columns])
    return {head.index: head.key for head in heads if head.key}


def _without_guessing(column: Column) -> Column:
    return Column(column.key, column.label, column.aliases, column.identifying, contains=False)


def _exact(text: str, columns: Sequence[Column]) -> str:
    plain = text.strip()
    return next((column.key for column in columns if plain in column.names), "")


def _normalised(text: str, columns: Sequence[Column]) -> str:
    plain = normalise_head(text)
    return next((column.key for column in columns if plain in map(normalise_head, column.names)), "")


def _contained(text: str, columns: Sequence[Column]) -> str:
    """The column with the longest alias (two characters at least) inside ``text``."""
    plain = normalise_head(text)
    best, length = "", 1
    for column in columns:
        if not column.contains:
            continue
        for name in map(normalise_head, column.names):
            if len(name) > length and name in plain:
                best, length = column.key, len(name)
    return best
