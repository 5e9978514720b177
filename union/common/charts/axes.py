"""Charts with two axes: upright bars, stacked bars, lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from union.common.charts import svg
from union.common.charts.svg import GRID, INK, MUTED, WIDTH, Number, Series, number_label

LINE_COLOURS = ("#B4232A", "#1F5FBF", "#1E5B43", "#8A5A00", "#4A4E8F", "#5F6672")
_DASHES = ("none", "7 4", "2 3", "9 3 2 3", "12 4", "4 2")
_LEFT, _RIGHT, _TOP, _LABELS = 56, 12, 26, 26
_WIDEST_BAR = 56.0


def bar(rows: Sequence[tuple[str, Number]], *, title: str, unit: str = "", height: int = 280) -> SafeString:
    """Upright bars, one per (label, value); negative values hang below the line. For up to 16 bars."""
    series = [Series(title, [value for _, value in rows])] if rows else []
    return stacked_bar([label for label, _ in rows], series, title=title, unit=unit, height=height)


def stacked_bar(
    categories: Sequence[str], series: Sequence[Series], *, title: str, unit: str = "", height: int = 300
) -> SafeString:
    """Upright bars made of one part per series, with a legend if there is more than one."""
    if not categories or not series:
        return svg.nothing(title, height)
    plane = Plane.around(title, categories, series, unit, height, stacked=True)
    columns = [_column(plane, index) for index in range(len(categories))]
    return plane.drawn(svg.joined(columns))


def line(
    categories: Sequence[str], series: Sequence[Series], *, title: str, unit: str = "", height: int = 280
) -> SafeString:
    """Lines over time, one per series, told apart by colour, dash and points."""
    if not categories or not series:
        return svg.nothing(title, height)
    plane = Plane.around(title, categories, series, unit, height, stacked=False)
    return plane.drawn(svg.joined(_one_line(plane, n) for n in range(len(series))))


@dataclass(frozen=True, slots=True)
class Plane:
    """The area between the axes, and where a value lies in it."""

    title: str
    categories: Sequence[str]
    series: Sequence[Series]
    unit: str
    height: int
    ticks: Sequence[float]
    stacked: bool

    @classmethod
    def around(
        cls,
        title: str,
        categories: Sequence[str],
        series: Sequence[Series],
        unit: str,
        height: int,
        *,
        stacked: bool,
    ) -> Plane:
        """Choose the scale so that every value (or every stack) fits, and zero is always shown."""
        columns = list(zip(*(each.values for each in series), strict=True))
        tops = [float(sum(column)) for column in columns] if stacked else [float(max(c)) for c in columns]
        lows = tops if stacked else [float(min(column)) for column in columns]
        ticks = nice_ticks(min(0.0, *lows), max(0.0, *tops))
        return cls(title, categories, series, unit, height, ticks, stacked)

    @property
    def slot(self) -> float:
        """Width that belongs to one category."""
        return (WIDTH - _LEFT - _RIGHT) / len(self.categories)

    def x(self, index: int) -> float:
        """Middle of the n-th category."""
        return _LEFT + self.slot * (index + 0.5)

    def y(self, value: Number) -> float:
        """Height of a value on the picture."""
        low, high = self.ticks[0], self.ticks[-1]
        bottom = self.height - _LABELS - (22 if len(self.series) > 1 else 0)
        return bottom - (float(value) - low) / (high - low) * (bottom - _TOP)

    @property
    def key(self) -> str:
        """Name of this chart's patterns."""
        return svg.key_of(self.title, self.categories, self.series)

    def told(self, index: int, position: int) -> str:
        """One value in words."""
        series = self.series[position]
        name = f"{self.categories[index]} {series.name}" if len(self.series) > 1 else self.categories[index]
        return f"{name} {number_label(series.values[index])}{self.unit}"

    def drawn(self, content: SafeString) -> SafeString:
        """The finished picture: grid, labels, content, legend, description."""
        places = [(n, m) for n in range(len(self.categories)) for m in range(len(self.series))]
        parts = [svg.patterns(self.key, len(self.series)), self._grid(), content, self._labels()]
        if len(self.series) > 1:
            colours = () if self.stacked else LINE_COLOURS
            names = [each.name for each in self.series]
            parts.append(svg.legend(self.key, names, self.height - 8, _LEFT, colours))
        description = "；".join(self.told(n, m) for n, m in places)
        return svg.picture(self.title, description, self.height, svg.joined(parts))

    def _grid(self) -> SafeString:
        lines = format_html_join(
            "",
            '<path d="M{} {}H{}" stroke="{}" stroke-width="1"/>',
            ((_LEFT, svg.short(self.y(tick)), WIDTH - _RIGHT, GRID if tick else INK) for tick in self.ticks),
        )
        numbers = [
            svg.text(_LEFT - 6, self.y(tick) + 4, _tick_label(tick), anchor="end", size=11, ink=MUTED)
            for tick in self.ticks
        ]
        unit = (
            svg.text(_LEFT, 14, f"单位：{self.unit}", size=11, ink=MUTED) if self.unit else svg.text(0, 0, "")
        )
        return svg.joined([lines, *numbers, unit])

    def _labels(self) -> SafeString:
        bottom = self.y(self.ticks[0]) + 17
        fits = max(2, int(self.slot / 12.5))
        return svg.joined(
            svg.text(self.x(n), bottom, svg.cut(label, fits), anchor="middle")
            for n, label in enumerate(self.categories)
        )


def nice_ticks(low: float, high: float) -> list[float]:
    """Return 4 to 8 round values from at most ``low`` to at least ``high``; 0 and 7 -> 0 2 4 6 8."""
    span = (high - low) or 1.0
    rough = span / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    step = max(step, 1.0) if span >= 4 else step  # noqa: PLR2004 - small counts get whole steps
    first, last = math.floor(low / step), math.ceil((high or low + span) / step)
    return [round(step * n, 6) for n in range(first, max(last, first + 1) + 1)]


def _tick_label(tick: float) -> str:
    return f"{tick:,.0f}" if tick == int(tick) else f"{tick:,.2f}".rstrip("0")


def _column(plane: Plane, index: int) -> SafeString:
    """One bar with its total above it."""
    thick = min(_WIDEST_BAR, plane.slot * 0.62)
    left, base, parts = plane.x(index) - thick / 2, 0.0, []
    for position, series in enumerate(plane.series):
        value = float(series.values[index])
        top, bottom = plane.y(max(base, base + value)), plane.y(min(base, base + value))
        fill = svg.fill_of(plane.key, position)
        parts.append(svg.box(left, top, thick, bottom - top, fill, plane.told(index, position)))
        base += value
    total = sum((each.values[index] for each in plane.series[1:]), start=plane.series[0].values[index])
    above = plane.y(base) + (-5 if base >= 0 else 14)
    return svg.joined([*parts, svg.text(plane.x(index), above, number_label(total), anchor="middle")])


def _one_line(plane: Plane, position: int) -> SafeString:
    values, colour = plane.series[position].values, LINE_COLOURS[position % len(LINE_COLOURS)]
    points = [(svg.short(plane.x(n)), svg.short(plane.y(value))) for n, value in enumerate(values)]
    drawn = format_html(
        '<polyline points="{}" fill="none" stroke="{}" stroke-width="2.2" stroke-dasharray="{}"/>',
        " ".join(f"{x},{y}" for x, y in points), colour, _DASHES[position % len(_DASHES)],
    )  # fmt: skip
    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="3.6" fill="{}" stroke="{}" stroke-width="2"><title>{}</title></circle>',
        (
            (x, y, "#FFFFFF" if position % 2 else colour, colour, plane.told(n, position))
            for n, (x, y) in enumerate(points)
        ),
    )
    labels = [
        svg.text(plane.x(n), plane.y(value) - 9, number_label(value), anchor="middle", size=11)
        for n, value in enumerate(values)
    ]
    return svg.joined([drawn, dots, *(labels if len(plane.series) == 1 else [])])
