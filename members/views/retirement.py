"""退休提示: what the table of ages proposes, and the clerk's answer."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import ListView

from members import selectors
from members.forms.membership import RetirementDecisionForm
from members.models import RetirementProposal
from members.services import retirement
from union.common.dates import today
from union.common.errors import DomainError
from union.common.views.service_pages import ServiceFormView
from union.organisation.choices import Right

TONES = {"open": "warning", "confirmed": "success", "postponed": "info", "dismissed": "neutral"}


class RetirementListView(LoginRequiredMixin, ListView):
    """Proposals that wait, soonest first; or those decided and postponed."""

    template_name = "members/retirement_list.html"
    paginate_by = 50

    def get_queryset(self) -> Any:
        if not self.request.user.access.can(Right.DECIDE_MEMBERSHIP):
            raise Http404
        rows = selectors.proposals_visible_to(self.request.user)
        self.shown = self.request.GET.get("state", "waiting")
        return rows.waiting(today()) if self.shown == "waiting" else rows.settled(today())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(shown=self.shown, tones=TONES, **kwargs)


class RetirementDecideView(ServiceFormView):
    """Confirm, postpone or dismiss one proposal."""

    template_name = "members/retirement_decide.html"
    form_class = RetirementDecisionForm
    done = "退休提示已处理"

    @cached_property
    def proposal(self) -> RetirementProposal:
        """The proposal within the user's scope."""
        return get_object_or_404(selectors.proposals_visible_to(self.request.user), pk=self.kwargs["pk"])

    def allowed(self) -> bool:
        return (
            self.proposal.state not in ("confirmed", "dismissed")
            and self.proposal.member.user_id != self.request.user.pk
        )

    def get_initial(self) -> dict[str, Any]:
        return {"decided_date": self.proposal.proposed_on}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(proposal=self.proposal, today=today(), **kwargs)

    def carry_out(self, form: RetirementDecisionForm) -> str:
        typed, actor = form.cleaned_data, self.request.user
        action = self.request.POST.get("action", "")
        if action == "confirm":
            self._confirm(typed, actor)
        elif action == "postpone":
            if typed["remind_on"] is None:
                raise DomainError("请填写延后到哪一天", field="remind_on")
            retirement.postpone(self.proposal, remind_on=typed["remind_on"], note=typed["note"], actor=actor)
        elif action == "dismiss":
            retirement.dismiss(self.proposal, note=typed["note"], actor=actor)
        else:
            raise Http404
        return reverse("members:retirement_list")

    def _confirm(self, typed: dict[str, Any], actor: Any) -> None:
        if typed["decided_date"] is None:
            raise DomainError("请填写退休日期", field="decided_date")
        retirement.confirm(
            self.proposal, decided_date=typed["decided_date"], document=typed["document"],
            note=typed["note"], actor=actor,
        )  # fmt: skip
