"""What surrounds every request: who and where from, security headers, forms that count once."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from itertools import chain

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve

from union.common import audit
from union.common.choices import AuditAction, Outcome
from union.common.context import RequestInfo, request_info
from union.common.models import SubmittedForm

GetResponse = Callable[[HttpRequest], HttpResponse]

_DENIED = (403, 404)
_CSP = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def client_ip(request: HttpRequest) -> str:
    """Address of the client; headers count only behind the configured number of trusted proxies."""
    hops = settings.UNION_TRUSTED_PROXIES
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if hops and len(forwarded) >= hops and forwarded[-hops].strip():
        return forwarded[-hops].strip()[:45]
    return request.META.get("REMOTE_ADDR", "")[:45]


class RequestInfoMiddleware:
    """Gives every request a number, lets the audit trail know where an action came from, notes denials."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the request inside its info; the number goes out as X-Request-ID."""
        number = secrets.token_hex(8)
        request.request_id = number  # type: ignore[attr-defined]
        info = RequestInfo(
            "web", client_ip(request), number, lambda: _route_name(request), lambda: _reader(request)
        )
        with request_info(info):
            response = self.get_response(request)
            if response.status_code in _DENIED and _asked_for_an_object(request):
                _note_denial(request, info)
        response["X-Request-ID"] = number
        return response


def _reader(request: HttpRequest) -> str:
    """Name of the logged-in user; asked only when something is printed."""
    user = getattr(request, "user", None)
    return str(user.display_name) if user is not None and user.is_authenticated else ""


def _asked_for_an_object(request: HttpRequest) -> bool:
    """Say whether a logged-in user asked a known page for a named object: a mistyped address is no denial."""
    match = getattr(request, "resolver_match", None)
    user = getattr(request, "user", None)
    return bool(match and match.kwargs and user is not None and user.is_authenticated)


def _note_denial(request: HttpRequest, info: RequestInfo) -> None:
    """Write one DENIED event, unless the view has done so; ids of objects only, no names."""
    if AuditAction.DENIED in info.recorded:
        return
    asked = " ".join(f"{name}={value}" for name, value in request.resolver_match.kwargs.items())
    audit.record(
        AuditAction.DENIED, actor=request.user, note=f"{info.route()} {asked}"[:200], outcome=Outcome.REFUSED
    )


def _route_name(request: HttpRequest) -> str:
    """Name of the URL pattern; asked only when something is written down, mostly after it was found."""
    try:
        match = request.resolver_match or resolve(request.path_info)
        return match.view_name[:100]
    except Resolver404:
        return ""


class SecurityHeadersMiddleware:
    """CSP with a nonce, no sniffing, no framing, nothing personal in caches. Must stand first."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers that the response does not set itself."""
        nonce = secrets.token_urlsafe(18)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", _CSP.format(nonce=nonce))
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class ZeroByteMiddleware:
    """Refuses zero bytes in address and form with 400: no person types them, and PostgreSQL stores none."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at path, query and form fields; files may hold anything."""
        fields = chain([request.GET], [request.POST] if request.method == "POST" else [])
        texts = chain(
            [request.path], *(chain([name], values) for each in fields for name, values in each.lists())
        )
        if any("\0" in text for text in texts):
            raise BadRequest("zero byte")
        return self.get_response(request)


class FormTokenMiddleware:
    """A POST with a `form_token` is carried out at most once.

    The token is written before the view runs; a second POST with it is led to where the first one
    went. A form shown again with errors (no redirect) gives the token back, unless the view says that
    the work is done (`carried_out`). If the process dies in between, the token stays used: better ask
    the user to look than do a thing twice. Strangers' tokens are not kept: they would fill the table.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Claim the token, run the view, keep or release the token."""
        is_user = request.method == "POST" and request.user.is_authenticated
        token = request.POST.get("form_token", "") if is_user else ""
        if not token:
            return self.get_response(request)
        key = _digest(request, token)
        try:
            with transaction.atomic():
                SubmittedForm.objects.create(token=key, session_hash=_session_hash(request))
        except IntegrityError:
            return _answer_again(request, key)
        response = self.get_response(request)
        done_at = getattr(request, "carried_out_to", "")
        location = response.headers.get("Location") or response.headers.get("HX-Redirect") or done_at
        used = SubmittedForm.objects.filter(token=key)
        if location and response.status_code < 400:  # noqa: PLR2004 - HTTP errors begin at 400
            used.update(location=location[:500])
        else:
            used.delete()
        return response


def carried_out(request: HttpRequest, location: str) -> None:
    """Say that the POST has done its work although a page answers it; a reload leads to ``location``."""
    request.carried_out_to = location  # type: ignore[attr-defined]


def _session_hash(request: HttpRequest) -> str:
    return hashlib.sha256((request.session.session_key or "").encode()).hexdigest()


def _digest(request: HttpRequest, token: str) -> str:
    """Bind the token to session and path, so that it is worth nothing elsewhere."""
    text = "\0".join((request.session.session_key or "", request.path, token))
    return hashlib.sha256(text.encode()).hexdigest()


def _answer_again(request: HttpRequest, key: str) -> HttpResponse:
    location = SubmittedForm.objects.filter(token=key).values_list("location", flat=True).first()
    if location:
        messages.info(request, "这份表单已经提交过，没有重复办理。")
        return redirect(location)
    return render(request, "common/form_pending.html", status=409)
