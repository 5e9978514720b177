"""Papers of hardship files and aid: 登记表, 审批表, 公示, 签收表; the report sheet for an upper union."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.generic import View

from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError
from union.common.money import in_words
from union.common.pdf import render_pdf
from union.common.views.service_pages import ServiceFormView
from union.organisation.choices import Right
from union.organisation.models import UnionProfile
from welfare.forms.hardship import UpperReportForm
from welfare.models import UpperReport
from welfare.permissions import hardship as may
from welfare.selectors.aid import aid_for_record, payment_lists, returned_rows, rows_of
from welfare.selectors.hardship import file_for_record, lines_on, people_in
from welfare.services.hardship_reports import COLUMNS, USUAL, upper_report

PAPERS = {
    "form": ("pdf/hardship_form.html", "困难职工建档登记审批表"),
    "publicity": ("pdf/hardship_publicity.html", "困难职工建档公示"),
}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _answer(
    request: HttpRequest, template: str, context: dict[str, Any], title: str, subject: Any,
    *, landscape: bool = False,
) -> HttpResponse:  # fmt: skip
    """Draw the paper, note it in the audit trail; the file name holds no personal data."""
    profile = UnionProfile.objects.first() or UnionProfile()
    pdf = render_pdf(
        template, {"pdf_unit": profile.name, "profile": profile, **context}, title=title, landscape=landscape
    )
    audit.record(AuditAction.EXPORT, subject, actor=request.user, note=f"打印《{title}》")  # type: ignore[arg-type]
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{subject._meta.model_name}-{subject.pk}.pdf"'
    return answer


class PaperView(LoginRequiredMixin, View):
    """A paper of one file: the form for those who handle or approve it, and for the person himself."""

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        user: Any = request.user
        file: Any = get_object_or_404(file_for_record(user, pk))
        official = may.reaches(user, Right.VIEW_HARDSHIP, file)
        if kind not in PAPERS or not (official or (kind == "form" and may.is_own(user, file))):
            raise Http404
        template, title = PAPERS[kind]
        publicity = file.publicities.last()
        if kind == "publicity" and publicity is None:
            raise Http404
        context = {
            "file": file, "people": people_in(file), "visit": file.home_visits.last(), "publicity": publicity,
            "review_label": file.get_level_display(), "lines": lines_on(file.applied_on),
        }  # fmt: skip
        return _answer(request, template, context, title, file)


class AidPaperView(LoginRequiredMixin, View):
    """困难帮扶审批表 of one application."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        aid: Any = get_object_or_404(aid_for_record(user, pk))
        if not may.reaches(user, Right.VIEW_HARDSHIP, aid.file):
            raise Http404
        amount = aid.approved_amount or aid.reviewed_amount or aid.proposed_amount
        context = {"aid": aid, "file": aid.file, "people": people_in(aid.file), "words": in_words(amount)}
        return _answer(request, "pdf/aid_form.html", context, "困难帮扶审批表", aid)


class PaymentSheetView(LoginRequiredMixin, View):
    """发放签收表: a line to sign for every row; accounts masked to the last four digits."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        if not may.sees_payments(user):
            raise Http404
        payment: Any = get_object_or_404(payment_lists(), pk=pk)
        rows, returned = list(rows_of(payment)), list(returned_rows(payment))
        total = sum((row.approved_amount or Decimal(0) for row in rows), Decimal(0))
        context = {
            "payment": payment, "rows": rows, "total": total, "words": in_words(total),
            "households": len({row.file_id for row in rows}),
            "returned": returned, "yuan_back": sum(row.amount for row in returned),
            "accounts": {row.pk: _tail(row.file.bank_account) for row in rows},
        }  # fmt: skip
        title = "困难帮扶发放签收表"
        return _answer(request, "pdf/aid_payment.html", context, title, payment, landscape=True)


def _tail(account: str) -> str:
    return f"尾号 {account[-4:]}" if account else "—"


class UpperReportView(ServiceFormView):
    """上报表: choose columns and recipient, get the sheet; who got what is kept."""

    template_name = "welfare/hardship/report.html"
    form_class = UpperReportForm

    def allowed(self) -> bool:
        return may.reports_up(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        columns = [(key, column[0]) for key, column in COLUMNS.items()]
        return {**super().get_form_kwargs(), "columns": columns}

    def get_initial(self) -> dict[str, Any]:
        last = UpperReport.objects.first()
        if last is None:
            return {"columns": list(USUAL)}
        return {"columns": last.columns, "recipient": last.recipient, "level": last.level}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reports = list(UpperReport.objects.select_related("actor")[:50])
        for report in reports:
            report.words = "、".join(COLUMNS[key][0] for key in report.columns if key in COLUMNS)  # type: ignore[attr-defined]
        return super().get_context_data(reports=reports, **kwargs)

    def form_valid(self, form: UpperReportForm) -> HttpResponse:
        user: Any = self.request.user
        try:
            report, content = upper_report(actor=user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self.form_invalid(form)
        answer = HttpResponse(content, content_type=_XLSX)
        answer["Content-Disposition"] = f'attachment; filename="report-{report.pk}.xlsx"'
        return answer
