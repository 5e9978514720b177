"""Paper of motions: 提案表, reply letter, list, booklet, and the report on screen, as xlsx and as PDF."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Case, Model, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from congress.choices.motions import Filing, Series
from congress.models import Motion, MotionReply, Session
from congress.permissions.motions import hidden_movers, sees_author, standing_of
from congress.rules.motions import SECONDERS_RULE, number_label
from congress.selectors import motions as reads
from congress.selectors.motions_report import RECEIVED
from congress.services.motions_report import Report, build_report, report_workbook
from congress.views.motions_facts import HIDDEN, seen_replies
from members.views import papers
from union.common import audit
from union.common.charts import horizontal_bar
from union.common.choices import AuditAction
from union.common.dates import day_of, today
from union.common.pdf import render_pdf
from union.organisation.choices import Right
from union.organisation.models import UnionProfile

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IN_BOOKLET = 200


def _head() -> HttpResponse:
    """The answer to HEAD: who asks whether there is a paper need not wait until it is drawn."""
    return HttpResponse(content_type="application/pdf")


def pdf_answer(
    request: HttpRequest, template: str, context: Any, *, title: str, subject: Model
) -> HttpResponse:
    """A form as PDF; see members.views.papers."""
    if request.method == "HEAD":
        return _head()
    return papers.pdf_answer(request, template, context, title=title, subject=subject)


def _profile() -> UnionProfile:
    return UnionProfile.objects.first() or UnionProfile()


@login_required
@require_safe
def motion_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """职工代表提案表, A4, as the form people know; empty boxes to sign where nothing was signed yet."""
    motion = get_object_or_404(reads.motion_for(request.user, pk))
    standing = standing_of(request.user, motion)
    shows = sees_author(request.user, motion, standing)
    context = {
        "motion": motion, "mover": motion.mover if shows else None, "hidden": HIDDEN,
        "seconders": motion.seconders.filter(state="accepted").select_related("member"),
        "hidden_ids": {member.pk for member in hidden_movers(request.user, motion, standing)},
        "units": motion.units.filter(in_force=True).select_related("department"),
        "replies": [reply for reply in seen_replies(request.user, motion, standing) if reply.is_current],
        "ratings": motion.ratings.filter(round=motion.round).select_related("member"),
        "seconders_rule": SECONDERS_RULE.format(
            count=reads.rules_on(day_of(motion.submitted_at) if motion.submitted_at else today()).seconders
        ),
        "papers": motion.papers.select_related("mover"), "instructed_by": reads.instructed_by(motion),
    }  # fmt: skip
    return pdf_answer(request, "pdf/motion_paper.html", context, title="职工代表提案表", subject=motion)


@login_required
@require_safe
def reply_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed answer on letterhead; ``pk`` is the reply. Unsigned ones are printed as a draft."""
    reply = get_object_or_404(MotionReply.objects.select_related("motion", "unit__department"), pk=pk)
    motion = get_object_or_404(reads.motion_for(request.user, reply.motion_id))
    standing = standing_of(request.user, motion)
    if reply.pk not in {each.pk for each in seen_replies(request.user, motion, standing)}:
        raise Http404
    number = ""
    if reply.series_number:
        term = motion.session.term.number
        number = number_label(term, motion.session.number, Series.REPLY, reply.series_number)
    hidden = {member.pk for member in hidden_movers(request.user, motion, standing)}
    movers = [motion.mover, *(paper.mover for paper in motion.papers.select_related("mover"))]
    shown = "、".join(dict.fromkeys(mover.name for mover in movers if mover.pk not in hidden))
    context = {"motion": motion, "reply": reply, "number": number, "to": shown or "提案人"}
    return pdf_answer(request, "pdf/motion_reply.html", context, title="提案答复函", subject=motion)


def _session(request: HttpRequest) -> Session:
    """The session asked for, else the newest with motions, for whoever may read motions."""
    if not request.user.access.scope(Right.VIEW_MOTIONS).everything:
        raise Http404
    rows = Session.objects.select_related("term")
    wanted = request.GET.get("session", "")
    if wanted.isdecimal() and len(wanted) < 18:  # noqa: PLR2004 - digits of a key
        return get_object_or_404(rows, pk=int(wanted))
    newest = rows.filter(motions__isnull=False).distinct().order_by("-opens_on").first() or rows.first()
    if newest is None:
        raise Http404
    return newest


def _rows(user: Any, session: Session) -> QuerySet[Motion]:
    """Papers of a session that the user may see, in order of the numbers."""
    rows = reads.motions_visible_to(user).filter(RECEIVED, session=session)
    numbered = Case(When(series=Series.MOTION, then=0), When(series=Series.SUGGESTION, then=1), default=2)
    related = rows.select_related("mover__department", "session__term", "merged_into")
    return related.order_by(numbered, "number", "paper_no", "pk")


@login_required
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """提案工作报告 on screen."""
    session = _session(request)
    sessions = Session.objects.filter(motions__isnull=False).distinct().select_related("term")
    found = build_report(session, today())
    context = {
        "report": found, "session": session, "sessions": sessions, "tables": list(found.tables()),
        "chart": _chart(found), "files": request.user.access.can(Right.FILE_MOTIONS),
    }  # fmt: skip
    return render(request, "motions/report.html", context)


def _chart(found: Report) -> Any:
    """Papers by category; the title says the finding."""
    if not found.categories:
        return None
    first = found.categories[0]
    title = f"{first.label}类最多，{first.papers} 份，占 {first.share}%"
    bars = [(row.label, row.papers, None) for row in found.categories[:10]]
    return {"title": title, "svg": horizontal_bar(bars, title=title, unit="份")}


def _note(request: HttpRequest, subject: Model, what: str) -> None:
    audit.record(AuditAction.EXPORT, subject, actor=request.user, note=what)


@login_required
@require_safe
def report_file(request: HttpRequest) -> HttpResponse:
    """The report's tables as a workbook."""
    session = _session(request)
    content = report_workbook(build_report(session, today()))
    _note(request, session, "导出提案工作报告")
    answer = HttpResponse(content, content_type=_XLSX)
    answer["Content-Disposition"] = f'attachment; filename="motion-report-{session.pk}.xlsx"'
    return answer


def _pdf(request: HttpRequest, session: Session, template: str, title: str, **context: Any) -> HttpResponse:
    if request.method == "HEAD":
        return _head()
    profile = _profile()
    landscape = bool(context.pop("landscape", False))
    pdf = render_pdf(
        template, {"pdf_unit": profile.name, "profile": profile, "session": session, **context}, title=title,
        landscape=landscape,
    )  # fmt: skip
    _note(request, session, f"打印《{title}》")
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="motions-{session.pk}.pdf"'
    return answer


@login_required
@require_safe
def report_pdf(request: HttpRequest) -> HttpResponse:
    """The report as the congress hears it."""
    session = _session(request)
    found = build_report(session, today())
    return _pdf(
        request, session, "pdf/motion_report.html", f"{session}提案工作报告", report=found,
        tables=list(found.tables()), chart=_chart(found), today=today(),
    )  # fmt: skip


@login_required
@require_safe
def list_pdf(request: HttpRequest) -> HttpResponse:
    """提案目录: number, title, mover, result, department."""
    session = _session(request)
    rows = list(_rows(request.user, session))
    return _pdf(
        request, session, "pdf/motion_list.html", f"{session}提案目录", landscape=True,
        rows=[_line(request, motion) for motion in rows],
    )  # fmt: skip


def _line(request: HttpRequest, motion: Motion) -> dict[str, Any]:
    hidden = motion.is_confidential and not request.user.access.can(Right.FILE_MOTIONS)
    units = motion.units.filter(in_force=True, role="lead").values_list("department__name", flat=True)
    return {"motion": motion, "mover": HIDDEN if hidden else motion.mover.name, "units": "、".join(units)}


@login_required
@require_safe
def booklet_pdf(request: HttpRequest) -> HttpResponse:
    """提案汇编: filed cases and suggestions with text and delivered answers, at most 200."""
    session = _session(request)
    rows = _rows(request.user, session).filter(filing__in=(Filing.FILED, Filing.CONVERTED))[:_IN_BOOKLET]
    motions = [
        {
            **_line(request, motion),
            "replies": motion.replies.filter(delivered_on__isnull=False, is_current=True),
        }
        for motion in rows.prefetch_related("papers__mover")
    ]
    return _pdf(request, session, "pdf/motion_booklet.html", f"{session}提案汇编", motions=motions)
