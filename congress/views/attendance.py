"""签到: the desk, the wall board, the rotating code, and the page a scanned code opens."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from congress.forms.sessions import DeskForm
from congress.models import Attendance, Guest, Mandate, Session
from congress.permissions.sessions import can_manage
from congress.selectors import attendance as selectors
from congress.services import attendance, sessions
from congress.views.base import ReadPage, office_step, session_or_404
from congress.views.sessions import SessionPage
from union.common.errors import DomainError
from union.common.views.service_pages import take

_LIVE = ("preliminary", "open")


def _numbers(session: Session) -> dict[str, Any]:
    return {
        "session": session, "quorum": selectors.quorum(session), "lines": selectors.board(session),
        "live": session.state in _LIVE, "validity": session.validities.first(),
        "guests_inside": Attendance.objects.filter(
            session=session, stage=selectors.stage_of(session), left_at=None, guest__isnull=False
        ).count(),
    }  # fmt: skip


class BoardView(ReadPage):
    """The board for the wall."""

    template_name = "congress/board.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session = session_or_404(self.request, self.kwargs["pk"])
        return super().get_context_data(**_numbers(session), **kwargs)


@login_required
def board_numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """The numbers of the board, asked for every few seconds."""
    return render(request, "congress/_board_numbers.html", _numbers(session_or_404(request, pk)))


def _qr_svg(text: str) -> str:
    import qrcode
    from qrcode.image.svg import SvgPathImage

    drawing = qrcode.make(text, image_factory=SvgPathImage, border=2)
    return str(drawing.to_string(encoding="unicode"))


@login_required
def board_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The code of this moment: only the office puts it on the wall."""
    session = session_or_404(request, pk)
    if not can_manage(request.user):
        raise Http404
    found: dict[str, Any] = {"session": session, "live": session.state in _LIVE}
    if found["live"]:
        path = reverse("congress:check_in", args=[attendance.code_for(session)])
        found["svg"] = _qr_svg(request.build_absolute_uri(path))
    return render(request, "congress/_board_code.html", found)


@login_required
def check_in(request: HttpRequest, code: str) -> HttpResponse:
    """What a scanned code opens: GET asks, POST checks in. Says plainly what happened."""
    context: dict[str, Any] = {"code": code}
    status = 200
    try:
        context["session"] = attendance.session_of_code(code)
        if request.method == "POST":
            context["entry"] = attendance.check_in_by_code(code, actor=request.user)
    except DomainError as error:
        context["problem"], status = str(error), 422
    return render(request, "congress/check_in.html", context, status=status)


class DeskView(SessionPage):
    """The desk: number in, delegation lists, leaving, quorum."""

    template_name = "congress/desk.html"
    form_class = DeskForm

    def carry_out(self, form: DeskForm) -> str:
        entry = attendance.check_in_by_number(
            self.session, form.cleaned_data["number"], actor=self.request.user
        )
        person = entry.attendance.mandate
        name = person.member.name if person else ""
        self.done = f"{name} 签到成功" if entry.is_new else f"{name} 已签到，无须重复"
        return reverse("congress:desk", args=[self.session.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session = self.session
        stage = selectors.stage_of(session)
        inside = {
            row.mandate_id: row
            for row in Attendance.objects.filter(
                session=session, stage=stage, left_at=None, mandate__isnull=False
            )
        }
        away = set(session.absences.values_list("mandate_id", flat=True))
        people = selectors.entitled(session).order_by("delegation__position", "delegation_id", "number")
        guests = Attendance.objects.filter(session=session, stage=stage, left_at=None, guest__isnull=False)
        seen = {row.guest_id: row for row in guests}
        return super().get_context_data(
            people=[(row, inside.get(row.pk), row.pk in away) for row in people],
            guests=[(row, seen.get(row.pk)) for row in session.guests.all()], **_numbers(session), **kwargs,
        )  # fmt: skip


@login_required
@require_POST
def check_in_by_staff(request: HttpRequest, pk: int, kind: str, person: int) -> HttpResponse:
    """Check a delegate or guest in by hand."""
    session = session_or_404(request, pk)
    if not can_manage(request.user) or kind not in {"delegate", "guest"}:
        raise Http404
    if kind == "delegate":
        who: dict[str, Any] = {"mandate": get_object_or_404(Mandate, pk=person, term_id=session.term_id)}
    else:
        who = {"guest": get_object_or_404(Guest, pk=person, session=session)}
    take(request, lambda: attendance.check_in(session, actor=request.user, **who), "已签到")
    return redirect("congress:desk", pk=session.pk)


check_out = office_step(
    lambda _user: Attendance.objects.all(), lambda row, actor: attendance.check_out(row, actor=actor),
    lambda row: reverse("congress:desk", args=[row.session_id]), "已记录离场",
)  # fmt: skip
declare = office_step(
    lambda _user: Session.objects.select_related("term"),
    lambda row, actor: sessions.declare_validity(row, actor=actor),
    lambda row: reverse("congress:desk", args=[row.pk]), "法定人数核定结果已记录",
)  # fmt: skip
