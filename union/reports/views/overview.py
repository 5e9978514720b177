"""一屏总览: the year at a glance for those who lead; every number opens its rows for whoever may see them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.db import transaction
from django.http import Http404, HttpResponse
from django.views.generic import TemplateView

from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError
from union.common.figures import CHAPTERS
from union.reports.rules.layouts import HEADLINES
from union.reports.rules.periods import year_period
from union.reports.selectors import pages, reports
from union.reports.selectors.snapshots import count_figures, count_some
from union.reports.selectors.statistics import statistics_of
from union.reports.services.files import statistics_workbook
from union.reports.views.reports import ReaderMixin

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_YEARS = 6
# Chapter -> the figure its picture breaks down: the list behind the whole picture.
_PICTURED = {
    "organisation": "members.count", "motions": "motions.papers", "warmth": "welfare.visit_times",
    "activities": "events.sessions", "money": "funds.income",
}  # fmt: skip


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
            opens = reports.opens_rows(user, figure)
            shown = figure if opens else replace(figure, rows_url="")
            by_chapter.setdefault(figure.chapter, []).append(shown)
        lists = {figure.id: figure.rows_url for rows in by_chapter.values() for figure in rows}
        drawn = [
            (CHAPTERS[key], pages.pictured(by_chapter.get(key, []), narrow=True), lists.get(whole, ""))
            for key, whole in _PICTURED.items()
        ]
        return super().get_context_data(
            year=period.first.year, stats=stats, groups=[each for each in drawn if each[1]], **kwargs
        )


class StatisticsView(ReaderMixin, TemplateView):
    """工会统计年报 of one year, on screen or as workbook (``?format=xlsx``)."""

    template_name = "reports/statistics.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        this = today().year
        asked = self.request.GET.get("year", "")
        year = int(asked) if asked.isdecimal() and len(asked) == len("2026") else this
        try:
            document, rows = statistics_of(year)
        except DomainError as error:
            raise Http404 from error
        years = [(str(each), f"{each} 年") for each in range(this, this - _YEARS, -1)]
        return super().get_context_data(year=year, document=document, rows=rows, years=years, **kwargs)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        if self.request.GET.get("format") != "xlsx":
            return super().render_to_response(context, **kwargs)
        with transaction.atomic():
            audit.record(
                AuditAction.EXPORT, actor=self.request.user, note=f"工会统计年报 {context['year']} 年"
            )
        answer = HttpResponse(statistics_workbook(context["year"], context["rows"]), content_type=XLSX)
        name = quote(f"工会统计年报_{context['year']}.xlsx")
        answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        return answer
