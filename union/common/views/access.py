"""Who may open a kernel page. Without the right the page does not exist (404), and the try is recorded."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from union.common import audit
from union.common.choices import AuditAction, Outcome


def require_right(request: HttpRequest, right: str) -> None:
    """Let the request pass if its user has ``right`` anywhere.

    Raises:
        Http404: he has not; a DENIED event says so.
    """
    user: Any = request.user
    if user.access.can(right):
        return
    route = request.resolver_match.view_name if request.resolver_match else ""
    audit.record(AuditAction.DENIED, None, actor=user, note=route, outcome=Outcome.REFUSED)
    raise Http404


class RightRequiredMixin:
    """Opens a view to users with ``right`` (value of `organisation.Right`; the kernel knows no offices)."""

    right: str = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require_right(request, self.right)
        return super().dispatch(request, *args, **kwargs)
