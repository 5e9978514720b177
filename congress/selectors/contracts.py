"""Reads of collective contracts: for everybody who sees the congress."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from congress.choices.ballots import PollState
from congress.choices.contracts import ContractState
from congress.choices.votes import Base, Electorate, Outcome, VoteKind
from congress.models import Contract, Vote
from congress.permissions.sessions import sees_congress
from union.accounts.models import User
from union.common.dates import today


def contracts_visible_to(user: User) -> QuerySet[Contract]:
    """All contracts for those who see the congress (delegates too), none for others."""
    rows = Contract.objects.select_related("vote__poll", "vote__session__term", "renews")
    return rows if sees_congress(user) else rows.none()


def contracts_in_force() -> QuerySet[Contract]:
    """Contracts that bind today: published to all staff when they took effect, so everybody may read them."""
    rows = bound_between(Contract.objects.filter(state=ContractState.IN_FORCE), today(), today())
    return rows.order_by("kind", "-effective_on")


def bound_between(
    rows: QuerySet[Contract], first: dt.date | None, last: dt.date | None
) -> QuerySet[Contract]:
    """Contracts that bound on some day from ``first`` to ``last``, ended since or not; None = open."""
    rows = rows.filter(state__in=(ContractState.IN_FORCE, ContractState.ENDED), effective_on__isnull=False)
    if last:
        rows = rows.filter(effective_on__lte=last)
    if first:
        rows = rows.filter(Q(ends_on=None) | Q(ends_on__gte=first), Q(ended_on=None) | Q(ended_on__gt=first))
    return rows


def passing_votes(contract: Contract) -> QuerySet[Vote]:
    """Votes that can carry a draft: passed by more than half of all delegates, after the draft was made.

    第二十二条 of 《上海市集体合同条例》: 全体职工代表（或全体职工）过半数. Half is not more than half.
    """
    rows = Vote.objects.filter(
        kind=VoteKind.ITEM, poll__state=PollState.DECIDED, outcome=Outcome.PASSED, base=Base.ENTITLED,
        electorate=Electorate.DELEGATES, contract=None, poll__closed_at__date__gte=contract.drafted_on,
    )  # fmt: skip
    return rows.exclude(threshold="half").select_related("poll", "session__term").order_by("-pk")
