"""Who may see what: the table of rights, and the panel of one record."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from union.common.registries import visible_records
from union.organisation.choices import Right
from union.organisation.rights import who_may
from union.organisation.rules import rights_matrix


@require_GET
def who_may_see(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The panel of one record: per right, who has it over this record and by which appointment."""
    entry = visible_records.get(kind)
    record = entry.find(request.user, pk) if entry else None
    if entry is None or record is None:
        raise Http404
    if entry.grants is None:
        subject = entry.subject(record)
        groups = [(right, who_may(right, subject)) for right in map(Right, entry.rights)]
    else:
        groups = [(right, entry.grants(record)) for right in map(Right, entry.rights)]
    context = {"groups": groups, "owner": entry.owner(record), "label": entry.label}
    return render(request, "organisation/_who_may_see.html", context)


@require_GET
def matrix(request: HttpRequest) -> HttpResponse:
    """Offices × rights for 安全管理员, also as Markdown and CSV."""
    user: Any = request.user
    if not user.access.can(Right.GRANT_ALL_OFFICES):
        raise Http404
    kind = request.GET.get("format", "")
    if kind in {"md", "csv"}:
        text = rights_matrix.as_markdown() if kind == "md" else "\ufeff" + rights_matrix.as_csv()
        answer = HttpResponse(
            text, content_type=f"text/{'markdown' if kind == 'md' else 'csv'}; charset=utf-8"
        )
        answer["Content-Disposition"] = f'attachment; filename="rights-matrix.{kind}"'
        return answer
    context = {"rows": rights_matrix.rows(), "offices": rights_matrix.offices()}
    return render(request, "organisation/rights_matrix.html", context)
