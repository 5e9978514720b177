"""Pages of women's work, for those in charge alone."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import DetailView

from members.models import Member
from union.common.dates import today
from union.common.views.service_pages import PlainFormView
from union.organisation.choices import Right
from welfare.forms.women import EndForm, MeetingForm, PeriodForm, ServiceForm, SingleParentForm
from welfare.models import ProtectionPeriod, SingleParent
from welfare.rules.women import no_night_shift_from, words
from welfare.selectors.women import of_women, rule_on
from welfare.services import women


def in_charge(user: Any) -> bool:
    """Whether the user has women's work anywhere."""
    return bool(user.access.can(Right.WOMENS_WORK))


class WomenFormView(PlainFormView):
    """A form of women's work."""

    list_name = "welfare:protection_list"
    list_label = "女职工保护期"

    def allowed(self) -> bool:
        return in_charge(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def back(self) -> str:
        return reverse(self.list_name)

    def trail(self) -> list[tuple[str, str]]:
        return [(self.list_label, self.back())]


class PeriodAddView(WomenFormView):
    """A period of protection."""

    form_class = PeriodForm
    heading = "登记保护期"

    def carry_out(self, form: Any) -> str:
        typed = dict(form.cleaned_data)
        row = women.add_period(typed.pop("member"), actor=self.request.user, **typed)
        return reverse("welfare:protection", args=[row.pk])


class SingleAddView(WomenFormView):
    """A single-parent family."""

    form_class = SingleParentForm
    heading = "登记单亲家庭"
    list_name, list_label = "welfare:single_list", "单亲家庭"

    def carry_out(self, form: Any) -> str:
        typed = dict(form.cleaned_data)
        women.add_single_parent(typed.pop("member"), actor=self.request.user, **typed)
        return self.back()


class ServiceAddView(WomenFormView):
    """A service."""

    form_class = ServiceForm
    heading = "登记女职工服务"
    list_name, list_label = "welfare:women_services", "女职工服务"

    def carry_out(self, form: Any) -> str:
        typed = dict(form.cleaned_data)
        women.add_service(typed.pop("member"), actor=self.request.user, **typed)
        return self.back()


class MeetingAddView(WomenFormView):
    """A meeting or an activity."""

    form_class = MeetingForm
    heading = "登记女职工活动"
    list_name, list_label = "welfare:women_meetings", "女职工活动"

    def carry_out(self, form: Any) -> str:
        women.add_meeting(form.cleaned_data, actor=self.request.user)
        return self.back()


def _period_of(user: Any, pk: int) -> ProtectionPeriod:
    rows = of_women(ProtectionPeriod.objects.select_related("member__branch", "created_by"), user)
    found: ProtectionPeriod = get_object_or_404(rows, pk=pk)
    return found


class PeriodView(LoginRequiredMixin, DetailView):
    """One period and what it entitles to."""

    template_name = "welfare/women/protection.html"
    context_object_name = "period"

    def get_object(self, queryset: Any = None) -> ProtectionPeriod:  # noqa: ARG002 - Django's signature
        return _period_of(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.object
        rule = rule_on(row.starts_on)
        night = no_night_shift_from(rule, row.due_on) if row.kind == "pregnancy" and row.due_on else None
        return super().get_context_data(
            member=row.member, words=words(rule, row.kind, row.due_on), rule=rule, night=night,
            current=row.starts_on <= today() <= row.ends_on, **kwargs,
        )  # fmt: skip


class PeriodEndView(PlainFormView):
    """Another last day."""

    form_class = EndForm
    heading = submit = "调整截止日期"

    @cached_property
    def row(self) -> ProtectionPeriod:
        """The period within the scope."""
        return _period_of(self.request.user, self.kwargs["pk"])

    def allowed(self) -> bool:
        return in_charge(self.request.user) and self.row is not None

    def get_initial(self) -> dict[str, Any]:
        return {"on": self.row.ends_on}

    def back(self) -> str:
        return reverse("welfare:protection", args=[self.row.pk])

    def carry_out(self, form: Any) -> str:
        women.end_period(self.row.pk, on=form.cleaned_data["on"], actor=self.request.user)
        return self.back()


class SingleEndView(PlainFormView):
    """The family is no longer one of a single parent; shows what is known of the children."""

    form_class = EndForm
    heading = "单亲家庭"
    submit = "登记截止"

    @cached_property
    def row(self) -> SingleParent:
        """The row within the scope."""
        rows = of_women(SingleParent.objects.select_related("member"), self.request.user)
        found: SingleParent = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def allowed(self) -> bool:
        return in_charge(self.request.user) and self.row is not None

    def facts(self) -> list[tuple[str, Any]]:
        return [("会员", self.row.member.name), ("起始日期", self.row.since), ("子女情况", self.row.children)]

    def back(self) -> str:
        return reverse("welfare:single_list")

    def carry_out(self, form: Any) -> str:
        women.end_single_parent(self.row.pk, on=form.cleaned_data["on"], actor=self.request.user)
        return self.back()


def mine(member: Member) -> dict[str, Any] | None:
    """A woman's own periods that are not over, with what they entitle to."""
    rows = list(member.protections.filter(ends_on__gte=today()))
    for row in rows:
        row.words = words(rule_on(row.starts_on), row.kind, row.due_on)
    return {"rows": rows} if rows else None
