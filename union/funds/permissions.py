"""Who sees the money of the union and who handles it. A right that holds for a branch alone opens none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union.funds.choices import BudgetState
from union.funds.rules.budgets import Step
from union.organisation.choices import Right

if TYPE_CHECKING:
    from union.accounts.models import User
    from union.funds.models import Budget


def _everywhere(user: User, right: Right) -> bool:
    return user.access.scope(right).everything


def can_view(user: User) -> bool:
    """Say whether ``user`` sees the cash book."""
    return _everywhere(user, Right.VIEW_MONEY)


def can_post(user: User) -> bool:
    """Say whether ``user`` books by hand, reverses, closes months and prepares budgets."""
    return _everywhere(user, Right.POST_MONEY)


def can_override(user: User) -> bool:
    """Say whether ``user`` may let money be spent beyond the budget."""
    return _everywhere(user, Right.OVERRIDE_BUDGET)


def can_audit(user: User) -> bool:
    """Say whether ``user`` audits the money."""
    return _everywhere(user, Right.AUDIT_MONEY)


def can_edit_budget(user: User, budget: Budget) -> bool:
    """Say whether ``user`` may change the lines now."""
    return can_post(user) and budget.state == BudgetState.DRAFT


def can_take_budget_step(user: User, budget: Budget, step: Step) -> bool:
    """Say whether ``user`` may take ``step``; nobody decides on a budget of his own making."""
    if budget.state not in step.sources or not _everywhere(user, step.right):
        return False
    own = user.pk in (budget.created_by_id, budget.submitted_by_id)
    return not (step.other_person and own)


def can_prepare_handover(user: User) -> bool:
    """Say whether ``user`` writes down what is handed over; an auditor alone signs."""
    return can_post(user) or can_audit(user)
