"""A paper of the cash book: drawn, recorded, sent."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.pdf import render_pdf
from union.organisation.models import UnionProfile


def paper(
    request: HttpRequest, template: str, context: dict[str, Any], *, title: str, of: Model | None,
    landscape: bool = False,
) -> HttpResponse:  # fmt: skip
    """Answer with the PDF; that it was printed stands in the audit trail."""
    profile = UnionProfile.objects.first() or UnionProfile()
    context = {"pdf_unit": profile.name, "unit": profile.name, "today": today(), **context}
    pdf = render_pdf(template, context, title=title, landscape=landscape)
    audit.record(AuditAction.EXPORT, of, actor=request.user, note=f"打印《{title}》"[:200])  # type: ignore[arg-type]
    answer = HttpResponse(pdf, content_type="application/pdf")
    name = template.rpartition("/")[2].removesuffix(".html").replace("_", "-")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
