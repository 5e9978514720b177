"""Hardship files: apply, see, change, take the steps; the public board."""

from __future__ import annotations

import json
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

from members.models import Member
from members.permissions import is_member
from union.common.attachments import attachments_of, save_attachment
from union.common.errors import DomainError
from union.common.models import PrivacyNotice
from union.common.models.privacy import NoticeKind
from union.common.views.service_pages import ServiceFormView, StepInAddress, take
from union.organisation.choices import Right
from welfare.choices.hardship import ExtraAction, HardshipState
from welfare.forms.hardship import (
    CONSENT_FIELDS,
    ApplyForm,
    FactsForm,
    PersonForm,
    RenewForm,
)
from welfare.forms.hardship_steps import FORMS, StepForm
from welfare.forms.visits import FilesField
from welfare.ledgers.aid import TONES as AID_TONES
from welfare.ledgers.hardship import TONES
from welfare.models import HardshipFile, Objection
from welfare.permissions import hardship as may
from welfare.rules.hardship_flow import FLOW, HardshipAction, Step
from welfare.selectors.aid import aids_of
from welfare.selectors.hardship import (
    file_for_record,
    files_visible_to,
    open_publicity,
    own_file,
    views_of,
)
from welfare.services import hardship_files, hardship_life, hardship_steps
from welfare.services.aid import may_be_helped

A = HardshipAction
_WORDS = {**{action.value: action.label for action in A}, **dict(ExtraAction.choices)}
_NOTICES = (NoticeKind.HEALTH, NoticeKind.BANK, NoticeKind.UPPER_UNION)


def notices() -> list[PrivacyNotice]:
    """The newest notice of each kind that a file rests on."""
    rows = PrivacyNotice.objects.filter(kind__in=_NOTICES).order_by("kind", "version")
    return list({row.kind: row for row in rows}.values())


class ApplyView(ServiceFormView):
    """申请建档: online by the member, or by the office for somebody."""

    template_name = "welfare/hardship/apply.html"
    form_class = ApplyForm
    draft_key = "welfare:hardship"
    done = "档案已建立，请补充家庭成员后提交申请"

    def allowed(self) -> bool:
        return may.handles(self.request.user) or is_member(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = own_file(self.request.user)
        return super().get_context_data(
            notices=notices(), own=own, consent_fields=" ".join(f"{name}!" for name in CONSENT_FIELDS),
            handles=may.handles(self.request.user), **kwargs,
        )  # fmt: skip

    def carry_out(self, form: ApplyForm) -> str:
        user: Any = self.request.user
        member = form.cleaned_data.get("member") or Member.objects.unmerged().filter(user=user).first()
        if member is None:
            raise DomainError("请选择会员", field="member")
        file = hardship_files.open_file(member, form.agreed(), form.facts(), form.main(), actor=user)
        return reverse("welfare:hardship_detail", args=[file.pk])


class MineView(LoginRequiredMixin, View):
    """我的困难申请: the own file, or the form."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        if not is_member(user):
            raise Http404
        file = own_file(user)
        if file is None:
            return redirect("welfare:hardship_apply")
        return redirect("welfare:hardship_detail", file.pk)


class FileMixin:
    """A file within the user's scope, else 404."""

    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def file(self) -> HardshipFile:
        """The file."""
        return get_object_or_404(file_for_record(self.request.user, self.kwargs["pk"]))

    def steps(self) -> list[Step]:
        """Steps this user may take now."""
        user, file = self.request.user, self.file
        return [step for step in FLOW.steps_from(file.state) if may.can_take(user, file, step)]

    def back(self) -> str:
        """Address of the record page."""
        return reverse("welfare:hardship_detail", args=[self.file.pk])


class FileDetailView(FileMixin, LoginRequiredMixin, DetailView):
    """One file: household, way, aid, history; looking at it is written down."""

    template_name = "welfare/hardship/detail.html"

    def get_object(self, queryset: Any = None) -> HardshipFile:  # noqa: ARG002 - Django's signature
        return self.file

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, file = self.request.user, self.file
        hardship_files.note_view(file, user=user)
        # Who objected, and who looked, is not for the household itself, whatever office it holds.
        official = may.reaches(user, Right.VIEW_HARDSHIP, file) and not may.concerns(user, file)
        applies = may.can_apply(user, file)
        return super().get_context_data(
            file=file, tone=TONES[HardshipState(file.state)], steps=self.steps(), official=official,
            is_own=may.is_own(user, file), edits=may.can_edit(user, file), files=list(attachments_of(file)),
            people=sorted(file.people.all(), key=lambda row: (row.kinship != "self", row.pk)),
            publicity=open_publicity(file), events=self._events() if official else [],
            objections=self._objections() if official else [], handles=may.handles(user) and applies,
            views=views_of(file)[:20] if official else [], aids=aids_of(file),
            applies=applies and not may_be_helped(file), adds=applies, aid_tones=AID_TONES,
            consent_in_force=file.consent.withdrawn_at is None, **kwargs,
        )  # fmt: skip

    def _events(self) -> list[dict[str, Any]]:
        rows = reversed(list(self.file.events.all()))
        return [
            {
                "row": event, "word": _WORDS.get(event.action, event.action),
                "changes": json.loads(event.changes).items() if event.changes else [],
            }
            for event in rows
        ]  # fmt: skip

    def _objections(self) -> list[Objection]:
        rows = Objection.objects.filter(publicity__file=self.file)
        return list(rows.select_related("publicity").order_by("-id"))


class EditMixin(FileMixin):
    """Pages that change facts: for those who may now."""

    def allowed(self) -> bool:
        return may.can_edit(self.request.user, self.file)


class FactsView(EditMixin, ServiceFormView):
    """Change facts of the household."""

    template_name = "welfare/hardship/facts.html"
    form_class = FactsForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "file": self.file}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(file=self.file, **kwargs)

    def current_version(self) -> int:
        return HardshipFile.objects.values_list("version", flat=True).get(pk=self.file.pk)

    def carry_out(self, form: FactsForm) -> str:
        user: Any = self.request.user
        version = form.cleaned_data["version"]
        hardship_files.edit_facts(self.file.pk, form.facts(), actor=user, version=version)
        return self.back()


class PersonView(EditMixin, ServiceFormView):
    """Add somebody of the household, or change what is known."""

    template_name = "welfare/hardship/person.html"
    form_class = PersonForm

    @cached_property
    def person(self) -> Any:
        """The person, None for a new one."""
        pk = self.kwargs.get("person")
        return get_object_or_404(self.file.people, pk=pk) if pk else None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "person": self.person}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(file=self.file, person=self.person, **kwargs)

    def carry_out(self, form: PersonForm) -> str:
        user: Any = self.request.user
        pk = self.person.pk if self.person else None
        hardship_files.save_person(self.file.pk, form.facts(), actor=user, person_id=pk)
        return self.back()


class ConsentView(FileMixin, ServiceFormView):
    """A new consent: wider, or to newer notices."""

    template_name = "welfare/hardship/consent.html"
    form_class = RenewForm
    done = "授权已登记"

    def allowed(self) -> bool:
        in_force = self.file.consent.withdrawn_at is None
        return in_force and may.can_apply(self.request.user, self.file)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "file": self.file}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            file=self.file, notices=notices(), names=" ".join(f"{name}!" for name in CONSENT_FIELDS), **kwargs
        )

    def carry_out(self, form: RenewForm) -> str:
        user: Any = self.request.user
        hardship_files.renew_consent(self.file.pk, form.agreed(), actor=user)
        return self.back()


@require_POST
def consent_end(request: HttpRequest, pk: int) -> HttpResponse:
    """撤回授权, in one click."""
    user: Any = request.user
    file = get_object_or_404(files_visible_to(user), pk=pk)
    if not may.can_apply(user, file):
        raise Http404
    take(request, lambda: hardship_life.withdraw_consent(pk, actor=user), "授权已撤回，敏感信息已清除")
    return redirect("welfare:hardship_detail", pk)


@require_POST
def add_files(request: HttpRequest, pk: int) -> HttpResponse:
    """Add proofs."""
    user: Any = request.user
    file = get_object_or_404(files_visible_to(user), pk=pk)
    if not may.can_apply(user, file):
        raise Http404
    try:
        hardship_files.need_consent(file)
        given = FilesField(required=True).clean(request.FILES.getlist("files"))
        for each in given:
            save_attachment(each, owner=file, actor=user, kind=hardship_steps.PROOF)
    except (ValidationError, DomainError) as error:
        text = "".join(error.messages) if isinstance(error, ValidationError) else str(error)
        messages.error(request, text)
    else:
        messages.success(request, f"已保存 {len(given)} 个文件")
    return redirect("welfare:hardship_detail", pk)


class FileStepView(FileMixin, StepInAddress, ServiceFormView):
    """One step with the input it needs."""

    template_name = "welfare/hardship/step.html"

    def shown(self) -> Any:
        return self.file

    def get_form_class(self) -> type[StepForm]:
        return FORMS.get(self.step.action, StepForm)

    def get_form_kwargs(self) -> dict[str, Any]:
        more = {"file": self.file, "user": self.request.user, "step": self.step}
        return {**super().get_form_kwargs(), **more}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            file=self.file, step=self.step, notices=notices() if self.step.target == "draft" else [], **kwargs
        )

    def carry_out(self, form: StepForm) -> str:
        call = form.call()
        told = [call.pop(name) for name in ("told", "agreed") if name in call]
        run = _RUN[self.step.action]
        run(self.file.pk, *told, actor=self.request.user, version=self.shown_version, **call)
        self.done = f"{self.step.action.label}：已记录"
        return self.back()


_RUN: dict[HardshipAction, Any] = {
    A.SUBMIT: hardship_steps.submit_file,
    A.REVIEW: hardship_steps.review_file,
    A.VISIT: hardship_steps.record_home_visit,
    A.CHECK: hardship_steps.check_income,
    A.PUBLISH: hardship_steps.publish_file,
    A.END: hardship_steps.end_publicity,
    A.APPROVE: hardship_steps.approve_file,
    A.TEMPORARY: hardship_steps.open_temporary,
    A.REGULAR: hardship_steps.make_regular,
    A.YEARLY: hardship_life.review_yearly,
    A.EXIT: hardship_life.exit_file,
    A.REMOVE: hardship_life.remove_file,
    A.RELAPSE: hardship_life.apply_again,
    A.REAPPLY: hardship_life.apply_again,
    A.RETURN: hardship_life.return_file,
    A.REJECT: hardship_life.reject_file,
    A.WITHDRAW: hardship_life.withdraw_file,
}
