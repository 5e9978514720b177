"""The printed table."""

from dataclasses import asdict, dataclass
from typing import Any
from unicodedata import east_asian_width


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what, ours, its yardstick in the same run, the ratio, the target, and whether it is met."""

    what: str
    ours: str
    yardstick: str
    ratio: str
    target: str
    met: bool | None

    def cells(self) -> list[str]:
        """The texts of the line."""
        verdict = "" if self.met is None else "met" if self.met else "MISSED"
        return [self.what, self.ours, self.yardstick, self.ratio, self.target, verdict]

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


HEADS = ["item", "ours", "yardstick", "ratio", "target", ""]


def times(value: float) -> str:
    """12.3×."""
    return f"{value:.0f}×" if value >= 20 else f"{value:.1f}×" if value >= 3 else f"{value:.2f}×"


def text(rows: list[Row]) -> str:
    """The table as Markdown that also reads well in a terminal."""
    lines = [HEADS, *(row.cells() for row in rows)]
    widths = [max(_width(line[at]) for line in lines) for at in range(len(HEADS))]
    shown = [_line(line, widths) for line in lines]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([shown[0], rule, *shown[1:]])


def _line(cells: list[str], widths: list[int]) -> str:
    padded = (cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True))
    return "| " + " | ".join(padded) + " |"


def _width(cell: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in cell)
