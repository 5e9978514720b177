"""会籍接转: list, proposal, the receiver's answer, completion."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import ListView

from members import permissions, selectors
from members.choices import TransferKind, TransferState
from members.forms.membership import StepForm, TransferForm
from members.models import Transfer
from members.rules import transfers as rules
from members.rules.transfers import TransferAction
from members.services import transfers
from members.views.base import MemberMixin
from members.views.facts import transfer_kinds
from union.common.views.service_pages import ServiceFormView

TONES = {
    "proposed": "warning",
    "accepted": "info",
    "done": "success",
    "rejected": "danger",
    "withdrawn": "neutral",
}
_OPEN = (TransferState.PROPOSED, TransferState.ACCEPTED)


class TransferListView(LoginRequiredMixin, ListView):
    """Transfers within the scope: open ones, or the closed."""

    template_name = "members/transfer_list.html"
    paginate_by = 50

    def get_queryset(self) -> Any:
        rows = selectors.transfers_visible_to(self.request.user)
        self.shown = self.request.GET.get("state", "open")
        return rows.filter(state__in=_OPEN) if self.shown == "open" else rows.exclude(state__in=_OPEN)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(shown=self.shown, tones=TONES, **kwargs)


class TransferStartView(MemberMixin, ServiceFormView):
    """Propose a transfer of one member."""

    template_name = "members/transfer_form.html"
    form_class = TransferForm
    done = "接转已提出"

    @cached_property
    def kinds(self) -> list[TransferKind]:
        """Kinds this user may begin for this member now."""
        return transfer_kinds(self.request.user, self.member)

    def allowed(self) -> bool:
        return bool(self.kinds)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "kinds": self.kinds}

    def carry_out(self, form: TransferForm) -> str:
        typed = form.cleaned_data
        transfer = transfers.start_transfer(
            self.member, TransferKind(typed["kind"]), actor=self.request.user,
            effective_on=typed["effective_on"], reason=typed["reason"], values=form.values(),
        )  # fmt: skip
        return reverse("members:transfer_detail", args=[transfer.pk])


class TransferDetailView(ServiceFormView):
    """One transfer with the buttons of whoever may act now."""

    template_name = "members/transfer_detail.html"
    form_class = StepForm

    @cached_property
    def transfer(self) -> Transfer:
        """The transfer within the user's scope."""
        return get_object_or_404(selectors.transfers_visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, user = self.transfer, self.request.user
        steps = [s for s in rules.steps_from(row.state) if permissions.can_take_transfer_step(user, row, s)]
        sees_member = selectors.member_for_record(user, row.member_id) is not None
        return super().get_context_data(
            transfer=row, steps=steps, tone=TONES[row.state], sees_member=sees_member, **kwargs
        )

    def carry_out(self, form: StepForm) -> str:
        try:
            action = TransferAction(self.request.POST.get("action", ""))
        except ValueError as error:
            raise Http404 from error
        transfers.advance(self.transfer, action, actor=self.request.user, note=form.cleaned_data["note"])
        self.done = f"{action.label}：已记录"
        return reverse("members:transfer_detail", args=[self.transfer.pk])
