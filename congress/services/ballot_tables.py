"""After the close: leave no dead row version that ties a voter to a ballot (docs/adr/0010-sealed-ballots.md).

Both engines keep what was deleted until the table is written anew. PostgreSQL does so only for the owner of
the table and only when nobody still looks at the old rows; both are checked, and said on the page if not.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from congress.models import BallotMark, OpenedBallot, Poll, PollTeller, SealedBallot

logger = logging.getLogger(__name__)
_TURNS, _PAUSE = 30, 0.1  # pages and ballots of others are through in a moment; a dump is not
_OLDER = """
    SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pid <> pg_backend_pid()
        AND datname = current_database() AND backend_type = 'client backend'
        AND backend_xmin IS NOT NULL AND xact_start < %s)
"""
TABLES: tuple[Any, ...] = (SealedBallot, BallotMark, OpenedBallot, Poll, PollTeller)


def rewrite_tables(poll: Poll) -> bool:
    """Write the tables anew and note it on ``poll``; True if that was done. Never raises: the vote is closed.

    Must run outside of a transaction. May be repeated.
    """
    if connection.in_atomic_block:
        return False
    try:
        done = _rewrite_sqlite() if connection.vendor == "sqlite" else _rewrite_postgresql(poll.pk)
    except DatabaseError:
        logger.exception("ballot tables of poll %s were not rewritten", poll.pk)
        return False
    if done:
        with transaction.atomic():
            Poll.objects.filter(pk=poll.pk).update(rewritten_at=timezone.now())
    return done


def _rewrite_sqlite() -> bool:
    """The whole file; the journal is emptied too. Deleted bytes were wiped already (secure_delete)."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return True


def _rewrite_postgresql(poll_id: int) -> bool:
    names = [model._meta.db_table for model in TABLES]
    with connection.cursor() as cursor:
        if not _nobody_looks_back(cursor):
            logger.warning("ballot tables of poll %s wait for an older transaction", poll_id)
            return False
        before = _files(cursor, names)
        for name in names:
            cursor.execute(f"VACUUM (FULL, ANALYZE) {connection.ops.quote_name(name)}")
        after = _files(cursor, names)
    # Without the right PostgreSQL only warns: a table still in its old file was not rewritten.
    kept = [name for name in names if before[name] == after[name]]
    if kept:
        logger.error("not the owner of %s: the rows of closed votes stay on disk", ", ".join(kept))
    return not kept


def _nobody_looks_back(cursor: Any) -> bool:
    """Wait for transactions that began before now (a running dump): VACUUM keeps dead rows for them."""
    cursor.execute("SELECT clock_timestamp()")
    since = cursor.fetchone()[0]
    for _turn in range(_TURNS):
        cursor.execute(_OLDER, [since])
        if not cursor.fetchone()[0]:
            return True
        time.sleep(_PAUSE)
    return False


def _files(cursor: Any, names: list[str]) -> dict[str, int]:
    cursor.execute("SELECT relname, pg_relation_filenode(oid) FROM pg_class WHERE relname = ANY(%s)", [names])
    return dict(cursor.fetchall())
