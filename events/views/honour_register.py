"""The register of honours: one row, entering, taking back, certificates, my own."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from events.forms.honours import HonourForm, RevokeForm
from events.models import Honour
from events.permissions import honours as permissions
from events.selectors.honours import honours_visible_to
from events.services import honours
from events.services.records import keep_files
from events.views.records import EDITORS, RecordFormView
from union.common import audit
from union.common.attachments import attachments_of
from union.common.choices import AuditAction
from union.common.pdf import render_pdf
from union.organisation.models import UnionProfile


def _editable(user: Any, row: Honour) -> bool:
    return permissions.manages(user) and row.revoked_on is None and row.nomination_id is None


EDITORS["honour"] = _editable


def visible_honour(user: Any, pk: int) -> Honour:
    """The row within the scope, or 404."""
    rows = honours_visible_to(user).select_related("member", "branch", "nomination__programme")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def honour_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One honour."""
    row, user = visible_honour(request.user, pk), request.user
    context = {
        "row": row, "files": attachments_of(row), "editable": _editable(user, row),
        "revokes": permissions.grants(user) and row.revoked_on is None,
        "prints": permissions.can_see_certificate(user, row),
    }  # fmt: skip
    return render(request, "events/honour_detail.html", context)


@login_required
@require_safe
def honour_mine(request: HttpRequest) -> HttpResponse:
    """My honours."""
    rows = Honour.objects.filter(member__user=request.user).order_by("-granted_on")
    return render(request, "events/honour_mine.html", {"rows": rows})


class HonourFormView(RecordFormView):
    """Enter an honour, or correct one."""

    form_class = HonourForm
    heading, parent, done = "登记荣誉", "荣誉台账", "荣誉已登记"

    @cached_property
    def row(self) -> Honour:
        """The row, or a new one."""
        return visible_honour(self.request.user, self.kwargs["pk"]) if "pk" in self.kwargs else Honour()

    def allowed(self) -> bool:
        user = self.request.user
        return _editable(user, self.row) if self.row.pk else permissions.manages(user)

    def back(self) -> str:
        return self.row.get_absolute_url() if self.row.pk else reverse("events:honour_list")

    def get_form_kwargs(self) -> dict[str, Any]:
        fresh = Honour.objects.get(pk=self.row.pk) if self.row.pk else Honour()
        return {**super().get_form_kwargs(), "user": self.request.user, "instance": fresh}

    def carry_out(self, form: HonourForm) -> str:
        with transaction.atomic():
            row = honours.enter_honour(self.row, form.values(), actor=self.request.user)
            keep_files(row, form.cleaned_data["files"], actor=self.request.user, kind="证书")
        return row.get_absolute_url()


class HonourRevokeView(RecordFormView):
    """Take an honour back."""

    form_class = RevokeForm
    heading, submit, parent, done = "撤销荣誉", "撤销", "荣誉台账", "已撤销"
    note = "撤销后台账保留记录，不再能打印证书"

    @cached_property
    def row(self) -> Honour:
        """The row."""
        return visible_honour(self.request.user, self.kwargs["pk"])

    def allowed(self) -> bool:
        return permissions.grants(self.request.user) and self.row.revoked_on is None

    def back(self) -> str:
        return self.row.get_absolute_url()

    def carry_out(self, form: RevokeForm) -> str:
        honours.revoke_honour(self.row, form.cleaned_data["reason"], actor=self.request.user)
        return self.back()


@login_required
@require_safe
def honour_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate as a PDF."""
    row = visible_honour(request.user, pk)
    if not permissions.can_see_certificate(request.user, row):
        raise Http404
    profile = UnionProfile.objects.first() or UnionProfile()
    pdf = render_pdf(
        "pdf/honour_certificate.html", {"row": row, "profile": profile}, title="荣誉证书", landscape=True
    )
    audit.record(AuditAction.EXPORT, row, actor=request.user, note="打印荣誉证书")
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="honour-{row.pk}.pdf"'
    return answer
