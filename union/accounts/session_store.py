"""Sessions live in the database, in rows that say whose they are (Django: extending database engines)."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from union.accounts.models import UserSession

STARTED, SEEN, IP, DEVICE = "started_at", "seen_at", "ip", "device"
FACTOR = "second_factor"  # "pending" after the password, "done" after the code


class SessionStore(DatabaseStore):
    """Mirrors owner, start and last use from the session's data into columns.

    A logged-in session is stamped when it is first saved, so none runs without time-outs.
    """

    @classmethod
    def get_model_class(cls) -> type[UserSession]:
        """The table of sessions."""
        return UserSession

    def create_model_instance(self, data: dict[str, Any]) -> UserSession:
        """Build the row from the session's data."""
        row = cast("UserSession", super().create_model_instance(data))
        row.handle = handle_of(row.session_key)
        if SESSION_KEY not in data:
            return row
        now = timezone.now().timestamp()
        for key in (STARTED, SEEN):
            data.setdefault(key, now)
        row.session_data = self.encode(data)
        row.user_id = int(data[SESSION_KEY])
        row.started_at, row.last_seen_at = _moment(data[STARTED]), _moment(data[SEEN])
        row.ip, row.device = data.get(IP, ""), data.get(DEVICE, "")
        return row


def handle_of(session_key: str) -> str:
    """Return the public name of a session; it does not lead back to the key."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:16]


def _moment(stamp: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(stamp, tz=dt.UTC)
