"""我的资料: what a member sees and does about the own data."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from members import selectors
from members.choices import CorrectionState
from members.forms.family import CorrectionForm
from members.models import Consent, CorrectionRequest, Member
from members.services import consents, corrections, self_export
from members.services.stale import label_of
from members.views.facts import STATUS_TONES, extra_facts, masked_facts, may_apply_again, relatives
from members.views.family import TONES
from union.common.dates import today
from union.common.errors import DomainError
from union.common.models import PrivacyNotice
from union.common.views.service_pages import ServiceFormView, take


def own_or_404(request: HttpRequest) -> Member:
    """The user's own record; 404 for people without one."""
    member = selectors.own_member(request.user)
    if member is None:
        raise Http404
    return member


class MeView(LoginRequiredMixin, TemplateView):
    """The own record; people without one are shown the way to join."""

    def get_template_names(self) -> list[str]:
        return ["members/me.html" if self.member else "members/me_outside.html"]

    @cached_property
    def member(self) -> Member | None:
        """The user's own record."""
        return selectors.own_member(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.member is None:
            return super().get_context_data(**kwargs)
        member, user = self.member, self.request.user
        return super().get_context_data(
            member=member, masked=masked_facts(member, user), extra_facts=extra_facts(member),
            tone=STATUS_TONES.get(member.membership_status, "neutral"), relatives=relatives(member, user),
            dues=selectors.newest_dues_bases(member)[:3], appointments=selectors.appointments_of(member),
            changes=member.membership_changes.all()[:6],
            application=member.join_applications.first(), may_apply=may_apply_again(member), **kwargs,
        )  # fmt: skip


class MyCorrectionsView(ServiceFormView):
    """The own requests, and a form for a new one."""

    template_name = "members/me_corrections.html"
    form_class = CorrectionForm
    done = "更正申请已提交"

    @cached_property
    def member(self) -> Member:
        """The user's own record."""
        return own_or_404(self.request)

    def allowed(self) -> bool:
        return self.member is not None

    def get_initial(self) -> dict[str, Any]:
        return {"field": self.request.GET.get("field", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [
            (row, label_of(row.field), TONES[row.state]) for row in self.member.correction_requests.all()[:30]
        ]
        return super().get_context_data(member=self.member, rows=rows, **kwargs)

    def carry_out(self, form: CorrectionForm) -> str:
        corrections.request_correction(self.member, actor=self.request.user, **form.cleaned_data)
        return reverse("me:corrections")


class MyConsentsView(LoginRequiredMixin, TemplateView):
    """Notices in force with the own consent to each; older consents stay visible."""

    template_name = "members/me_consents.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member = own_or_404(self.request)
        given = list(member.consents.select_related("notice"))
        in_force = {row.notice_id: row for row in given if row.withdrawn_at is None}
        newest: dict[str, PrivacyNotice] = {}
        for notice in PrivacyNotice.objects.filter(valid_from__lte=today()).order_by("kind", "version"):
            newest[notice.kind] = notice
        rows = [(notice, in_force.get(notice.pk)) for notice in newest.values()]
        return super().get_context_data(member=member, rows=rows, given=given, **kwargs)


@login_required
@require_POST
def withdraw_correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an own open request back."""
    rows = CorrectionRequest.objects.filter(member=own_or_404(request), state=CorrectionState.OPEN)
    row = get_object_or_404(rows, pk=pk)
    take(request, lambda: corrections.withdraw_correction(row, actor=request.user), "更正申请已撤回")
    return redirect("me:corrections")


@login_required
@require_POST
def give_consent(request: HttpRequest, notice: int) -> HttpResponse:
    """Agree to one version of a notice."""
    member = own_or_404(request)
    row = get_object_or_404(PrivacyNotice, pk=notice)
    take(request, lambda: consents.give_consent(member, row, actor=request.user), "已记录您的同意")
    return redirect("me:consents")


@login_required
@require_POST
def withdraw_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an own consent."""
    row = get_object_or_404(Consent, pk=pk, member=own_or_404(request))
    take(request, lambda: consents.withdraw_consent(row, actor=request.user), "已撤回同意")
    return redirect("me:consents")


@login_required
@require_POST
def export_me(request: HttpRequest) -> HttpResponse:
    """Start the export of everything about the user; its page shows the file."""
    try:
        job = self_export.request_export(own_or_404(request), actor=request.user)
    except DomainError as error:
        raise Http404 from error
    return redirect("jobs:job_detail", pk=job.pk)
