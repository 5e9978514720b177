"""What a person may type as login name, and what must be done first after login."""

from __future__ import annotations

import re
import unicodedata

from union.accounts.choices import Step

_LOGIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,63}")


def clean_login_name(text: str) -> str:
    """Return ``text`` half-width and without surrounding space: ``" Ａ００１２ "`` → ``"A0012"``."""
    return unicodedata.normalize("NFKC", text).strip()


def is_login_name(text: str) -> bool:
    """Say whether ``text`` can be a login name: 2 to 64 letters, digits, dot, dash, underscore."""
    return bool(_LOGIN_NAME.fullmatch(text))


def pending_step(
    *, code_pending: bool, must_change_password: bool, factor_required: bool, has_factor: bool
) -> Step | None:
    """Return what comes before everything else, or None.

    The code comes first: a password reset must not lead around the second factor (ASVS 6.4.3).
    """
    if code_pending:
        return Step.VERIFY_CODE
    if must_change_password:
        return Step.CHANGE_PASSWORD
    if factor_required and not has_factor:
        return Step.SET_UP_FACTOR
    return None
