"""工会统计年报: the upper union's sheet, filled from the figures of a calendar year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from union.common.models import RuleSet
from union.common.registries import Figure, figures
from union.reports.rules.periods import year_period
from union.reports.rules.wording import Value, number_words
from union.reports.selectors.snapshots import count_some

KIND = "statistics_sheet"


@dataclass(frozen=True, slots=True)
class StatisticsRow:
    """One line. ``value`` None is filled in by hand, or its figure is not counted here."""

    label: str
    unit: str
    value: Value
    definition: str = ""

    @property
    def shown(self) -> str:
        """The number as printed; "" leaves the cell free."""
        return "" if self.value is None else number_words(self.value, self.unit)


def statistics_of(year: int) -> tuple[str, Sequence[StatisticsRow]]:
    """Return the document the layout of ``year`` rests on, and its rows; ("", []) without a layout.

    Raises:
        DomainError: no calendar year.
    """
    period = year_period(year)
    layout = RuleSet.objects.filter(kind=KIND).valid_on(period.last).order_by("-valid_from").first()
    if layout is None:
        return "", []
    wanted = [(row["label"], row.get("figure", "")) for row in layout.values["rows"]]
    counted = {row.id: row for row in count_some(period, dict.fromkeys(key for _label, key in wanted if key))}
    rows = []
    for label, key in wanted:
        row, figure = counted.get(key), figures.get(key)
        unit = figure.unit if isinstance(figure, Figure) else ""
        rows.append(StatisticsRow(label, unit, row.value if row else None, row.definition if row else ""))
    return layout.source_document, rows
