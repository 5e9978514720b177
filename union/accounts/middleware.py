"""Time-outs, login for every page, and what must be done first after login."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, SESSION_KEY, logout
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequired
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from union.accounts import permissions, selectors
from union.accounts.choices import EndReason, Step
from union.accounts.rules.logins import pending_step
from union.accounts.rules.sessions import reason_to_end
from union.accounts.services import login, passwords
from union.accounts.session_store import FACTOR, SEEN, STARTED

GetResponse = Callable[[HttpRequest], HttpResponse]

SEEN_EVERY = 60  # seconds between two notes of the last use: not every request writes
PAGES = {
    Step.VERIFY_CODE: "accounts:second_factor_verify",
    Step.CHANGE_PASSWORD: "accounts:password_change",
    Step.SET_UP_FACTOR: "accounts:second_factor_setup",
}
ALLOWED = {
    Step.VERIFY_CODE: {"accounts:second_factor_verify", "accounts:logout"},
    Step.CHANGE_PASSWORD: {"accounts:password_change", "accounts:logout"},
    Step.SET_UP_FACTOR: {"accounts:second_factor_setup", "accounts:second_factor_begin", "accounts:logout"},
}


def lead_to(request: HttpRequest, url_name: str, **query: str) -> HttpResponse:
    """Send the browser to another page; a request of htmx is answered so that the whole page changes.

    The page the user was on goes along as ``next`` where it can be shown again.
    """
    is_htmx = request.headers.get("HX-Request") == "true"
    if is_htmx:
        parts = urlsplit(request.headers.get("HX-Current-URL", ""))
        here = f"{parts.path}?{parts.query}" if parts.query else parts.path
    else:
        here = request.get_full_path() if request.method == "GET" else ""
    if here not in {"", "/"}:
        query[REDIRECT_FIELD_NAME] = here
    address = reverse(url_name) + (f"?{urlencode(query)}" if query else "")
    if is_htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


class SessionGuardMiddleware:
    """Ends sessions that were not used for a while or run too long (ASVS 7.3); notes the last use."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the session's age before anything else does."""
        session = request.session
        if SESSION_KEY not in session:
            return self.get_response(request)
        now = time.time()
        reason = reason_to_end(
            started=session.get(STARTED, now),
            seen=session.get(SEEN, now),
            now=now,
            idle_seconds=settings.UNION_IDLE_MINUTES * 60,
            total_seconds=settings.UNION_SESSION_HOURS * 3600,
        )
        if reason is not None:
            return self._end(request, reason)
        if now - session.get(SEEN, 0) >= SEEN_EVERY:
            session[SEEN] = now
        request.user = get_user(request)  # every page asks for it: a lazy one only costs at each question
        return self.get_response(request)

    def _end(self, request: HttpRequest, reason: EndReason) -> HttpResponse:
        if request.user.is_authenticated:
            login.record_logout(request.user, reason)
        logout(request)
        return lead_to(request, "accounts:login", reason=reason.value)


class LoginRequiredMiddleware(DjangoLoginRequired):
    """Every page needs a login unless its view says ``login_not_required``."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponse:  # noqa: ARG002
        """Lead to the login page, also from inside a part of a page."""
        return lead_to(request, "accounts:login")


class PendingStepMiddleware:
    """Nothing works before the code is entered, the initial password changed, the second factor set up."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func: Any, *_: Any) -> HttpResponse | None:
        """Lead to the step that is due; the pages of the step itself pass."""
        if not request.user.is_authenticated or not getattr(view_func, "login_required", True):
            return None
        step = step_due(request)
        if step is None or request.resolver_match.view_name in ALLOWED[step]:
            return None
        return lead_to(request, PAGES[step])


def step_due(request: HttpRequest) -> Step | None:
    """Return what the logged-in user must do first. Costs a query only where an office asks for a code."""
    user, state = request.user, request.session.get(FACTOR, "")
    required = state != "done" and permissions.needs_second_factor(user)
    has_factor = required and selectors.has_second_factor(user)
    return pending_step(
        code_pending=state == "pending" or has_factor,
        must_change_password=passwords.must_change(user),
        factor_required=required,
        has_factor=has_factor,
    )
