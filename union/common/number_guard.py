"""Numbers that must not stand in addresses, notes and logs: resident IDs and mobile phones in free text."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)")
HIDDEN = "（号码已隐去）"


def holds_number(text: str) -> bool:
    """Say whether ``text`` contains a resident ID or a mobile phone number.

    >>> holds_number("王 13912345678")
    True
    """
    return _NUMBER.search(text) is not None


def without_numbers(text: str) -> str:
    """Return ``text`` with such numbers replaced by words.

    >>> without_numbers("核对 13912345678")
    '核对 （号码已隐去）'
    """
    return _NUMBER.sub(HIDDEN, text)
