"""The pieces every chart is drawn with: palette, text, boxes, the frame of the picture."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

Number = int | float | Decimal
FONT = "'Union Sans', 'Union Rare Han', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
INK, MUTED, GRID = "#1F2329", "#5F6672", "#D9DCE1"
WIDTH = 640
NO_DATA = "暂无数据"
_EMPTY = mark_safe("")

# colour, pattern: dark and light alternate; 3:1 against white, or an outline makes up for it
PALETTE = (
    ("#B4232A", ""),
    ("#7FA8DC", "diagonal"),
    ("#CFE3D6", ""),
    ("#E2B565", "dots"),
    ("#4A4E8F", "lines"),
    ("#B9BDC4", "cross"),
)
_MARKS = {
    "diagonal": '<path d="M-1 7L7 -1M5 9L9 5" stroke="#1F2329" stroke-width="0.7"/>',
    "dots": '<circle cx="4" cy="4" r="1.2" fill="#1F2329"/>',
    "lines": '<path d="M0 4H8" stroke="#FFFFFF" stroke-width="1.4"/>',
    "cross": '<path d="M0 4H8M4 0V8" stroke="#1F2329" stroke-width="0.8"/>',
}


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one name, in the order of the categories."""

    name: str
    values: Sequence[Number]


def number_label(value: Number) -> str:
    """Return 1,234 for whole numbers, 1,234.50 for amounts."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def joined(parts: Iterable[SafeString]) -> SafeString:
    """Join pieces that are escaped already."""
    return format_html_join("", "{}", ((part,) for part in parts))


def short(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def cut(label: str, length: int) -> str:
    """Shorten a label; the whole one stands in the description."""
    return label if len(label) <= length else f"{label[: length - 1]}…"


def key_of(*content: object) -> str:
    """A name for this chart's patterns: the same data, the same string."""
    return "c" + hashlib.sha256(repr(content).encode()).hexdigest()[:10]


def fill_of(key: str, position: int) -> str:
    """The fill of the n-th series: a plain colour or its pattern."""
    colour, pattern = PALETTE[position % len(PALETTE)]
    return f"url(#{key}-{position % len(PALETTE)})" if pattern else colour


def patterns(key: str, count: int) -> SafeString:
    """Definitions of the patterns that ``count`` series need."""
    needed = [(n, *PALETTE[n]) for n in range(min(count, len(PALETTE))) if PALETTE[n][1]]
    if not needed:
        return _EMPTY
    drawn = format_html_join(
        "",
        '<pattern id="{}-{}" width="8" height="8" patternUnits="userSpaceOnUse">'
        '<rect width="8" height="8" fill="{}"/>{}</pattern>',
        ((key, n, colour, mark_safe(_MARKS[mark])) for n, colour, mark in needed),  # noqa: S308 - constants
    )
    return format_html("<defs>{}</defs>", drawn)


def text(
    x: float, y: float, content: object, *, anchor: str = "start", size: int = 12, ink: str = INK
) -> SafeString:
    """One line of text."""
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}" font-size="{}" font-family="{}" fill="{}">{}</text>',
        short(x), short(y), anchor, size, FONT, ink, content,
    )  # fmt: skip


def box(  # noqa: PLR0917 - x, y, width, height as in SVG itself
    x: float, y: float, width: float, height: float, fill: str, told: str
) -> SafeString:
    """A filled rectangle with an outline, and what a pointer reads on it."""
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}" stroke-width="0.6">'
        "<title>{}</title></rect>",
        short(x), short(y), short(max(width, 0)), short(max(height, 0)), fill, INK, told,
    )  # fmt: skip


def picture(
    title: str, told: str, height: float, content: SafeString, width: int = WIDTH, *, kind: str = ""
) -> SafeString:
    """The whole SVG: title and description for those who hear it; ``kind`` is its class in style sheets."""
    named = format_html('class="{}" ', kind) if kind else _EMPTY
    return format_html(
        '<svg {}xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{}" viewBox="0 0 {} {}" '
        'width="{}" height="{}" font-family="{}"><title>{}</title><desc>{}</desc>{}</svg>',
        named, title, width, short(height), width, short(height), FONT, title, told, content,
    )  # fmt: skip


def nothing(title: str, height: float) -> SafeString:
    """A picture that says there is nothing to show yet."""
    words = text(WIDTH / 2, height / 2, NO_DATA, anchor="middle", size=14, ink=MUTED)
    return picture(title, NO_DATA, height, words)


def legend(
    key: str, names: Sequence[str], y: float, left: float, line_colours: Sequence[str] = ()
) -> SafeString:
    """One row of names with their fills (or lines), as far as they fit."""
    parts, x = [], left
    for n, name in enumerate(names):
        fill = line_colours[n % len(line_colours)] if line_colours else fill_of(key, n)
        parts += [box(x, y - 9, 12, 12, fill, name), text(x + 17, y + 1, cut(name, 12), ink=MUTED)]
        x += 34 + 12 * min(len(name), 12)
    return joined(parts)
