"""Reads of the organisation, one subject a file."""

from union.organisation.selectors.offices import officers_visible_to
from union.organisation.selectors.units import (
    Headcount,
    branches_visible_to,
    departments_visible_to,
    groups_visible_to,
    headcounts,
)

__all__ = [
    "Headcount",
    "branches_visible_to",
    "departments_visible_to",
    "groups_visible_to",
    "headcounts",
    "officers_visible_to",
]
