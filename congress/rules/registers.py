"""Arrows of the smaller registers, and the numbers they read from the rule set ``congress_registers``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from congress.choices.registers import Party


@dataclass(frozen=True, slots=True)
class Arrow:
    """One arrow: who takes it, whether it needs a reason, and where it usually leads."""

    action: Enum
    sources: Collection[Any]
    target: Any
    parties: frozenset[Party]
    note_required: bool = False
    primary: bool = False

    @property
    def label(self) -> str:
        """Word on the button."""
        return str(getattr(self.action, "label", self.action.value))


def arrow(action: Enum, sources: Collection[Any], target: Any, *parties: Party, **more: bool) -> Arrow:
    """Write one line of a table."""
    return Arrow(action, frozenset(sources), target, frozenset(parties), **more)


@dataclass(frozen=True, slots=True)
class RegisterRules:
    """Numbers of one register, as the rule set keeps them."""

    values: Mapping[str, Any]
    document: str

    def number(self, name: str) -> int:
        """Return one number."""
        return int(self.values[name])
