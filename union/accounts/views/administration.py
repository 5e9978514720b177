"""账号管理: for the system administrator, who sees accounts and no member data."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, FormView, ListView

from union.accounts import permissions, selectors
from union.accounts.choices import EndReason
from union.accounts.forms import AccountForm, PhoneForm, add_refusal
from union.accounts.models import User
from union.accounts.services import accounts, passwords, second_factor, sessions, throttle
from union.common import phones
from union.common.errors import DomainError, NotPermittedError
from union.common.middleware import carried_out

STATES = (("open", "启用"), ("initial", "未改初始密码"), ("closed", "停用"))
PAGE_SIZES = (20, 50, 100, 200)


class UserListView(ListView):
    """All accounts, with search."""

    template_name = "accounts/user_list.html"
    context_object_name = "accounts"

    def get_paginate_by(self, queryset: Any) -> int:  # noqa: ARG002 - Django's signature
        wanted = self.request.GET.get("size", "")
        return int(wanted) if wanted in map(str, PAGE_SIZES) else 50

    def get_queryset(self) -> Any:
        if not permissions.can_list_accounts(self.request.user):
            raise Http404
        visible = selectors.accounts_visible_to(self.request.user)
        query = self.request.GET
        return selectors.accounts_matching(visible, query.get("q", ""), query.get("state", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            states=STATES,
            state=self.request.GET.get("state", ""),
            can_manage=permissions.can_manage_accounts(self.request.user),
            **kwargs,
        )


class UserCreateView(FormView):
    """Open an account; the one-time password is shown once."""

    form_class = AccountForm
    template_name = "accounts/user_form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not permissions.can_manage_accounts(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: AccountForm) -> HttpResponse:
        try:
            user, password = accounts.open_account(**form.cleaned_data, actor=self.request.user)
        except DomainError as error:
            add_refusal(form, error)
            return self.form_invalid(form)
        return _show_slip(self.request, user, password)


class UserDetailView(DetailView):
    """One account: state, sessions, login history, what can be done."""

    template_name = "accounts/user_detail.html"
    context_object_name = "account"

    def get_queryset(self) -> Any:
        return selectors.accounts_visible_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        account, actor = self.object, self.request.user
        return super().get_context_data(
            can_manage=permissions.can_manage_account_of(actor, account),
            can_end=permissions.can_end_sessions_of(actor, account),
            can_reset_factor=permissions.can_reset_second_factor_of(actor, account),
            is_self=actor.pk == account.pk,
            phone=phones.mask(account.phone),
            locked=throttle.seconds_locked(account) > 0 or throttle.locked_places(account) > 0,
            sessions=selectors.running_sessions(account),
            history=selectors.login_history(account),
            **kwargs,
        )


class UserPhoneView(FormView):
    """Change the number an account may log in with."""

    form_class = PhoneForm
    template_name = "accounts/user_phone.html"

    @cached_property
    def account(self) -> User:
        """The account within the administrator's reach."""
        return account_or_404(self.request, self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not permissions.can_manage_account_of(self.request.user, self.account):
            raise Http404
        return super().get_context_data(account=self.account, **kwargs)

    def form_valid(self, form: PhoneForm) -> HttpResponse:
        try:
            accounts.change_phone(self.account, form.cleaned_data["phone"], actor=self.request.user)
        except DomainError as error:
            add_refusal(form, error)
            return self.form_invalid(form)
        messages.success(self.request, "手机号已修改。")
        return redirect("accounts:user_detail", pk=self.account.pk)


def _end_sessions(user: User, *, actor: User) -> None:
    if not permissions.can_end_sessions_of(actor, user):
        raise NotPermittedError("自己的会话请在“安全与会话”中结束")
    sessions.end_sessions(user, actor=actor, reason=EndReason.BY_ADMINISTRATOR)


ACTIONS = {
    "close": (accounts.close_account, "账号已停用，所有登录已退出。"),
    "reopen": (accounts.reopen_account, "账号已启用。"),
    "unlock": (accounts.unlock_account, "已解除锁定。"),
    "end-sessions": (_end_sessions, "所有登录已退出。"),
    "reset-second-factor": (
        second_factor.reset_second_factor,
        "双因素认证已重置，本人下次登录后可重新设置。",
    ),
}


def account_or_404(request: HttpRequest, pk: int) -> User:
    """Return an account that the logged-in administrator looks after."""
    account: User = get_object_or_404(selectors.accounts_visible_to(request.user), pk=pk)
    return account


@require_POST
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new one-time password and show it once."""
    account = account_or_404(request, pk)
    try:
        password = passwords.reset_password(account, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("accounts:user_detail", pk=pk)
    return _show_slip(request, account, password)


@require_POST
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Carry out one of ACTIONS on an account."""
    account = account_or_404(request, pk)
    if action not in ACTIONS:
        raise Http404
    service, done = ACTIONS[action]
    try:
        service(account, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("accounts:user_detail", pk=pk)


def _show_slip(request: HttpRequest, user: User, password: str) -> HttpResponse:
    carried_out(request, reverse("accounts:user_detail", args=[user.pk]))  # a reload resets nothing again
    return render(request, "accounts/user_slip.html", {"account": user, "password": password})
