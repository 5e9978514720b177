"""安全与会话: what a user sees and does about the own account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from union.accounts import permissions, selectors
from union.accounts.choices import EndReason
from union.accounts.services import sessions
from union.accounts.session_store import stored_key
from union.common.errors import DomainError


class SecurityView(TemplateView):
    """Own sessions, login history, password, second factor."""

    template_name = "accounts/security.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            sessions=selectors.running_sessions(user),
            present_key=stored_key(self.request.session.session_key),
            history=selectors.login_history(user),
            has_factor=selectors.has_second_factor(user),
            factor_required=permissions.needs_second_factor(user),
            codes_left=user.recovery_codes.count(),
            **kwargs,
        )


@require_POST
def end_session(request: HttpRequest, handle: str) -> HttpResponse:
    """End one of one's own sessions."""
    try:
        sessions.end_session(request.user, handle, actor=request.user)
    except DomainError as error:
        messages.info(request, str(error))
    else:
        messages.success(request, "这个会话已结束。")
    return redirect("accounts:security")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions but this one."""
    count = sessions.end_sessions(
        request.user,
        actor=request.user,
        reason=EndReason.BY_OWNER,
        keep_key=request.session.session_key or "",
    )
    messages.success(request, f"已结束其他 {count} 个会话。" if count else "没有其他会话。")
    return redirect("accounts:security")
