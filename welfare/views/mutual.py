"""Plans and enrolment lists of mutual protection."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, ListView

from union.common.dates import today
from union.common.errors import DomainError
from union.common.views.service_pages import PlainFormView, chosen_ids, take
from union.organisation.choices import Right
from welfare.choices.mutual import PeriodState
from welfare.forms.care import AudienceForm
from welfare.forms.mutual import PERIOD_FORMS, AddMemberForm, ExportForm, LeaveForm, PeriodForm, PlanForm
from welfare.models import Enrolment, MutualPeriod, MutualPlan
from welfare.permissions import care as may
from welfare.rules.mutual import PERIODS
from welfare.selectors import mutual as selectors
from welfare.selectors.care import events_of, percent, steps_for
from welfare.services import mutual
from welfare.views.care import CareStepView, workbook
from welfare.views.care_payments import money_card

TONES = {"open": "warning", "submitted": "info", "in_force": "success", "cancelled": "neutral"}
PLANS = ("互助保障", "welfare:mutual_periods")


def period_of(user: Any, pk: int) -> MutualPeriod:
    """The list, for those who see lists somewhere; 404 otherwise."""
    if not may.views(user):
        raise Http404
    return get_object_or_404(MutualPeriod.objects.select_related("plan", "created_by"), pk=pk)


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(PLANS[0], reverse(PLANS[1])), *more]


class PlanListView(LoginRequiredMixin, ListView):
    """保障计划, terms by terms."""

    template_name = "welfare/mutual/plans.html"
    context_object_name = "plans"

    def get_queryset(self) -> Any:
        if not may.views(self.request.user):
            raise Http404
        return MutualPlan.objects.all()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(manages=may.manages(self.request.user), today=today(), **kwargs)


class ManagerFormView(PlainFormView):
    """A form for those who manage services."""

    def allowed(self) -> bool:
        return may.manages(self.request.user)

    def trail(self) -> list[tuple[str, str]]:
        return _trail()


class PlanAddView(ManagerFormView):
    """A plan, or new terms."""

    form_class = PlanForm
    heading = "新增保障计划"
    note = "条款变了就用同一代码新增一版，原来的条款自动到前一天为止，过去的名单不受影响"

    def back(self) -> str:
        return reverse("welfare:mutual_plans")

    def carry_out(self, form: Any) -> str:
        mutual.add_plan(form.cleaned_data, actor=self.request.user)
        return self.back()


class PeriodAddView(ManagerFormView):
    """A new list."""

    form_class = PeriodForm
    heading = "新建参保名单"
    submit = "新建"

    def back(self) -> str:
        return reverse("welfare:mutual_periods")

    def carry_out(self, form: Any) -> str:
        typed = form.cleaned_data
        period = mutual.open_period(
            typed["plan"], starts_on=typed["starts_on"], title=typed["title"], actor=self.request.user
        )
        return reverse("welfare:mutual_period", args=[period.pk])


class PeriodView(LoginRequiredMixin, DetailView):
    """One list: rate per branch, people, next steps."""

    template_name = "welfare/mutual/period.html"
    context_object_name = "period"

    def get_object(self, queryset: Any = None) -> MutualPeriod:  # noqa: ARG002 - Django's signature
        return period_of(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, period = self.request.user, self.object
        manages = may.manages(user)
        rates = selectors.rates(period, user)
        insured, eligible = sum(row.insured for row in rates), sum(row.eligible for row in rates)
        people = user.access.scope(Right.VIEW_WELFARE).filter(period.enrolments.all(), "member__")
        people = people.select_related("member", "branch").order_by("branch__position", "member__name_pinyin")
        branch = self.request.GET.get("branch", "")
        shown = people.filter(branch_id=branch) if branch.isdecimal() else people
        return super().get_context_data(
            tone=TONES[period.state], manages=manages, rates=rates, insured=insured, eligible=eligible,
            rate=percent(insured, eligible), sums=selectors.period_sums(period) if manages else None,
            steps=steps_for(period, PERIODS, user),
            page=Paginator(shown, 50).get_page(self.request.GET.get("page")),
            open=period.state == PeriodState.OPEN and manages, add_form=AddMemberForm(user=user),
            waiting=selectors.without_later(period).count() if manages else 0,
            events=[_named(event) for event in events_of(period)] if manages else None,
            **money_card(period, user), **kwargs,
        )  # fmt: skip


def _named(event: Any) -> Any:
    event.label = PeriodState(event.to_state).label
    return event


class PeriodStepView(CareStepView):
    """Send, confirm, return, cancel."""

    forms = PERIOD_FORMS

    @cached_property
    def row(self) -> MutualPeriod:
        """The list."""
        return period_of(self.request.user, self.kwargs["pk"])

    def steps(self) -> Any:
        return steps_for(self.row, PERIODS, self.request.user)

    def back(self) -> str:
        return reverse("welfare:mutual_period", args=[self.row.pk])

    def trail(self) -> list[tuple[str, str]]:
        return _trail((self.row.title, self.back()))

    def run(self, action: Any, values: dict[str, Any]) -> None:
        mutual.step_period(self.row.pk, action, actor=self.request.user, **values)


class PeriodFillView(ManagerFormView):
    """People from a filter."""

    form_class = AudienceForm
    heading = "按条件加入名单"
    note = "不符合年龄、性别限制的，以及同一时间已参加同一计划的，自动不列入"
    submit = "加入名单"

    @cached_property
    def period(self) -> MutualPeriod:
        """The list."""
        return period_of(self.request.user, self.kwargs["pk"])

    def back(self) -> str:
        return reverse("welfare:mutual_period", args=[self.period.pk])

    def trail(self) -> list[tuple[str, str]]:
        return _trail((self.period.title, self.back()))

    def carry_out(self, form: Any) -> str:
        count = mutual.fill_period(self.period.pk, form.audience(), actor=self.request.user)
        self.done = f"已加入 {count} 人"
        return self.back()


class PeriodExportView(PeriodFillView):
    """The list in the association's format."""

    form_class = ExportForm
    heading = "导出协会名单"
    note = "名单含身份证号：写明用途和接收单位，导出会留下记录"
    submit = "导出"

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            content = mutual.export_list(
                self.period, actor=self.request.user, reason=form.cleaned_data["reason"]
            )
        except DomainError as error:
            form.add_error("reason", str(error))
            return self.form_invalid(form)
        return workbook(content, f"list-{self.period.pk}.xlsx")


@require_POST
def period_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one person, or take the chosen ones off."""
    user: Any = request.user
    if not may.manages(user):
        raise Http404
    period = period_of(user, pk)
    if request.POST.get("what") == "remove":
        take(request, lambda: mutual.remove_members(pk, chosen_ids(request), actor=user), "已移出名单")
    else:
        form = AddMemberForm(request.POST, user=user)
        if form.is_valid():
            take(
                request, lambda: mutual.add_member(pk, form.cleaned_data["member"], actor=user), "已加入名单"
            )
        else:
            messages.error(request, "请选择一名会员")
    return redirect("welfare:mutual_period", period.pk)


class LeaveView(ManagerFormView):
    """退保 of one person."""

    form_class = LeaveForm
    heading = submit = "退保"
    dangerous = True

    @cached_property
    def enrolment(self) -> Enrolment:
        """The enrolment."""
        return get_object_or_404(Enrolment.objects.select_related("member", "period"), pk=self.kwargs["pk"])

    def facts(self) -> list[tuple[str, Any]]:
        return [("会员", self.enrolment.member.name), ("批次", self.enrolment.period)]

    def back(self) -> str:
        return reverse("welfare:mutual_period", args=[self.enrolment.period_id])

    def carry_out(self, form: Any) -> str:
        mutual.leave(self.enrolment.pk, actor=self.request.user, **form.cleaned_data)
        return self.back()
