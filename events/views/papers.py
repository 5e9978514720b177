"""Paper: attendance sheet (also the pack for a door without network), prize list, record, certificates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from events.models import Activity, PrizeWinner, SignUp
from events.permissions import activities as permissions
from events.rules.activities import TOOK_PLACE
from events.selectors import activities as reads
from events.views.base import visible_activity
from events.views.facts import page_context
from union.common import audit
from union.common.choices import AuditAction
from union.common.pdf import render_pdf
from union.organisation.models import UnionProfile


def _pdf(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, title: str, activity: Activity,
    landscape: bool = False,
) -> HttpResponse:  # fmt: skip
    """Draw, note the export in the trail, show in the browser; no personal data in the file name."""
    profile = UnionProfile.objects.first() or UnionProfile()
    found = {"pdf_unit": profile.name, "profile": profile, "activity": activity, **context}
    pdf = render_pdf(template, found, title=title, landscape=landscape)
    audit.record(AuditAction.EXPORT, activity, actor=request.user, note=f"打印《{title}》")
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="activity-{activity.pk}.pdf"'
    return answer


def _attendance_sheet(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Everybody who has a place, with room to sign, by department: works when the network does not."""
    rows = list(
        reads.signups_of(activity)
        .filter(state="confirmed")
        .order_by("member__department__name", "member__name_pinyin", "number")
    )
    context = {"rows": rows, "points": activity.points, "blank": range(5)}
    return _pdf(request, "pdf/event_attendance.html", context, title="活动签到表", activity=activity)


def _prize_list(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Who gets what, to be signed."""
    rows = list(
        PrizeWinner.objects.filter(prize__activity=activity)
        .select_related("prize", "member__department", "team")
        .order_by("prize__rank", "prize", "pk")
    )
    total = sum(row.prize.amount for row in rows)
    context = {"rows": rows, "total": total}
    return _pdf(request, "pdf/event_prizes.html", context, title="奖品（奖金）签收单", activity=activity)


def _record(request: HttpRequest, activity: Activity) -> HttpResponse:
    """活动登记表: theme, time, place, people, content, cost, remarks."""
    context = page_context(activity, request.user, "money")
    totals = reads.with_totals(Activity.objects.filter(pk=activity.pk)).get()
    context |= {"totals": totals, "counts": reads.counts_of(activity)}
    return _pdf(request, "pdf/event_record.html", context, title="活动登记表", activity=activity)


@login_required
@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own certificate: of taking part, or of the prize won."""
    activity = visible_activity(request.user, pk)
    rows = SignUp.objects.filter(activity=activity, state="confirmed", attendances__isnull=False)
    signup = rows.filter(member__user_id=request.user.pk).select_related("member").first()
    winner = (
        PrizeWinner.objects.filter(prize__activity=activity, member__user_id=request.user.pk)
        .select_related("prize", "member").order_by("prize__rank").first()
    )  # fmt: skip
    if activity.state not in TOOK_PLACE or not (signup or winner):
        raise Http404
    holder = winner or signup
    context = {"member": holder.member, "prize": winner.prize if winner else None}
    title = "获奖证书" if winner else "参加证书"
    return _pdf(
        request, "pdf/event_certificate.html", context, title=title, activity=activity, landscape=True
    )


def _certificates(request: HttpRequest, activity: Activity) -> HttpResponse:
    """All certificates of the winners, one page each, for the organisers."""
    winners = PrizeWinner.objects.filter(prize__activity=activity).select_related("prize", "member")
    rows = list(winners.order_by("prize__rank", "pk")[:200])
    if not rows:
        raise Http404
    return _pdf(
        request, "pdf/event_certificates.html", {"rows": rows}, title="获奖证书", activity=activity,
        landscape=True,
    )  # fmt: skip


_PAPERS = {
    "sheet": _attendance_sheet, "prizes": _prize_list, "record": _record, "certificates": _certificates,
}  # fmt: skip


@login_required
@require_safe
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One of the papers of an activity, for those who see who signed up."""
    activity = visible_activity(request.user, pk)
    if kind not in _PAPERS or not permissions.can_see_signups(request.user, activity):
        raise Http404
    return _PAPERS[kind](request, activity)
