"""Charts of shares and targets: ring, lying bars."""

from __future__ import annotations

import math
from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

from union.common.charts import svg
from union.common.charts.svg import INK, MUTED, PALETTE, WIDTH, Number, number_label

_ROW, _LEFT, _RIGHT = 34, 150, 110
_LONGEST, _HAN = 18, 12.5  # of a label on a whole page; the room of one letter
_NARROW, _NARROW_LEFT, _NARROW_RIGHT = 380, 92, 60  # a card beside others: the letters stay readable
_DIGIT = 8  # room of a digit behind a bar
_X, _Y, _OUTER, _INNER = 130, 110, 96, 60
_HALF, _WHOLE = 0.5, 0.9999
_PHONE, _PHONE_ROW, _PHONE_LETTERS = 320, 46, 24  # as wide as a phone shows it: nothing is made smaller

TargetRow = tuple[str, Number, Number | None]


def horizontal_bar(
    rows: Sequence[TargetRow], *, title: str, unit: str = "", narrow: bool = False, aim: str = "目标"
) -> SafeString:
    """Lying bars of (label, value, target or None); the target is a black line across the bar.

    ``narrow`` is drawn for a third of a page (home cards) instead of its whole width. ``aim`` is the word
    for the targets.
    """
    if not rows:
        return svg.nothing(title, 120)
    targets = [target for _, _, target in rows if target is not None]
    top = max([float(value) for _, value, _ in rows] + [float(target) for target in targets])
    wide = max(_LEFT, 12 + round(_HAN * min(_LONGEST, max(len(label) for label, _, _ in rows))))
    width, left, right = (_NARROW, _NARROW_LEFT, _NARROW_RIGHT) if narrow else (WIDTH, wide, _RIGHT)
    right = max(right, *(_room(_labelled(value, unit)) for _, value, _ in rows))
    scale = (width - left - right) / (top if top > 0 else 1.0)
    parts = [_lying(n, row, scale, _told(row, unit, aim), unit=unit, left=left) for n, row in enumerate(rows)]
    height = _ROW * len(rows) + (30 if targets else 8)
    if targets:
        parts += [_target(left + 2, height - 22, 14), svg.text(left + 12, height - 10, aim, ink=MUTED)]
    told = "；".join(_told(row, unit, aim) for row in rows)
    return svg.picture(title, told, height, svg.joined(parts), width)


def phone_bar(rows: Sequence[tuple[str, Number]], *, title: str, unit: str = "") -> SafeString:
    """The lying bars of (label, value) for a phone, each label above its bar; stands before its wide twin.

    The style sheet shows the one or the other (``chart-phone``).
    """
    right = max((_room(_labelled(value, unit)) for _, value in rows), default=0)
    top = max((float(value) for _, value in rows), default=0.0)
    scale = (_PHONE - right) / (top if top > 0 else 1.0)
    parts = []
    for n, (label, value) in enumerate(rows):
        y, length = _PHONE_ROW * n, max(0.0, float(value) * scale)
        told = _told((label, value, None), unit, "")
        parts += [
            svg.text(1, y + 14, svg.cut(label, _PHONE_LETTERS), size=13),
            svg.box(1, y + 20, length, 16, PALETTE[0][0], told),
            svg.text(length + 8, y + 33, _labelled(value, unit), size=13),
        ]
    told = "；".join(_told((label, value, None), unit, "") for label, value in rows)
    return svg.picture(title, told, _PHONE_ROW * len(rows), svg.joined(parts), _PHONE, kind="chart-phone")


def _room(text: str) -> int:
    """Room for the words behind a bar; Chinese letters are twice as wide as digits."""
    return 16 + sum(_DIGIT if letter.isascii() else 2 * _DIGIT for letter in text)


def _told(row: TargetRow, unit: str, aim: str) -> str:
    label, value, target = row
    goal = "" if target is None else f"，{aim} {number_label(target)}{unit}"
    return f"{label} {_labelled(value, unit)}{goal}"


def _labelled(value: Number, unit: str) -> str:
    """1,234人, 87.5%: shares with one decimal, as in the tables."""
    return f"{value:.1f}%" if unit == "%" else f"{number_label(value)}{unit}"


def _lying(n: int, row: TargetRow, scale: float, told: str, *, unit: str, left: int) -> SafeString:
    label, value, target = row
    y, length = 6 + _ROW * n, max(0.0, float(value) * scale)
    aim = 0.0 if target is None else float(target) * scale
    parts = [
        svg.text(left - 8, y + 15, svg.cut(label, _LONGEST if left >= _LEFT else 6), anchor="end"),
        svg.box(left, y, length, 20, PALETTE[0][0], told),
        svg.text(left + max(length, aim) + 8, y + 15, _labelled(value, unit)),
    ]
    return svg.joined([*parts, _target(left + aim, y - 3, 26)] if target is not None else parts)


def _target(x: float, y: float, height: float) -> SafeString:
    return format_html(
        '<path d="M{} {}v{}" stroke="{}" stroke-width="2.5"/>', svg.short(x), svg.short(y), height, INK
    )


def donut(rows: Sequence[tuple[str, Number]], *, title: str, unit: str = "") -> SafeString:
    """Shares of a whole: the total in the middle, values in the legend; beyond 6 parts the rest is 其他."""
    shown = _at_most([row for row in rows if row[1] > 0], len(PALETTE))
    total = sum((value for _, value in shown[1:]), start=shown[0][1] if shown else 0)
    if not total:
        return svg.nothing(title, 220)
    key = svg.key_of(title, shown)
    angle, parts = -math.pi / 2, [svg.patterns(key, len(shown))]
    for n, (label, value) in enumerate(shown):
        share = float(value) / float(total)
        told = f"{number_label(value)}{unit}（{share:.1%}）"
        parts.append(_piece(angle, share, svg.fill_of(key, n), f"{label} {told}"))
        parts.append(svg.box(280, 24 + 30 * n, 13, 13, svg.fill_of(key, n), label))
        parts.append(svg.text(301, 35 + 30 * n, f"{svg.cut(label, 12)}　{told}"))
        angle += share * 2 * math.pi
    parts.append(svg.text(_X, _Y + 4, number_label(total), anchor="middle", size=22))
    parts.append(svg.text(_X, _Y + 24, unit or "合计", anchor="middle", ink=MUTED))
    spoken = "；".join(f"{label} {number_label(value)}{unit}" for label, value in shown)
    return svg.picture(title, spoken, 220, svg.joined(parts))


def _at_most(rows: list[tuple[str, Number]], count: int) -> list[tuple[str, Number]]:
    """Keep the biggest parts and join the rest into 其他."""
    if len(rows) <= count:
        return rows
    ordered = sorted(rows, key=lambda row: row[1], reverse=True)
    kept, rest = ordered[: count - 1], ordered[count - 1 :]
    return [*kept, ("其他", sum((value for _, value in rest[1:]), start=rest[0][1]))]


def _piece(start: float, share: float, fill: str, told: str) -> SafeString:
    """One piece of the ring, or the whole ring."""
    if share > _WHOLE:
        return format_html(
            '<circle cx="{}" cy="{}" r="{}" fill="none" stroke="{}" stroke-width="{}">'
            "<title>{}</title></circle>",
            _X, _Y, (_OUTER + _INNER) / 2, fill, _OUTER - _INNER, told,
        )  # fmt: skip
    end, large = start + share * 2 * math.pi, 1 if share > _HALF else 0
    path = (
        f"M{_at(_OUTER, start)}A{_OUTER} {_OUTER} 0 {large} 1 {_at(_OUTER, end)}"
        f"L{_at(_INNER, end)}A{_INNER} {_INNER} 0 {large} 0 {_at(_INNER, start)}Z"
    )
    return format_html(
        '<path d="{}" fill="{}" stroke="#FFFFFF" stroke-width="1.5"><title>{}</title></path>',
        path,
        fill,
        told,
    )


def _at(radius: float, angle: float) -> str:
    return f"{svg.short(_X + radius * math.cos(angle))} {svg.short(_Y + radius * math.sin(angle))}"
