"""Dates as the office writes them."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone


def today() -> dt.date:
    """Return today's date in Shanghai."""
    return timezone.localdate()
