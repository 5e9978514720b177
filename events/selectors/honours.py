"""Reads of programmes, nominations and the register of honours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet

from events.choices.honours import NominationState
from events.models import Honour, HonourVote, Nomination, Programme
from events.permissions.honours import honour_condition, nomination_condition, programme_condition
from events.selectors.activities import rule_values
from union.accounts.models import User

IN_RACE = (NominationState.SHORTLISTED, NominationState.ELECTED)


def programmes_visible_to(user: User) -> QuerySet[Programme]:
    """Programmes ``user`` may see."""
    return Programme.objects.filter(programme_condition(user))


def nominations_visible_to(user: User) -> QuerySet[Nomination]:
    """Nominations ``user`` may see."""
    return Nomination.objects.filter(nomination_condition(user))


def honours_visible_to(user: User) -> QuerySet[Honour]:
    """Rows of the register ``user`` may see."""
    return Honour.objects.filter(honour_condition(user))


def with_votes(rows: QuerySet[Nomination]) -> QuerySet[Nomination]:
    """Annotate ``vote_count`` (票)."""
    return rows.annotate(vote_count=Count("votes"))


def votes_of(programme: Programme) -> dict[int, int]:
    """Votes by nomination of all still in; empty where nobody has voted."""
    rows = programme.nominations.filter(state__in=IN_RACE).annotate(n=Count("votes"))
    found = dict(rows.order_by().values_list("pk", "n"))
    return found if any(found.values()) else {}


def chosen_by(user: User, programme: Programme) -> set[int]:
    """What ``user`` has voted for."""
    rows = HonourVote.objects.filter(voter=user, nomination__programme=programme)
    return set(rows.values_list("nomination_id", flat=True))


def used_places(programme: Programme, branch_id: int | None) -> int:
    """How many a branch has nominated, those taken back left out."""
    rows = programme.nominations.filter(Q(branch_id=branch_id) if branch_id else Q(branch=None))
    return rows.exclude(state=NominationState.WITHDRAWN).count()


def quota_of(programme: Programme, branch_id: int | None) -> int:
    """How many a branch may nominate: its quota; where nothing is set for anybody, all places."""
    quotas = dict(programme.quotas.values_list("branch_id", "places"))
    return quotas.get(branch_id or 0, 0) if quotas else programme.places


def honour_rules(day: dt.date) -> Mapping[str, Any]:
    """Values of the rule set ``honours`` in force on ``day``."""
    return rule_values("honours", day)


def missing_programmes(year: int, day: dt.date) -> Iterable[Mapping[str, Any]]:
    """Yearly honours of the rule set that have no programme in ``year`` yet."""
    there = set(Programme.objects.filter(year=year).values_list("title", flat=True))
    return [each for each in honour_rules(day).get("programmes", []) if each["title"] not in there]
