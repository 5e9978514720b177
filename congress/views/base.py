"""What the pages of the congress share: found within the scope, else 404; the office writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from congress.permissions.sessions import can_manage, sees_congress
from congress.selectors import terms as selectors
from union.common import audit
from union.common.choices import AuditAction
from union.common.pdf import render_pdf
from union.common.views.service_pages import ServiceFormView, take
from union.organisation.models import UnionProfile

Section = tuple[str, str, str]  # title, note, field names ("" = all)


class FormPage(ServiceFormView):
    """A form of the union office on the one template of the congress."""

    template_name = "congress/form.html"
    title = ""
    note = ""
    submit = "保存"
    layout = "2"
    sections: Sequence[Section] = (("", "", ""),)

    def allowed(self) -> bool:
        return can_manage(self.request.user)

    def back(self) -> str:
        """Where 取消 leads, and the usual target."""
        raise NotImplementedError

    def subject(self) -> str:
        """The record in the breadcrumbs."""
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=self.title, note=self.note, submit=self.submit, sections=self.sections, back=self.back(),
            subject=self.subject(), **kwargs,
        )  # fmt: skip


class ReadPage(LoginRequiredMixin, TemplateView):
    """A page for everybody who sees the congress."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not sees_congress(request.user):
            raise Http404
        return super().get(request, *args, **kwargs)

    @cached_property
    def manages(self) -> bool:
        """Whether the user may write here."""
        return can_manage(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(manages=self.manages, **kwargs)


def office_step(
    rows: Callable[[Any], QuerySet[Any]], step: Callable[..., Any], target: Callable[[Any], str], done: str
) -> Callable[..., HttpResponse]:
    """A POST of one button of the union office: find the row, call ``step(row, actor)``, go to ``target``."""

    @login_required
    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        if not can_manage(request.user):
            raise Http404
        row = get_object_or_404(rows(request.user), pk=pk)
        address = target(row)
        take(request, lambda: step(row, request.user), done)
        return redirect(address)

    return view


def pdf_answer(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    subject: Model,
    landscape: bool = False,
) -> HttpResponse:
    """Draw ``template``, note the export in the audit trail of ``subject``, show it in the browser."""
    profile = UnionProfile.objects.first() or UnionProfile()
    pdf = render_pdf(
        template, {"pdf_unit": profile.name, "profile": profile, **context}, title=title, landscape=landscape
    )
    audit.record(AuditAction.EXPORT, subject, actor=request.user, note=f"打印《{title}》")
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="congress-{subject.pk}.pdf"'
    return answer


def term_or_404(request: HttpRequest, pk: int) -> Any:
    """The term, for those who see the congress."""
    return get_object_or_404(selectors.terms_visible_to(request.user), pk=pk)


def session_or_404(request: HttpRequest, pk: int) -> Any:
    """The session, for those who see the congress."""
    return get_object_or_404(selectors.sessions_visible_to(request.user), pk=pk)
