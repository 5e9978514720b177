"""Sessions live in the database, in rows that say whose they are (Django: extending database engines)."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from union.accounts.models import UserSession
from union.common.prepared import Prepared

STARTED, SEEN, IP, DEVICE = "started_at", "seen_at", "ip", "device"
FACTOR = "second_factor"  # "pending" after the password, "done" after the code


class SessionStore(DatabaseStore):
    """Keeps digests of keys, and mirrors owner, start and last use from the session's data into columns.

    A logged-in session is stamped when it is first saved, so none runs without time-outs.
    """

    def _get_session_from_db(self) -> UserSession | None:
        """Look the row up by the digest of the cookie's key."""
        row = next(iter(_LIVING.rows(stored_key(self.session_key), timezone.now())), None)
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        """Say whether there is a session of this key."""
        return UserSession.objects.filter(session_key=stored_key(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        """Delete the session of this key, or this one."""
        UserSession.objects.filter(session_key=stored_key(session_key or self.session_key)).delete()

    @classmethod
    def get_model_class(cls) -> type[UserSession]:
        """The table of sessions."""
        return UserSession

    def create_model_instance(self, data: dict[str, Any]) -> UserSession:
        """Build the row from the session's data."""
        row = cast("UserSession", super().create_model_instance(data))
        row.session_key = stored_key(row.session_key)
        row.handle = row.session_key[:16]
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


_LIVING = Prepared(
    lambda key, now: UserSession.objects.filter(session_key=key, expire_date__gt=now),
    "sample", dt.datetime(1801, 1, 1, tzinfo=dt.UTC),
)  # fmt: skip


def stored_key(session_key: str | None) -> str:
    """Return what the table knows a session by: a digest, so that the table opens no session."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40] if session_key else ""


def _moment(stamp: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(stamp, tz=dt.UTC)
