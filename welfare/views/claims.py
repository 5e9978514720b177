"""Claims: enter, see, take a step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, View

from union.common.attachments import attachments_of
from union.common.dates import today
from union.common.money import in_words
from union.common.views.service_pages import PlainFormView, take
from union.organisation.choices import Right
from welfare.choices.mutual import ClaimPaper, ClaimState
from welfare.forms.mutual import CLAIM_FORMS, ClaimForm
from welfare.forms.visits import FilesField
from welfare.ledgers.mutual import CLAIM_TONES
from welfare.models import Claim
from welfare.permissions import care as may
from welfare.selectors.care import events_of
from welfare.selectors.mutual import claims_visible_to
from welfare.services import claims
from welfare.views.care import CareStepView, paper


class ClaimAddView(PlainFormView):
    """登记理赔."""

    form_class = ClaimForm
    heading = submit = "登记理赔"
    note = "诊断只有经办人和本人能看到；申请截止日期按保障计划自动计算"
    draft_key = "welfare:claim"

    def allowed(self) -> bool:
        return may.manages(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def back(self) -> str:
        return reverse("welfare:claim_list")

    def trail(self) -> list[tuple[str, str]]:
        return [("理赔台账", self.back())]

    def carry_out(self, form: Any) -> str:
        typed = form.cleaned_data
        claim = claims.enter_claim(
            typed["enrolment"], happened_on=typed["happened_on"], diagnosis=typed["diagnosis"],
            claimed=typed["claimed"], papers=tuple(typed["papers"]), actor=self.request.user,
        )  # fmt: skip
        return reverse("welfare:claim", args=[claim.pk])


class ClaimMixin:
    """A claim within the user's scope, else 404."""

    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def row(self) -> Claim:
        """The claim."""
        return get_object_or_404(claims_visible_to(self.request.user), pk=self.kwargs["pk"])


class ClaimView(ClaimMixin, LoginRequiredMixin, DetailView):
    """One claim: amounts, papers, steps."""

    template_name = "welfare/mutual/claim.html"
    context_object_name = "claim"

    def get_object(self, queryset: Any = None) -> Claim:  # noqa: ARG002 - Django's signature
        return self.row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        claim, user = self.row, self.request.user
        events = list(events_of(claim))
        for event in events:
            event.label = ClaimState(event.to_state).label  # type: ignore[attr-defined]
        return super().get_context_data(
            member=claim.enrolment.member, period=claim.enrolment.period, tone=CLAIM_TONES[claim.state],
            steps=claims.steps_of(claim, user), manages=may.manages(user), is_late=claim.is_late(today()),
            papers=_papers(claim), events=events, files=attachments_of(claim),
            adds=claims.may_add_papers(user, claim), **kwargs,
        )  # fmt: skip


def _papers(claim: Claim) -> list[tuple[str, bool, bool]]:
    """(label, received, needed) of the papers of a claim."""
    needed = claim.enrolment.period.plan.papers
    papers = [(label, value in claim.papers, value in needed) for value, label in ClaimPaper.choices]
    return [row for row in papers if row[1] or row[2]]


class ClaimPaperView(ClaimMixin, LoginRequiredMixin, View):
    """互助保障理赔申请表, for those who handle claims and for the person himself."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG002 - of the address
        claim, user = self.row, request.user
        member, period = claim.enrolment.member, claim.enrolment.period
        identity = may.is_own(user, member) or user.access.reaches(Right.VIEW_IDENTITY, member)  # type: ignore[arg-type, union-attr]
        contact = may.is_own(user, member) or user.access.reaches(Right.VIEW_CONTACT, member)  # type: ignore[arg-type, union-attr]
        context = {
            "claim": claim, "member": member, "period": period, "papers": _papers(claim),
            "final": claim.final, "words": in_words(claim.claimed) if claim.claimed is not None else "",
            "id_number": member.id_number if identity else "", "phone": member.phone if contact else "",
        }  # fmt: skip
        return paper(request, "pdf/claim_form.html", context, "职工互助保障理赔申请表", claim)


class ClaimStepView(ClaimMixin, CareStepView):
    """One step with the input it needs."""

    forms = CLAIM_FORMS

    def steps(self) -> Any:
        return claims.steps_of(self.row, self.request.user)

    def facts(self) -> list[tuple[str, Any]]:
        claim = self.row
        return [
            ("会员", claim.enrolment.member.name), ("保障计划", claim.enrolment.period.plan.name),
            ("出险日期", claim.happened_on), ("申请截止", claim.due_on),
            ("申请金额（元）", claim.claimed), ("核定（复核后）金额（元）", claim.final),
        ]  # fmt: skip

    def back(self) -> str:
        return reverse("welfare:claim", args=[self.row.pk])

    def trail(self) -> list[tuple[str, str]]:
        return [("理赔台账", reverse("welfare:claim_list")), (str(self.row), self.back())]

    def run(self, action: Any, values: dict[str, Any]) -> None:
        version = values.pop("version")
        claims.step_claim(self.row.pk, action, actor=self.request.user, values=values, version=version)


@require_POST
def claim_files(request: HttpRequest, pk: int) -> HttpResponse:
    """Add scans of papers."""
    user: Any = request.user
    claim = get_object_or_404(claims_visible_to(user), pk=pk)
    if not claims.may_add_papers(user, claim):
        raise Http404
    try:
        given = FilesField(required=True).clean(request.FILES.getlist("files"))
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
    else:
        take(request, lambda: claims.add_papers(pk, given, actor=user), f"已保存 {len(given)} 个文件")
    return redirect("welfare:claim", pk)
