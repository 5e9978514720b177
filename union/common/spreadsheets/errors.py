"""The one error of this package."""

from __future__ import annotations

from union.common.errors import DomainError


class UnreadableFile(DomainError):  # noqa: N818  (named after what it tells the clerk)
    """The file as a whole cannot be read; the message is a Chinese sentence that says why and what to do."""
