"""Votes and elections: preparing, the page of one vote, opening, counting, closing, repeating."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST, require_safe

from congress.choices.ballots import PollState, TellerRole
from congress.choices.terms import VoteMode
from congress.forms import votes as forms
from congress.models import AgendaItem, Candidate, PollTeller, Vote
from congress.permissions import ballots as permissions
from congress.permissions.sessions import sees_congress
from congress.rules import votes as rules
from congress.rules.ballots import BallotForm
from congress.selectors.votes import has_voted, turnout, voters_of, votes_visible_to
from congress.services import ballots, counts, polls, vote_offices
from congress.services import votes as services
from congress.views.polls import NOT_REWRITTEN, TONES, to_poll
from members.people import open_person
from union.common.errors import DomainError
from union.common.views.service_pages import ServiceFormView, take


def visible_vote(request: HttpRequest, pk: int) -> Vote:
    """The vote, if the user may see it.

    Raises:
        Http404: not in his sight.
    """
    return get_object_or_404(votes_visible_to(request.user), pk=pk)


def managed_vote(request: HttpRequest, pk: int) -> Vote:
    """The vote, for the office alone.

    Raises:
        Http404: anybody else.
    """
    if not permissions.can_manage(request.user):
        raise Http404
    return visible_vote(request, pk)


class VoteMixin:
    """A form page of one vote. ``for_tellers``: open to tellers too."""

    for_tellers = False
    states: tuple[PollState, ...] = (PollState.DRAFT,)

    @cached_property
    def vote(self) -> Vote:
        """The vote within the user's sight."""
        return visible_vote(self.request, self.kwargs["pk"])

    def allowed(self) -> bool:
        user = self.request.user
        may = (
            permissions.can_count(user, self.vote.poll) if self.for_tellers else permissions.can_manage(user)
        )
        return may and self.vote.poll.state in self.states

    def address(self) -> str:
        """The page of the vote."""
        return reverse("congress:vote_detail", args=[self.vote.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(vote=self.vote, poll=self.vote.poll, back=self.address(), **kwargs)


class VoteCreateView(ServiceFormView):
    """Prepare a vote or an election."""

    template_name = "congress/votes/form.html"
    form_class = forms.VoteForm
    done = "已登记，请推选监票人、计票人后开始投票"

    def allowed(self) -> bool:
        return permissions.can_manage(self.request.user)

    def get_initial(self) -> dict[str, Any]:
        """An agenda item in the address fills in what it says."""
        asked = self.request.GET.get("item", "")[:18]
        item = AgendaItem.objects.filter(pk=asked).first() if asked.isdecimal() else None
        if item is None:
            return {}
        found = {"agenda_item": item.pk, "session": item.session_id, "title": item.title}
        return found | ({} if item.vote_mode == VoteMode.NONE else {"mode": item.vote_mode})

    def carry_out(self, form: forms.VoteForm) -> str:
        vote = services.create_vote(form.values(), actor=self.request.user)
        return reverse("congress:vote_detail", args=[vote.pk])


class VoteEditView(VoteMixin, ServiceFormView):
    """Change a vote that is not open."""

    template_name = "congress/votes/form.html"
    form_class = forms.VoteForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.vote}

    def current_version(self) -> int:
        return Vote.objects.get(pk=self.vote.pk).version

    def carry_out(self, form: forms.VoteForm) -> str:
        version = int(self.request.POST.get("version") or self.vote.version)
        services.edit_vote(self.vote, version, form.values(), actor=self.request.user)
        return self.address()


@require_safe
def vote_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One vote: what is voted on, the numbers, the people, the result, the next step."""
    vote = visible_vote(request, pk)
    poll = vote.poll
    entry = poll.roll.filter(user=request.user).first()
    manages = permissions.can_manage(request.user)
    context = {
        "vote": vote, "poll": poll, "tone": TONES[poll.state],
        "candidates": vote.candidates.select_related("member"),
        "tellers": _teller_rows(request, vote), "manages": manages,
        "counts_it": permissions.can_count(request.user, poll), "announcement": _announcement(vote),
        "entry": entry, "voted": bool(entry and has_voted(poll, entry.voter)),
        "turnout": turnout(poll) if poll.state != PollState.DRAFT else None,
        "named": _named(vote), "rounds": _rounds(vote), "differences": _differences(vote),
        "count_state": _count_state(request, vote), "sees_session": sees_congress(request.user),
    }  # fmt: skip
    return render(request, "congress/votes/detail.html", context)


def _announcement(vote: Vote) -> str:
    poll = vote.poll
    if poll.state == PollState.DRAFT:
        voters = voters_of(vote)
        entitled, present = len(voters), sum(voter.is_present for voter in voters)
    else:
        entitled, present = poll.entitled, poll.present
    return rules.announcement(vote.base, vote.threshold, entitled=entitled, present=present)


def _teller_rows(request: HttpRequest, vote: Vote) -> list[dict[str, Any]]:
    secret = vote.poll.mode == VoteMode.SECRET
    return [
        {
            "teller": each,
            "needs_words": secret
            and each.role == TellerRole.SUPERVISOR
            and vote.poll.state == PollState.DRAFT,
            "has_words": each.public_key is not None,
            "may_set": permissions.can_set_passphrase(request.user, each),
        }
        for each in vote.poll.tellers.select_related("user")
    ]


def _named(vote: Vote) -> list[tuple[str, str, str]]:
    """Who said what in a vote by name, once it is over."""
    if vote.poll.mode != VoteMode.NAMED or vote.poll.state != PollState.DECIDED:
        return []
    labels = dict(BallotForm.from_plain(vote.poll.form).questions[0].options)
    rows = vote.poll.roll.values_list("name", "unit", "named__answers", "is_present")
    absent = {True: "未表决", False: "未到会"}
    return [
        (name, unit, labels[found[services.ITEM]] if found else absent[here])
        for name, unit, found, here in rows
    ]


def _rounds(vote: Vote) -> list[Vote]:
    """All rounds of the same vote, first to last."""
    first = vote
    while first.repeats is not None:
        first = first.repeats
    found = [first]
    while (after := Vote.objects.filter(repeats=found[-1]).select_related("poll").first()) is not None:
        found.append(after)
    return found if len(found) > 1 else []


def _differences(vote: Vote) -> list[str]:
    entered = list(vote.poll.teller_counts.all())
    if len(entered) < counts.COUNTERS or vote.poll.paper_tally is not None:
        return []
    return counts.differences(BallotForm.from_plain(vote.poll.form), *entered[: counts.COUNTERS])


def _count_state(request: HttpRequest, vote: Vote) -> dict[str, Any]:
    entered = list(vote.poll.teller_counts.select_related("entered_by"))
    return {"entered": entered, "mine": any(each.entered_by_id == request.user.pk for each in entered)}


class CandidateAddView(VoteMixin, ServiceFormView):
    """Put a candidate on the list."""

    template_name = "congress/votes/step.html"
    form_class = forms.CandidateForm
    done = "已列入候选人"
    extra_context = {"heading": "增加候选人", "submit": "列入候选人"}

    def allowed(self) -> bool:
        return super().allowed() and self.vote.is_election

    def carry_out(self, form: forms.CandidateForm) -> str:
        typed = form.cleaned_data
        services.add_candidate(
            self.vote, name=typed["name"], member=typed["member"], note=typed["note"], actor=self.request.user
        )
        return self.address()


@require_POST
def candidate_remove(request: HttpRequest, pk: int, candidate: int) -> HttpResponse:
    """Take a candidate off the list."""
    vote = managed_vote(request, pk)
    row = get_object_or_404(Candidate, pk=candidate, vote=vote)
    take(request, lambda: services.remove_candidate(row, actor=request.user), "已从候选人名单撤下")
    return to_poll(vote.poll)


class TellerAddView(VoteMixin, ServiceFormView):
    """Name a 监票人 or 计票人."""

    template_name = "congress/votes/step.html"
    form_class = forms.TellerForm
    done = "已登记"
    extra_context = {"heading": "登记监票人、计票人", "submit": "登记"}

    def carry_out(self, form: forms.TellerForm) -> str:
        member = form.cleaned_data["member"]
        user = member.user or open_person(member.pk, self.request.user)
        services.name_teller(self.vote, user, TellerRole(form.cleaned_data["role"]), actor=self.request.user)
        return self.address()


@require_POST
def teller_remove(request: HttpRequest, pk: int, teller: int) -> HttpResponse:
    """Take a teller off."""
    vote = managed_vote(request, pk)
    row = get_object_or_404(PollTeller, pk=teller, poll=vote.poll)
    take(request, lambda: polls.dismiss_teller(row, actor=request.user), "已撤下")
    return to_poll(vote.poll)


@require_POST
def vote_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the box."""
    vote = managed_vote(request, pk)
    take(request, lambda: services.open_vote(vote, actor=request.user), "投票开始，名册和到会情况已固定")
    return to_poll(vote.poll)


class VoteCloseView(VoteMixin, ServiceFormView):
    """End the vote; both 监票人 type their passphrases."""

    template_name = "congress/votes/close.html"
    form_class = forms.CloseForm
    for_tellers = True
    states = (PollState.OPEN,)
    done = "投票已结束，票箱已开启，密钥已销毁"

    def allowed(self) -> bool:
        return super().allowed() and self.vote.poll.mode != VoteMode.HANDS

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = self.vote.poll.tellers.filter(role=TellerRole.SUPERVISOR).select_related("user").order_by("pk")
        tellers = list(rows) if self.vote.poll.mode == VoteMode.SECRET else []
        return {**super().get_form_kwargs(), "tellers": tellers}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(turnout=turnout(self.vote.poll), **kwargs)

    def carry_out(self, form: forms.CloseForm) -> str:
        vote = services.close_vote(self.vote, form.passphrases(), actor=self.request.user)
        if vote.poll.state == PollState.VOID:
            self.done = vote.poll.void_reason
        elif vote.poll.paper_issued:
            self.done = "投票已结束，请清点纸质票"
        return self.address()


class VoidView(VoteMixin, ServiceFormView):
    """Give a vote up."""

    template_name = "congress/votes/step.html"
    form_class = forms.ReasonForm
    states = (PollState.DRAFT, PollState.OPEN, PollState.COUNTING)
    done = "已作废"
    extra_context = {
        "heading": "作废本次投票", "submit": "作废", "danger": True,
        "note": "已投的选票不开启，直接销毁；需要时再组织新一轮投票",
    }  # fmt: skip

    def carry_out(self, form: forms.ReasonForm) -> str:
        polls.void_poll(self.vote.poll, form.cleaned_data["reason"], actor=self.request.user)
        return self.address()


@require_POST
def vote_repeat(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare the next round."""
    vote = managed_vote(request, pk)
    made: list[Vote] = []
    take(request, lambda: made.append(services.repeat_vote(vote, actor=request.user)), "已准备下一轮投票")
    return to_poll((made[0] if made else vote).poll)


@require_POST
def vote_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the result at the 换届 it belongs to."""
    vote = managed_vote(request, pk)
    done = "选举结果已转入换届，报批后办理到任"
    if take(request, lambda: vote_offices.hand_over(vote, actor=request.user), done):
        return redirect("congress:body_election_detail", pk=vote.body_election_id)
    return to_poll(vote.poll)


@require_POST
def vote_rewrite(request: HttpRequest, pk: int) -> HttpResponse:
    """Try again to rewrite the ballot tables."""
    vote = managed_vote(request, pk)
    take(request, lambda: _rewrite(vote, request), "选票数据表已重新清理")
    return to_poll(vote.poll)


def _rewrite(vote: Vote, request: HttpRequest) -> None:
    if not ballots.finish_rewriting(vote.poll, actor=request.user):
        raise DomainError(NOT_REWRITTEN)
