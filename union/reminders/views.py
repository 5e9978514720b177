"""The inbox (通知)."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from union.reminders.models import Notice
from union.reminders.services import mark_read

PAGE_SIZE = 30


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """Own notices, newest first; ``?unread=1`` leaves out what was read."""
    only_unread = request.GET.get("unread") == "1"
    notices = Notice.objects.filter(user=request.user)
    if only_unread:
        notices = notices.filter(read_at=None)
    page = Paginator(notices, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "reminders/notice_list.html",
        {"page": page, "only_unread": only_unread, "all_shown": not only_unread},
    )


@require_POST
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one notice as read and go where it leads."""
    notice = get_object_or_404(Notice, pk=pk, user=request.user)
    mark_read(notice.user, [notice.pk])
    here = url_has_allowed_host_and_scheme(notice.link, allowed_hosts=None)
    return redirect(notice.link if notice.link and here else reverse("reminders:notice_list"))


@require_POST
def notice_read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    mark_read(request.user)  # type: ignore[arg-type]
    return redirect("reminders:notice_list")
