"""The yearly plan: list, lines, approval, progress, print, Excel."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import ListView

from events.choices.activities import LineState, PlanState
from events.forms.activities import NoteForm
from events.forms.plans import LineForm, LineStateForm, PlanForm
from events.models import PlanLine, YearPlan
from events.permissions import activities as permissions
from events.rules.plans import ARROWS, DECISIONS, PlanAction
from events.selectors.activities import plans_visible_to
from events.selectors.plans import lines_of, progress_of
from events.services import plans
from events.services.plan_sheet import plan_workbook
from union.common.dates import today
from union.common.views.service_pages import ServiceFormView, take

PLAN_TONES = {"draft": "neutral", "submitted": "warning", "approved": "success"}
LINE_TONES = {"planned": "info", "carried_out": "success", "moved": "warning", "dropped": "neutral"}


class PlanListView(LoginRequiredMixin, ListView):
    """Plans within the scope, newest year first."""

    template_name = "events/plan_list.html"
    paginate_by = 50

    def get_queryset(self) -> Any:
        user = self.request.user
        if not (permissions.manages_any(user) or user.access.can("view_members")):
            raise Http404
        return plans_visible_to(user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        for plan in kwargs.get("object_list") or self.object_list:
            plan.tone = PLAN_TONES[plan.state]
        may_open = permissions.manages_any(self.request.user)
        return super().get_context_data(may_open=may_open, tones=PLAN_TONES, **kwargs)


class PlanOpenView(ServiceFormView):
    """Open the plan of a year."""

    template_name = "events/form.html"
    form_class = PlanForm
    done = "计划已建立"

    def allowed(self) -> bool:
        return permissions.manages_any(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading="新建年度计划", note="可以把上一年度的项目整份复制过来再改", submit="建立",
            back=reverse("events:plan_list"), parent="年度计划", **kwargs,
        )  # fmt: skip

    def carry_out(self, form: PlanForm) -> str:
        plan = plans.open_plan(**form.cleaned_data, actor=self.request.user)
        return reverse("events:plan_detail", args=[plan.pk])


class PlanDetailView(ServiceFormView):
    """A plan month by month, against what happened."""

    template_name = "events/plan_detail.html"
    form_class = NoteForm

    @cached_property
    def plan(self) -> YearPlan:
        """The plan within the scope."""
        return get_object_or_404(plans_visible_to(self.request.user), pk=self.kwargs["pk"])

    def shown(self) -> Any:
        return self.plan

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**plan_context(self.plan, self.request.user), **kwargs)

    def carry_out(self, form: NoteForm) -> str:
        try:
            action = PlanAction(self.request.POST.get("action", ""))
        except ValueError as error:
            raise Http404 from error
        note, version = form.cleaned_data["note"], self.shown_version
        plans.advance_plan(self.plan, action, actor=self.request.user, note=note, version=version)
        self.done = f"{action.label}：已记录"
        return reverse("events:plan_detail", args=[self.plan.pk])


def plan_context(plan: YearPlan, user: Any) -> dict[str, Any]:
    """What page, print and file show of a plan."""
    edits, decides = permissions.can_edit_plan(user, plan), permissions.can_decide_plan(user, plan)
    actions = [
        action
        for action, (source, _target) in ARROWS.items()
        if source == plan.state and (decides if action in DECISIONS else edits)
    ]
    lines = lines_of(plan, today())
    return {
        "plan": plan, "lines": lines, "progress": progress_of(lines), "actions": actions,
        "rows": [(row, LINE_TONES[row.line.state]) for row in lines],
        "tone": PLAN_TONES[plan.state],
        "edits": edits and plan.state == PlanState.DRAFT,
        "tracks": edits and plan.state == PlanState.APPROVED,
        "budget": sum(row.line.budget_amount for row in lines),
        "cost": sum(row.cost for row in lines),
    }  # fmt: skip


@login_required
@require_safe
def plan_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan on paper."""
    plan = get_object_or_404(plans_visible_to(request.user), pk=pk)
    return render(request, "events/plan_print.html", plan_context(plan, request.user))


@login_required
@require_safe
def plan_excel(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as a workbook."""
    plan = get_object_or_404(plans_visible_to(request.user), pk=pk)
    answer = HttpResponse(
        plan_workbook(plan, lines_of(plan, today())),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    answer["Content-Disposition"] = f'attachment; filename="plan-{plan.year}.xlsx"'
    return answer


class LineView(ServiceFormView):
    """A line of a draft plan, new or changed."""

    template_name = "events/form.html"
    form_class = LineForm

    @cached_property
    def plan(self) -> YearPlan:
        """The plan within the scope."""
        return get_object_or_404(plans_visible_to(self.request.user), pk=self.kwargs["pk"])

    def allowed(self) -> bool:
        return permissions.can_edit_plan(self.request.user, self.plan) and self.plan.state == PlanState.DRAFT

    def get_form_kwargs(self) -> dict[str, Any]:
        key = self.kwargs.get("line")
        found = get_object_or_404(PlanLine, pk=key, plan=self.plan) if key else PlanLine(plan=self.plan)
        return {**super().get_form_kwargs(), "instance": found}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading="计划项目", note="跨月的项目（如 7–8 月夏季旅游）填“至月份”", submit="保存",
            back=reverse("events:plan_detail", args=[self.plan.pk]), parent=self.plan.title, **kwargs,
        )  # fmt: skip

    def carry_out(self, form: LineForm) -> str:
        line = PlanLine.objects.get(pk=form.instance.pk) if form.instance.pk else PlanLine(plan=self.plan)
        plans.save_line(line, form.cleaned_data, actor=self.request.user)
        return reverse("events:plan_detail", args=[self.plan.pk])


class LineStateView(LineView):
    """What became of a line."""

    form_class = LineStateForm

    def allowed(self) -> bool:
        approved = self.plan.state == PlanState.APPROVED
        return permissions.can_edit_plan(self.request.user, self.plan) and approved

    def get_form_kwargs(self) -> dict[str, Any]:
        self.line = get_object_or_404(PlanLine, pk=self.kwargs["line"], plan=self.plan)
        kwargs = super().get_form_kwargs()
        del kwargs["instance"]
        return kwargs | {"initial": {"state": self.line.state, "reason": self.line.reason}}

    def carry_out(self, form: Any) -> str:
        typed = form.cleaned_data
        plans.set_line_state(
            self.line, LineState(typed["state"]), actor=self.request.user, reason=typed["reason"],
            moved_to=typed["moved_to"],
        )  # fmt: skip
        return reverse("events:plan_detail", args=[self.plan.pk])


@login_required
@require_POST
def line_remove(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Take a line out of a draft plan."""
    plan = get_object_or_404(plans_visible_to(request.user), pk=pk)
    if not permissions.can_edit_plan(request.user, plan):
        raise Http404
    row = get_object_or_404(PlanLine, pk=line, plan=plan)
    take(request, lambda: plans.remove_line(row, actor=request.user), "已删除")
    return redirect("events:plan_detail", pk=pk)
