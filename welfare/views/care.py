"""Pages the small subjects of care share: one step of a record, papers, workbooks."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from union.common import audit
from union.common.choices import AuditAction
from union.common.pdf import render_pdf
from union.common.views.service_pages import StepFormView
from union.organisation.models import UnionProfile
from welfare.forms.care import CareNoteForm


class CareStepView(StepFormView):
    """One step of a record of care; an opinion goes with it."""

    note_form = CareNoteForm


def paper(request: Any, template: str, context: dict[str, Any], title: str, subject: Any) -> HttpResponse:
    """A PDF, noted in the audit trail; the file name holds no personal data."""
    profile = UnionProfile.objects.first() or UnionProfile()
    pdf = render_pdf(template, {"pdf_unit": profile.name, "profile": profile, **context}, title=title)
    audit.record(AuditAction.EXPORT, subject, actor=request.user, note=f"打印《{title}》")
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="paper-{subject.pk}.pdf"'
    return answer


def workbook(content: bytes, name: str) -> HttpResponse:
    """An .xlsx to save."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
