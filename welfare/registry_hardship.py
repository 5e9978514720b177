"""Hardship files and aid in the registries."""

from __future__ import annotations

from union.common import registries
from union.common.registries import MergeHandler
from union.common.shipped.rule_sets import RULE_LABELS
from welfare.services import hardship_merges
from welfare.shipped.hardship import LABELS


def register() -> None:
    """Fill the registries."""
    RULE_LABELS.update(LABELS)
    for key, (move, refuse) in hardship_merges.HANDLERS.items():
        registries.member_merge.register(key, MergeHandler("困难档案", move, refuse))
