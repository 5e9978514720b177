"""Masked values on pages: from the registry of sensitive fields, with the address that reveals and logs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from union.accounts.models import User
from union.common.registries import sensitive_fields

REVEAL_URL = "common:reveal"


@dataclass(frozen=True, slots=True)
class Masked:
    """One value for ``{% masked %}``; ``url`` is empty where the user may not see it."""

    label: str
    text: str
    url: str
    reason: bool


def masked_value(key: str, subject: Any, user: User) -> Masked:
    """Return the mask of field ``key`` of ``subject``; an eye only for those who may see the value."""
    field = sensitive_fields[key]
    value = field.value(subject)
    return Masked(
        label=field.label,
        text=field.mask(value) if value else "",
        url=_reveal_url(key, subject.pk) if value and field.may_see(user, subject) else "",
        reason=field.reason_required,
    )


def _reveal_url(key: str, pk: int) -> str:
    try:
        return reverse(REVEAL_URL, args=(key, pk))
    except NoReverseMatch:  # the kernel's page is not installed: no eye
        return ""
