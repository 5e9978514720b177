"""Arrows of the small flows of these rooms: who may take one is a word each permission file knows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any


@dataclass(frozen=True, slots=True)
class RecordArrow:
    """``action`` leads from any of ``sources`` to ``target``; ``who`` is "author", "keeper" or "decider"."""

    action: Enum
    sources: frozenset[Any]
    target: Any
    who: str = "keeper"
    note_required: bool = False
    quiet: bool = False  # a button that does not lead on: give back, withdraw, refuse
