"""The inbox (通知): by object, newest first; done, later, and the way to the exact step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from union.common.dates import today
from union.common.errors import DomainError
from union.reminders.forms import PreferenceForm, snooze_day
from union.reminders.models import Notice, Preference
from union.reminders.permissions import notices_visible_to
from union.reminders.selectors.inbox import entries, objects_of
from union.reminders.services import inbox
from union.reminders.services.digests import gateway_is_on, mail_is_on
from union.reminders.services.preferences import save_preference

PAGE_SIZE = 30
TABS = (("all", "待办"), ("unread", "未读"), ("later", "稍后"), ("done", "已办和撤回"))


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """Own notices by object; ``?state=`` unread, later, done."""
    wanted = request.GET.get("state", "")
    state = wanted if wanted in dict(TABS) else "all"
    user: Any = request.user
    page = Paginator(objects_of(user, state), PAGE_SIZE).get_page(request.GET.get("page"))
    tabs = [(label, f"?state={key}", key == state, key == "unread") for key, label in TABS]
    context = {"page": page, "entries": entries(user, state, page), "state": state, "tabs": tabs}
    return render(request, "reminders/notice_list.html", context)


def _own(request: HttpRequest, pk: int) -> Notice:
    user: Any = request.user
    return get_object_or_404(notices_visible_to(user), pk=pk)


def _back(request: HttpRequest) -> HttpResponse:
    """To the tab and page the button stood on."""
    back = request.META.get("HTTP_REFERER", "")
    hosts = {request.get_host()}
    if back and url_has_allowed_host_and_scheme(back, allowed_hosts=hosts) and "/notices/" in back:
        return redirect(back)
    return redirect("reminders:notice_list")


@require_POST
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one notice as read and go where it leads."""
    notice = _own(request, pk)
    inbox.mark_read(notice.user, [notice.pk])
    here = url_has_allowed_host_and_scheme(notice.link, allowed_hosts=None)
    return redirect(notice.link if notice.link and here else reverse("reminders:notice_list"))


@require_POST
def notice_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick off everything about the object."""
    inbox.mark_done(_own(request, pk))
    messages.success(request, "已标为已办")
    return _back(request)


@require_POST
def notice_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it back into the inbox."""
    if inbox.take_back(_own(request, pk)):
        messages.success(request, "已放回待办")
    else:
        messages.warning(request, "这件事已办结或改期，不能放回")
    return _back(request)


@require_POST
def notice_snooze(request: HttpRequest, pk: int, days: int) -> HttpResponse:
    """Put it off for some days."""
    until = snooze_day(days)
    try:
        inbox.snooze(_own(request, pk), until, today=today())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{until:%Y-%m-%d} 再提醒")
    return _back(request)


@require_POST
def notice_read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    user: Any = request.user
    inbox.mark_read(user)
    return redirect("reminders:notice_list")


def preference_edit(request: HttpRequest) -> HttpResponse:
    """提醒设置 of oneself."""
    user: Any = request.user
    found = Preference.objects.filter(user=user).first() or Preference(user=user)
    names = ("cadence", "by_mail", "by_gateway", "address", "quiet_from", "quiet_to")
    form = PreferenceForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            save_preference(user, **form.values())
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, "提醒设置已保存")
            return redirect("reminders:preference")
    channels = {"mail_on": mail_is_on(), "gateway_on": gateway_is_on()}
    return render(request, "reminders/preference.html", {"form": form, **channels})
