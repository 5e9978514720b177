"""Family, correction requests and the office's own fields."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import ListView

from members import permissions, selectors
from members.choices import CorrectionState
from members.forms.family import AnswerForm, ExtraFieldForm, FamilyForm
from members.models import CorrectionRequest, ExtraField, FamilyMember
from members.services import corrections, extra_fields, family
from members.services.stale import display_value, label_of
from members.views.base import MemberMixin
from members.views.sensitive import masked_value
from union.common.registries import sensitive_fields
from union.common.views.service_pages import ServiceFormView
from union.organisation.choices import Right

TONES = {"open": "warning", "approved": "success", "rejected": "danger", "withdrawn": "neutral"}


class FamilyEditView(MemberMixin, ServiceFormView):
    """Add or change one relative."""

    template_name = "members/family_form.html"
    form_class = FamilyForm
    done = "家庭成员已保存"

    def allowed(self) -> bool:
        return family.may_edit_family(self.request.user, self.member)

    @cached_property
    def relative(self) -> FamilyMember | None:
        """The relative of the address, of this member; None on the page that adds one."""
        if "relative" not in self.kwargs:
            return None
        return get_object_or_404(self.member.family, pk=self.kwargs["relative"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "relative": self.relative}

    def current_version(self) -> int:
        return FamilyMember.objects.values_list("version", flat=True).get(pk=self.kwargs["relative"])

    def carry_out(self, form: FamilyForm) -> str:
        family.save_family_member(
            self.member, form.values(), actor=self.request.user, relative=self.relative,
            version=form.cleaned_data["version"] or 0,
        )  # fmt: skip
        return reverse("members:member_detail", args=[self.member.pk]) + "?tab=family"


class CorrectionListView(LoginRequiredMixin, ListView):
    """Requests that wait for an answer, or the answered ones; for staff."""

    template_name = "members/correction_list.html"
    paginate_by = 50

    def get_queryset(self) -> Any:
        if not self.request.user.access.can(Right.EDIT_MEMBERS):
            raise Http404
        rows = selectors.corrections_visible_to(self.request.user)
        self.shown = self.request.GET.get("state", "open")
        is_open = {"state": CorrectionState.OPEN}
        return rows.filter(**is_open) if self.shown == "open" else rows.exclude(**is_open)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(shown=self.shown, tones=TONES, **kwargs)
        found["rows"] = [(row, label_of(row.field)) for row in found["object_list"]]
        return found


class CorrectionDecideView(ServiceFormView):
    """Old and new value side by side; approve or refuse."""

    template_name = "members/correction_decide.html"
    form_class = AnswerForm
    done = "更正申请已处理"

    @cached_property
    def correction(self) -> CorrectionRequest:
        """An open request within the user's scope."""
        rows = selectors.corrections_visible_to(self.request.user).select_related("member__user")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def allowed(self) -> bool:
        row = self.correction
        return row.state == CorrectionState.OPEN and permissions.can_decide_correction(self.request.user, row)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.correction
        key = f"member.{row.field}"
        is_sensitive = key in sensitive_fields
        old = getattr(row.member, row.field)
        shown_new = sensitive_fields[key].mask(row.new_value) if is_sensitive else row.new_value
        return super().get_context_data(
            correction=row, label=label_of(row.field),
            old_masked=masked_value(key, row.member, self.request.user) if is_sensitive else None,
            new_masked=masked_value("correction.new_value", row, self.request.user) if is_sensitive else None,
            old=display_value(row.field, str(old) if old is not None else ""), new=shown_new, **kwargs,
        )  # fmt: skip

    def carry_out(self, form: AnswerForm) -> str:
        approve = self.request.POST.get("action") == "approve"
        corrections.decide_correction(
            self.correction, approve=approve, answer=form.cleaned_data["answer"], actor=self.request.user
        )
        return reverse("members:correction_list")


class ExtraFieldListView(LoginRequiredMixin, ListView):
    """The office's own fields."""

    template_name = "members/extra_field_list.html"

    def get_queryset(self) -> Any:
        if not extra_fields.may_define(self.request.user):
            raise Http404
        return ExtraField.objects.all()


class ExtraFieldEditView(ServiceFormView):
    """Define a field or change its definition."""

    template_name = "members/extra_field_form.html"
    form_class = ExtraFieldForm

    def allowed(self) -> bool:
        return extra_fields.may_define(self.request.user)

    @cached_property
    def field(self) -> ExtraField | None:
        """The field of the address; None on the page that adds one."""
        return get_object_or_404(ExtraField, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.field or ExtraField()}

    def carry_out(self, form: ExtraFieldForm) -> str:
        fresh = ExtraField.objects.get(pk=self.field.pk) if self.field else None
        extra_fields.save_extra_field(form.cleaned_data, actor=self.request.user, field=fresh)
        return reverse("members:extra_field_list")
