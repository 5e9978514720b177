"""The eye beside a masked value, and the page that says which sensitive fields there are."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from union.common.errors import DomainError
from union.common.registries import sensitive_fields
from union.common.reveal import NotFoundError, record_denial, reveal_value


@require_POST
def reveal(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Answer with the value as a fragment; a refusal is a toast, the mask stays."""
    try:
        shown = reveal_value(key, pk, user=request.user, reason=request.POST.get("reason", ""))
    except NotFoundError as error:
        record_denial(key, pk, user=request.user)
        raise Http404 from error
    except DomainError as error:
        refused = HttpResponse(status=422)
        refused["HX-Trigger"] = json.dumps({"toast": {"text": str(error), "tone": "danger"}})
        return refused
    return render(request, "common/reveal.html", {"shown": shown})


@require_GET
def sensitive_field_list(request: HttpRequest) -> HttpResponse:
    """Every sensitive field with purpose and retention (个人信息保护法 第 17 条); for every user."""
    return render(request, "common/sensitive_fields.html", {"fields": list(sensitive_fields)})
