"""Applications to join: the applicant's own page, the list of those who decide, the paper form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import ListView, View

from members import permissions, selectors
from members.choices import JoinState
from members.forms.membership import JoinForm, StepForm
from members.models import JoinApplication, Member
from members.rules import joining
from members.rules.joining import JoinAction
from members.services import joining as applications
from members.views.base import member_or_404
from members.views.papers import pdf_answer
from members.views.sensitive import masked_value
from union.common.views.service_pages import ServiceFormView, chosen_ids, take
from union.organisation.choices import Right

TONES = {"approved": "success", "rejected": "danger", "withdrawn": "neutral", "draft": "neutral"}
WAITING = (JoinState.SUBMITTED, JoinState.GROUP_AGREED, JoinState.BRANCH_AGREED)
_ORDER = (JoinState.SUBMITTED, JoinState.GROUP_AGREED, JoinState.BRANCH_AGREED, JoinState.APPROVED)


class JoinListView(LoginRequiredMixin, ListView):
    """Applications within the scope: waiting ones first, then the decided."""

    template_name = "members/join_list.html"
    paginate_by = 50

    def get_queryset(self) -> Any:
        rows = selectors.applications_visible_to(self.request.user)
        self.shown = self.request.GET.get("state", "waiting")
        return rows.filter(state__in=WAITING) if self.shown == "waiting" else rows.exclude(state__in=WAITING)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        decides = user.access.can(Right.DECIDE_MEMBERSHIP) and self.shown == "waiting"
        return super().get_context_data(
            shown=self.shown, decides=decides, may_enter=permissions.can_create(user), tones=TONES, **kwargs
        )


class JoinDetailView(ServiceFormView):
    """One application: facts, steps so far, and the buttons of whoever may act now."""

    template_name = "members/join_detail.html"
    form_class = StepForm

    @cached_property
    def application(self) -> JoinApplication:
        """The application within the user's scope."""
        rows = selectors.applications_visible_to(self.request.user).select_related("member__user")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, user = self.application, self.request.user
        steps = [s for s in joining.steps_from(row.state) if permissions.can_take_join_step(user, row, s)]
        return super().get_context_data(
            application=row, member=row.member, steps=steps, done_steps=row.steps.select_related("actor"),
            stages=_stages(row), tone=TONES.get(row.state, "info"),
            id_number=masked_value("member.id_number", row.member, user),
            phone=masked_value("member.phone", row.member, user), **kwargs,
        )  # fmt: skip

    def carry_out(self, form: StepForm) -> str:
        try:
            action = JoinAction(self.request.POST.get("action", ""))
        except ValueError as error:
            raise Http404 from error
        applications.advance(
            self.application, action, actor=self.request.user, note=form.cleaned_data["note"]
        )
        self.done = f"{action.label}：已记录"
        return reverse("members:join_detail", args=[self.application.pk])


def _stages(application: JoinApplication) -> list[tuple[str, str]]:
    """(label, state) of the stepper."""
    labels = ("提交申请", "小组意见", "支会意见", "委员会审批")
    if application.state in (JoinState.REJECTED, JoinState.WITHDRAWN):
        return [(label, "failed" if label == labels[-1] else "todo") for label in labels]
    if application.state == JoinState.APPROVED:
        return [(label, "done") for label in labels]
    reached = 0 if application.state == JoinState.DRAFT else _ORDER.index(JoinState(application.state)) + 1
    return [
        (label, "done" if at < reached else "current" if at == reached else "todo")
        for at, label in enumerate(labels)
    ]


class JoinOnlineView(ServiceFormView):
    """A logged-in person without membership applies; written for a phone."""

    template_name = "members/join_form.html"
    form_class = JoinForm
    done = "申请已提交，结果会通知您"
    draft_key = "join-own"
    own = True

    def allowed(self) -> bool:
        member = selectors.own_member(self.request.user)
        return member is None

    def get_form_kwargs(self) -> dict[str, Any]:
        user = self.request.user
        blank = Member(name=user.display_name if self.own else "")
        return {**super().get_form_kwargs(), "user": user, "instance": blank, "own": self.own}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(own=self.own, draft_key=self.draft_key, **kwargs)

    def carry_out(self, form: JoinForm) -> str:
        enter = applications.apply_online if self.own else applications.apply_on_behalf
        application = enter(
            form.values(),
            statement=form.cleaned_data["statement"],
            resume=form.cleaned_data["resume"],
            actor=self.request.user,
        )
        return reverse("members:join_detail", args=[application.pk])


class JoinOnBehalfView(JoinOnlineView):
    """A clerk enters a paper application."""

    done = "申请已登记"
    draft_key = "join-paper"
    own = False

    def allowed(self) -> bool:
        return permissions.can_create(self.request.user)


@login_required
@require_POST
def join_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody who left applies again: a clerk or the person himself opens the application."""
    member = member_or_404(request.user, pk)
    own = permissions.is_self(request.user, member)
    if not own and not permissions.can_edit(request.user, member):
        raise Http404
    opened: list[JoinApplication] = []

    def open_it() -> None:
        row = applications.open_application(member, statement="", resume="", actor=request.user)
        opened.append(applications.advance(row, JoinAction.SUBMIT, actor=request.user))

    take(request, open_it, "已提交入会申请")
    if opened:
        return redirect("members:join_detail", pk=opened[0].pk)
    return redirect("members:member_detail", pk=pk)


@login_required
@require_POST
def join_approve_many(request: HttpRequest) -> HttpResponse:
    """Approve the selected applications in one go; refusals are told one by one."""
    if not request.user.access.can(Right.DECIDE_MEMBERSHIP):
        raise Http404
    rows = selectors.applications_visible_to(request.user).filter(pk__in=chosen_ids(request))
    approved, refusals = applications.approve_many(rows, actor=request.user)
    if approved:
        messages.success(request, f"已批准 {approved} 份入会申请")
    for text in refusals[:10]:
        messages.error(request, text)
    return redirect("members:join_list")


class JoinPaperView(LoginRequiredMixin, View):
    """《入会申请书》 and 《工会会员登记表》 as one PDF; identity and family only by right."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = selectors.applications_visible_to(request.user).select_related("member__user")
        row = get_object_or_404(rows, pk=pk)
        sees = permissions.can_see_own_or(request.user, row.member, Right.VIEW_IDENTITY)
        sees_family = permissions.can_see_own_or(request.user, row.member, Right.VIEW_FAMILY)
        context = {
            "application": row, "member": row.member, "sees_identity": sees,
            "family": list(row.member.family.all()) if sees_family else [],
            "sign_application": ["申请人"],
        }  # fmt: skip
        return pdf_answer(
            request, "pdf/join_application.html", context, title="入会申请书", subject=row.member
        )
