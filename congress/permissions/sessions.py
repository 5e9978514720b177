"""Who may do what with terms, delegates and sessions."""

from __future__ import annotations

from congress.choices.sessions import Audience
from congress.models import Paper
from union.accounts.models import User
from union.organisation.choices import Office, Right


def sees_congress(user: User) -> bool:
    """Read terms, sessions and the list of delegates: those in office for it, and delegates."""
    return user.access.can(Right.VIEW_CONGRESS) or is_delegate(user)


def is_delegate(user: User) -> bool:
    """Hold the office of delegate today."""
    return Office.DELEGATE in user.access.offices


def can_manage(user: User) -> bool:
    """Prepare and run the congress: the union office."""
    return user.access.can(Right.MANAGE_CONGRESS)


def can_read_paper(user: User, paper: Paper) -> bool:
    """Open a paper: the office always; others after it was issued, by its audience."""
    if can_manage(user):
        return True
    if paper.issued_at is None:
        return False
    if paper.audience == Audience.EVERYBODY:
        return True
    if paper.audience == Audience.PRESIDIUM:
        return paper.session.presidium.filter(mandate__member__user_id=user.pk).exists()
    return sees_congress(user)
