"""Escape text for a cell: what XML forbids, what Excel would take for its own escapes."""

from __future__ import annotations

import re

_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SPECIAL = re.compile(
    r"[&<>\x00-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]|_x(?=[0-9A-Fa-f]{4}_)|^\s|\s$| {2}"
)
_TO_REPLACE = re.compile(
    r"[&<>]|\r\n?|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]|_x(?=[0-9A-Fa-f]{4}_)"
)
_LONGEST = 32_767
_MAX_KEPT = 20_000


def _replacement(found: re.Match[str]) -> str:
    text = found[0]
    if text in _MARKUP:
        return _MARKUP[text]
    if text.startswith("\r"):
        return "\n"
    return "_x005F_x" if text == "_x" else ""


class EscapedTexts(dict[str, str]):
    """Text → what stands behind ``<t``: attributes, ``>`` and the escaped text; remembers what it has seen.

    ``_x0041_`` is written ``_x005F_x0041_``, because Excel would read an "A". A cell holds 32,767
    characters at most.
    """

    def __missing__(self, text: str) -> str:
        if len(self) >= _MAX_KEPT:
            self.clear()
        short = text[:_LONGEST]
        if _SPECIAL.search(short):
            escaped = f' xml:space="preserve">{_TO_REPLACE.sub(_replacement, short)}'
        else:
            escaped = f">{short}"
        self[text] = escaped
        return escaped
