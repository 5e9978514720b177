"""Drafts of forms: nothing typed is lost when a tab closes or a session ends."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from union.common.models import FormDraft

MAX_BYTES = 64_000
MAX_FIELDS = 200
_NEVER_KEPT = {
    "csrfmiddlewaretoken",
    "form_token",
    "password",
    "old_password",
    "new_password",
    "repeated",
    "code",
}
_MOST_FORMS = 100  # of one user: a script must not fill the database


@require_http_methods(["GET", "POST", "DELETE"])
def draft(request: HttpRequest, form_key: str) -> HttpResponse:
    """GET the own draft, POST what is typed now, DELETE it. Stored encrypted, one per user and form."""
    mine = FormDraft.objects.filter(user=request.user, form_key=form_key[:120])
    if request.method == "GET":
        found = mine.first()
        return JsonResponse(json.loads(found.content) if found and found.content else {})
    if request.method == "DELETE":
        mine.delete()
        return HttpResponse(status=204)
    typed = {name: values for name, values in request.POST.lists() if name not in _NEVER_KEPT and any(values)}
    content = json.dumps(typed, ensure_ascii=False)
    if len(content) > MAX_BYTES or len(typed) > MAX_FIELDS:
        return HttpResponse(status=413)
    if FormDraft.objects.filter(user=request.user).exclude(form_key=form_key[:120]).count() >= _MOST_FORMS:
        return HttpResponse(status=413)
    FormDraft.objects.update_or_create(
        user=request.user, form_key=form_key[:120], defaults={"content": content}
    )
    return HttpResponse(status=204)
