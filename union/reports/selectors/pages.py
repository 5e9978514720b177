"""A report laid out for reading: the same chapters stand on the screen, in the PDF and in the plain text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from union.common.charts import horizontal_bar
from union.reports.models import Report, ReportChapter
from union.reports.rules.wording import Counted, grouped
from union.reports.selectors.reports import figures_by_chapter

_NUMERALS = "〇一二三四五六七八九十"
_TEN = 10
_BARS = 12
_FEWEST_BARS = 2


@dataclass(frozen=True, slots=True)
class Group:
    """A breakdown with its picture; ``chart`` is "" where there is too little to draw."""

    label: str
    unit: str
    rows: Sequence[Counted]
    chart: SafeString | str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A numbered chapter with its texts and tables."""

    number: str
    row: ReportChapter
    paragraphs: Sequence[str]
    figures: Sequence[Counted]
    groups: Sequence[Group]

    @property
    def is_empty(self) -> bool:
        """Nothing to print: the office wrote nothing and nothing is counted here."""
        return not (self.paragraphs or self.figures or self.groups)


def chapters_of(report: Report, opens: Callable[[Counted], bool] = bool) -> list[Chapter]:
    """Return the chapters in order, numbered 一、二、三; figures come from the frozen snapshot.

    ``opens(figure)`` says whether the reader may open the rows; others lose their address.
    """
    found = {
        key: [row if opens(row) else replace(row, rows_url="") for row in rows]
        for key, rows in figures_by_chapter(report).items()
    }
    return [
        Chapter(
            chinese_numeral(n), row, _paragraphs(row),
            [figure for figure in found.get(row.key, []) if not figure.group],
            [_group(label, rows) for label, rows in grouped(found.get(row.key, []))],
        )
        for n, row in enumerate(report.chapters.all(), start=1)
    ]  # fmt: skip


def _paragraphs(row: ReportChapter) -> list[str]:
    lines = [*row.text.splitlines(), *row.narrative.splitlines()]
    return [line.strip() for line in lines if line.strip()]


def _group(label: str, rows: Sequence[Counted]) -> Group:
    drawn = sorted((row for row in rows if row.value), key=lambda row: -(row.value or 0))[:_BARS]
    unit = rows[0].unit
    chart: SafeString | str = ""
    if len(drawn) >= _FEWEST_BARS:
        chart = horizontal_bar(
            [(row.label, row.value or 0, None) for row in drawn], title=f"{label}（{unit}）", unit=unit
        )
    return Group(label, unit, rows, chart)


def headline_chart(figures: Sequence[Counted]) -> SafeString | str:
    """Return the first picture of a chapter, "" if it has none."""
    charts = (_group(label, rows).chart for label, rows in grouped(figures))
    return next((chart for chart in charts if chart), "")


def chinese_numeral(number: int) -> str:
    """Return 1 to 99 as a chapter number.

    >>> [chinese_numeral(n) for n in (1, 10, 11, 20, 34)]
    ['一', '十', '十一', '二十', '三十四']
    """
    tens, ones = divmod(number, _TEN)
    head = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return head + (_NUMERALS[ones] if ones else "")


def neighbours(report: Report, chapter: ReportChapter) -> tuple[ReportChapter | None, ReportChapter | None]:
    """Return the chapters before and after ``chapter``, so that one writes from the first to the last."""
    rows = [None, *report.chapters.all(), None]
    for before, here, after in zip(rows, rows[1:], rows[2:], strict=False):
        if here == chapter:
            return before, after
    return None, None
