"""Counting: raised hands, a box of paper, paper handed out, voices that were called out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from congress.choices.ballots import PollState
from congress.choices.terms import VoteMode
from congress.forms import votes as forms
from congress.permissions import ballots as permissions
from congress.rules.ballots import BallotForm
from congress.services import ballots, counts
from congress.services import votes as services
from congress.views.votes import VoteMixin, visible_vote
from union.common.views.service_pages import ServiceFormView, take


class HandsView(VoteMixin, ServiceFormView):
    """Enter raised hands."""

    template_name = "congress/votes/step.html"
    form_class = forms.HandsForm
    for_tellers = True
    states = (PollState.OPEN,)
    done = "表决结果已记录"
    extra_context = {"heading": "录入举手表决结果", "submit": "记录结果", "note": "赞成、反对、弃权依次清点"}

    def allowed(self) -> bool:
        return super().allowed() and self.vote.poll.mode == VoteMode.HANDS

    def carry_out(self, form: forms.HandsForm) -> str:
        services.count_hands(self.vote, **form.cleaned_data, actor=self.request.user)
        return self.address()


class PaperCountView(VoteMixin, ServiceFormView):
    """Enter the paper; two people, each by himself."""

    template_name = "congress/votes/step.html"
    form_class = forms.PaperCountForm
    for_tellers = True
    states = (PollState.COUNTING,)
    extra_context = {
        "heading": "录入纸质票", "submit": "录入",
        "note": "两人各自清点、各自录入；一致后才生成结果。只填赞成和反对，其余为弃权",
    }  # fmt: skip

    def allowed(self) -> bool:
        return super().allowed() and self.vote.poll.paper_issued > 0

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "ballot": BallotForm.from_plain(self.vote.poll.form)}

    def carry_out(self, form: forms.PaperCountForm) -> str:
        agreed = services.count_paper(self.vote, form.count(), actor=self.request.user)
        self.done = "两人清点一致，结果已生成" if agreed else "已录入，等待另一人独立录入"
        return self.address()


def paper_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out paper ballots to people who do not vote online."""
    vote = visible_vote(request, pk)
    poll = vote.poll
    if not (permissions.can_count(request.user, poll) and poll.allow_paper and poll.state == PollState.OPEN):
        raise Http404
    if request.method == "POST":
        chosen = [int(value) for value in request.POST.getlist("selected") if value.isdecimal()][:2000]
        take(request, lambda: ballots.issue_paper(poll, chosen, actor=request.user), "已登记领票")
        return redirect(request.path)
    marked = set(poll.marks.values_list("voter", flat=True))
    left = [entry for entry in poll.roll.filter(is_present=True) if entry.voter not in marked]
    return render(request, "congress/votes/paper.html", {"vote": vote, "poll": poll, "left": left})


class NamedView(VoteMixin, ServiceFormView):
    """Enter a voice that was called out."""

    template_name = "congress/votes/step.html"
    form_class = forms.NamedForm
    for_tellers = True
    states = (PollState.OPEN,)
    done = "已记录"
    extra_context = {
        "heading": "代录记名表决",
        "submit": "记录",
        "note": "代表当场表示的意见，由工作人员录入",
    }

    def allowed(self) -> bool:
        return super().allowed() and self.vote.poll.mode == VoteMode.NAMED

    def get_form_kwargs(self) -> dict[str, Any]:
        ballot = BallotForm.from_plain(self.vote.poll.form)
        return {**super().get_form_kwargs(), "poll": self.vote.poll, "ballot": ballot}

    def carry_out(self, form: forms.NamedForm) -> str:
        typed = dict(form.cleaned_data)
        entry = self.vote.poll.roll.get(pk=typed.pop("entry"))
        counts.vote_by_name(self.vote.poll, entry, typed, actor=self.request.user)
        return self.address()
