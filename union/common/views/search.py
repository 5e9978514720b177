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
    """Hits by kind: the short list under the box; the page with the common kinds; the other kinds after it.

    A browser without scripts asks for the others with a button and gets the page of both.
    """
    text = request.POST.get("q", "")[:MAX_LENGTH]
    is_part, rest = bool(request.headers.get("HX-Request")), request.POST.get("part") == "rest"
    context = {"query": text, "search_query": text, "is_short": is_part and not rest, "rest_shown": rest}
    limit = SUGGESTED if context["is_short"] else LISTED
    asked = (True, False) if rest and not is_part else (not rest,)
    found = [group for often in asked for group in search_everything(request.user, text, limit, often=often)]
    context["groups"] = [(group.label, group.hits) for group in found]
    context["nothing_before"] = request.POST.get("found") == "0" or not is_part
    template = "common/search.html"
    if is_part:
        template = "common/_search_groups.html" if rest else "components/search_suggestions.html"
    return render(request, template, context)
