"""What a voucher was booked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """The record behind a voucher: ``kind`` is a key of `registries.entry_sources` ("welfare.visit")."""

    kind: str
    pk: int
