"""One visit: report it, see it, take its steps, print its papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, ListView

from union.common.attachments import attachments_of
from union.common.dates import today
from union.common.errors import DomainError
from union.common.views.service_pages import ServiceFormView, StepInAddress
from union.funds.permissions import can_view as sees_money
from union.funds.selectors import entries_of
from union.funds.services.posting import Source
from union.organisation.choices import Right
from welfare.forms.visits import FORMS, FilesField, NoteForm, ReportForm
from welfare.ledgers.visits import TONES
from welfare.models import Visit
from welfare.permissions import visits as may
from welfare.rules.visit_flow import FLOW, Step, VisitAction
from welfare.selectors.visits import reports_of, visit_for_record, visits_visible_to
from welfare.services import visit_booking, visits
from welfare.services.visit_reports import PROOF, report_visit

A = VisitAction


class ReportView(ServiceFormView):
    """上报慰问."""

    template_name = "welfare/visit_report.html"
    form_class = ReportForm
    draft_key = "welfare:report"

    def allowed(self) -> bool:
        return may.may_open_reports(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def carry_out(self, form: ReportForm) -> str:
        found = report_visit(form.facts(), actor=self.request.user, proofs=form.cleaned_data["proofs"])
        self.done = (
            "已上报，工会办公室已收到通知"
            if found.is_new
            else "这件事已经有人上报，您提供的情况已并入同一项慰问"
        )
        return reverse("welfare:visit_detail", args=[found.visit.pk])


class MineView(LoginRequiredMixin, ListView):
    """What I have reported, and how it goes on."""

    template_name = "welfare/visit_mine.html"
    paginate_by = 50

    def get_queryset(self) -> Any:
        if not may.may_open_reports(self.request.user):
            raise Http404
        return reports_of(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(tones=TONES, **kwargs)


class VisitMixin:
    """A visit within the user's scope, else 404."""

    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def visit(self) -> Visit:
        """The visit."""
        return get_object_or_404(visit_for_record(self.request.user, self.kwargs["pk"]))

    def steps(self) -> list[Step]:
        """Steps this user may take now."""
        user, visit = self.request.user, self.visit
        steps = [step for step in FLOW.steps_from(visit.state) if may.can_take(user, visit, step)]
        return [step for step in steps if not _pointless(visit, step)]


def _pointless(visit: Visit, step: Step) -> bool:
    """Steps of a hand-out are taken on its list; what was booked elsewhere cannot be reversed here."""
    if visit.gift_list_id:
        return True
    return step.action == A.UNBOOK and visit.is_booked_elsewhere


class VisitDetailView(VisitMixin, LoginRequiredMixin, DetailView):
    """One visit with the next steps; details for those who handle it."""

    template_name = "welfare/visit_detail.html"

    def get_object(self, queryset: Any = None) -> Visit:  # noqa: ARG002 - Django's signature
        return self.visit

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, visit = self.request.user, self.visit
        sees = may.sees_details(user, visit)
        handles = may.reaches(user, Right.HANDLE_VISITS, visit)
        files = [
            file
            for file in attachments_of(visit)
            if sees or file.kind != PROOF or file.uploaded_by_id == user.pk
        ]
        judged = sees and visit.state in ("reported", "checked") and visit.member_id
        return super().get_context_data(
            visit=visit, tone=TONES[visit.state], steps=self.steps(), sees_details=sees, files=files,
            sees_scope=sees or may.reaches(user, Right.VIEW_VISITS, visit),
            reports=[r for r in visit.reports.all() if sees or r.reporter_id == user.pk],
            findings=visits.findings_of(visit) if judged and visit.pay_form else [],
            is_late=visit.is_late(today()), entries=self._entries(), handles=handles,
            may_add=handles or may.reported(user, visit), **kwargs,
        )  # fmt: skip

    def _entries(self) -> list[Any]:
        if not sees_money(self.request.user):
            return []
        kind = "welfare.gift_list" if self.visit.gift_list_id else "welfare.visit"
        return list(entries_of(Source(kind, self.visit.gift_list_id or self.visit.pk)))


class VisitStepView(VisitMixin, StepInAddress, ServiceFormView):
    """One step with the input it needs."""

    template_name = "welfare/visit_step.html"

    def shown(self) -> Any:
        return self.visit

    def get_form_class(self) -> type[NoteForm]:
        return FORMS.get(self.step.action, NoteForm)

    def get_form_kwargs(self) -> dict[str, Any]:
        required = self.step.note_required
        return {
            **super().get_form_kwargs(),
            "visit": self.visit,
            "user": self.request.user,
            "required": required,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            visit=self.visit,
            step=self.step,
            sees_details=may.sees_details(self.request.user, self.visit),
            **kwargs,
        )

    def carry_out(self, form: Any) -> str:
        _RUN[self.step.action](self.visit.pk, form, actor=self.request.user, version=self.shown_version)
        self.done = f"{self.step.action.label}：已记录"
        return reverse("welfare:visit_detail", args=[self.visit.pk])


def _noted(service: Callable[..., Visit]) -> Callable[..., Visit]:
    return lambda pk, form, **who: service(pk, note=form.cleaned_data["note"], **who)


def _typed(service: Callable[..., Visit]) -> Callable[..., Visit]:
    return lambda pk, form, **who: service(pk, **form.cleaned_data, **who)


_RUN: dict[VisitAction, Callable[..., Visit]] = {
    A.CHECK: lambda pk, form, **who: visits.check_visit(pk, form.proposal(), **who),
    A.APPROVE: _typed(visits.approve_visit),
    A.PLAN: _typed(visits.plan_visit),
    A.VISIT: lambda pk, form, **who: visits.record_visit(pk, form.told(), **who),
    A.SIGN: _typed(visits.sign_visit),
    A.BOOK: _typed(visit_booking.book_visit),
    A.UNBOOK: _noted(visit_booking.unbook_visit),
    A.RETURN: _noted(visits.return_visit),
    A.REJECT: _noted(visits.reject_visit),
    A.MISS: _noted(visits.miss_visit),
    A.WITHDRAW: _noted(visits.withdraw_visit),
}


@require_POST
def visit_files(request: HttpRequest, pk: int) -> HttpResponse:
    """Add proofs or photos."""
    visit = get_object_or_404(visits_visible_to(request.user), pk=pk)  # type: ignore[arg-type]
    handles = may.reaches(request.user, Right.HANDLE_VISITS, visit)  # type: ignore[arg-type]
    if not handles and not may.reported(request.user, visit):  # type: ignore[arg-type]
        raise Http404
    kind = request.POST.get("kind", PROOF)
    try:
        files = FilesField(required=True).clean(request.FILES.getlist("files"))
        count = visits.add_files(visit.pk, files, kind=kind, actor=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已保存 {count} 个文件")
    return redirect("welfare:visit_detail", pk)
