"""Thresholds in whole numbers: no float ever decides who is elected or whether a meeting may decide.

“三分之二以上” includes exactly two thirds (《民法典》第一千二百五十九条：“以上”包括本数); “过半数” does not
include exactly half.
"""

from __future__ import annotations

from collections.abc import Sequence

Fraction = Sequence[int]  # [part, whole], as the rule sets keep it


def reaches(count: int, total: int, least: Fraction) -> bool:
    """Say whether ``count`` of ``total`` is at least ``least``: 2 of 3 reaches [2, 3]; of none, nothing does.

    >>> reaches(94, 140, [2, 3]), reaches(93, 140, [2, 3])
    (True, False)
    """
    part, whole = least
    return total > 0 and count * whole >= total * part


def exceeds(count: int, total: int, above: Fraction) -> bool:
    """Say whether ``count`` of ``total`` is more than ``above``: 70 of 140 does not exceed [1, 2].

    >>> exceeds(71, 140, [1, 2]), exceeds(70, 140, [1, 2])
    (True, False)
    """
    part, whole = above
    return total > 0 and count * whole > total * part


def least_count(total: int, least: Fraction) -> int:
    """Return the smallest count that `reaches`: [2, 3] of 140 → 94."""
    part, whole = least
    return -(-total * part // whole) if total else 1


def count_above(total: int, above: Fraction) -> int:
    """Return the smallest count that `exceeds`: [1, 2] of 140 → 71, of 141 → 71."""
    part, whole = above
    return total * part // whole + 1


def in_words(fraction: Fraction) -> str:
    """Return a fraction as read: [2, 3] → 三分之二, [1, 2] → 二分之一, [20, 100] → 20%."""
    part, whole = fraction
    if whole == 100:  # noqa: PLR2004 - per cent
        return f"{part}%"
    digits = "零一二三四五六七八九十"
    return f"{digits[whole]}分之{digits[part]}" if max(part, whole) < len(digits) else f"{part}/{whole}"
