"""What is known of the request at hand, for the audit trail, without passing `request` into services."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RequestInfo:
    """Where an action comes from. ``channel``: "web", "command" or "job".

    ``route()`` is the name of the URL pattern, never the path with its ids.
    ``reader()`` is the name of whoever is logged in, "" for nobody: it stands on papers with personal data.
    ``recorded`` collects the audit actions written meanwhile, so that a denial is not told twice.
    """

    channel: str = "command"
    ip: str = ""
    request_id: str = ""
    route: Callable[[], str] = field(default=lambda: "", compare=False)
    reader: Callable[[], str] = field(default=lambda: "", compare=False)
    recorded: set[str] = field(default_factory=set, compare=False)


_current: ContextVar[RequestInfo] = ContextVar("request_info", default=RequestInfo())  # noqa: B039 - frozen


def current_request_info() -> RequestInfo:
    """Return the info of the running request, or the empty one outside of requests."""
    return _current.get()


@contextmanager
def request_info(info: RequestInfo) -> Iterator[None]:
    """Set ``info`` for the length of the block."""
    token = _current.set(info)
    try:
        yield
    finally:
        _current.reset(token)
