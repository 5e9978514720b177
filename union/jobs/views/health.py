"""Is the service alive, and ready for people? For the container engine and the administrator."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from union.jobs import permissions, selectors


@login_not_required
@require_safe
def live(_request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing else, so that a database fault restarts nobody."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Database, disk, worker and scheduler; 503 if one is missing. Details for administrators only."""
    checks = selectors.health(timezone.now())
    is_ok = all(check.is_ok for check in checks)
    answer: dict[str, object] = {"status": "ok" if is_ok else "fault"}
    database_is_up = checks[0].is_ok
    if database_is_up and request.user.is_authenticated and permissions.sees_all(request.user):
        answer["checks"] = {check.name: {"ok": check.is_ok, "detail": check.detail} for check in checks}
    return JsonResponse(answer, status=200 if is_ok else 503, json_dumps_params={"ensure_ascii": False})
