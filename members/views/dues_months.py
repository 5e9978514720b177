"""The month of dues: overview, differences to decide, computing, closing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from members.choices import DuesDecision, DuesDifferenceKind, DuesMonthState
from members.forms.dues import CloseForm, DecisionForm
from members.ledgers_dues import DIFFERENCE_TONES
from members.models import DuesDifference, DuesMonth
from members.rules.dues import last_day
from members.rules.dues_payroll import DECISIONS
from members.selectors.dues import closing_obstacles, month_picture, month_pictures
from members.services import dues_differences, dues_months
from union.common.dates import first_of_month, today
from union.common.views.service_pages import ServiceFormView, chosen_ids, take
from union.organisation.choices import Right

SHOWN_MONTHS = 24
SHOWN_DIFFERENCES = 200


def sees_all(user: Any) -> bool:
    """Whether the user sees the dues of the whole hospital."""
    return bool(user.access.scope(Right.VIEW_DUES).everything)


def closes(user: Any) -> bool:
    """Whether the user computes and closes."""
    return bool(user.access.scope(Right.CLOSE_DUES).everything)


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Where 会费 in the side bar leads: months for the office, accounts for branch and group."""
    if sees_all(request.user):
        return redirect("dues:month_list")
    return redirect("dues:account_list" if request.user.access.can(Right.VIEW_DUES) else "dues:mine")


class MonthListView(LoginRequiredMixin, TemplateView):
    """Months, newest first, with what came in."""

    template_name = "dues/month_list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not sees_all(request.user):
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        this = first_of_month(today())
        return super().get_context_data(
            pictures=month_pictures(SHOWN_MONTHS), this=this, closes=closes(self.request.user),
            this_missing=not DuesMonth.objects.filter(month=this).exists(), **kwargs,
        )  # fmt: skip


def _month(year: int, month: int) -> DuesMonth:
    try:
        day = dt.date(year, month, 1)
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(DuesMonth, month=day)


def _url(month: dt.date, name: str = "month_detail") -> str:
    return reverse(f"dues:{name}", args=[month.year, month.month])


class MonthDetailView(LoginRequiredMixin, TemplateView):
    """One month: sums, the file, the differences; what stands in the way of closing."""

    template_name = "dues/month_detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not sees_all(request.user):
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = _month(self.kwargs["year"], self.kwargs["month"])
        kind = self.request.GET.get("kind", "")
        rows = DuesDifference.objects.filter(month=row.month).select_related(
            "member__branch", "row", "booking"
        )
        shown = rows.filter(kind=kind) if kind in DuesDifferenceKind.values else rows
        is_open = row.state == DuesMonthState.OPEN
        picture = month_picture(row)
        tabs = [(key, DuesDifferenceKind(key).label, found[0]) for key, found in picture.differences.items()]
        choices = DECISIONS[DuesDifferenceKind(kind)] if kind in DuesDifferenceKind.values else ()
        return super().get_context_data(
            row=row, picture=picture, is_open=is_open, kind=kind, tabs=tabs, tones=DIFFERENCE_TONES,
            differences=list(shown.order_by("decision", "kind", "pk")[:SHOWN_DIFFERENCES]),
            obstacles=closing_obstacles(row, explained=True) if is_open else [],
            is_over=today() > last_day(row.month), closes=closes(self.request.user) and is_open,
            many=[d for d in choices if d != DuesDecision.ASSIGN] if is_open else [], **kwargs,
        )  # fmt: skip


@login_required
@require_POST
def compute(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Compute (again) what is due; opens the month if it is new."""
    return _run(request, year, month, dues_months.compute_month, "已按登记核算应缴会费")


@login_required
@require_POST
def recheck(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Compare closed months with the registry; differences are booked in this month."""
    return _run(request, year, month, dues_months.recheck_closed, "已复核以前月份，差额记入本月")


def _run(request: HttpRequest, year: int, month: int, action: Any, done: str) -> HttpResponse:
    if not closes(request.user):
        raise Http404
    try:
        day = dt.date(year, month, 1)
    except ValueError as error:
        raise Http404 from error
    take(request, lambda: action(day, actor=request.user), done)
    known = DuesMonth.objects.filter(month=day).exists()
    return redirect(_url(day) if known else "dues:month_list")


@login_required
@require_POST
def decide_many(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Decide the ticked differences alike."""
    if not closes(request.user):
        raise Http404
    row = _month(year, month)
    decision = request.POST.get("decision", "")
    if decision not in DuesDecision.values:
        raise Http404
    take(
        request,
        lambda: dues_differences.decide_many(
            row.month, chosen_ids(request), DuesDecision(decision),
            note=request.POST.get("note", "")[:200] or "批量处理", actor=request.user,
        ),
        f"已处理：{DuesDecision(decision).label}",
    )  # fmt: skip
    return redirect(_url(row.month))


class MonthCloseView(ServiceFormView):
    """Close a month, with what was found and what will no longer change."""

    template_name = "dues/month_close.html"
    form_class = CloseForm
    done = "已结账"

    def allowed(self) -> bool:
        return closes(self.request.user)

    @cached_property
    def row(self) -> DuesMonth:
        """The month of the address."""
        return _month(self.kwargs["year"], self.kwargs["month"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        obstacles = closing_obstacles(self.row, explained=True)
        if self.row.state == DuesMonthState.CLOSED:
            raise Http404
        return super().get_context_data(
            row=self.row,
            picture=month_picture(self.row),
            obstacles=obstacles,
            back=_url(self.row.month),
            **kwargs,
        )

    def carry_out(self, form: CloseForm) -> str:
        dues_months.close_month(self.row.month, note=form.cleaned_data["note"], actor=self.request.user)
        return _url(self.row.month)


class DifferenceView(ServiceFormView):
    """Decide one difference."""

    template_name = "dues/difference_decide.html"
    form_class = DecisionForm
    done = "已记录处理意见"

    def allowed(self) -> bool:
        return closes(self.request.user)

    @cached_property
    def difference(self) -> DuesDifference:
        """The difference."""
        rows = DuesDifference.objects.select_related(
            "member__branch", "row", "assigned_to", "decided_by", "booking"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "difference": self.difference, "user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        row = self.difference
        return {"decision": row.decision, "note": row.note, "assigned_to": row.assigned_to_id}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.difference
        month = DuesMonth.objects.filter(month=row.month).first()
        fixed = row.booking_id is not None or (month and month.state == DuesMonthState.CLOSED)
        return super().get_context_data(
            difference=row, tone=DIFFERENCE_TONES[row.kind], back=_url(row.month), fixed=fixed, **kwargs
        )

    def carry_out(self, form: DecisionForm) -> str:
        typed = form.cleaned_data
        dues_differences.decide_difference(
            self.difference, DuesDecision(typed["decision"]), note=typed["note"], actor=self.request.user,
            assigned_to=typed.get("assigned_to"),
        )  # fmt: skip
        return _url(self.difference.month)
