"""Pages of motions: the desk, the draft, seconders, one motion, one step of its way."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from congress.choices.motions import MotionAction, MotionState, SecondState
from congress.forms.motions import InviteForm, MotionForm, MotionStepForm, delegate_names
from congress.models import Mandate, Motion, Session
from congress.permissions.motions import (
    Standing,
    arrows_for,
    has_mandate,
    may_edit,
    may_move,
    member_id_of,
    standing_of,
)
from congress.rules.motions import MotionRules
from congress.rules.motions_table import FLOW, Arrow
from congress.selectors import motions as reads
from congress.selectors.motions_desk import waiting_for
from congress.selectors.motions_similar import similar_motions
from congress.services import motions as services
from congress.services.motions_flow import take
from congress.views.motions_facts import detail_context
from members.selectors import named
from union.common.attachments import save_attachment
from union.common.dates import today
from union.common.searching import holding
from union.common.views.service_pages import ServiceFormView
from union.common.views.service_pages import take as answer
from union.organisation.choices import Right
from union.organisation.models import Department

_OPTIONS = 12


class DeskView(LoginRequiredMixin, TemplateView):
    """提案工作台: what waits for me, what I moved, who looks for seconders."""

    template_name = "motions/desk.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, session, rules = self.request.user, reads.current_session(), reads.rules_on(today())
        mine = member_id_of(user)
        own = Motion.objects.filter(mover_id=mine or 0, is_history=False).select_related("session__term")
        is_delegate = session is not None and has_mandate(mine, session.term_id)
        return super().get_context_data(
            waiting=waiting_for(user, today(), rules.seconders), session=session, is_delegate=is_delegate,
            window=getattr(session, "motion_window", None) if session else None, own=own[:50],
            open_to_second=reads.open_to_second(user, mine)[:50] if is_delegate else [],
            reads_all=user.access.can(Right.VIEW_MOTIONS), files=user.access.can(Right.FILE_MOTIONS),
            today=today(), rules=rules, **kwargs,
        )  # fmt: skip


class MotionFormView(ServiceFormView):
    """What writing a new and changing an old text share."""

    template_name = "motions/form.html"
    form_class = MotionForm
    motion: Motion | None = None

    @cached_property
    def session(self) -> Session:
        """The session motions are handed in for."""
        found = reads.current_session()
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        mandate = Mandate.objects.in_office(today()).filter(
            term=self.session.term_id, member=member_id_of(self.request.user) or 0
        )
        leads = mandate.filter(role__in=("head", "deputy"), delegation__isnull=False).exists()
        return {**super().get_form_kwargs(), "motion": self.motion, "leads_delegation": leads}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules: MotionRules = reads.rules_on(today())
        invite = InviteForm(self.request.POST or None, needed=rules.seconders)
        invite.fields["members"].widget.label_of = lambda key: dict(delegate_names([key])).get(str(key), "")
        return super().get_context_data(
            session=self.session, motion=self.motion, rules=rules, invite=invite, draft_key=self.draft_key,
            window=getattr(self.session, "motion_window", None), **kwargs,
        )  # fmt: skip

    def invited(self) -> list[int]:
        """Delegates chosen on the form."""
        return InviteForm(self.request.POST).member_ids()

    def after(self, motion: Motion) -> str:
        """Invite, perhaps ask for seconders at once, keep the attachments; where to go."""
        if self.invited():
            services.invite(motion, self.invited(), actor=self.request.user)
        for file in self.request.FILES.getlist("attachments"):
            save_attachment(file, owner=motion, actor=self.request.user, kind="提案附件")
        wanted = self.request.POST.get("then")
        if wanted == "seek" and motion.state == MotionState.DRAFT:
            take(motion, MotionAction.SEEK, actor=self.request.user)
            self.done = "已发出附议邀请，附议够数后即可提交"
        return reverse("motions:motion_detail", args=[motion.pk])


class MotionCreateView(MotionFormView):
    """A new draft: full delegates of the running term."""

    done = "已保存为草稿"
    draft_key = "motion-new"

    def allowed(self) -> bool:
        return may_move(self.request.user, self.session)

    @transaction.atomic  # an attachment that is refused leaves no draft behind: the form is sent again
    def carry_out(self, form: MotionForm) -> str:
        return self.after(services.create_motion(self.session, form.values(), actor=self.request.user))


class MotionEditView(MotionFormView):
    """Change a draft or a returned motion; the mover alone."""

    @cached_property
    def motion(self) -> Motion:  # type: ignore[override]
        """The motion within the scope."""
        return get_object_or_404(reads.motion_for(self.request.user, self.kwargs["pk"]))

    @property
    def session(self) -> Session:  # type: ignore[override]
        """The motion's own session."""
        return self.motion.session

    @property
    def draft_key(self) -> str:  # type: ignore[override]
        """Drafts are kept per motion."""
        return f"motion-{self.kwargs['pk']}"

    def allowed(self) -> bool:
        return may_edit(self.request.user, self.motion)

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.motion.version}

    def current_version(self) -> int:
        return Motion.objects.values_list("version", flat=True).get(pk=self.kwargs["pk"])

    @transaction.atomic
    def carry_out(self, form: MotionForm) -> str:
        row = services.update_motion(
            self.motion, form.values(), version=form.cleaned_data["version"] or 0, actor=self.request.user
        )
        return self.after(row)


@login_required
@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """Motions like the title being typed, with their outcome; for whoever hands in or reviews."""
    session = reads.current_session()
    moves = session is not None and may_move(request.user, session)
    reviews = any(request.user.access.can(right) for right in (Right.REVIEW_MOTIONS, Right.FILE_MOTIONS))
    if not moves and not reviews:
        raise Http404
    text = request.POST.get("title", "")[:80]
    found = similar_motions(text) if len(text) > 1 else []
    seen = set(reads.motions_visible_to(request.user).filter(
        pk__in=[hit.motion.pk for hit in found]).values_list("pk", flat=True))  # fmt: skip
    return render(request, "motions/_similar.html", {"found": found, "seen": seen})


@login_required
@require_POST
def delegate_options(request: HttpRequest) -> HttpResponse:
    """Answer of the picker: delegates in office of the running term, not oneself; name and delegation."""
    session = reads.current_session()
    mine = member_id_of(request.user)
    if session is None or not has_mandate(mine, session.term_id):
        raise Http404
    query = request.POST.get("q", "").strip()[:30]
    rows = reads.delegates(session.term_id, today()).exclude(member_id=mine)
    rows = holding(rows, query, named("member__")) if query else rows.none()
    options = [
        (m.member_id, m.member.name, m.delegation.name if m.delegation else "") for m in rows[:_OPTIONS]
    ]
    return render(request, "components/picker_answer.html", {"options": options, "query": query})


@login_required
@require_POST
def department_options(request: HttpRequest) -> HttpResponse:
    """Answer of the picker of departments: open ones by name, for those who hand cases over."""
    if not request.user.access.can(Right.FILE_MOTIONS):
        raise Http404
    query = request.POST.get("q", "").strip()[:30]
    rows = Department.objects.filter(closed_on=None, name__contains=query).order_by("name") if query else ()
    options = [(unit.pk, unit.name, unit.branch.name if unit.branch else "") for unit in rows[:_OPTIONS]]
    return render(request, "components/picker_answer.html", {"options": options, "query": query})


class MotionMixin(LoginRequiredMixin):
    """A page of one motion, ``pk`` in the address; whoever may not see it gets 404."""

    @cached_property
    def motion(self) -> Motion:
        """The motion within the user's scope."""
        return get_object_or_404(reads.motion_for(self.request.user, self.kwargs["pk"]))

    @cached_property
    def standing(self) -> Standing:
        """What the user is to it."""
        return standing_of(self.request.user, self.motion)


class MotionDetailView(MotionMixin, TemplateView):
    """One motion: stamp, next steps, text, answer, way."""

    template_name = "motions/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, motion = self.request.user, self.motion
        return super().get_context_data(**detail_context(user, motion, self.standing), **kwargs)


class MotionStepView(MotionMixin, ServiceFormView):
    """One step: what it needs, what the rule says, one button. Only for whoever may take it now."""

    template_name = "motions/step.html"
    form_class = MotionStepForm

    @cached_property
    def arrow(self) -> Arrow | None:
        """The arrow of the address, if the user may take it now."""
        offered = arrows_for(self.request.user, self.motion, self.standing)
        return next((a for a in offered if a.action.value == self.kwargs["action"]), None)

    def allowed(self) -> bool:
        """A POST of a step that somebody else has taken meanwhile is told so by the service."""
        known = self.kwargs["action"] in MotionAction.values
        return self.arrow is not None or (known and self.request.method == "POST" and self._has_part())

    def _has_part(self) -> bool:
        return self.standing.may(FLOW.of(MotionAction(self.kwargs["action"])))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and self.allowed() and self.arrow is None:
            answer(request, lambda: self._take(MotionAction(self.kwargs["action"])), "已办理")
            return redirect("motions:motion_detail", pk=self.kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def _take(self, action: MotionAction) -> None:
        version = self.request.POST.get("version", "")
        take(
            self.motion,
            action,
            actor=self.request.user,
            version=int(version) if version.isdecimal() else None,
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(), "motion": self.motion, "arrow": self.arrow,
            "standing": self.standing,
        }  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assert self.arrow is not None  # allowed() has looked
        return super().get_context_data(
            motion=self.motion, arrow=self.arrow, action=self.arrow.action, rules=reads.rules_on(today()),
            draft_key=f"motion-{self.motion.pk}-{self.arrow.action.value}"[:60],
            current_reply=self.motion.replies.filter(is_current=True, round=self.motion.round),
            declined=self._why_declined(), **kwargs,
        )  # fmt: skip

    def _why_declined(self) -> str:
        """What the department said, for the office that decides on it."""
        last = self.motion.steps.order_by("-pk").first()
        return last.note if last and last.action == MotionAction.DECLINE else ""

    def current_version(self) -> int:
        return Motion.objects.values_list("version", flat=True).get(pk=self.kwargs["pk"])

    def carry_out(self, form: MotionStepForm) -> str:
        assert self.arrow is not None  # allowed() has looked
        action = MotionAction(self.arrow.action)
        take(
            self.motion, action, actor=self.request.user, given=form.grounds(),
            version=form.cleaned_data["version"],
        )  # fmt: skip
        self.done = f"{action.label}：已记录"
        return reverse("motions:motion_detail", args=[self.motion.pk])


@login_required
@require_POST
def second_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Second, refuse or withdraw: a delegate in office, not the mover."""
    motion = get_object_or_404(reads.motion_for(request.user, pk))
    mine = member_id_of(request.user)
    if mine is None or mine == motion.mover_id or not has_mandate(mine, motion.session.term_id):
        raise Http404
    wanted = request.POST.get("answer", "")
    if wanted not in (SecondState.ACCEPTED, SecondState.REFUSED, SecondState.WITHDRAWN):
        raise Http404
    state = SecondState(wanted)
    answer(
        request, lambda: services.answer_second(motion, state, actor=request.user), f"{state.label}：已记录"
    )
    return redirect("motions:motion_detail", pk=pk)


@login_required
@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask more delegates to second: the mover, before handing in."""
    motion = get_object_or_404(reads.motion_for(request.user, pk))
    if motion.mover_id != member_id_of(request.user):
        raise Http404
    chosen = InviteForm(request.POST).member_ids()
    answer(request, lambda: services.invite(motion, chosen, actor=request.user), "邀请已发出")
    return redirect("motions:motion_detail", pk=pk)
