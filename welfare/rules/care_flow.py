"""One arrow of the small tables of care (claims, lists, recuperation, donations)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from union.organisation.choices import Right


@dataclass(frozen=True, slots=True)
class CareStep:
    """``action`` is a TextChoices member: value in addresses, label on buttons. ``right`` None: oneself."""

    action: Any
    sources: Collection[Any]
    target: Any
    right: Right | None
    note_required: bool = False
    primary: bool = False
    dangerous: bool = False
    also: Right | None = None  # a second right that opens the step
