"""Coverage of visits, and what one member has received this year."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Sum
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from members.models import Member
from members.selectors import members_visible_to
from union.common.charts import horizontal_bar
from union.common.dates import today
from union.organisation.choices import Right
from welfare.forms.visits import CoverageForm
from welfare.ledgers.visits import TONES
from welfare.models import VisitScheme
from welfare.selectors import coverage
from welfare.selectors.ceilings import ceilings_of
from welfare.selectors.standards import category_of, received_in
from welfare.selectors.visits import visits_in_scope

_FILTERS = {"occasion": "occasion", "branch": "branch", "scheme": "scheme"}
COLUMNS = ("due", "on_time", "late", "overdue", "missed", "waiting")


def ledger_url(first: dt.date, last: dt.date, **more: str) -> str:
    """The ledger with exactly the rows a number counts."""
    query = {"due_from": first.isoformat(), "due_to": last.isoformat(), **more}
    return f"{reverse('welfare:visit_list')}?{urlencode(query)}"


class CoverageView(LoginRequiredMixin, TemplateView):
    """应访已访: by scheme, occasion, branch and month; every number opens its rows."""

    template_name = "welfare/coverage.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        if not user.access.can(Right.VIEW_VISITS):
            raise Http404
        day = today()
        start = {"first": day.replace(month=1, day=1), "last": day}
        form = CoverageForm(self.request.GET or None, initial=start)
        typed = form.cleaned_data if form.is_valid() else {}
        first, last = typed.get("first") or start["first"], typed.get("last") or day
        rows = coverage.due_in(visits_in_scope(user), first, last)
        scheme = self._scheme(typed.get("scheme", ""), form)
        tables = [
            ("occasion", "按慰问类别", coverage.by_occasion(rows, day)),
            ("branch", "按支会", coverage.by_branch(rows, day)),
            ("month", "按月份", coverage.by_month(rows, day)),
        ]
        if scheme is not None:
            tables.insert(0, ("scheme", f"按{scheme.name}", coverage.by_scheme(rows, scheme, day)))
        total = coverage.total(rows, day)
        shown = [(key, title, self._lines(key, lines, first, last)) for key, title, lines in tables if lines]
        return super().get_context_data(
            form=form, first=first, last=last, scheme=scheme, total=total, tables=shown,
            total_urls=self._urls({}, first, last), columns=[coverage.LABELS[key] for key in COLUMNS],
            chart=self._chart(tables), title=self._title(total), **kwargs,
        )  # fmt: skip

    @staticmethod
    def _scheme(chosen: str, form: CoverageForm) -> VisitScheme | None:
        first = next(iter(form.fields["scheme"].choices), ("", ""))[0]  # type: ignore[attr-defined]
        return VisitScheme.objects.filter(pk=chosen or first or None).first()

    def _lines(self, key: str, lines: list[Any], first: dt.date, last: dt.date) -> list[Any]:
        return [
            (line, self._cells(line, *self._span(key, line, first, last), self._where(key, line)))
            for line in lines
        ]

    @staticmethod
    def _where(key: str, line: Any) -> dict[str, str]:
        return {_FILTERS[key]: line.key} if key in _FILTERS else {}

    @staticmethod
    def _span(key: str, line: Any, first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
        if key != "month":
            return first, last
        start = dt.date.fromisoformat(f"{line.key}-01")
        following = (start + dt.timedelta(days=31)).replace(day=1)
        return max(first, start), min(last, following - dt.timedelta(days=1))

    def _cells(self, line: Any, first: dt.date, last: dt.date, where: dict[str, str]) -> list[Any]:
        urls = self._urls(where, first, last)
        return [(coverage.LABELS[key], line.counts[key], url) for key, url in urls]

    @staticmethod
    def _urls(where: dict[str, str], first: dt.date, last: dt.date) -> list[tuple[str, str]]:
        return [(key, ledger_url(first, last, coverage=key, **where)) for key in COLUMNS]

    @staticmethod
    def _title(total: Any) -> str:
        if total.rate is None:
            return "这段时间没有应访的慰问"
        left = total.counts["overdue"] + total.counts["missed"]
        return f"应访 {total.counts['due']} 人次，已访 {total.rate}%" + (
            f"，{left} 人次没有访到" if left else ""
        )

    @staticmethod
    def _chart(tables: list[Any]) -> str:
        lines = next(iter(tables))[2] if tables else []
        bars = [(line.label, line.done, None) for line in lines if line.counts["due"]]
        return horizontal_bar(bars, title="已慰问人次", unit="人次", narrow=True) if bars else ""


class EntitlementView(LoginRequiredMixin, TemplateView):
    """All a member received this year, against the ceilings; what is still open."""

    template_name = "welfare/entitlement.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        members = members_visible_to(user, Right.VIEW_VISITS).select_related("branch", "group")
        member: Member = get_object_or_404(members, pk=self.kwargs["pk"])
        if not user.access.reaches(Right.VIEW_VISITS, member) and member.user_id != user.pk:
            raise Http404
        asked = self.request.GET.get("year", "")
        year = int(asked) if asked.isdecimal() and len(asked) == 4 else today().year  # noqa: PLR2004
        rows = received_in(member, year)
        return super().get_context_data(
            member=member, year=year, rows=rows, tones=TONES, category=category_of(member).label,
            total=rows.aggregate(total=Sum("amount"))["total"] or 0, ceilings=ceilings_of(member, year),
            years=[today().year - back for back in range(4)], **kwargs,
        )  # fmt: skip
