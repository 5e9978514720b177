"""The page of an activity, drawing one up, its sessions, questions, committee, result."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from events.forms.activities import (
    ActivityForm,
    NoteForm,
    QuestionForm,
    RepeatForm,
    ResultForm,
    SessionForm,
    TaskForm,
    TemplateForm,
)
from events.models import Activity, ActivitySession, ActivityTemplate, PlanLine, Question
from events.permissions import activities as permissions
from events.rules.activities import EDITABLE, ActivityAction, steps_from
from events.services import activities, drafts
from events.services.organisers import add_question, add_task, finish_task, remove_question
from events.views.base import ActivityFormView, managed_activity, tab_url, visible_activity
from events.views.facts import page_context
from union.common.views.service_pages import ServiceFormView, take

_QUIET = ("return", "cancel", "reopen")


class ActivityDetailView(ServiceFormView):
    """One activity: facts, sign-up, and the buttons of whoever may act now."""

    template_name = "events/activity_detail.html"
    form_class = NoteForm

    @cached_property
    def activity(self) -> Activity:
        """The activity within the user's scope."""
        return visible_activity(self.request.user, self.kwargs["pk"])

    def shown(self) -> Any:
        return self.activity

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, user = self.activity, self.request.user
        steps = [s for s in steps_from(row.state, row.mode) if permissions.can_take_step(user, row, s)]
        return super().get_context_data(
            **page_context(row, user, self.request.GET.get("tab", "facts")),
            steps=steps, quiet=_QUIET, **kwargs,
        )  # fmt: skip

    def carry_out(self, form: NoteForm) -> str:
        try:
            action = ActivityAction(self.request.POST.get("action", ""))
        except ValueError as error:
            raise Http404 from error
        activities.advance(
            self.activity, action, actor=self.request.user, now=timezone.now(),
            note=form.cleaned_data["note"], version=self.shown_version,
        )  # fmt: skip
        self.done = f"{action.label}：已记录"
        return tab_url(self.activity)


class ActivityCreateView(ServiceFormView):
    """Draw up an activity: empty, from a template, from a line of the plan, or like another one."""

    template_name = "events/activity_form.html"
    form_class = ActivityForm
    done = "活动已保存为草稿"
    draft_key = "events-activity"

    def allowed(self) -> bool:
        return permissions.manages_any(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        found: dict[str, Any] = {}
        template = _row(ActivityTemplate, asked.get("template"))
        if template:
            found |= template.values
        line = _row(PlanLine, asked.get("line"))
        if line and permissions.can_edit_plan(self.request.user, line.plan):
            found |= {
                "title": line.theme, "kind": line.kind, "organiser": line.organiser, "plan_line": line.pk,
                "budget_amount": line.budget_amount, "branch": line.plan.branch_id,
            }  # fmt: skip
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        templates = ActivityTemplate.objects.values_list("pk", "title")
        return super().get_context_data(templates=templates, draft_key=self.draft_key, **kwargs)

    def carry_out(self, form: ActivityForm) -> str:
        typed = form.cleaned_data
        row = drafts.create_activity(
            form.values(), actor=self.request.user, capacity=typed["capacity"],
            branches=typed["target_branches"],
        )  # fmt: skip
        return tab_url(row)


def _row(model: Any, key: str | None) -> Any:
    return model.objects.filter(pk=key).first() if key and key.isdecimal() and len(key) < 10 else None  # noqa: PLR2004


class ActivityEditView(ActivityFormView):
    """Change an activity."""

    template_name = "events/activity_form.html"
    form_class = ActivityForm

    def allowed(self) -> bool:
        return super().allowed() and self.activity.state in EDITABLE

    def get_form_kwargs(self) -> dict[str, Any]:
        fresh = Activity.objects.get(pk=self.activity.pk)  # the form writes into it
        return {**super().get_form_kwargs(), "user": self.request.user, "instance": fresh}

    def current_version(self) -> int:
        return Activity.objects.values_list("version", flat=True).get(pk=self.activity.pk)

    def carry_out(self, form: ActivityForm) -> str:
        drafts.update_activity(
            self.activity, form.values(), version=form.cleaned_data["version"] or 0,
            actor=self.request.user, branches=form.cleaned_data["target_branches"],
        )  # fmt: skip
        return tab_url(self.activity)


class SessionView(ActivityFormView):
    """A session of the activity, new or changed, with its places."""

    form_class = SessionForm
    title = "场次与名额"
    note = "增加名额后，候补按顺序自动转正并收到通知"

    def allowed(self) -> bool:
        return super().allowed() and self.activity.state in EDITABLE

    def get_form_kwargs(self) -> dict[str, Any]:
        key = self.kwargs.get("session")
        if key:
            found = get_object_or_404(ActivitySession, pk=key, activity=self.activity)
        else:
            found = ActivitySession(
                activity=self.activity, starts_at=self.activity.starts_at, ends_at=self.activity.ends_at
            )
        return {**super().get_form_kwargs(), "instance": found}

    def carry_out(self, form: SessionForm) -> str:
        drafts.set_session(
            form.instance, form.values(), form.cleaned_data["quotas"],
            actor=self.request.user, now=timezone.now(),
        )  # fmt: skip
        return self.back()


class QuestionView(ActivityFormView):
    """One more question on the sign-up form."""

    form_class = QuestionForm
    title = "报名时要回答的问题"
    submit = "添加"

    def carry_out(self, form: QuestionForm) -> str:
        add_question(self.activity, form.cleaned_data, actor=self.request.user)
        return self.back()


@login_required
@require_POST
def question_remove(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """Take a question off again."""
    activity = managed_activity(request.user, pk)
    row = get_object_or_404(Question, pk=question, activity=activity)
    take(request, lambda: remove_question(row, actor=request.user), "已删除")
    return redirect(tab_url(activity))


class TaskView(ActivityFormView):
    """Somebody for the committee of organisers."""

    form_class = TaskForm
    title = "筹备分工"
    note = "筹备组成员可以在活动当天为大家签到"
    submit = "添加"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def carry_out(self, form: TaskForm) -> str:
        add_task(self.activity, **form.cleaned_data, actor=self.request.user)
        return self.back()


@login_required
@require_POST
def task_done(request: HttpRequest, pk: int, task: int) -> HttpResponse:
    """Tick a task off, or open it again."""
    activity = visible_activity(request.user, pk)
    row = get_object_or_404(activity.tasks.select_related("member"), pk=task)
    if not permissions.can_manage(request.user, activity) and row.member.user_id != request.user.pk:
        raise Http404
    take(request, lambda: finish_task(row, actor=request.user, now=timezone.now()), "已更新")
    return redirect(tab_url(activity))


class RepeatView(ActivityFormView):
    """The same again every so many days."""

    form_class = RepeatForm
    title = "重复举办"
    note = "按相同内容生成若干份草稿，时间依次顺延，各自报批"
    submit = "生成"

    def carry_out(self, form: RepeatForm) -> str:
        made = drafts.repeat_activity(self.activity, actor=self.request.user, **form.cleaned_data)
        self.done = f"已生成 {len(made)} 份草稿"
        return tab_url(made[0])


class TemplateView(ActivityFormView):
    """Keep the activity as a template."""

    form_class = TemplateForm
    title = "存为模板"
    note = "同名模板会被替换；拟定新活动时可以从模板开始"

    def get_initial(self) -> dict[str, Any]:
        return {"title": self.activity.title}

    def carry_out(self, form: TemplateForm) -> str:
        drafts.save_template(self.activity, form.cleaned_data["title"], actor=self.request.user)
        return self.back()


class ResultView(ActivityFormView):
    """What came out: numbers with their units, the summary."""

    form_class = ResultForm
    title = "活动结果"
    note = "场次、人次、人数是三种不同的计数，分别填写"
    tab = "result"

    def allowed(self) -> bool:
        return super().allowed() and self.activity.state in ("held", "settled")

    def get_form_kwargs(self) -> dict[str, Any]:
        fresh = Activity.objects.get(pk=self.activity.pk)
        return {**super().get_form_kwargs(), "instance": fresh}

    def carry_out(self, form: ResultForm) -> str:
        activities.record_result(self.activity, form.cleaned_data, actor=self.request.user)
        return self.back()
