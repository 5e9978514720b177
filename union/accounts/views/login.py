"""Login, logout, and the forced change of the password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from union.accounts import selectors
from union.accounts.choices import EndReason, Step
from union.accounts.forms import CodeForm, LoginForm, PasswordChangeForm, add_refusal
from union.accounts.middleware import step_due
from union.accounts.models import User
from union.accounts.rules.sessions import device_name
from union.accounts.services import login as services
from union.accounts.services import passwords, second_factor
from union.accounts.services.passwords import random_code
from union.accounts.services.throttle import LockedError
from union.accounts.session_store import DEVICE, FACTOR, IP
from union.common.errors import DomainError
from union.common.middleware import client_ip

_BACKEND = "union.accounts.backends.AccountBackend"
_DEVICE_SALT = "accounts.known-device"
_DEVICE_SECONDS = 180 * 24 * 3600
_TOO_MANY = 429
_ENDED = {
    EndReason.IDLE: "您较长时间没有操作，为安全起见已自动退出，请重新登录。",
    EndReason.TOO_OLD: "本次登录已满时限，请重新登录。",
}


def next_page(request: HttpRequest) -> str:
    """Return where to go afterwards: a page of our own that was asked for, else the start page."""
    wanted = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
    own = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return (
        wanted
        if own and wanted.startswith("/") and wanted.isprintable()
        else resolve_url(settings.LOGIN_REDIRECT_URL)
    )


def client_of(request: HttpRequest) -> services.Client:
    """Describe the browser; the signed cookie tells which user it logged in as before."""
    try:
        known = signing.loads(
            request.COOKIES.get(_device_cookie(), ""), salt=_DEVICE_SALT, max_age=_DEVICE_SECONDS
        )
    except signing.BadSignature:
        known = {}
    return services.Client(
        ip=client_ip(request),
        device=device_name(request.headers.get("User-Agent", "")),
        known_user_id=known.get("u"),
        known_device=known.get("d", ""),
    )


def _device_cookie() -> str:
    return "__Host-device" if settings.SESSION_COOKIE_SECURE else "device"


def refused(view: FormView, form: Any, error: DomainError) -> HttpResponse:
    """Show the form again with the refusal; 429 while locked."""
    add_refusal(form, error)
    response = view.form_invalid(form)
    if isinstance(error, LockedError):
        response.status_code = _TOO_MANY
        response["Retry-After"] = str(error.seconds)
    return response


def _remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    known = client_of(request).device_of(user) or random_code(8)
    response.set_cookie(
        _device_cookie(),
        signing.dumps({"u": user.pk, "d": known}, salt=_DEVICE_SALT),
        max_age=_DEVICE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _enter(request: HttpRequest, user: User, client: services.Client) -> None:
    """Start a session of its own for this login: nothing of the browser's old one stays."""
    request.session.flush()
    auth.login(request, user, backend=_BACKEND)
    request.session.update({IP: client.ip, DEVICE: client.device})


@method_decorator([login_not_required, sensitive_post_parameters("password")], name="dispatch")
class LoginView(FormView):
    """The login page."""

    form_class = LoginForm
    template_name = "accounts/login.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect(next_page(request))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reason = self.request.GET.get("reason", "")
        return super().get_context_data(next=next_page(self.request), ended=_ENDED.get(reason, ""), **kwargs)

    def form_valid(self, form: LoginForm) -> HttpResponse:
        client = client_of(self.request)
        try:
            user = services.authenticate(**_credentials(form), client=client)
        except DomainError as error:
            return refused(self, form, error)
        _enter(self.request, user, client)
        target = redirect(next_page(self.request))
        if selectors.has_second_factor(user):
            self.request.session[FACTOR] = "pending"
            return target
        services.record_login(user, client, with_code=False)
        _remember_device(self.request, target, user)
        return target


def _credentials(form: LoginForm) -> dict[str, str]:
    return {"typed": form.cleaned_data["username"], "password": form.cleaned_data["password"]}


@method_decorator(sensitive_post_parameters("code"), name="dispatch")
class CodeView(FormView):
    """The second step of the login: a code of the app, or a recovery code."""

    form_class = CodeForm
    template_name = "accounts/second_factor_verify.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if step_due(request) != Step.VERIFY_CODE:
            return redirect(next_page(request))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(next=next_page(self.request), **kwargs)

    def form_valid(self, form: CodeForm) -> HttpResponse:
        user, client = self.request.user, client_of(self.request)
        try:
            second_factor.verify_code(user, form.cleaned_data["code"])
        except DomainError as error:
            if not isinstance(error, LockedError):
                services.record_wrong_code(user, client)
            return refused(self, form, error)
        self.request.session.cycle_key()
        self.request.session[FACTOR] = "done"
        services.record_login(user, client, with_code=True)
        target = redirect(next_page(self.request))
        _remember_device(self.request, target, user)
        return target


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session on the server and clear what the browser keeps (ASVS 7.4.1, 14.3.1)."""
    services.record_logout(request.user)
    auth.logout(request)
    response = redirect("accounts:login")
    response["Clear-Site-Data"] = '"cache", "storage"'  # not "cookies": the known device stays known
    return response


@method_decorator(sensitive_post_parameters("old_password", "new_password", "repeated"), name="dispatch")
class PasswordChangeView(FormView):
    """Change the password: by choice, or because it is the initial one or too old."""

    form_class = PasswordChangeForm
    template_name = "accounts/password_change.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        forced = passwords.must_change(self.request.user)
        return super().get_context_data(
            forced=forced,
            initial_password=self.request.user.must_change_password,
            layout="base_plain.html" if forced else "base.html",
            profile=passwords.profile(),
            next=next_page(self.request),
            **kwargs,
        )

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        user, old, new = (
            self.request.user,
            form.cleaned_data["old_password"],
            form.cleaned_data["new_password"],
        )
        forced = passwords.must_change(user)
        try:
            passwords.change_password(user, old, new, session_key=self.request.session.session_key or "")
        except DomainError as error:
            return refused(self, form, error)
        auth.update_session_auth_hash(self.request, user)
        messages.success(self.request, "密码已修改，其他设备上的登录已退出。")
        return redirect(next_page(self.request) if forced else "accounts:security")
