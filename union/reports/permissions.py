"""Who sees a report, who writes it, who moves it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union.organisation.choices import Right
from union.reports.models import Report
from union.reports.rules.flow import READERS, Step

if TYPE_CHECKING:
    from union.accounts.models import User


def can_build(user: User) -> bool:
    """Say whether ``user`` may make and write reports."""
    return user.access.can(Right.BUILD_REPORTS)


def can_read_some(user: User) -> bool:
    """Say whether the report pages exist for ``user``."""
    return any(user.access.can(right) for right in (Right.BUILD_REPORTS, *_READING))


def can_compare(user: User) -> bool:
    """Say whether ``user`` may have a report counted again: who writes, reviews or issues."""
    rights = (Right.BUILD_REPORTS, Right.APPROVE_REPORTS, Right.ISSUE_REPORTS)
    return any(user.access.can(right) for right in rights)


def states_visible_to(user: User) -> list[str]:
    """Return the states in which ``user`` sees reports: writers see all, others what has reached them."""
    if can_build(user):
        return [str(state) for state in READERS]
    return [
        str(state) for state, rights in READERS.items() if any(user.access.can(right) for right in rights)
    ]


def can_take_step(user: User, report: Report, step: Step) -> bool:
    """Say whether ``user`` may take ``step``; nobody approves or issues a report he built."""
    decides = step.right != Right.BUILD_REPORTS
    return user.access.can(step.right) and not (decides and report.built_by_id == user.pk)


_READING = (Right.APPROVE_REPORTS, Right.ISSUE_REPORTS, Right.VIEW_REPORTS)
