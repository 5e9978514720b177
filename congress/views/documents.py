"""Paper of the congress as PDF."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from congress.models import BodyElection, Mandate, Resolution
from congress.permissions.sessions import can_manage
from congress.selectors import attendance, terms
from congress.views.base import pdf_answer, session_or_404, term_or_404
from members.choices import Sex
from union.common.dates import today
from union.organisation.models import UnionProfile


def _office_only(request: HttpRequest) -> None:
    if not can_manage(request.user):
        raise Http404


@login_required
def credentials(request: HttpRequest, pk: int) -> HttpResponse:
    """资格审查报告 of a term: procedure, numbers, makeup, vacancies."""
    _office_only(request)
    term = term_or_404(request, pk)
    day = min(max(today(), term.starts_on), term.last_day)
    people = (
        Mandate.objects.in_office(day).filter(term=term).select_related("member__department", "constituency")
    )
    context: dict[str, Any] = {
        "term": term, "day": day, "lines": terms.composition(term, day), "people": people.order_by("number"),
        "areas": terms.constituency_lines(term, day), "vacancies": terms.open_vacancies(term),
        "branches": terms.branch_composition(term, day),
        "women": people.filter(member__sex=Sex.FEMALE).count(),
        "signers": ["资格审查小组组长", "成员", "工会主席"],
    }  # fmt: skip
    return pdf_answer(
        request, "pdf/credentials_report.html", context, title=f"{term}职工代表资格审查报告", subject=term
    )


@login_required
def certificates(request: HttpRequest, pk: int) -> HttpResponse:
    """代表证 of all delegates in office, eight to a sheet."""
    _office_only(request)
    term = term_or_404(request, pk)
    rows = list(
        Mandate.objects.in_office(today())
        .filter(term=term)
        .select_related("member__department", "delegation")
    )
    pairs = [rows[n : n + 2] for n in range(0, len(rows), 2)]
    return pdf_answer(
        request,
        "pdf/certificates.html",
        {"term": term, "pairs": pairs},
        title=f"{term}职工代表证",
        subject=term,
    )


@login_required
def attendance_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """签到表 of a session by delegation: name, unit, place for the signature."""
    _office_only(request)
    session = session_or_404(request, pk)
    rows = attendance.entitled(session).select_related("member__department")
    ordered = rows.order_by("delegation__position", "delegation_id", "number")
    groups: dict[str, list[Mandate]] = {}
    for row in ordered:
        groups.setdefault(str(row.delegation or "未编团"), []).append(row)
    context = {"session": session, "groups": groups, "guests": session.guests.all(), "total": len(ordered)}
    return pdf_answer(
        request, "pdf/attendance_sheet.html", context, title=f"{session}代表签到表", subject=session
    )


@login_required
def resolution(request: HttpRequest, pk: int) -> HttpResponse:
    """A resolution on paper: published ones for everybody, others for the office."""
    row = get_object_or_404(Resolution.objects.select_related("session__term", "item"), pk=pk)
    if row.published_at is None and not can_manage(request.user):
        raise Http404
    profile = UnionProfile.objects.first() or UnionProfile()
    return render(request, "congress/resolution_print.html", {"resolution": row, "profile": profile})


@login_required
def body_result(request: HttpRequest, pk: int) -> HttpResponse:
    """选举结果报告 of a change of office, for the upper union."""
    _office_only(request)
    row = get_object_or_404(BodyElection.objects.select_related("branch", "group", "session__term"), pk=pk)
    if row.held_on is None:
        raise Http404
    context = {
        "election": row, "candidates": row.candidates.select_related("member__department"),
        "signers": ["监票人", "计票人", "会议主持人"],
    }  # fmt: skip
    return pdf_answer(request, "pdf/body_result.html", context, title=f"{row}选举结果报告", subject=row)
