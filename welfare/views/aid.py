"""Aid: apply for it, see it, review and approve it."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import DetailView

from union.common.views.service_pages import ServiceFormView, StepInAddress
from union.organisation.choices import Right
from welfare.choices.aid import AidState
from welfare.choices.hardship import Category, Kinship, Level, Occupation
from welfare.forms.aid import AID_FORMS, AidForm, AidNoteForm
from welfare.ledgers.aid import TONES
from welfare.models import Aid, HardshipFile
from welfare.permissions import hardship as may
from welfare.rules.aid_flow import AID, AidAction, AidStep
from welfare.selectors.aid import aid_for_record
from welfare.selectors.hardship import files_visible_to
from welfare.services import aid as services

_WORDS = {
    **{action.value: action.label for action in AidAction},
    "apply": "提出申请", "list": "列入发放清单", "unlist": "移出发放清单", "pay": "发放", "sign": "签收",
    "file-ended": "档案结束", "return-money": "退汇",
}  # fmt: skip


class AidApplyView(ServiceFormView):
    """申请帮扶 for a household on file."""

    template_name = "welfare/aid/apply.html"
    form_class = AidForm
    done = "帮扶申请已登记"

    @cached_property
    def file(self) -> HardshipFile:
        """The file, in scope."""
        return get_object_or_404(files_visible_to(self.request.user), pk=self.kwargs["pk"])

    def allowed(self) -> bool:
        return may.can_apply(self.request.user, self.file) and not services.may_be_helped(self.file)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "file": self.file}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(file=self.file, **kwargs)

    def carry_out(self, form: AidForm) -> str:
        user: Any = self.request.user
        row = services.apply_aid(self.file.pk, form.wanted(), actor=user)
        return reverse("welfare:aid_detail", args=[row.pk])


class AidMixin:
    """An application within the user's scope, else 404."""

    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def aid(self) -> Aid:
        """The application."""
        return get_object_or_404(aid_for_record(self.request.user, self.kwargs["pk"]))

    def steps(self) -> list[AidStep]:
        """Steps this user may take now."""
        user, row = self.request.user, self.aid
        return [step for step in AID.steps_from(row.state) if may.can_take_aid(user, row, step)]


class AidDetailView(AidMixin, LoginRequiredMixin, DetailView):
    """One application with its amounts, and the household as it was when it was paid."""

    template_name = "welfare/aid/detail.html"

    def get_object(self, queryset: Any = None) -> Aid:  # noqa: ARG002 - Django's signature
        return self.aid

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, user = self.aid, self.request.user
        events = [{"row": each, "word": _WORDS.get(each.action, each.action)} for each in row.events.all()]
        return super().get_context_data(
            aid=row, tone=TONES[AidState(row.state)], steps=self.steps(), events=events,
            official=may.reaches(user, Right.VIEW_HARDSHIP, row.file), sees_list=may.sees_payments(user),
            snapshot=_read(row.snapshot), returns=list(row.returns.select_related("payment")), **kwargs,
        )  # fmt: skip


def _read(stored: str) -> dict[str, Any] | None:
    """The snapshot with the words of its codes."""
    if not stored:
        return None
    found = json.loads(stored)
    found["level"] = Level(found["level"]).label
    found["category"] = Category(found["category"]).label
    for person in found["people"]:
        person["kinship"] = Kinship(person["kinship"]).label
        person["occupation"] = Occupation(person["occupation"]).label
    return dict(found)


class AidStepView(AidMixin, StepInAddress, ServiceFormView):
    """One step with the input it needs."""

    template_name = "welfare/aid/step.html"

    def shown(self) -> Any:
        return self.aid

    def get_form_class(self) -> type[AidNoteForm]:
        return AID_FORMS.get(self.step.action, AidNoteForm)

    def get_form_kwargs(self) -> dict[str, Any]:
        more = {"aid": self.aid, "user": self.request.user, "step": self.step}
        return {**super().get_form_kwargs(), **more}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(aid=self.aid, step=self.step, **kwargs)

    def carry_out(self, form: AidNoteForm) -> str:
        run = _RUN[self.step.action]
        run(self.aid.pk, actor=self.request.user, version=self.shown_version, **form.cleaned_data)
        self.done = f"{self.step.action.label}：已记录"
        return reverse("welfare:aid_detail", args=[self.aid.pk])


_RUN: dict[AidAction, Any] = {
    AidAction.REVIEW: services.review_aid,
    AidAction.APPROVE: services.approve_aid,
    AidAction.RETURN: services.return_aid,
    AidAction.REJECT: services.reject_aid,
    AidAction.WITHDRAW: services.withdraw_aid,
    AidAction.GIVE_UP: services.give_up_aid,
}
