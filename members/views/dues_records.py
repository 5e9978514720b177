"""Requests, authorisations, cases of months unpaid."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from members.choices import DuesRequestKind
from members.forms.dues import AuthorisationForm, CaseStepForm, DecideSheetForm, RequestForm
from members.ledgers_dues import REQUEST_TONES
from members.models import DuesRequest, UnpaidCase
from members.rules.dues_records import (
    AUTHORISATIONS,
    CASES,
    OPEN_CASES,
    REQUESTS,
    UNPAID_MONTHS,
    AuthorisationAction,
    RequestAction,
    UnpaidAction,
)
from members.selectors.dues import (
    authorisations_visible_to,
    cases_visible_to,
    collected_from,
    requests_visible_to,
)
from members.selectors.dues_accounts import scans_of
from members.services import dues_papers, dues_requests
from union.common.dates import add_months, first_of_month, today
from union.common.views.service_pages import ServiceFormView, take
from union.organisation.choices import Right

AUTHORISATION_TONES = {"signed": "warning", "seen": "info", "approved": "success", "rejected": "danger"}
CASE_TONES = {
    "open": "warning",
    "reminded": "warning",
    "talked": "info",
    "kept": "success",
    "paid": "success",
}


def collects(user: Any) -> bool:
    """Whether the user collects dues anywhere."""
    return bool(user.access.can(Right.COLLECT_DUES))


class RequestCreateView(ServiceFormView):
    """Ask for a waiver or a refund."""

    template_name = "dues/request_form.html"
    form_class = RequestForm
    done = "申请已提交，待审批"

    def allowed(self) -> bool:
        return collects(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("member", "")
        month = first_of_month(today())
        return {
            "kind": "waiver",
            "member": asked if asked.isdecimal() else None,
            "first_month": month,
            "last_month": month,
        }

    def carry_out(self, form: RequestForm) -> str:
        typed = dict(form.cleaned_data)
        row = dues_requests.ask(
            DuesRequestKind(typed.pop("kind")), typed.pop("member"), actor=self.request.user, **typed
        )
        return reverse("dues:request_detail", args=[row.pk])


class RequestDetailView(ServiceFormView):
    """One request with the buttons of whoever may act now."""

    template_name = "dues/request_detail.html"
    form_class = DecideSheetForm

    @cached_property
    def row(self) -> DuesRequest:
        """The request within the user's scope."""
        return get_object_or_404(requests_visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, user = self.row, self.request.user
        steps = [s for s in REQUESTS.steps_from(row.state) if dues_requests.may_take(user, row, s)]
        return super().get_context_data(
            row=row, steps=steps, tone=REQUEST_TONES.get(row.state, "neutral"), **kwargs
        )

    def carry_out(self, form: DecideSheetForm) -> str:
        try:
            action = RequestAction(self.request.POST.get("action", ""))
        except ValueError as error:
            raise Http404 from error
        dues_requests.advance(self.row, action, actor=self.request.user, note=form.cleaned_data["note"])
        self.done = f"{action.label}：已记录"
        return reverse("dues:request_detail", args=[self.row.pk])


class AuthorisationListView(LoginRequiredMixin, ListView):
    """Authorisations of deduction in the user's scope, with the next step of each."""

    template_name = "dues/authorisation_list.html"
    paginate_by = 50

    def get_queryset(self) -> Any:
        if not self.request.user.access.can(Right.VIEW_DUES):
            raise Http404
        return authorisations_visible_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user = self.request.user
        scans = scans_of(context["page_obj"])
        context["rows"] = [
            (
                row,
                scans.get(row.pk),
                AUTHORISATION_TONES.get(row.state, "neutral"),
                [
                    s
                    for s in AUTHORISATIONS.steps_from(row.state)
                    if dues_papers.may_advance_authorisation(user, row, s)
                ],
            )
            for row in context["page_obj"]
        ]
        return context | {"collects": collects(user)}


class AuthorisationCreateView(ServiceFormView):
    """Record a signed authorisation."""

    template_name = "dues/authorisation_form.html"
    form_class = AuthorisationForm
    done = "授权已登记"

    def allowed(self) -> bool:
        return collects(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        return {"first_month": first_of_month(today())}

    def carry_out(self, form: AuthorisationForm) -> str:
        typed = dict(form.cleaned_data)
        dues_papers.sign_authorisation(typed.pop("member"), actor=self.request.user, **typed)
        return reverse("dues:authorisation_list")


@login_required
@require_POST
def authorisation_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a step of an authorisation."""
    row = get_object_or_404(authorisations_visible_to(request.user), pk=pk)
    try:
        action = AuthorisationAction(request.POST.get("action", ""))
    except ValueError as error:
        raise Http404 from error
    steps = AUTHORISATIONS.steps_from(row.state)
    if not any(
        s.action == action and dues_papers.may_advance_authorisation(request.user, row, s) for s in steps
    ):
        raise Http404
    take(
        request,
        lambda: dues_papers.advance_authorisation(row, action, actor=request.user),
        f"{action.label}：已记录",
    )
    return redirect("dues:authorisation_list")


class CaseListView(LoginRequiredMixin, ListView):
    """Cases of months unpaid in the user's scope."""

    template_name = "dues/case_list.html"
    paginate_by = 50

    def get_queryset(self) -> Any:
        if not (collects(self.request.user) or self.request.user.access.can(Right.DECIDE_DUES)):
            raise Http404
        return cases_visible_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(tones=CASE_TONES, **kwargs)


@login_required
@require_POST
def case_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the record of a member who paid nothing for six months."""
    member = get_object_or_404(collected_from(request.user), pk=pk)
    until = add_months(first_of_month(today()), -1)

    def go() -> None:
        dues_papers.open_case(member, until=until, months=UNPAID_MONTHS, actor=request.user)

    if take(request, go, "已立案，请先催缴"):
        return redirect("dues:case_detail", pk=UnpaidCase.objects.filter(member=member).latest("pk").pk)
    return redirect("dues:member_account", pk=member.pk)


class CaseDetailView(ServiceFormView):
    """One case: the charter's conditions, the steps taken, the next ones."""

    template_name = "dues/case_detail.html"
    form_class = CaseStepForm

    @cached_property
    def case(self) -> UnpaidCase:
        """The case within the user's scope."""
        return get_object_or_404(cases_visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case, user = self.case, self.request.user
        steps = [s for s in CASES.steps_from(case.state) if user.access.reaches(s.right, case.member)]
        if case.member.user_id == user.pk:
            steps = []
        return super().get_context_data(
            case=case, steps=steps, tone=CASE_TONES.get(case.state, "danger"),
            taken=case.steps.select_related("actor"),
            decides=any(s.facts_required for s in steps), is_open=case.state in OPEN_CASES, **kwargs,
        )  # fmt: skip

    def carry_out(self, form: CaseStepForm) -> str:
        try:
            action = UnpaidAction(self.request.POST.get("action", ""))
        except ValueError as error:
            raise Http404 from error
        dues_papers.advance_case(self.case, action, actor=self.request.user, **form.cleaned_data)
        self.done = f"{action.label}：已记录"
        return reverse("dues:case_detail", args=[self.case.pk])
