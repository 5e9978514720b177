"""Codes for checking in: a personal ticket that never changes, a code on the screen that does.

Both are HMACs; the key is derived from the product's secret by the caller. The code on the screen lives for
two windows, so that a photo passed on to a colleague at home is worth nothing a minute later.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac

WINDOW_SECONDS = 30
_LENGTH = 10


def _code(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:_LENGTH]


def screen_code(key: bytes, activity_id: int, point: int, now: dt.datetime) -> str:
    """Return the code shown at the door of check-in point ``point`` in the present window."""
    return _code(key, f"screen:{activity_id}:{point}:{int(now.timestamp()) // WINDOW_SECONDS}")


def is_screen_code(key: bytes, activity_id: int, point: int, now: dt.datetime, code: str) -> bool:
    """Say whether ``code`` was on the screen in this window or the one before."""
    earlier = now - dt.timedelta(seconds=WINDOW_SECONDS)
    shown = [screen_code(key, activity_id, point, each) for each in (now, earlier)]
    return any(hmac.compare_digest(each, code) for each in shown)


def ticket_code(key: bytes, signup_id: int) -> str:
    """Return the personal ticket of a sign-up: "<id>-<code>"."""
    return f"{signup_id}-{_code(key, f'ticket:{signup_id}')}"


def signup_of_ticket(key: bytes, ticket: str) -> int | None:
    """Return the sign-up a ticket belongs to; None if it is forged."""
    number, _, _code_part = ticket.partition("-")
    if not number.isdecimal() or len(number) > 15:  # noqa: PLR2004 - no key is longer
        return None
    return int(number) if hmac.compare_digest(ticket_code(key, int(number)), ticket) else None


def ticket_in(text: str) -> str:
    """Return the ticket in what a hand scanner typed: a whole address or the ticket alone."""
    return text.strip().rstrip("/").rsplit("/", 1)[-1]
