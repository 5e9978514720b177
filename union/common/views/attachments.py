"""The one way to an attachment."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from union.common import attachments, audit
from union.common.choices import AuditAction

if TYPE_CHECKING:
    from union.accounts.models import User


@require_safe
def attachment(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """Download one attachment within the user's right; logged. Never shown inside our own pages."""
    user = cast("User", request.user)
    found = attachments.attachment_for(user, pk)
    if found is None or not found.file.storage.exists(str(found.file.name)):
        raise Http404
    with transaction.atomic():
        audit.record(AuditAction.DOWNLOAD, found, actor=user)
    response = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.content_type
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
