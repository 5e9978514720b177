"""Who organises polls, counts them, sees them. What a vote says is seen by nobody before it has a result."""

from __future__ import annotations

from congress.choices.ballots import PollState
from congress.models import Appraisal, Poll, PollTeller, Vote
from union.accounts.models import User
from union.organisation.choices import Right


def can_manage(user: User) -> bool:
    """Say whether ``user`` prepares and opens polls."""
    return user.access.can(Right.MANAGE_CONGRESS)


def is_teller(user: User, poll: Poll) -> bool:
    """Say whether ``user`` is 监票人 or 计票人 of the poll."""
    return poll.tellers.filter(user=user).exists()


def can_count(user: User, poll: Poll) -> bool:
    """Say whether ``user`` may hand out paper, enter counts and be at the opening of the box."""
    return can_manage(user) or is_teller(user, poll)


def can_set_passphrase(user: User, teller: PollTeller) -> bool:
    """A teller sets his own; one without a login types it at the screen of the office."""
    return teller.user_id == user.pk or (can_manage(user) and not teller.user.can_log_in)


def sees_every_vote(user: User) -> bool:
    """Say whether ``user`` sees the votes of all sessions."""
    return user.access.can(Right.VIEW_CONGRESS)


def sees_appraisals(user: User) -> bool:
    """Say whether ``user`` sees the results of appraisals."""
    return user.access.can(Right.VIEW_APPRAISALS)


def can_edit(user: User, record: Vote | Appraisal) -> bool:
    """Say whether the record may still be changed, by this user."""
    return can_manage(user) and record.poll.state == PollState.DRAFT
