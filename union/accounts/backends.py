"""Django's door to our accounts. Views do not knock here: they go through services.login, which counts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from union.accounts.models import User
from union.common.prepared import Prepared


class AccountBackend(BaseBackend):
    """Loads the user of a session; a closed account has none, so its sessions are dead at once."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:  # noqa: ARG002
        """Refuse: guesses must be counted, and only services.login.authenticate does that."""
        return

    def get_user(self, user_id: int) -> User | None:
        """Return the open account of a session."""
        return next(iter(_OPEN.rows(user_id)), None)


_OPEN = Prepared(lambda pk: User.objects.filter(pk=pk, is_active=True), -701)
