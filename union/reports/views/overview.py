"""一屏总览: the year at a glance for those who lead; every number opens its rows for whoever may see them."""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView

from union.common.dates import today
from union.common.figures import CHAPTERS
from union.reports.rules.layouts import HEADLINES
from union.reports.rules.periods import year_period
from union.reports.selectors import pages, reports
from union.reports.selectors.snapshots import count_figures, count_some
from union.reports.views.reports import ReaderMixin

_PICTURED = ("organisation", "motions", "warmth", "activities", "money")


class OverviewView(ReaderMixin, TemplateView):
    """Headline figures of this year, counted now, and one picture per chapter."""

    template_name = "reports/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        period, user = year_period(today().year), self.request.user
        stats = [
            (figure, figure.rows_url if reports.opens_rows(user, figure) else "")
            for figure in count_some(period, HEADLINES)
            if figure.value is not None
        ]
        by_chapter: dict[str, list[Any]] = {}
        for figure in count_figures(period, _PICTURED):
            by_chapter.setdefault(figure.chapter, []).append(figure)
        drawn = [(CHAPTERS[key], pages.pictured(by_chapter.get(key, []))) for key in _PICTURED]
        return super().get_context_data(
            year=period.first.year, stats=stats, groups=[pair for pair in drawn if pair[1]], **kwargs
        )
