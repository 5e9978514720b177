"""Change of membership and its correction."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property

from members import permissions
from members.choices import MembershipStatus
from members.forms.membership import MembershipChangeForm, MembershipCorrectionForm
from members.models import Member, MembershipChange
from members.rules.membership import OUTSIDE, Step, step_between, steps_by_hand
from members.services.membership import change_membership, correct_membership, effective_changes
from members.views.base import MemberMixin
from union.common.views.service_pages import ServiceFormView


def may_correct(user: Any, member: Member, change: MembershipChange | None) -> bool:
    """Whether the newest entry can be replaced: no registration, and no step that was taken back already."""
    if change is None or change.from_status == OUTSIDE:
        return False
    if change.from_status == change.to_status and change.corrects_id:
        return False
    step = step_between(change.from_status, change.to_status)
    return permissions.can_change_membership(user, member, step)


class MembershipChangeView(MemberMixin, ServiceFormView):
    """One page for every step a clerk takes by hand."""

    template_name = "members/membership_change.html"
    form_class = MembershipChangeForm
    done = "会籍变动已记录"

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Steps this user may take on this member now."""
        found = steps_by_hand(self.member.membership_status)
        return tuple(s for s in found if permissions.can_change_membership(self.request.user, self.member, s))

    def allowed(self) -> bool:
        return bool(self.steps)

    def get_initial(self) -> dict[str, Any]:
        wanted = self.request.GET.get("to", "")
        return {
            "to": wanted or self.steps[0].target.value,
            "retain_reason": self.request.GET.get("reason", ""),
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "steps": self.steps}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        changes = effective_changes(self.member)
        correctable = may_correct(self.request.user, self.member, changes[0] if changes else None)
        return super().get_context_data(changes=changes, may_correct=correctable, **kwargs)

    def carry_out(self, form: MembershipChangeForm) -> str:
        to = MembershipStatus(form.cleaned_data["to"])
        change_membership(self.member, to, actor=self.request.user, **form.grounds())
        return reverse("members:member_detail", args=[self.member.pk])


class MembershipCorrectionView(MemberMixin, ServiceFormView):
    """Replace the newest entry of the history; older ones are 404."""

    template_name = "members/membership_correct.html"
    form_class = MembershipCorrectionForm
    done = "更正已记录，原记录保留"

    @cached_property
    def change(self) -> MembershipChange:
        """The newest entry that holds."""
        rows = effective_changes(self.member)
        if not rows:
            raise Http404
        return rows[0]

    def allowed(self) -> bool:
        return may_correct(self.request.user, self.member, self.change)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "change": self.change}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(change=self.change, **kwargs)

    def carry_out(self, form: MembershipCorrectionForm) -> str:
        correct_membership(
            self.change,
            MembershipStatus(form.cleaned_data["to"]),
            actor=self.request.user,
            **form.grounds(),
        )
        return reverse("members:member_detail", args=[self.member.pk])
