"""The ledger of votes and elections."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from congress.choices.ballots import PollState
from congress.choices.terms import VoteMode
from congress.choices.votes import Outcome, VoteKind
from congress.models import Session, Vote
from congress.selectors.votes import votes_visible_to
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.organisation.choices import Right

STATE_TONES = {
    "draft": "neutral",
    "open": "info",
    "counting": "warning",
    "decided": "success",
    "void": "danger",
}
OUTCOME_TONES = {
    "passed": "success", "complete": "success", "failed": "danger", "short": "warning", "tied": "warning",
    "no_quorum": "danger",
}  # fmt: skip


def _rows(user: Any, period: Period) -> QuerySet[Any]:
    rows = Vote.objects.all() if user is None else votes_visible_to(user)
    if period.year:
        rows = rows.filter(poll__opened_at__year=period.year)
    if period.as_of:
        rows = rows.filter(poll__opened_at__date__lte=period.as_of)
    return rows


def _sessions(_user: Any) -> list[tuple[str, str]]:
    return [(str(each.pk), str(each)) for each in Session.objects.select_related("term")]


VOTES = Ledger(
    key="congress_votes",
    title="表决与选举台账",
    unit="次",
    right=Right.VIEW_CONGRESS,
    rows=_rows,
    default_sort="-id",
    search=search_by("poll__title__icontains"),
    search_hint="事项名称",
    page_url="congress:vote_list",
    record_url="congress:vote_detail",
    uses_year=True,
    columns=(
        Column("id", "序号", "id", Kind.CODE, 8, default=False),
        Column("title", "名称", "poll__title", Kind.TEXT, 30, leads=True),
        Column("round", "轮次", "round", Kind.INTEGER, 6),
        Column("kind", "类别", "kind", Kind.CHOICE, 10, choices=VoteKind),
        Column("mode", "方式", "poll__mode", Kind.CHOICE, 12, choices=VoteMode),
        Column("opened", "时间", "poll__opened_at", Kind.DATETIME, 16),
        Column("entitled", "应到", "poll__entitled", Kind.INTEGER, 8),
        Column("present", "实到", "poll__present", Kind.INTEGER, 8),
        Column("ballots", "收回", "ballots", Kind.INTEGER, 8, default=False),
        Column("invalid", "废票", "invalid", Kind.INTEGER, 8, default=False),
        Column("needed", "须得票", "needed", Kind.INTEGER, 8),
        Column("yes", "赞成", "yes", Kind.INTEGER, 8),
        Column("no", "反对", "no", Kind.INTEGER, 8),
        Column("abstain", "弃权", "abstain", Kind.INTEGER, 8),
        Column("state", "状态", "poll__state", Kind.CHOICE, 10, choices=PollState, tones=STATE_TONES),
        Column("outcome", "结果", "outcome", Kind.CHOICE, 20, choices=Outcome, tones=OUTCOME_TONES),
    ),
    filters=(
        Filter("session", "会议", "session_id", _sessions),
        Filter("kind", "类别", "kind", lambda user: VoteKind.choices),
        Filter("state", "状态", "poll__state", lambda user: PollState.choices),
        Filter("outcome", "结果", "outcome", lambda user: Outcome.choices),
        Filter("opened", "时间", "poll__opened_at__date", None),
    ),
    actions=(Action("新建表决或选举", "congress:vote_create", Right.MANAGE_CONGRESS, "plus", primary=True),),
    purpose="会议上的举手表决、记名表决、无记名投票和选举，每一轮一行，结果不会被覆盖。",
    first_step=Action("新建表决或选举", "congress:vote_create", Right.MANAGE_CONGRESS, "plus"),
)
