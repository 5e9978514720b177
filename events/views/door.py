"""At the door: search and check in, the code on the screen, tickets, paper lists."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.choices.activities import CheckInMethod
from events.forms.signups import PaperForm, WalkInForm
from events.models import Activity, Attendance
from events.permissions import activities as permissions
from events.rules.checkin import WINDOW_SECONDS
from events.services import checkin
from events.views.base import ActivityFormView, visible_activity
from members.selectors import own_member
from union.common.errors import DomainError


def qr_svg(text: str) -> SafeString:
    """Draw ``text`` as an inline SVG without style attributes (the CSP forbids them)."""
    import qrcode
    from qrcode.image.svg import SvgPathImage

    drawing = qrcode.make(text, image_factory=SvgPathImage, border=2)
    return mark_safe(drawing.to_string(encoding="unicode"))  # noqa: S308 - drawn by us, holds no text


def _door(request: HttpRequest, pk: int) -> tuple[Activity, int]:
    """The activity for those who check in, and the check-in point asked for."""
    activity = visible_activity(request.user, pk)
    if not permissions.can_check_in(request.user, activity):
        raise Http404
    asked = request.POST.get("point") or request.GET.get("point") or "0"
    point = int(asked) if asked.isdecimal() and len(asked) < 4 else 0  # noqa: PLR2004 - a handful of points
    return activity, min(point, len(activity.points) - 1)


@login_required
@require_http_methods(["GET", "POST"])
def door(request: HttpRequest, pk: int) -> HttpResponse:
    """One field for number, 工号, name or a scanner; a hit by number or ticket is checked in at once."""
    activity, point = _door(request, pk)
    typed = request.POST.get("q", "").strip()[:200]
    found = checkin.find_at_door(activity, typed)
    leaving = request.POST.get("leaving") == "1"
    if request.method == "POST" and len(found) == 1 and _is_exact(typed):
        _check(request, found[0], point, leaving=leaving, typed=typed)
        return redirect(f"{reverse('events:door', args=[pk])}?point={point}{'&leaving=1' if leaving else ''}")
    leaving = leaving or request.GET.get("leaving") == "1"
    came = Attendance.objects.filter(signup__activity=activity, point=point)
    context = {
        "activity": activity, "point": point, "points": list(enumerate(activity.points)), "typed": typed,
        "found": found, "leaving": leaving, "came": came.count(),
        "gone": came.exclude(out_at=None).count(),
        "expected": activity.signups.filter(state="confirmed").count(),
        "last": came.select_related("signup__member").order_by("-in_at", "-pk")[:5],
    }  # fmt: skip
    return render(request, "events/door.html", context)


def _is_exact(typed: str) -> bool:
    """A number or a ticket names one person; a name is looked at first."""
    return typed.isdecimal() or "-" in typed


def _check(request: HttpRequest, signup: Any, point: int, *, leaving: bool, typed: str) -> None:
    method = CheckInMethod.NUMBER if typed.isdecimal() else CheckInMethod.TICKET
    try:
        _row, new = checkin.check_in(
            signup, point=point, method=method, actor=request.user, now=timezone.now(), leaving=leaving
        )
    except DomainError as error:
        messages.error(request, str(error))
        return
    done = "签退" if leaving else "签到"
    text = f"{signup.member.name} {done}成功" if new else f"{signup.member.name} 已{done}过"
    messages.success(request, text) if new else messages.info(request, text)


@login_required
@require_POST
def check_in(request: HttpRequest, pk: int, signup: int) -> HttpResponse:
    """Check in the person found."""
    activity, point = _door(request, pk)
    row = get_object_or_404(activity.signups.select_related("member", "activity"), pk=signup)
    leaving = request.POST.get("leaving") == "1"
    _check(request, row, point, leaving=leaving, typed=request.POST.get("by", "0"))
    return redirect(f"{reverse('events:door', args=[pk])}?point={point}{'&leaving=1' if leaving else ''}")


class WalkInView(ActivityFormView):
    """Somebody at the door who has not signed up: signed up and checked in at once, while there is room."""

    form_class = WalkInForm
    title = "现场补录"
    note = "给没有报名、已经到场的会员补录并签到；名额已满时不能补录"
    submit = "补录并签到"
    done = "已补录并签到"

    def allowed(self) -> bool:
        return permissions.can_check_in(self.request.user, self.activity)

    def back(self) -> str:
        return reverse("events:door", args=[self.activity.pk])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def carry_out(self, form: WalkInForm) -> str:
        with transaction.atomic():
            signup = checkin.walk_in(self.activity, form.cleaned_data["member"], actor=self.request.user)
            checkin.check_in(
                signup, point=0, method=CheckInMethod.NUMBER, actor=self.request.user, now=timezone.now()
            )
        return self.back()


@login_required
@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The page for the projector: a code that changes, how many have come. htmx gets the part alone."""
    activity, point = _door(request, pk)
    code = checkin.screen_code(activity, point, timezone.now())
    address = request.build_absolute_uri(reverse("events:here", args=[pk, point, code]))
    context = {
        "activity": activity, "point": point, "label": activity.points[point], "qr": qr_svg(address),
        "came": Attendance.objects.filter(signup__activity=activity, point=point).count(),
        "seconds": WINDOW_SECONDS // 2, "points": list(enumerate(activity.points)),
    }  # fmt: skip
    part = request.headers.get("HX-Request") == "true"
    return render(request, "events/_screen.html" if part else "events/screen.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def here(request: HttpRequest, pk: int, point: int, code: str) -> HttpResponse:
    """Where the code on the screen leads: one press, and one is checked in."""
    activity = visible_activity(request.user, pk)
    if point >= len(activity.points):
        raise Http404
    context: dict[str, Any] = {"activity": activity, "label": activity.points[point]}
    if request.method == "POST":
        context |= _check_self_in(request, activity, point, code)
    return render(request, "events/here.html", context)


def _check_self_in(request: HttpRequest, activity: Activity, point: int, code: str) -> dict[str, Any]:
    member = own_member(request.user)
    if member is None:
        return {"refusal": "您还没有会员档案，请在现场登记"}
    try:
        row, new = checkin.at_screen(activity, point, code, member, actor=request.user, now=timezone.now())
    except DomainError as error:
        return {"refusal": str(error)}
    return {"done": row, "again": not new}


@login_required
@require_http_methods(["GET", "POST"])
def ticket(request: HttpRequest, ticket: str) -> HttpResponse:
    """A personal ticket: its owner sees the code, an organiser checks him in, all others 404."""
    signup = checkin.signup_of(ticket)
    if signup is None:
        raise Http404
    own = signup.member.user_id == request.user.pk
    organiser = permissions.can_check_in(request.user, signup.activity)
    if not own and not organiser:
        raise Http404
    if request.method == "POST" and organiser:
        _check(request, signup, 0, leaving=False, typed=ticket)
        return redirect("events:ticket", ticket=ticket)
    address = request.build_absolute_uri(reverse("events:ticket", args=[ticket]))
    context = {
        "signup": signup, "activity": signup.activity, "own": own, "organiser": organiser,
        "qr": qr_svg(address), "attendances": signup.attendances.all(),
    }  # fmt: skip
    return render(request, "events/ticket.html", context)


@login_required
@require_safe
def my_ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to one's own ticket for an activity."""
    signup = get_object_or_404(
        visible_activity(request.user, pk).signups, member__user_id=request.user.pk, state="confirmed"
    )
    return redirect("events:ticket", ticket=checkin.ticket_of(signup))


class PaperView(ActivityFormView):
    """Enter a signed paper list afterwards."""

    form_class = PaperForm
    title = "补录纸质签到"
    note = "网络不通时用打印的签到表，回来后按报名号或工号录入"
    submit = "录入"
    tab = "signups"

    def allowed(self) -> bool:
        return permissions.can_check_in(self.request.user, self.activity)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "activity": self.activity}

    def carry_out(self, form: PaperForm) -> str:
        typed = form.cleaned_data
        entered, unknown = checkin.enter_paper(
            self.activity, typed["numbers"].split(), point=typed["point"], at=typed["at"],
            actor=self.request.user,
        )  # fmt: skip
        if unknown:
            messages.warning(self.request, f"没有找到：{'、'.join(unknown[:20])}，请核对后再录")
        self.done = f"已补录 {entered} 人"
        return self.back()
