"""Figures of votes, elections and appraisals for the year-end report, by the day they were held."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from congress.choices.ballots import PollState
from congress.choices.votes import Outcome, VoteKind
from congress.models import Appraisal, Vote
from union.common.figures import of_the_hospital
from union.common.registries import Figure, Period
from union.organisation.choices import Right

CHAPTER = "congress"
_BASIS = "已有结果的投票，按开始（评议按结束）日期归入年度，每一轮计一次；只按全院统计"


def _votes(period: Period, asked: dict[str, str]) -> QuerySet[Vote]:
    rows = Vote.objects.filter(
        poll__state=PollState.DECIDED, poll__opened_at__date__range=(period.first, period.last)
    )
    return rows.filter(**asked)


def _count_votes(asked: dict[str, str], period: Period) -> int:
    return _votes(period, asked).count()


def _votes_url(asked: dict[str, str], period: Period) -> str:
    days = {"opened_from": period.first.isoformat(), "opened_to": period.last.isoformat()}
    return f"{reverse('congress:vote_list')}?{urlencode({**days, 'state': PollState.DECIDED.value, **asked})}"


def _count_appraisals(period: Period) -> int:
    """Appraisals that were closed with a result."""
    days = (period.first, period.last)
    return Appraisal.objects.filter(poll__state=PollState.DECIDED, poll__closed_at__date__range=days).count()


def _appraisals_url(period: Period) -> str:
    asked = {
        "closed_from": period.first.isoformat(), "closed_to": period.last.isoformat(),
        "state": PollState.DECIDED.value,
    }  # fmt: skip
    return f"{reverse('congress:appraisal_list')}?{urlencode(asked)}"


def _of_votes(label: str, phrase: str = "", **asked: str) -> Figure:
    url: Callable[[Period], str] = partial(_votes_url, asked)
    return Figure(
        CHAPTER, label, "次", f"{label}；{_BASIS}", of_the_hospital(partial(_count_votes, asked)), url,
        right=Right.VIEW_CONGRESS.value, phrase=phrase,
    )  # fmt: skip


FIGURES: dict[str, Figure] = {
    "congress.votes.items": _of_votes("事项表决", "会议表决事项 {value}", kind=VoteKind.ITEM.value),
    "congress.votes.passed": _of_votes(
        "表决通过", kind=VoteKind.ITEM.value, outcome=Outcome.PASSED.value
    ),
    "congress.votes.equal": _of_votes("等额选举", kind=VoteKind.EQUAL.value),
    "congress.votes.surplus": _of_votes("差额选举", kind=VoteKind.SURPLUS.value),
    "congress.appraisals": Figure(
        CHAPTER, "民主评议", "次", f"有结果的民主评议；{_BASIS}",
        of_the_hospital(_count_appraisals), _appraisals_url,
        right=Right.VIEW_APPRAISALS.value, phrase="组织民主评议 {value}",
    ),
}  # fmt: skip
