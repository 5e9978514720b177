"""工会经费收支决算表 of a year on paper: by line against the budget and the year before."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.pdf import render_pdf
from union.funds import permissions
from union.funds.choices import AccountKind
from union.funds.selectors.balances import balances, by_fund_source, years_in_book
from union.funds.selectors.budgets import budget_in_force
from union.funds.selectors.execution import Limits, execution, total_row
from union.organisation.models import UnionProfile

_QUIET = Limits(notice=1000, full=1000)  # paper shows no marks


@require_safe
def final_account_pdf(request: HttpRequest, year: int) -> HttpResponse:
    """The whole year, or the year so far; opened by whoever sees the cash book."""
    if not permissions.can_view(request.user) or year not in years_in_book(today()):
        raise Http404
    first, last = dt.date(year, 1, 1), min(dt.date(year, 12, 31), today())
    parts = []
    for kind, label in ((AccountKind.INCOME, "一、收入"), (AccountKind.EXPENSE, "二、支出")):
        sections = execution(year, kind, limits=_QUIET)
        rows = [row for section in sections for row in section.rows]
        parts.append((label, sections, total_row(rows[0].account, rows) if rows else None))
    whole = last.month == 12 and last.day == 31  # noqa: PLR2004 - New Year's Eve
    title = f"{year} 年工会经费收支{'决算' if whole else '情况'}表"
    profile = UnionProfile.objects.first() or UnionProfile()
    context = {
        "pdf_unit": profile.name, "parts": [part for part in parts if part[2]], "whole": whole,
        "first": first, "last": last, "sources": by_fund_source(first, last), "balances": balances(last),
        "labels": ("工会主席", "财务负责人", "经审委员会", "制表"),
    }  # fmt: skip
    pdf = render_pdf("pdf/final_account.html", context, title=title)
    audit.record(AuditAction.EXPORT, budget_in_force(year), actor=request.user, note=f"打印《{title}》")
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="final-account-{year}.pdf"'
    return answer
