"""What other screens show of votes: search box, calendar, a member's candidacies, what falls due.

Nothing here says who has voted: a reminder goes to everybody on the roll alike, and ends with the poll. One
that was withdrawn when somebody votes would leave the moment of his ballot in the log (ADR 0010).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from congress.choices.ballots import PollState, TellerRole
from congress.choices.terms import VoteMode
from congress.models import Appraisal, Candidate, Poll, PollTeller, RollEntry
from congress.permissions.ballots import sees_every_vote
from congress.selectors.votes import votes_visible_to
from members.models import Member
from union.accounts.models import User
from union.common.dates import day_of
from union.common.registries import CalendarEntry, SearchResult, TimelineEntry
from union.organisation.choices import Right
from union.reminders.declare import Due, ReminderRule, Step


def find_votes(user: User, text: str, limit: int) -> Iterator[SearchResult]:
    """Votes and elections whose title holds the text, within the user's sight, newest first."""
    for vote in votes_visible_to(user).filter(poll__title__icontains=text).order_by("-pk")[:limit]:
        state = vote.get_outcome_display() or vote.poll.get_state_display()
        url = reverse("congress:vote_detail", args=[vote.pk])
        yield SearchResult(vote.poll.title, f"{vote.get_kind_display()} · {state}", url, "check")


def calendar(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """Votes the user may see, on the days they are open."""
    rows = votes_visible_to(user).filter(poll__opened_at__date__lte=last).exclude(poll__state=PollState.VOID)
    rows = rows.filter(poll__opened_at__date__gte=first - dt.timedelta(days=31))
    for vote in rows:
        poll = vote.poll
        ends = poll.closed_at or poll.closes_at or poll.opened_at
        if poll.opened_at and ends and day_of(ends) >= first:
            url = reverse("congress:vote_detail", args=[vote.pk])
            yield CalendarEntry(poll.opened_at, ends, poll.title, "投票", url)


def candidacies(member: Member, user: User) -> Iterator[TimelineEntry]:
    """Elections with a result in which the member stood, for those who see every vote."""
    if not sees_every_vote(user):
        return
    rows = Candidate.objects.filter(member=member, vote__poll__state=PollState.DECIDED)
    for row in rows.select_related("vote__poll"):
        url = reverse("congress:vote_detail", args=[row.vote_id])
        if row.vote.poll.closed_at:
            title = f"{row.vote.poll.title}：{row.get_standing_display() or '候选人'}"
            yield TimelineEntry(row.vote.poll.closed_at, title, f"得票 {row.yes}", url=url, icon="check")


def ballots_due(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Open polls that close by themselves: everybody on the roll with a login, voted or not."""
    rows = Poll.objects.filter(state=PollState.OPEN, closes_at__isnull=False, closes_at__date__lte=horizon)
    for poll in rows.exclude(mode=VoteMode.HANDS):
        voters = RollEntry.objects.filter(poll=poll, user__isnull=False, is_present=True)
        people = tuple(pk for pk in voters.order_by("voter").values_list("user_id", flat=True) if pk)
        if people and poll.closes_at:
            on = day_of(poll.closes_at)
            yield Due(
                f"congress.ballot:{poll.pk}", on, f"{poll.title}投票将截止", reverse("congress:ballot_list"),
                body="已经投票的不用理会。", user_ids=people,
            )  # fmt: skip


def counting_due(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Boxes that were opened and have no result: the day after the close."""
    rows = Poll.objects.filter(state=PollState.COUNTING, closed_at__isnull=False)
    for pk, title, closed_at in rows.values_list("pk", "title", "closed_at"):
        assert closed_at is not None  # closed_at__isnull
        on = day_of(closed_at) + dt.timedelta(days=1)
        if on <= horizon:
            url = reverse("congress:vote_list")
            yield Due(f"congress.counting:{pk}", on, f"{title}待公布结果", url, right=Right.MANAGE_CONGRESS)


def passphrases_due(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """监票人 who have set no passphrase, before the session in which the secret vote is taken."""
    rows = PollTeller.objects.filter(
        role=TellerRole.SUPERVISOR, public_key=None, poll__state=PollState.DRAFT, poll__mode=VoteMode.SECRET,
        poll__vote__session__opens_on__lte=horizon,
    )  # fmt: skip
    fields = ("pk", "user_id", "poll__title", "poll__vote__session__opens_on")
    for pk, user_id, title, opens_on in rows.values_list(*fields):
        url = reverse("congress:vote_passphrase", args=[pk])
        yield Due(f"congress.passphrase:{pk}", opens_on, f"{title}：设置开票口令", url, user_ids=(user_id,))


def appraisals_due(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Appraisals whose time is over and that nobody has closed: the office."""
    rows = Appraisal.objects.filter(poll__state=PollState.OPEN, poll__closes_at__date__lte=horizon)
    for pk, title, closes_at in rows.values_list("pk", "poll__title", "poll__closes_at"):
        assert closes_at is not None  # filtered
        on = day_of(closes_at)
        url = reverse("congress:appraisal_detail", args=[pk])
        yield Due(f"congress.appraisal:{pk}", on, f"{title}到期待结束", url, right=Right.MANAGE_CONGRESS)


RULES: dict[str, ReminderRule] = {
    "congress.ballot": ReminderRule("投票截止", ballots_due, (Step(-1), Step(0))),
    "congress.counting": ReminderRule(
        "投票结果待公布", counting_due, (Step(0), Step(2, ("handler", "chair")))
    ),
    "congress.passphrase": ReminderRule("开票口令", passphrases_due, (Step(-3), Step(-1), Step(0))),
    "congress.appraisal": ReminderRule(
        "民主评议结束", appraisals_due, (Step(0), Step(2, ("handler", "chair")))
    ),
}
