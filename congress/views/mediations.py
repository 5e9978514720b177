"""Pages of mediation: every look into a file is written down."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from congress.forms import mediations as forms
from congress.ledgers.mediations import TONES
from congress.models import Mediation
from congress.selectors.mediations import mediations_visible_to
from congress.services import mediations as services
from congress.services.mediations import MEDIATIONS
from congress.views.base import FormPage
from congress.views.registers import RecordMixin, RecordStepView, RecordView
from union.common import audit
from union.common.choices import AuditAction
from union.organisation.choices import Right


class MediationMixin(RecordMixin):
    """A file of the closed circle."""

    register = MEDIATIONS
    list_url, list_label = "congress:mediation_list", "调解"

    def rows(self) -> Any:
        return mediations_visible_to(self.request.user)

    def crumb(self) -> dict[str, Any]:
        """The named mediator has no ledger, his files are among his duties."""
        if self.request.user.access.can(Right.MEDIATE):
            return super().crumb()
        return {"list_url": reverse("common:home"), "list_label": "首页"}


class MediationView(MediationMixin, RecordView):
    """One file; opening it leaves a row in the audit trail."""

    template_name = "congress/registers/mediation.html"
    tones = TONES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.row
        audit.record(AuditAction.REVEAL, row, actor=self.request.user, changes={"mediation.file": None})
        working = row.state in ("applied", "mediating")
        return super().get_context_data(
            working=working, parties=row.parties.select_related("member__department"),
            statements=row.statements.select_related("party", "recorded_by"), **kwargs,
        )  # fmt: skip


class MediationStepView(MediationMixin, RecordStepView):
    """One step of a mediation."""

    extra = forms.EXTRA

    def after(self) -> str:
        """A mediator who was replaced no longer sees the file."""
        seen = self.rows().filter(pk=self.row.pk).exists()
        return reverse("congress:mediation_detail", args=[self.row.pk]) if seen else reverse("common:home")


class MediationCreateView(FormPage):
    """Open a file."""

    form_class = forms.MediationForm
    title = "登记调解申请"
    note = "口头申请当场记录；内容加密保存，只有办理人能看到。"
    sections = (("", "", "kind applied_on form matter! reasons!"),)

    def allowed(self) -> bool:
        return self.request.user.access.can(Right.MEDIATE)

    def back(self) -> str:
        return reverse("congress:mediation_list")

    def carry_out(self, form: forms.MediationForm) -> str:
        row = services.apply(form.cleaned_data, actor=self.request.user)
        return reverse("congress:mediation_detail", args=[row.pk])


class _FilePage(FormPage):
    """A form about one file."""

    @cached_property
    def row(self) -> Mediation:
        """The file of the address."""
        return get_object_or_404(mediations_visible_to(self.request.user), pk=self.kwargs["pk"])

    def allowed(self) -> bool:
        return self.row.state in ("applied", "mediating")

    def back(self) -> str:
        return reverse("congress:mediation_detail", args=[self.row.pk])

    def subject(self) -> str:
        return str(self.row)


class PartyView(_FilePage):
    """Name a party."""

    form_class = forms.PartyForm
    title = "登记当事人"
    sections = (("", "", "role member name contact"),)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def carry_out(self, form: forms.PartyForm) -> str:
        services.add_party(self.row, form.cleaned_data, actor=self.request.user)
        return self.back()


class StatementView(_FilePage):
    """Write down what a party said."""

    form_class = forms.StatementForm
    title = "记录陈述"
    sections = (("", "", "party on text!"),)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "mediation": self.row}

    def carry_out(self, form: forms.StatementForm) -> str:
        services.add_statement(self.row, form.cleaned_data, actor=self.request.user)
        return self.back()
