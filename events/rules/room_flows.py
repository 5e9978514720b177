"""The arrow of the small records around activities: hazards, suggestions, trainings, meetings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any


@dataclass(frozen=True, slots=True)
class Move:
    """One arrow; ``quiet``: not the step that usually comes next. Without a target the state stays."""

    action: Enum
    sources: frozenset[Any]
    target: Any = None
    note_required: bool = False
    quiet: bool = False
