"""Pages of the audit administrator: search, one event, verification."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from union.common import audit_heads
from union.common.audit_reading import AuditFilter, object_types, search_events, shown_events
from union.common.choices import AuditAction, Outcome
from union.common.models import AuditEvent
from union.common.views.access import require_right

VIEW_AUDIT = "view_audit"
PAGE_SIZES = ("20", "50", "100", "200")
LONGEST_INLINE = 200_000  # events verified while the page waits: about two seconds
_SHOWN_FAULTS = 20
_PAGE_DIGITS = 10


@require_GET
def event_list(request: HttpRequest) -> HttpResponse:
    """Search the trail. Nothing is counted: pages are known by whether one more event follows."""
    require_right(request, VIEW_AUDIT)
    wanted = AuditFilter.from_query(request.GET)
    asked_page = request.GET.get("page", "1")
    number = max(1, int(asked_page)) if asked_page.isdecimal() and len(asked_page) < _PAGE_DIGITS else 1
    size = int(asked) if (asked := request.GET.get("size", "50")) in PAGE_SIZES else 50
    start = (number - 1) * size
    found = list(search_events(wanted)[start : start + size + 1])
    context: dict[str, Any] = {
        "events": list(shown_events(found[:size])),
        "has_next": len(found) > size,
        "number": number,
        "size": size,
        "wanted": wanted,
        "actions": AuditAction.choices,
        "outcomes": Outcome.choices,
        "types": object_types(),
        "heads": audit_heads.latest_heads(5),
    }
    return render(request, "common/audit_list.html", context)


@require_GET
def event_detail(request: HttpRequest, seq: int) -> HttpResponse:
    """One event with everything that is kept of it."""
    require_right(request, VIEW_AUDIT)
    event = get_object_or_404(AuditEvent.objects.select_related("actor"), pk=seq)
    return render(request, "common/audit_event.html", {"shown": next(shown_events([event]))})


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Read the whole chain and say whether it is sound; very long ones by command."""
    require_right(request, VIEW_AUDIT)
    count = audit_heads.event_count()
    if count > LONGEST_INLINE:
        messages.warning(request, f"日志已有 {count:,} 条，请在服务器上运行 manage.py verify_audit 校验")
        return redirect("common:audit_list")
    faults = audit_heads.verify_against_latest()
    if not faults:
        messages.success(request, f"已校验 {count:,} 条，日志完整，没有改动、删除或插入")
        return redirect("common:audit_list")
    context = {"faults": faults[:_SHOWN_FAULTS], "fault_count": len(faults), "count": count}
    return render(request, "common/audit_faults.html", context)
