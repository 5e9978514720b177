"""Django's door to our accounts. Views do not knock here: they go through services.login, which counts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from union.accounts.models import User


class AccountBackend(BaseBackend):
    """Loads the user of a session; a closed account has none, so its sessions are dead at once."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:  # noqa: ARG002
        """Refuse: guesses must be counted, and only services.login.authenticate does that."""
        return

    def get_user(self, user_id: int) -> User | None:
        """Return the open account of a session."""
        return User.objects.filter(pk=user_id, is_active=True).first()
