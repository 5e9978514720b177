"""Django's door to our accounts. Views do not knock here: they go through services.login, which counts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db.models import QuerySet
from django.http import HttpRequest

from union.accounts.models import User
from union.common import registries
from union.common.prepared import Prepared


class AccountBackend(BaseBackend):
    """Loads the user of a session; a closed account has none, so its sessions are dead at once."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:  # noqa: ARG002
        """Refuse: guesses must be counted, and only services.login.authenticate does that."""
        return

    def get_user(self, user_id: int) -> User | None:
        """Return the open account of a session."""
        return next(iter(_OPEN.rows(user_id)), None)


def _open(pk: int) -> QuerySet[User]:
    """The open account, with what the apps above want to know of it on every page."""
    facts = {name: fact() for name, fact in registries.user_facts.items()}
    return User.objects.filter(pk=pk, is_active=True).annotate(**facts)


_OPEN = Prepared(_open, -701)
