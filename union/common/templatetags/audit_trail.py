"""``{% load audit_trail %}``: what happened to one object, for those who can see the object."""

from __future__ import annotations

from typing import Any

from django import template
from django.db import models

from union.common.audit_reading import history_of, shown_events

register = template.Library()


@register.inclusion_tag("common/audit_history.html")
def object_history(obj: models.Model, limit: int = 10) -> dict[str, Any]:
    """The newest ``limit`` events of ``obj`` as a card. Put it only on pages that checked the scope."""
    events = list(history_of(obj)[: limit + 1])
    return {"events": list(shown_events(events[:limit])), "more": len(events) > limit}
