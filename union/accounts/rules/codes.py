"""Time-based one-time codes (RFC 6238: SHA-1, 6 digits, 30 seconds), computed by django-otp."""

from __future__ import annotations

import base64
from urllib.parse import quote, urlencode

from django_otp.oath import TOTP

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20


def step_of(secret: str, code: str, *, now: float, last_step: int, tolerance: int) -> int | None:
    """Return the time step that ``code`` belongs to, or None if it is wrong, too old or was used.

    ``secret`` is hex. Only steps after ``last_step`` count: a code works once (ASVS 6.5.1), and none
    older than it. ``tolerance``: how many steps of 30 s the phone's clock may be off either way.
    """
    if len(code) != DIGITS or not code.isdecimal():
        return None
    totp = TOTP(bytes.fromhex(secret), STEP_SECONDS)
    totp.time = now
    present = totp.t()
    for step in range(max(present - tolerance, last_step + 1), present + tolerance + 1):
        totp.time = step * STEP_SECONDS
        if totp.token() == int(code):
            return step
    return None


def setup_address(secret: str, *, account: str, issuer: str) -> str:
    """Return the ``otpauth://`` address that an authenticator app reads from the QR code."""
    query = urlencode(
        {"secret": base32(secret), "issuer": issuer, "digits": DIGITS, "period": STEP_SECONDS},
        quote_via=quote,
    )
    return f"otpauth://totp/{quote(f'{issuer}:{account}')}?{query}"


def base32(secret: str) -> str:
    """Return the hex ``secret`` as apps want it typed."""
    return base64.b32encode(bytes.fromhex(secret)).decode().rstrip("=")
