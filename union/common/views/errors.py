"""What a person reads when the server itself is in trouble."""

from __future__ import annotations

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

RETRY_SECONDS = "10"


def server_error(request: HttpRequest) -> HttpResponse:
    """503 with a reference while the database is away, else 500; draws without a single query.

    What was being written when the connection broke is either whole or not there; a form that is sent
    again counts once.
    """
    context = {"reference": getattr(request, "request_id", ""), "site_name": settings.SITE_NAME}
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = HttpResponse(render_to_string("503.html", context), status=503)
        response["Retry-After"] = RETRY_SECONDS
        return response
    return HttpResponse(render_to_string("500.html", context), status=500)
