"""A member's account of dues and its statement; the yearly publication sheet."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from members.models import DuesAuthorisation, DuesEntry, Member
from members.rules.dues_records import OPEN_CASES, UNPAID_MONTHS
from members.selectors import own_member, search
from members.selectors.dues import account_of, collected_from, owed_of, payers_visible_to
from members.selectors.dues_accounts import scans_of, wholly_unpaid
from members.selectors.dues_reports import publication, statement_of
from members.services.dues_prepayment import prepaid_through
from members.views.dues_months import closes, sees_all
from members.views.papers import pdf_answer
from union.common.dates import add_months, first_of_month, today
from union.funds.permissions import can_post
from union.organisation.choices import Right
from union.organisation.models import UnionProfile

SHOWN_LINES = 60
HITS = 12
FIRST_YEAR = 2000


def asked_year(request: HttpRequest) -> int:
    """The year of the address, this year by default; the coming one for what was paid ahead."""
    text = request.GET.get("year", "")
    year = int(text) if text.isdecimal() and len(text) == 4 else today().year  # noqa: PLR2004
    return year if FIRST_YEAR <= year <= today().year + 1 else today().year


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The user's own account."""
    member = own_member(request.user)
    if member is None:
        raise Http404
    return redirect("dues:member_account", pk=member.pk)


class AccountView(LoginRequiredMixin, TemplateView):
    """Month by month what was due and paid, and every line behind it."""

    template_name = "dues/member_account.html"

    @cached_property
    def member(self) -> Member:
        """The member, within the scope of VIEW_DUES or the own record."""
        rows = payers_visible_to(self.request.user).select_related("branch", "group", "department")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member, year = self.member, asked_year(self.request)
        months = account_of(member, dt.date(year, 1, 1), dt.date(year, 12, 1))
        lines = DuesEntry.objects.filter(member=member, month__year=year).select_related("booking")
        collects = collected_from(self.request.user).filter(pk=member.pk).exists()
        own = member.user_id == self.request.user.pk
        ahead = prepaid_through(member, today())
        authorisation = DuesAuthorisation.objects.filter(member=member).first()
        scans = scans_of([authorisation] if authorisation else [])
        return super().get_context_data(
            member=member, year=year, months=months,
            years=range(max(today(), ahead or today()).year, today().year - 4, -1), prepaid_through=ahead,
            lines=lines.order_by("-id")[:SHOWN_LINES], owed=owed_of(member, today()), own=own,
            receipts=member.dues_receipts.all()[:10], collects=collects and not own,
            takes=closes(self.request.user) and not own,
            authorisation=authorisation, scan=next(iter(scans.values()), None),
            unpaid=collects and not own and _is_unpaid(member),
            open_case=member.unpaid_cases.filter(state__in=OPEN_CASES).first() if collects else None,
            total_due=sum(row["due"] for row in months), total_paid=sum(row["paid"] for row in months),
            **kwargs,
        )  # fmt: skip


def _is_unpaid(member: Member) -> bool:
    """Whether nothing was paid in any of the six months before this one."""
    until = add_months(first_of_month(today()), -1)
    return wholly_unpaid(None, until, UNPAID_MONTHS).filter(pk=member.pk).exists()


@login_required
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """The member's statement of a year on paper."""
    member = get_object_or_404(payers_visible_to(request.user).select_related("branch", "group"), pk=pk)
    year = asked_year(request)
    context = {"member": member, "year": year, "today": today(), **statement_of(member, year)}
    return pdf_answer(request, "pdf/dues_statement.html", context, title="会费缴纳对账单", subject=member)


@login_required
@require_POST
def member_options(request: HttpRequest) -> HttpResponse:
    """Answer of the picker: members the user collects dues from."""
    if not request.user.access.can(Right.COLLECT_DUES):
        raise Http404
    query = request.POST.get("q", "").strip()[:60]
    rows = search(collected_from(request.user), query, request.user) if query else Member.objects.none()
    found = rows.order_by("name_pinyin", "pk").values_list("pk", "name", "staff_no", "department__name")[
        :HITS
    ]
    options = [(pk, f"{name} {number or ''}".strip(), unit or "") for pk, name, number, unit in found]
    return render(request, "components/picker_answer.html", {"options": options, "query": query})


class PublicationView(LoginRequiredMixin, TemplateView):
    """会费收支公布: what came in by month and branch, what it was spent on."""

    template_name = "dues/publication.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not sees_all(request.user):
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year = asked_year(self.request)
        years = range(today().year, today().year - 4, -1)
        return super().get_context_data(
            year=year,
            years=years,
            may_publish=can_post(self.request.user),
            **publication(*_whole(year)),
            **kwargs,
        )


def _whole(year: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


@login_required
def publication_paper(request: HttpRequest) -> HttpResponse:
    """The publication sheet as PDF."""
    if not sees_all(request.user):
        raise Http404
    year = asked_year(request)
    profile = UnionProfile.objects.first() or UnionProfile(pk=1)
    context = {"year": year, "today": today(), **publication(*_whole(year))}
    return pdf_answer(
        request, "pdf/dues_publication.html", context, title=f"{year} 年会费收支公布", subject=profile
    )
