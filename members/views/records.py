"""The record of a member: head with the next steps, facts, tabs; create and edit; the member picker."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from members import permissions, selectors
from members.forms.records import MemberForm, RegisterForm
from members.models import Member
from members.services import members as records
from members.services.family import may_edit_family
from members.views.base import MemberMixin, member_or_404
from members.views.facts import audit_rows, extra_facts, masked_facts, next_steps, relatives, timeline_of
from union.common.dates import today
from union.common.views.service_pages import ServiceFormView
from union.organisation.choices import Right

TABS = {"facts": "概况", "family": "家庭", "offices": "任职", "consents": "告知与同意", "history": "变更历史"}


class MemberDetailView(MemberMixin, TemplateView):
    """One record. The timeline comes in a second request; each tab asks only for its own rows."""

    template_name = "members/member_detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if permissions.is_self(request.user, self.member) and not request.user.access.can(Right.VIEW_MEMBERS):
            return redirect("me:home")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tab = self.request.GET.get("tab", "facts")
        tabs = [(key, label) for key, label in TABS.items() if self.shows(key)]
        tab = tab if tab in dict(tabs) else "facts"
        shown = {"tab": tab, "tabs": tabs, "steps": next_steps(self.request.user, self.member)}
        return super().get_context_data(**kwargs, **shown, **getattr(self, f"{tab}_context")())

    def shows(self, tab: str) -> bool:
        """Family by right; consents and the trail for the person himself and those who keep the record."""
        if tab == "family":
            return self.sees_family
        if tab in ("consents", "history"):
            return permissions.can_see_own_or(self.request.user, self.member, Right.VIEW_IDENTITY)
        return True

    @cached_property
    def sees_family(self) -> bool:
        """Family facts: the person himself and whoever has the right."""
        return permissions.can_see_own_or(self.request.user, self.member, Right.VIEW_FAMILY)

    def facts_context(self) -> dict[str, Any]:
        user, member = self.request.user, self.member
        sees_dues = permissions.can_see_own_or(user, member, Right.VIEW_DUES_BASE)
        return {
            "masked": masked_facts(member, user),
            "extra_facts": extra_facts(member),
            "sees_dues": sees_dues,
            "sees_birth": permissions.can_see_own_or(user, member, Right.VIEW_IDENTITY),
            "sees_family": self.sees_family,
            "age": member.age_on(today()),
            "who_url": reverse("organisation:who_may_see", args=["member", member.pk]),
            "dues": selectors.newest_dues_bases(member) if sees_dues else [],
        }

    def family_context(self) -> dict[str, Any]:
        return {
            "relatives": relatives(self.member, self.request.user),
            "may_edit_family": may_edit_family(self.request.user, self.member),
        }

    def offices_context(self) -> dict[str, Any]:
        return {"appointments": selectors.appointments_of(self.member)}

    def consents_context(self) -> dict[str, Any]:
        given = self.member.consents.select_related("notice", "recorded_by")
        return {"consents": given}

    def history_context(self) -> dict[str, Any]:
        return {"events": audit_rows(self.member)}


class MemberTimelineView(MemberMixin, TemplateView):
    """The timeline part of the record page."""

    template_name = "members/_timeline.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(entries=timeline_of(self.member, self.request.user), **kwargs)


class MemberCreateView(ServiceFormView):
    """Register a person who is a member already (入册 or 外单位转入); new people apply to join instead."""

    template_name = "members/member_form.html"
    form_class = RegisterForm
    done = "已登记入册"
    draft_key = "member-new"

    def allowed(self) -> bool:
        return permissions.can_create(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "instance": Member()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(draft_key=self.draft_key, **kwargs)

    def carry_out(self, form: RegisterForm) -> str:
        member = records.create_member(
            form.values(),
            actor=self.request.user,
            effective_on=form.cleaned_data["effective_on"],
            document=form.cleaned_data["document"],
        )
        return reverse("members:member_detail", args=[member.pk])


class MemberEditView(MemberMixin, ServiceFormView):
    """Edit a record; the form carries the version it was opened with."""

    template_name = "members/member_form.html"
    form_class = MemberForm

    @property
    def draft_key(self) -> str:
        """Drafts are kept per record."""
        return f"member-{self.kwargs['pk']}"

    def allowed(self) -> bool:
        return permissions.can_edit(self.request.user, self.member)

    def get_form_kwargs(self) -> dict[str, Any]:
        instance = member_or_404(self.request.user, self.kwargs["pk"])
        return {**super().get_form_kwargs(), "user": self.request.user, "instance": instance}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(draft_key=self.draft_key, **kwargs)

    def current_version(self) -> int:
        return Member.objects.values_list("version", flat=True).get(pk=self.kwargs["pk"])

    def carry_out(self, form: MemberForm) -> str:
        records.update_member(
            self.member,
            version=form.cleaned_data["version"] or 0,
            values=form.values(),
            actor=self.request.user,
        )
        return reverse("members:member_detail", args=[self.member.pk])


@login_required
@require_POST
def member_options(request: HttpRequest) -> HttpResponse:
    """Answer of the member picker: members within the user's scope by name, pinyin or 工号."""
    query = request.POST.get("q", "").strip()[:60]
    fields = ("pk", "name", "staff_no", "department__name")
    rows = selectors.first_hits(request.user, query, fields, 12) if query else []
    options = [
        (pk, f"{name} {number or ''}".strip(), department or "") for pk, name, number, department in rows
    ]
    return render(request, "components/picker_answer.html", {"options": options, "query": query})
