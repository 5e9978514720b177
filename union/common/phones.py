"""Phone numbers of mainland China (《电信网编号计划》): mobiles, landlines with area code and extension."""

from __future__ import annotations

import re

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:0\d{2,3}-?)?[2-9]\d{6,7}(?:-\d{1,6})?")
_SHORT = re.compile(r"\d{3,6}")
_FOREIGN = re.compile(r"\+\d{7,15}")
_SEPARATORS = re.compile(r"[\s\u3000\u00a0\u200b-\u200f\u202a-\u202e\ufeff.·'’]+")
_WIDE = str.maketrans("０１２３４５６７８９＋－—–()（）", "0123456789+---    ")
_DIGITS_IN_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d)-?(\d{4})-?(\d{4})")
_SHOWN = 3
_TAIL = 4


def normalise(text: str) -> str:
    """Return the number in half-width, without spaces and +86.

    ``"139 1234 5678"`` → ``"13912345678"``, ``"（0551）6512-3456"`` → ``"0551-65123456"``.
    What is no phone number comes back with its separators removed, for ``is_plausible`` to judge.
    """
    plain = text.strip().translate(_WIDE)
    area = re.fullmatch(r"\s*(0\d{2,3})[\s-]+(\d{3,4})[\s-]?(\d{4})((?:-\d{1,6})?)\s*", plain)
    if area:
        return f"{area[1]}-{area[2]}{area[3]}{area[4]}"
    bare = _SEPARATORS.sub("", plain)
    mobile = _DIGITS_IN_MOBILE.fullmatch(bare)
    return mobile[1] + mobile[2] + mobile[3] if mobile else bare


def is_mobile(number: str) -> bool:
    """Whether a normalised number is a mobile of the mainland."""
    return bool(_MOBILE.fullmatch(number))


def is_plausible(number: str) -> bool:
    """Whether a normalised number can be dialled: mobile, landline, short number in the house, +country."""
    return any(form.fullmatch(number) for form in (_MOBILE, _LANDLINE, _SHORT, _FOREIGN))


def mask(number: str) -> str:
    """``13912345678`` → ``139****5678``; shorter numbers keep the last two places."""
    if len(number) > _SHOWN + _TAIL:
        return f"{number[:_SHOWN]}{'*' * (len(number) - _SHOWN - _TAIL)}{number[-_TAIL:]}"
    return "*" * max(len(number) - 2, 0) + number[-2:]
