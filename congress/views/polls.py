"""What the pages of votes and appraisals share: taking a ballot, passphrases, my own ballots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property

from congress.choices.ballots import PollState
from congress.forms.votes import CastForm, PassphraseForm
from congress.models import Poll, PollTeller
from congress.permissions import ballots as permissions
from congress.selectors.votes import polls_waiting_for
from congress.services import polls
from congress.services.ballots import AlreadyVotedError
from union.common.errors import DomainError
from union.common.views.service_pages import ServiceFormView

TONES = {
    PollState.DRAFT.value: "neutral",
    PollState.OPEN.value: "info",
    PollState.COUNTING.value: "warning",
    PollState.DECIDED.value: "success",
    PollState.VOID.value: "danger",
}


NOT_REWRITTEN = "选票数据表还不能清理：有更早的操作（例如备份）没有结束，或数据库用户不是表的所有者"


def address_of(poll: Poll) -> str:
    """The page of whatever the poll belongs to."""
    vote = getattr(poll, "vote", None)
    if vote is not None:
        return reverse("congress:vote_detail", args=[vote.pk])
    return reverse("congress:appraisal_detail", args=[poll.appraisal.pk])


def cast_address(poll: Poll) -> str:
    """The page of its ballot."""
    vote = getattr(poll, "vote", None)
    if vote is not None:
        return reverse("congress:vote_cast", args=[vote.pk])
    return reverse("congress:appraisal_cast", args=[poll.appraisal.pk])


def leave_no_trace(request: HttpRequest) -> None:
    """Keep the ballot's moment out of the session's row; no token, draft or message is written either."""
    request.session.modified = False


def take_ballot(
    request: HttpRequest, form: CastForm, cast: Any, context: Mapping[str, Any], *, template: str
) -> HttpResponse:
    """Answer a posted ballot: the receipt at once (its tracker is kept nowhere), or the ballot again.

    ``cast(form)`` calls the service and returns the tracker, or None for a vote by name.
    """
    if form.is_valid():
        try:
            tracker = cast(form)
        except AlreadyVotedError as error:
            return render(request, "congress/votes/receipt.html", {**context, "refused": str(error)})
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return render(request, "congress/votes/receipt.html", {**context, "tracker": tracker})
    return render(request, template, {**context, "form": form}, status=422)


def my_ballots(request: HttpRequest) -> HttpResponse:
    """我的投票: what I may vote on now, and the boxes I watch."""
    waiting = [
        (poll, cast_address(poll))
        for poll in polls_waiting_for(request.user).select_related("vote", "appraisal").order_by("opened_at")
    ]
    duties = (
        PollTeller.objects.filter(user=request.user)
        .exclude(poll__state__in=(PollState.DECIDED, PollState.VOID))
        .select_related("poll__vote", "poll__appraisal")
    )
    watched = [(each, address_of(each.poll)) for each in duties]
    past = (
        Poll.objects.filter(roll__user=request.user, state=PollState.DECIDED, vote__isnull=False)
        .select_related("vote")
        .order_by("-closed_at")[:20]
    )
    context = {"waiting": waiting, "watched": watched, "past": past, "tones": TONES}
    return render(request, "congress/votes/mine.html", context)


class PassphraseView(ServiceFormView):
    """A 监票人 sets the words that open the box."""

    template_name = "congress/votes/passphrase.html"
    form_class = PassphraseForm
    done = "开票口令已设置，请记牢"

    @cached_property
    def teller(self) -> PollTeller:
        """The teller, if the user may set his passphrase."""
        return get_object_or_404(PollTeller.objects.select_related("poll", "user"), pk=self.kwargs["pk"])

    def allowed(self) -> bool:
        return permissions.can_set_passphrase(self.request.user, self.teller)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = address_of(self.teller.poll)
        return super().get_context_data(teller=self.teller, poll=self.teller.poll, back=back, **kwargs)

    def carry_out(self, form: PassphraseForm) -> str:
        polls.set_passphrase(self.teller, form.cleaned_data["passphrase"], actor=self.request.user)
        return address_of(self.teller.poll)


def to_poll(poll: Poll) -> HttpResponse:
    """Lead back to the page the poll belongs to."""
    return redirect(address_of(poll))
