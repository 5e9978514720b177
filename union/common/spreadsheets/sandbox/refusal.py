"""The one way the sandbox says no."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818  (reads as what it is: a sentence for the clerk)
    """A file that is not read; ``str(refusal)`` is the Chinese sentence shown to the clerk."""
