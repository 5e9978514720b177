"""The search box of the top bar.

Both ways are POST: what people type may be an ID or phone number and must not stand in a URL or log.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from union.common.selectors import search_everything

SUGGESTED = 6
LISTED = 30
MAX_LENGTH = 60


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Hits by kind; an htmx request gets the short list under the box."""
    text = request.POST.get("q", "")[:MAX_LENGTH]
    short = bool(request.headers.get("HX-Request"))
    groups = list(search_everything(request.user, text, SUGGESTED if short else LISTED, typing=short))
    template = "components/search_suggestions.html" if short else "common/search.html"
    context = {"groups": [(group.label, group.hits) for group in groups], "query": text, "search_query": text}
    return render(request, template, context)
