"""How many guesses at one secret are evaluated: a sliding window per subject and place.

OWASP ASVS 5.0 V6.3.1 (brute force). A whole hospital sits behind one address, so an address alone is
never counted: only the account, and the account together with the address.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``hits`` evaluated guesses in any ``seconds``."""

    hits: int
    seconds: int


def recent(hits: Iterable[float], now: float, limit: Limit) -> list[float]:
    """Return the hits (POSIX seconds) that still count at ``now``, oldest first."""
    return sorted(hit for hit in hits if hit > now - limit.seconds)


def seconds_to_wait(hits: Iterable[float], now: float, limit: Limit) -> int:
    """Return after how many whole seconds the next guess is evaluated; 0 = now.

    >>> seconds_to_wait([0, 10, 20], now=30, limit=Limit(hits=3, seconds=900))
    870
    """
    counted = recent(hits, now, limit)
    if len(counted) < limit.hits:
        return 0
    return max(1, math.ceil(counted[-limit.hits] + limit.seconds - now))


def waiting_words(seconds: int) -> str:
    """Say a waiting time to a person: 不到 1 分钟, 14 分钟."""
    return "不到 1 分钟" if seconds < 60 else f"{math.ceil(seconds / 60)} 分钟"  # noqa: PLR2004 - seconds of a minute
