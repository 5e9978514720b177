"""Beside the way of a motion: contacts, plans, the call for motions, awards."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from congress.forms.motions import (
    AwardForm,
    ContactForm,
    CorrectionForm,
    DepartmentAwardForm,
    PlanForm,
    WindowForm,
)
from congress.models import Motion, MotionUnit, Session
from congress.permissions.motions import may_correct, standing_of
from congress.selectors import motions as reads
from congress.services import motions as services
from congress.services.motions_revisions import correct_motion
from union.common.errors import DomainError
from union.common.views.service_pages import ServiceFormView
from union.common.views.service_pages import take as answer
from union.organisation.choices import Right


def _motion(request: HttpRequest, pk: int) -> Motion:
    return get_object_or_404(reads.motion_for(request.user, pk))


def _first_error(form: Any) -> str:
    return next(iter(form.errors.values()))[0] if form.errors else ""


@login_required
@require_POST
def contact_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a talk with the mover: departments of the case and the office."""
    motion = _motion(request, pk)
    standing = standing_of(request.user, motion)
    writes = standing.leads or standing.assists or request.user.access.can(Right.FILE_MOTIONS)
    if standing.is_author or not writes:
        raise Http404
    form = ContactForm(request.POST)

    def record() -> None:
        if not form.is_valid():
            raise DomainError(f"沟通记录没有保存：{_first_error(form)}")
        services.record_contact(motion, **form.cleaned_data, actor=request.user)

    answer(request, record, "沟通情况已登记")
    return redirect("motions:motion_detail", pk=pk)


@login_required
@require_POST
def plan_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the plan of one's own department; ``pk`` is the department's row in the case."""
    unit = get_object_or_404(MotionUnit.objects.select_related("motion"), pk=pk)
    motion = _motion(request, unit.motion_id)
    standing = standing_of(request.user, motion)
    if unit.pk not in {each.pk for each in (*standing.leads, *standing.assists)}:
        raise Http404
    form = PlanForm(request.POST)

    def write() -> None:
        if not form.is_valid():
            raise DomainError(f"办理计划没有保存：{_first_error(form)}")
        services.write_plan(unit, form.cleaned_data["plan"], actor=request.user)

    answer(request, write, "办理计划已保存")
    return redirect("motions:motion_detail", pk=motion.pk)


@login_required
@require_POST
def award_give(request: HttpRequest, pk: int) -> HttpResponse:
    """优秀提案, given or taken back by the office."""
    motion = _motion(request, pk)
    if not request.user.access.can(Right.FILE_MOTIONS) or standing_of(request.user, motion).is_author:
        raise Http404
    form = AwardForm(request.POST)

    def give() -> None:
        if not form.is_valid():
            raise DomainError(f"表彰没有保存：{_first_error(form)}")
        typed = form.cleaned_data
        services.give_award(motion, typed["award"], typed["note"], actor=request.user)

    answer(request, give, "表彰已登记")
    return redirect("motions:motion_detail", pk=pk)


class CorrectView(ServiceFormView):
    """Correct the text of a motion that was handed in: committee and office, never the author."""

    template_name = "motions/correct.html"
    form_class = CorrectionForm
    done = "已更正，更正前的文字保留在提案页上"

    @cached_property
    def motion(self) -> Motion:
        """The motion within the user's scope."""
        return _motion(self.request, self.kwargs["pk"])

    def allowed(self) -> bool:
        return may_correct(standing_of(self.request.user, self.motion), self.motion)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "motion": self.motion}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(motion=self.motion, draft_key=f"correct-{self.motion.pk}", **kwargs)

    def current_version(self) -> int:
        return Motion.objects.values_list("version", flat=True).get(pk=self.motion.pk)

    def carry_out(self, form: CorrectionForm) -> str:
        typed = form.cleaned_data
        correct_motion(
            self.motion, form.values(), reason=typed["reason"], version=typed["version"],
            actor=self.request.user,
        )  # fmt: skip
        return reverse("motions:motion_detail", args=[self.motion.pk])


class WindowView(ServiceFormView):
    """征集: opening and closing time of one session; the office."""

    template_name = "motions/window.html"
    form_class = WindowForm
    done = "征集时间已保存"

    @cached_property
    def session(self) -> Session:
        """The session of the address."""
        return get_object_or_404(Session.objects.select_related("term"), pk=self.kwargs["session"])

    def allowed(self) -> bool:
        return self.request.user.access.can(Right.FILE_MOTIONS)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "session": self.session}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(session=self.session, **kwargs)

    def carry_out(self, form: WindowForm) -> str:
        services.set_window(self.session, form.cleaned_data, actor=self.request.user)
        return reverse("motions:desk")


class DepartmentAwardView(ServiceFormView):
    """先进承办部门 of one session; the office."""

    template_name = "motions/department_award.html"
    form_class = DepartmentAwardForm
    done = "表彰已登记"

    @cached_property
    def session(self) -> Session:
        """The session of the address."""
        return get_object_or_404(Session.objects.select_related("term"), pk=self.kwargs["session"])

    def allowed(self) -> bool:
        return self.request.user.access.can(Right.FILE_MOTIONS)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        awards = self.session.motion_awards.select_related("department")
        return super().get_context_data(session=self.session, awards=awards, **kwargs)

    def carry_out(self, form: DepartmentAwardForm) -> str:
        typed = form.cleaned_data
        services.award_department(self.session, typed["department"], typed["note"], actor=self.request.user)
        return f"{reverse('motions:report')}?session={self.session.pk}"
