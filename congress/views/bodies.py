"""换届 of union bodies and the officer archive."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from congress.forms import elections as forms
from congress.forms.sessions import NoteForm
from congress.models import BodyCandidate, BodyElection, OfficerReview
from congress.rules.bodies import BodyAction, office_steps
from congress.services import bodies
from congress.views.base import FormPage, ReadPage, office_step
from union.common.views.service_pages import ServiceFormView
from union.organisation.choices import Office, Right

TONES = {
    "planned": "info", "candidates": "info", "held": "warning", "approved": "accent", "submitted": "warning",
    "in_office": "success", "cancelled": "neutral",
}  # fmt: skip
_ROWS = BodyElection.objects.select_related("branch", "group", "session__term")


class BodyReadPage(ReadPage):
    """A page for those who hold the right to read the congress (candidates' votes are not for delegates)."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not request.user.access.can(Right.VIEW_CONGRESS):
            raise Http404
        return super().get(request, *args, **kwargs)


class BodyElectionView(BodyReadPage):
    """One change of office."""

    template_name = "congress/body_election_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = get_object_or_404(_ROWS.all(), pk=self.kwargs["pk"])
        steps = office_steps(row.state, row.seat) if self.manages else []
        found = {
            "election": row, "tone": TONES[row.state], "steps": steps, "is_planned": row.state == "planned",
            "candidates": row.candidates.select_related("member__department", "appointment"),
            "stages": _stages(row),
        }  # fmt: skip
        return super().get_context_data(**found, **kwargs)


def _stages(row: BodyElection) -> list[tuple[str, str]]:
    order = ["planned", "candidates", "held", "approved", "in_office"]
    labels = ["拟定候选人", "上级同意候选人", "选举", "上级批复结果", "到任"]
    if row.state == "cancelled":
        return [("已取消", "failed")]
    at = order.index("approved" if row.state == "submitted" else row.state)
    if row.state == "in_office":
        return [(label, "done") for label in labels]
    states = ["done" if (n < at + 1 and n > 0) or (n == 0 and at > 0) else "todo" for n in range(len(order))]
    states[at + 1 if at else 0] = "current"
    return list(zip(labels, states, strict=True))


class BodyElectionCreateView(FormPage):
    """Plan a change of office."""

    form_class = forms.BodyElectionForm
    title = "发起换届"
    done = "换届已登记，请录入候选人"
    sections = (
        ("选举对象", "", "seat is_by_election term_label branch group starts_on ends_on seats"),
        ("会议", "全院换届由会员代表大会选举；支会、小组由会员大会选举", "planned_on session meeting"),
    )

    def back(self) -> str:
        return reverse("congress:body_election_list")

    def carry_out(self, form: forms.BodyElectionForm) -> str:
        row = bodies.plan_election(form.cleaned_data, actor=self.request.user)
        return reverse("congress:body_election_detail", args=[row.pk])


class BodyPage(FormPage):
    """A form about one change of office."""

    @cached_property
    def row(self) -> BodyElection:
        """The election of the address."""
        return get_object_or_404(_ROWS.all(), pk=self.kwargs["pk"])

    def back(self) -> str:
        return reverse("congress:body_election_detail", args=[self.row.pk])

    def subject(self) -> str:
        return str(self.row)


class BodyCandidateView(BodyPage):
    """Put a member on the list."""

    form_class = forms.BodyCandidateForm
    title = "候选人"
    submit = "加入名单"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "election": self.row, "user": self.request.user}

    def carry_out(self, form: forms.BodyCandidateForm) -> str:
        typed = form.cleaned_data
        bodies.add_candidate(self.row, typed["member"], Office(typed["office"]), actor=self.request.user)
        return self.back()


_FORMS: dict[str, type[django_forms.Form]] = {
    BodyAction.REPORT_CANDIDATES: forms.DocumentForm,
    BodyAction.RECORD_RESULT: forms.ResultForm,
    BodyAction.RECORD_APPROVAL: forms.DocumentForm,
    BodyAction.SUBMIT: django_forms.Form,
    BodyAction.TAKE_OFFICE: django_forms.Form,
    BodyAction.CANCEL: NoteForm,
}
_NOTES: dict[str, str] = {
    BodyAction.REPORT_CANDIDATES: "候选人须经上级工会同意；报批之后名单不再变动",
    BodyAction.RECORD_RESULT: "按监票人、计票人签字的报告单登记；获应到会人数过半数赞成票始得当选",
    BodyAction.SUBMIT: "主席、副主席、经审委员由安全管理员任命；提请后等待其核对批复并任命",
    BodyAction.TAKE_OFFICE: "当选人自本届起任职，原任同时卸任",
}


class BodyStepView(BodyPage):
    """One step of a change of office."""

    @cached_property
    def action(self) -> BodyAction:
        """The step of the address, if it leads on from here."""
        steps = office_steps(self.row.state, self.row.seat)
        found = [s.action for s in steps if s.action == self.kwargs["action"]]
        if not found:
            raise Http404
        return found[0]

    def get_form_class(self) -> Any:
        return _FORMS[self.action]

    def get_form_kwargs(self) -> dict[str, Any]:
        more = {"election": self.row} if self.action == BodyAction.RECORD_RESULT else {}
        return {**super().get_form_kwargs(), **more}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.title = self.submit = self.action.label
        self.note = _NOTES.get(self.action, "")
        return super().get_context_data(**kwargs)

    def carry_out(self, form: Any) -> str:
        self.done = f"{self.action.label}：已记录"
        typed, row, actor = form.cleaned_data, self.row, self.request.user
        if self.action == BodyAction.REPORT_CANDIDATES:
            bodies.report_candidates(row, document=typed["document"], actor=actor)
        elif self.action == BodyAction.RECORD_RESULT:
            bodies.record_result(
                row, held_on=typed["held_on"], counts=form.counts(), votes=form.votes(), actor=actor
            )
        elif self.action == BodyAction.RECORD_APPROVAL:
            bodies.record_approval(row, document=typed["document"], on=typed["on"], actor=actor)
        elif self.action == BodyAction.SUBMIT:
            bodies.submit_for_appointment(row, actor=actor)
        elif self.action == BodyAction.TAKE_OFFICE:
            made = bodies.take_office(row, actor=actor)
            self.done = f"{len(made)} 人已到任"
        else:
            bodies.cancel_election(row, actor=actor, reason=typed["note"])
        return self.back()


candidate_remove = office_step(
    lambda _user: BodyCandidate.objects.select_related("election"),
    lambda row, actor: bodies.remove_candidate(row, actor=actor),
    lambda row: reverse("congress:body_election_detail", args=[row.election_id]), "已移出名单",
)  # fmt: skip


class AppointmentListView(LoginRequiredMixin, TemplateView):
    """Winners whose offices 安全管理员 gives: looked over against the approval, then appointed."""

    template_name = "congress/appointments.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not self.request.user.access.can(Right.GRANT_ALL_OFFICES):
            raise Http404
        rows = _ROWS.filter(state="submitted").prefetch_related("candidates__member__department")
        return super().get_context_data(elections=rows, **kwargs)


class _AppointmentPage(ServiceFormView):
    """A step of 安全管理员 on a list of winners."""

    template_name = "congress/form.html"
    form_class: Any = django_forms.Form
    title = ""

    @cached_property
    def row(self) -> BodyElection:
        """The change of office that waits for its appointment."""
        return get_object_or_404(_ROWS.filter(state="submitted"), pk=self.kwargs["pk"])

    def allowed(self) -> bool:
        return self.request.user.access.can(Right.GRANT_ALL_OFFICES) and self.row is not None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=self.title, submit=self.title, sections=(("", "", ""),), subject=str(self.row),
            back=reverse("congress:appointment_list"), **kwargs,
        )  # fmt: skip


class AppointView(_AppointmentPage):
    """Appoint the winners."""

    title = "任命"

    def carry_out(self, form: Any) -> str:  # noqa: ARG002 - nothing to fill in
        self.done = f"{len(bodies.take_office(self.row, actor=self.request.user))} 人已任命"
        return reverse("congress:appointment_list")


class AppointReturnView(_AppointmentPage):
    """Give the list back to the union office."""

    title = "退回核对"
    form_class = NoteForm

    def carry_out(self, form: NoteForm) -> str:
        bodies.return_submission(self.row, actor=self.request.user, reason=form.cleaned_data["note"])
        return reverse("congress:appointment_list")


class ReviewCreateView(FormPage):
    """An entry of the officer archive."""

    form_class = forms.ReviewForm
    title = "干部评议与考核"
    sections = (
        ("干部", "", "member office year kind"),
        (
            "结果",
            "民主评议和年度考核填等次；主席述职填报告要点（《中国工会章程》）",
            "grade held_on meeting document summary!",
        ),
    )

    @cached_property
    def row(self) -> OfficerReview | None:
        """The entry of the address, if any."""
        pk = self.kwargs.get("pk")
        return get_object_or_404(OfficerReview.objects.select_related("member"), pk=pk) if pk else None

    def back(self) -> str:
        return reverse("congress:review_list")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        row = self.row
        if row is None:
            return {}
        names = ("office", "year", "kind", "grade", "held_on", "meeting", "document", "summary")
        return {name: getattr(row, name) for name in names} | {"member": row.member_id}

    def carry_out(self, form: forms.ReviewForm) -> str:
        typed = dict(form.cleaned_data)
        bodies.record_review(typed.pop("member"), typed, actor=self.request.user, row=self.row)
        return self.back()


class ReviewView(BodyReadPage):
    """One entry of the officer archive."""

    template_name = "congress/review_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = get_object_or_404(
            OfficerReview.objects.select_related("member", "recorded_by"), pk=self.kwargs["pk"]
        )
        others = OfficerReview.objects.filter(member=row.member).exclude(pk=row.pk)
        return super().get_context_data(review=row, others=others, **kwargs)
