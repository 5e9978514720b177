"""Rounds of recuperation and applications."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, View

from members.models import Member
from members.selectors import own_member
from union.common.dates import today
from union.common.errors import DomainError
from union.common.money import in_words
from union.common.views.service_pages import PlainFormView, take
from union.organisation.choices import Right
from welfare.choices.recuperation import RoundState, StayState
from welfare.forms.recuperation import FORMS, ApplyForm, GroupForm, QuotaForm, RoundForm
from welfare.ledgers.recuperation import TONES
from welfare.models import RecuperationRound, Stay
from welfare.permissions import care as may
from welfare.selectors import recuperation as selectors
from welfare.selectors.care import events_of
from welfare.services import recuperation
from welfare.views.care import CareStepView, paper
from welfare.views.care_payments import money_card


def round_of(pk: int) -> RecuperationRound:
    """The round, or 404."""
    return get_object_or_404(RecuperationRound, pk=pk)


def for_others(user: Any) -> bool:
    """Whether the user may apply for somebody else."""
    return may.manages(user) or user.access.can(Right.PROPOSE_AS_BRANCH)


class RoundAddView(PlainFormView):
    """A new round."""

    form_class = RoundForm
    heading = "新建疗休养批次"
    note = "天数和每人每天费用按疗休养标准核对"

    def allowed(self) -> bool:
        return may.manages(self.request.user)

    def back(self) -> str:
        return reverse("welfare:recuperation_rounds")

    def trail(self) -> list[tuple[str, str]]:
        return [("疗休养", self.back())]

    def carry_out(self, form: Any) -> str:
        row = recuperation.open_round(form.cleaned_data, actor=self.request.user)
        return reverse("welfare:recuperation_round", args=[row.pk])


class RoundView(LoginRequiredMixin, DetailView):
    """One round: quotas, applications in their order."""

    template_name = "welfare/recuperation/round.html"
    context_object_name = "round"

    def get_object(self, queryset: Any = None) -> RecuperationRound:  # noqa: ARG002 - Django's signature
        if not may.views(self.request.user):
            raise Http404
        return round_of(self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, row = self.request.user, self.object
        stays = list(selectors.ranked(row, user))
        for stay in stays:
            stay.tone = TONES[StayState(stay.state)]  # type: ignore[attr-defined]
        quotas = selectors.quota_table(row)
        return super().get_context_data(
            stays=stays, quotas=quotas, asked=sum(q["asked"] for q in quotas),
            taken=sum(q["taken"] for q in quotas), manages=may.manages(user),
            open=row.state == RoundState.OPEN and may.manages(user),
            may_apply=row.state == RoundState.OPEN and for_others(user),
            standard=selectors.standard_on(row.starts_on), group_form=GroupForm(),
            **money_card(row, user), **kwargs,
        )  # fmt: skip


class QuotaView(PlainFormView):
    """Places per branch."""

    form_class = QuotaForm
    heading = "支会名额"
    note = "不填的支会没有单列名额，与其他支会共用剩余的总名额"

    @cached_property
    def round(self) -> RecuperationRound:
        """The round."""
        return round_of(self.kwargs["pk"])

    def allowed(self) -> bool:
        return may.manages(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "round_": self.round}

    def back(self) -> str:
        return reverse("welfare:recuperation_round", args=[self.round.pk])

    def carry_out(self, form: Any) -> str:
        recuperation.set_quotas(self.round.pk, form.seats(), actor=self.request.user)
        return self.back()


@require_POST
def round_step(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Make groups, close."""
    user: Any = request.user
    if not may.manages(user) or action not in ("groups", "close"):
        raise Http404
    row = round_of(pk)
    if action == "close":
        take(request, lambda: recuperation.close_round(pk, actor=user), "这一批疗休养已结束")
    else:
        form = GroupForm(request.POST)
        size = form.cleaned_data["size"] if form.is_valid() else 0
        take(request, lambda: recuperation.set_groups(pk, size, actor=user), "已按支会分组")
    return redirect("welfare:recuperation_round", row.pk)


class ApplyView(PlainFormView):
    """An application."""

    form_class = ApplyForm
    heading = "申请疗休养"
    submit = "提交申请"

    @cached_property
    def round(self) -> RecuperationRound:
        """The round."""
        return round_of(self.kwargs["pk"])

    def allowed(self) -> bool:
        user: Any = self.request.user
        member = own_member(user)
        applies = member is not None and member.membership_status == "active"
        return self.round.state == RoundState.OPEN and (for_others(user) or applies)

    def get_form_kwargs(self) -> dict[str, Any]:
        user: Any = self.request.user
        return {**super().get_form_kwargs(), "user": user, "for_others": for_others(user)}

    def facts(self) -> list[tuple[str, Any]]:
        row = self.round
        days = f"{row.starts_on} 至 {row.ends_on}（{row.days} 天）"
        return [("批次", row.title), ("地点", row.place), ("时间", days), ("报名截止", row.apply_until)]

    def back(self) -> str:
        if may.views(self.request.user):
            return reverse("welfare:recuperation_round", args=[self.round.pk])
        return reverse("welfare:mine")

    def carry_out(self, form: Any) -> str:
        user: Any = self.request.user
        member = form.cleaned_data.get("member") or own_member(user)
        if member is None:
            raise DomainError("请选择会员", field="member")
        stay = recuperation.apply_for(self.round.pk, member, actor=user, reason=form.cleaned_data["reason"])
        self.done = "已提交申请"
        return reverse("welfare:stay", args=[stay.pk])


class StayMixin:
    """An application within the user's scope, else 404."""

    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def row(self) -> Stay:
        """The application."""
        return get_object_or_404(selectors.stays_visible_to(self.request.user), pk=self.kwargs["pk"])


class StayView(StayMixin, LoginRequiredMixin, DetailView):
    """One application with the next steps and what stands in the way."""

    template_name = "welfare/recuperation/stay.html"
    context_object_name = "stay"

    def get_object(self, queryset: Any = None) -> Stay:  # noqa: ARG002 - Django's signature
        return self.row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stay, user = self.row, self.request.user
        works = any(may.reaches(user, right, stay.member) for right in selectors.RIGHTS)
        waiting = stay.state in (StayState.APPLIED, StayState.RECOMMENDED)
        events = list(events_of(stay)) if works or may.is_own(user, stay.member) else []
        for event in events:
            event.label = StayState(event.to_state).label  # type: ignore[attr-defined]
        return super().get_context_data(
            member=stay.member, round=stay.round, tone=TONES[StayState(stay.state)], events=events,
            steps=recuperation.steps_of(stay, user), sees_list=may.views(user), works=works,
            own=may.is_own(user, stay.member),
            findings=selectors.findings_of(stay) if works and waiting else [], **kwargs,
        )  # fmt: skip


class StayStepView(StayMixin, CareStepView):
    """One step."""

    forms = FORMS

    def steps(self) -> Any:
        return recuperation.steps_of(self.row, self.request.user)

    def facts(self) -> list[tuple[str, Any]]:
        return [("会员", self.row.member.name), ("批次", self.row.round), ("申请理由", self.row.reason)]

    def back(self) -> str:
        return reverse("welfare:stay", args=[self.row.pk])

    def run(self, action: Any, values: dict[str, Any]) -> None:
        recuperation.step_stay(self.row.pk, action, actor=self.request.user, **values)


class StayPaperView(StayMixin, LoginRequiredMixin, View):
    """疗休养申请审批表."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG002 - of the address
        stay, user = self.row, request.user
        if not (may.is_own(user, stay.member) or may.manages(user) or may.approves(user)):  # type: ignore[arg-type]
            raise Http404
        context = {
            "stay": stay,
            "member": stay.member,
            "round": stay.round,
            "words": in_words(stay.round.cost),
        }
        return paper(request, "pdf/recuperation_form.html", context, "疗休养申请审批表", stay)


def mine(member: Member) -> dict[str, Any] | None:
    """Open rounds to apply for, and one's applications."""
    stays = list(member.stays.select_related("round")[:6])
    asked = {stay.round_id for stay in stays if stay.state not in ("rejected", "withdrawn")}
    open_rounds = RecuperationRound.objects.filter(state=RoundState.OPEN, apply_until__gte=today())
    rounds = (
        [row for row in open_rounds if row.pk not in asked] if member.membership_status == "active" else []
    )
    return {"stays": stays, "rounds": rounds} if stays or rounds else None
