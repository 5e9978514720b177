"""A report laid out for reading: the same chapters stand on the screen, in the PDF and in the plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from django.contrib.contenttypes.models import ContentType
from django.utils.safestring import SafeString

from union.common.charts import horizontal_bar, phone_bar
from union.common.models import Attachment
from union.reports.models import Report, ReportChapter
from union.reports.rules.wording import Counted, grouped
from union.reports.selectors.reports import figures_by_chapter

_NUMERALS = "〇一二三四五六七八九十"
_TEN = 10
_BARS = 12
_FEWEST_BARS = 2
_SHORT = 16  # rows of a table that is kept on one page


@dataclass(frozen=True, slots=True)
class Group:
    """A breakdown with its picture and the same for phones; both "" where there is too little to draw."""

    label: str
    unit: str
    rows: Sequence[Counted]
    chart: SafeString | str
    phone: SafeString | str

    @property
    def is_short(self) -> bool:
        """Whether its table stays on one page."""
        return len(self.rows) <= _SHORT


@dataclass(frozen=True, slots=True)
class Chapter:
    """A numbered chapter with its texts and tables."""

    number: str
    row: ReportChapter
    paragraphs: Sequence[str]
    figures: Sequence[Counted]
    groups: Sequence[Group]
    photos: Sequence[Attachment] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing to print: the office wrote nothing, and nothing was counted in either year."""
        rows = [*self.figures, *(row for group in self.groups for row in group.rows)]
        return not self.paragraphs and not self.photos and not any(row.value or row.previous for row in rows)


def chapters_of(report: Report, opens: Callable[[Counted], bool] = bool) -> list[Chapter]:
    """Return every chapter in order, for the writer's screen; figures come from the frozen snapshot.

    ``opens(figure)`` says whether the reader may open the rows; others lose their address.
    """
    found = {
        key: [row if opens(row) else replace(row, rows_url="") for row in rows]
        for key, rows in figures_by_chapter(report).items()
    }
    rows = list(report.chapters.all())
    photos = photos_of(rows)
    return _numbered(_chapter(row, found.get(row.key, []), photos.get(str(row.pk), ())) for row in rows)


def photos_of(chapters: Iterable[ReportChapter]) -> dict[str, list[Attachment]]:
    """Return the photos by key of the chapter, oldest first; one query."""
    owner_type = ContentType.objects.get_for_model(ReportChapter)
    keys = [str(chapter.pk) for chapter in chapters]
    found: dict[str, list[Attachment]] = {}
    for photo in Attachment.objects.filter(
        owner_type=owner_type, owner_id__in=keys, removed_at=None
    ).order_by("uploaded_at"):  # fmt: skip
        found.setdefault(photo.owner_id, []).append(photo)
    return found


def printed_chapters(report: Report) -> list[Chapter]:
    """Return the chapters that say something, numbered without gaps."""
    return _numbered(_counted_only(chapter) for chapter in chapters_of(report) if not chapter.is_empty)


def _counted_only(chapter: Chapter) -> Chapter:
    """Without the lines that neither year could count (a rate of nothing)."""
    rows = [row for row in chapter.figures if not (row.value is None and row.previous is None)]
    return replace(chapter, figures=rows)


def _numbered(chapters: Iterable[Chapter]) -> list[Chapter]:
    return [replace(each, number=chinese_numeral(n)) for n, each in enumerate(chapters, start=1)]


def _chapter(row: ReportChapter, figures: Sequence[Counted], photos: Sequence[Attachment]) -> Chapter:
    plain = [figure for figure in figures if not figure.group]
    return Chapter("", row, _paragraphs(row), plain, [_group(*pair) for pair in grouped(figures)], photos)


def _paragraphs(row: ReportChapter) -> list[str]:
    lines = [*row.text.splitlines(), *row.narrative.splitlines()]
    return [line.strip() for line in lines if line.strip()]


def _group(label: str, rows: Sequence[Counted], *, narrow: bool = False, bars: int = _BARS) -> Group:
    drawn = sorted((row for row in rows if row.value), key=lambda row: -(row.value or 0))[:bars]
    unit = rows[0].unit
    if len(drawn) < _FEWEST_BARS:
        return Group(label, unit, rows, "", "")
    title, bars_of = f"{label}（{unit}）", [(row.label, row.value or 0) for row in drawn]
    wide = [(name, value, None) for name, value in bars_of]
    chart = horizontal_bar(wide, title=title, unit=unit, narrow=narrow)
    return Group(label, unit, rows, chart, phone_bar(bars_of, title=title, unit=unit))


def pictured(figures: Sequence[Counted], *, narrow: bool = False, bars: int = _BARS) -> Group | None:
    """Return the first breakdown of a chapter that can be drawn; ``narrow`` for half a screen."""
    groups = (_group(*pair, narrow=narrow, bars=bars) for pair in grouped(figures))
    return next((group for group in groups if group.chart), None)


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
