"""Drawing lots that anybody can check (抽签): the seed is published, the order follows from it.

Each sign-up number is hashed with the seed; the smallest hashes come first. The seed should be fixed after
the deadline by something nobody here controls (lottery numbers of the day, a closing index).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def lot(seed: str, number: int) -> str:
    """Return the lot of a sign-up: SHA-256 of "seed:number" in hexadecimal (``sha256sum`` gives the same)."""
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def drawn_order(seed: str, numbers: Iterable[int]) -> list[int]:
    """Return the sign-up numbers in the order of their lots."""
    return sorted(numbers, key=lambda number: (lot(seed, number), number))
