"""``{% load organisation %}``: panels about rights for any record page."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

register = template.Library()


@register.inclusion_tag("organisation/_who_may_see_button.html")
def who_may_see(kind: str, pk: int) -> dict[str, Any]:
    """A button that opens the panel 谁可以看到 of a record of a kind in `registries.visible_records`."""
    return {"url": reverse("organisation:who_may_see", args=[kind, pk])}
