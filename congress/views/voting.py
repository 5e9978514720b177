"""The ballot of a vote, and its paper: what voters and tellers hold in their hands."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from congress.choices.ballots import PollState
from congress.choices.terms import VoteMode
from congress.forms.votes import CastForm
from congress.models import RollEntry, Vote
from congress.permissions import ballots as permissions
from congress.rules import votes as rules
from congress.rules.ballots import BallotForm
from congress.selectors.votes import has_voted
from congress.services import ballots, counts
from congress.services.polls import is_over
from congress.services.votes import ballot_form
from congress.views.polls import leave_no_trace, take_ballot
from congress.views.votes import visible_vote
from members.views.papers import pdf_answer


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def vote_cast(request: HttpRequest, pk: int) -> HttpResponse:
    """Vote. Whoever is not on the roll finds no page; the late and the second are told so.

    The roll is asked once, with its poll and vote: hundreds open this page in the same minute.
    """
    leave_no_trace(request)
    entry = RollEntry.objects.select_related("poll__vote").filter(poll__vote=pk, user=request.user).first()
    if entry is None or entry.poll.mode == VoteMode.HANDS:
        raise Http404
    vote = entry.poll.vote
    context = {"vote": vote, "poll": vote.poll, "entry": entry, "announcement": _announced(vote)}
    refused = _refused(vote, entry) if request.method == "GET" else ""  # a POST is refused by the service
    if refused:
        return render(request, "congress/votes/receipt.html", {**context, "refused": refused})
    ballot = BallotForm.from_plain(vote.poll.form) if vote.poll.form else ballot_form(vote)
    form = CastForm(request.POST or None, ballot=ballot)
    if request.method == "GET":
        return render(request, "congress/votes/cast.html", {**context, "form": form})

    def cast(filled: CastForm) -> str | None:
        if vote.poll.mode == VoteMode.NAMED:
            counts.vote_by_name(vote.poll, entry, filled.answers(), actor=request.user)
            return None
        return ballots.cast_ballot(vote.poll, entry.voter, filled.answers(), filled.write_ins())

    return take_ballot(request, form, cast, context, template="congress/votes/cast.html")


def _announced(vote: Vote) -> str:
    return rules.announcement(
        vote.base, vote.threshold, entitled=vote.poll.entitled, present=vote.poll.present
    )


def _refused(vote: Vote, entry: RollEntry) -> str:
    """Why there is no ballot to fill in; "" if there is one."""
    if vote.poll.state == PollState.DRAFT:
        return "投票还没有开始"
    if vote.poll.state != PollState.OPEN or is_over(vote.poll, timezone.now()):
        return "投票已经截止"
    if not entry.is_present:
        return "开始投票时您没有签到，不能参加本次投票"
    return "您已经投过票（或领取了纸质票）" if has_voted(vote.poll, entry.voter) else ""


@require_safe
def paper_ballot(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper ballot as A4 PDF, with the rules for spoiled ones."""
    vote = visible_vote(request, pk)
    if not permissions.can_count(request.user, vote.poll) or not vote.poll.allow_paper:
        raise Http404
    form = BallotForm.from_plain(vote.poll.form) if vote.poll.form else ballot_form(vote)
    context = {"vote": vote, "poll": vote.poll, "form": form, "blanks": range(form.write_ins)}
    return pdf_answer(request, "pdf/vote_ballot.html", context, title=_paper_title(vote), subject=vote)


def _paper_title(vote: Vote) -> str:
    return f"{vote.poll.title}{'选票' if vote.is_election else '表决票'}"


@require_safe
def protocol(request: HttpRequest, pk: int) -> HttpResponse:
    """The tellers' protocol: numbers of both boxes, result, signatures."""
    vote = visible_vote(request, pk)
    if vote.poll.state != PollState.DECIDED or not permissions.can_count(request.user, vote.poll):
        raise Http404
    return pdf_answer(
        request,
        "pdf/vote_protocol.html",
        protocol_context(vote),
        title=f"{vote.poll.title}计票报告",
        subject=vote,
    )


def protocol_context(vote: Vote) -> dict[str, Any]:
    """What stands in the protocol; the two boxes apart only where neither could give a voter away."""
    poll = vote.poll
    apart = poll.online_ballots >= poll.minimum and poll.paper_returned >= poll.minimum
    return {
        "vote": vote,
        "poll": poll,
        "valid": vote.ballots - vote.invalid,
        "tellers": list(poll.tellers.select_related("user")),
        "labels": [f"{each.get_role_display()} {each}" for each in poll.tellers.select_related("user")],
        "candidates": vote.candidates.all(),
        "online": ballots.tally_of(poll.online_tally) if apart else None,
        "paper": ballots.tally_of(poll.paper_tally) if apart else None,
        "announcement": _announced(vote),
    }
