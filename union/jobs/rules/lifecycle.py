"""When a job is lost, nudged again, kept: the numbers behind the queue.

Measured (workers killed with -9 under load): no broker brings a
task back in useful time, so the row carries a lease and a sweeper looks after it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Mapping
from typing import Any

from union.common.errors import DomainError

LEASE = dt.timedelta(seconds=60)
RENEW_EVERY = dt.timedelta(seconds=10)
PROGRESS_EVERY = dt.timedelta(seconds=1)
FIRST_NUDGE_AGAIN = dt.timedelta(seconds=10)
LAST_NUDGE_AGAIN = dt.timedelta(seconds=60)
DOUBLINGS = 10
ALIVE_WITHIN = dt.timedelta(minutes=2)

_MAX_TEXT = 120
_SENSITIVE = re.compile(r"\d{17}[\dXx]|(?<!\d)1[3-9]\d{9}(?!\d)")  # resident ID, mobile phone


def nudge_again_after(nudges: int) -> dt.timedelta:
    """Return how long a queued job waits before its ``nudges + 1``-th message.

    10 s, 20 s, 40 s, then every 60 s: a long queue is not buried under its own messages.
    """
    doubled = FIRST_NUDGE_AGAIN * float(2 ** min(nudges, DOUBLINGS))
    return min(doubled, LAST_NUDGE_AGAIN)


def checked_args(args: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``args`` as plain JSON values, or refuse them: a job row holds ids and options only.

    Dates and UUIDs become text. ``{"batch": 7, "day": date(2026, 5, 1)}`` -> ``{"batch": 7,
    "day": "2026-05-01"}``.

    Raises:
        DomainError: a value is no id or option: a resident ID or phone number (those are
            encrypted everywhere else), a long text, or something JSON cannot hold.
    """
    return {str(name): _checked(value) for name, value in args.items()}


def _checked(value: Any) -> Any:
    if isinstance(value, Mapping):
        return checked_args(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_checked(item) for item in value]
    if isinstance(value, dt.date | uuid.UUID):
        return value.isoformat() if isinstance(value, dt.date) else str(value)
    if isinstance(value, str):
        return _checked_text(value)
    if value is None or isinstance(value, bool | int | float):
        return json.loads(json.dumps(value, allow_nan=False))
    raise DomainError("任务参数只能是编号和选项")


def _checked_text(value: str) -> str:
    if len(value) > _MAX_TEXT or _SENSITIVE.search(value):
        raise DomainError("任务参数只能是编号和选项，不能包含证件号码、手机号码或长文字")
    return value
