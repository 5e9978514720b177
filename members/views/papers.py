"""Paper forms as PDF answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from union.common import audit
from union.common.choices import AuditAction
from union.common.pdf import render_pdf
from union.organisation.models import UnionProfile


def pdf_answer(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, title: str, subject: Model
) -> HttpResponse:
    """Draw ``template``, note the export in the audit trail of ``subject``, show it in the browser.

    The file name holds no personal data.
    """
    profile = UnionProfile.objects.first() or UnionProfile()
    pdf = render_pdf(template, {"pdf_unit": profile.name, "profile": profile, **context}, title=title)
    audit.record(AuditAction.EXPORT, subject, actor=request.user, note=f"打印《{title}》")
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="form-{subject.pk}.pdf"'
    return answer
