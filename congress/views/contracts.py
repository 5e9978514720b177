"""Pages of collective contracts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from congress.forms import contracts as forms
from congress.ledgers.contracts import TONES
from congress.models import Contract, Negotiator, PerformanceCheck
from congress.permissions.sessions import can_manage
from congress.selectors.contracts import contracts_in_force, contracts_visible_to
from congress.services import contracts as services
from congress.services.contracts import CONTRACTS
from congress.views.base import FormPage, office_step
from congress.views.registers import RecordMixin, RecordStepView, RecordView
from union.organisation.choices import Right


class ContractMixin(RecordMixin):
    """A contract the user may see."""

    register = CONTRACTS
    list_url, list_label = "congress:contract_list", "集体合同"

    def rows(self) -> Any:
        return contracts_visible_to(self.request.user)

    def crumb(self) -> dict[str, Any]:
        """Delegates read a contract from the front page of the congress; the ledger is not theirs."""
        if self.request.user.access.can(Right.VIEW_CONGRESS):
            return super().crumb()
        return {"list_url": reverse("congress:home"), "list_label": "职代会"}


class ContractView(ContractMixin, RecordView):
    """One contract: both sides, meetings, text, checks."""

    template_name = "congress/registers/contract.html"
    tones = TONES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, manages = self.row, can_manage(self.request.user)
        naming = row.state in ("proposed", "negotiating")
        return super().get_context_data(
            manages=manages, naming=manages and naming, meeting_open=manages and row.state == "negotiating",
            problems=services.problems_of(row) if naming else [],
            seats=row.negotiators.order_by("-side", "-is_chief", "pk"),  # the staff first
            meetings=row.meetings.all(), checks=row.checks.all(), **kwargs,
        )  # fmt: skip


class AgreedView(LoginRequiredMixin, TemplateView):
    """现行集体合同: the text in force, for everybody it binds."""

    template_name = "congress/registers/agreed.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rows=contracts_in_force(), **kwargs)


class ContractStepView(ContractMixin, RecordStepView):
    """One step of a contract."""

    extra = forms.EXTRA


class ContractCreateView(FormPage):
    """Record a proposal to negotiate."""

    form_class = forms.ContractForm
    title = "发起协商"
    done = "已登记，请填写双方协商代表"
    sections = (("", "", "kind title! proposed_by proposed_on renews topics!"),)

    def back(self) -> str:
        return reverse("congress:contract_list")

    def carry_out(self, form: forms.ContractForm) -> str:
        row = services.propose(form.cleaned_data, actor=self.request.user)
        return reverse("congress:contract_detail", args=[row.pk])


class ContractPage(FormPage):
    """A form about one contract."""

    @cached_property
    def row(self) -> Contract:
        """The contract of the address."""
        return get_object_or_404(contracts_visible_to(self.request.user), pk=self.kwargs["pk"])

    def back(self) -> str:
        return reverse("congress:contract_detail", args=[self.row.pk])

    def subject(self) -> str:
        return str(self.row)


class NegotiatorView(ContractPage):
    """Name a negotiator."""

    form_class = forms.NegotiatorForm
    title = "增加协商代表"
    sections = (
        (
            "",
            "双方各不少于三人，职工方不少于院方，各有一名首席代表",
            "side is_chief member name post is_woman",
        ),
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def carry_out(self, form: forms.NegotiatorForm) -> str:
        services.add_negotiator(self.row, form.cleaned_data, actor=self.request.user)
        return self.back()


class MeetingView(ContractPage):
    """Record a meeting."""

    form_class = forms.MeetingForm
    title = "登记协商会议"
    sections = (("", "", "held_on place topics! minutes! staff_signed employer_signed"),)

    def carry_out(self, form: forms.MeetingForm) -> str:
        services.record_meeting(self.row, form.cleaned_data, actor=self.request.user)
        return self.back()


class CheckView(FormPage):
    """Record how a contract is kept."""

    form_class = forms.CheckForm
    title = "登记履约检查"
    sections = (("", "", "checked_on checkers findings! remedy!"),)

    @cached_property
    def row(self) -> PerformanceCheck:
        """The check of the address."""
        return get_object_or_404(PerformanceCheck.objects.select_related("contract"), pk=self.kwargs["pk"])

    def back(self) -> str:
        return reverse("congress:contract_detail", args=[self.row.contract_id])

    def subject(self) -> str:
        return str(self.row.contract)

    def carry_out(self, form: forms.CheckForm) -> str:
        services.record_check(self.row, form.cleaned_data, actor=self.request.user)
        return self.back()


negotiator_remove = office_step(
    lambda _user: Negotiator.objects.select_related("contract"),
    lambda seat, actor: services.remove_negotiator(seat, actor=actor),
    lambda seat: reverse("congress:contract_detail", args=[seat.contract_id]),
    "已移出",
)
