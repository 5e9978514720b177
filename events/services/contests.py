"""Fixtures, results and prizes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from events.choices.activities import ActivityState, MatchFormat, PrizeFor, SignUpState
from events.models import Activity, Match, Prize, PrizeWinner, Team
from events.permissions import activities as permissions
from events.rules import matches as rules
from events.rules.prizes import amount_problem, ranks_problem, winners_problem
from events.selectors.activities import people_at, rule_values
from events.services import places
from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import day_of
from union.common.errors import DomainError, NotPermittedError, TransitionError

_RUNNING = (ActivityState.APPROVED, ActivityState.OPEN, ActivityState.CLOSED, ActivityState.HELD)


def _managed(activity: Activity, actor: User) -> Activity:
    row = places.lock_activity(activity.pk)
    if not permissions.can_manage(actor, row):
        raise NotPermittedError("您没有组织这项活动的权限")
    if row.state not in _RUNNING:
        raise TransitionError(f"活动“{row.get_state_display()}”，不能再改")
    return row


@transaction.atomic
def draw_up_fixtures(activity: Activity, match_format: MatchFormat, *, actor: User) -> int:
    """Make teams of individual sign-ups where there are none, and draw up all fixtures; return how many.

    Raises:
        NotPermittedError, TransitionError; DomainError: results exist already, fewer than two sides.
    """
    row = _managed(activity, actor)
    if row.matches.filter(is_bye=False, home_score__isnull=False).exists():
        raise DomainError("已有比赛结果，不能重新排赛程")
    row.matches.all().delete()
    row.match_format = match_format
    row.save(update_fields=["match_format"])
    if not row.teams.exists():
        _teams_of_persons(row)
    teams = list(row.teams.values_list("pk", flat=True))
    make = rules.knock_out if match_format == MatchFormat.KNOCK_OUT else rules.round_robin
    fixtures = make(teams) if match_format else []
    if match_format and not fixtures:
        raise DomainError("至少要有两个队（或两名报上的选手）才能排赛程")
    Match.objects.bulk_create(
        Match(
            activity=row, round_no=f.round_no, position=f.position, home_id=f.home, away_id=f.away,
            is_bye=f.is_bye,
        )
        for f in fixtures
    )  # fmt: skip
    audit.record(AuditAction.UPDATE, row, actor=actor, note=f"排定 {len(fixtures)} 场比赛")
    return len(fixtures)


def _teams_of_persons(activity: Activity) -> None:
    rows = activity.signups.filter(state=SignUpState.CONFIRMED, lead=None).select_related("member")
    for turn, signup in enumerate(rows.order_by("number"), 1):
        name = f"{signup.member.name}（{signup.number}）"
        team = Team.objects.create(activity=activity, name=name, captain=signup.member, position=turn)
        signup.team = team
        signup.save(update_fields=["team"])


@transaction.atomic
def record_score(match: Match, home_score: int, away_score: int, *, actor: User) -> Match:
    """Enter a result; in a knock-out the winner goes on. It may be corrected until the next one is played.

    Raises:
        NotPermittedError, TransitionError; DomainError: a side is open, a draw in a knock-out.
    """
    activity = _managed(match.activity, actor)
    row = Match.objects.select_related("home", "away").get(pk=match.pk)
    if row.home_id is None or row.away_id is None or row.is_bye:
        raise DomainError("对阵双方还没有确定")
    knock_out = activity.match_format == MatchFormat.KNOCK_OUT
    if knock_out and home_score == away_score:
        raise DomainError("淘汰赛须分出胜负（可计加时或点球后的比分）")
    row.home_score, row.away_score, row.recorded_by = home_score, away_score, actor
    row.save(update_fields=["home_score", "away_score", "recorded_by"])
    if knock_out:
        _send_on(row, row.home_id if home_score > away_score else row.away_id)
    changes = {"score": [None, f"{home_score}:{away_score}"]}
    audit.record(AuditAction.UPDATE, row, actor=actor, changes=changes)
    return row


def _send_on(match: Match, winner_id: int) -> None:
    round_no, position, side = rules.winner_goes_to(match.round_no, match.position)
    following = Match.objects.filter(activity=match.activity_id, round_no=round_no, position=position).first()
    if following is None:
        return
    if following.home_score is not None:
        raise DomainError("下一轮已有结果，不能再改这一场；请先更正下一轮")
    field = "away" if side else "home"
    setattr(following, f"{field}_id", winner_id)
    following.save(update_fields=[field])


def table_of(activity: Activity) -> list[tuple[Team, rules.Standing]]:
    """Return the table of a round robin, best first; two queries."""
    teams = {team.pk: team for team in activity.teams.all()}
    played = activity.matches.exclude(home_score=None).exclude(home=None).exclude(away=None)
    results = played.values_list("home_id", "away_id", "home_score", "away_score")
    lines = rules.standings(teams, [(h, a, x, y) for h, a, x, y in results if h and a])  # type: ignore[misc]
    return [(teams[line.team], line) for line in lines]


@transaction.atomic
def save_prize(prize: Prize, values: Mapping[str, Any], winners: Sequence[Member], *, actor: User) -> Prize:
    """Save a prize with its winners; above the rule only with ``override_reason``.

    Raises:
        NotPermittedError, TransitionError; DomainError: too many winners, too much money, unequal ranks.
    """
    activity = _managed(prize.activity, actor)
    for name, value in values.items():
        setattr(prize, name, value)
    found = prize_problems(activity, prize, len(set(winners)))
    if found and not prize.override_reason.strip():
        text = "；".join(found)
        raise DomainError(f"{text}。确需发放请写明依据", field="override_reason")
    _check_took_part(activity, winners)
    prize.save()
    prize.winners.exclude(member__in=winners).delete()
    for member in winners:
        PrizeWinner.objects.get_or_create(prize=prize, member=member, defaults={"team": _team(prize, member)})
    changes: dict[str, list[Any]] = {"prize": [None, prize.name], "amount": [None, prize.amount]}
    audit.record(AuditAction.UPDATE, activity, actor=actor, changes=changes, note=prize.override_reason)
    return prize


def _team(prize: Prize, member: Member) -> Team | None:
    signup = prize.activity.signups.filter(member=member).exclude(team=None).first()
    return signup.team if signup else None


def _check_took_part(activity: Activity, winners: Iterable[Member]) -> None:
    if not activity.signups.exists():
        return
    there = set(activity.signups.filter(state=SignUpState.CONFIRMED).values_list("member_id", flat=True))
    strangers = [member.name for member in winners if member.pk not in there]
    if strangers:
        raise DomainError(f"{'、'.join(strangers)} 没有报上本活动，不能登记获奖", field="winners")


def prize_problems(activity: Activity, prize: Prize, winners: int) -> list[str]:
    """Return what the rule ``event_prizes`` says against ``prize`` with so many winners."""
    limits = rule_values("event_prizes", day_of(activity.starts_at))
    if not limits:
        return []
    others = list(activity.prizes.exclude(pk=prize.pk).exclude(given_to=PrizeFor.SOUVENIR))
    found = [amount_problem(prize.given_to, prize.amount, limits)]
    if prize.given_to != PrizeFor.SOUVENIR:
        total = winners + sum(other.winners.count() for other in others)
        found.append(winners_problem(total, people_at(activity), limits))
        same = [(o.rank, o.amount) for o in others if o.given_to == prize.given_to]
        found.append(ranks_problem([*same, (prize.rank, prize.amount)]))
    return [text for text in found if text]


@transaction.atomic
def remove_prize(prize: Prize, *, actor: User) -> None:
    """Take a prize off with its winners.

    Raises:
        NotPermittedError, TransitionError.
    """
    activity = _managed(prize.activity, actor)
    audit.record(AuditAction.DELETE, activity, actor=actor, changes={"prize": [prize.name, None]})
    prize.delete()
