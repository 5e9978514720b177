"""Figures that tests count: registered for the length of a block, everything else put aside."""

import contextlib

from union.common.registries import Breakdown, Figure, FigureValue, figures


def plain(value, *, before=None, chapter="warmth", label="看望慰问", unit="人次", **more):
    """A figure that is `value` from 2026 on and `before` earlier."""
    return Figure(
        chapter, label, unit, "测试口径", lambda period: value if period.first.year >= 2026 else before,
        lambda period: f"/rows/?year={period.first.year}", **more,
    )  # fmt: skip


def parts(now, before=(), *, chapter="warmth", label="按慰问类别", unit="元"):
    """A breakdown of (key, label, value) rows."""

    def compute(period):
        return [
            FigureValue(key, word, value, "/rows/")
            for key, word, value in (now if period.first.year >= 2026 else before)
        ]

    return Breakdown(chapter, label, unit, "测试口径", compute)


@contextlib.contextmanager
def only(**entries):
    """The registry holds exactly `entries` (a__b stands for the key a.b)."""
    kept = dict(figures._entries)
    figures._entries.clear()
    figures._entries.update({key.replace("__", "."): entry for key, entry in entries.items()})
    try:
        yield
    finally:
        figures._entries.clear()
        figures._entries.update(kept)
