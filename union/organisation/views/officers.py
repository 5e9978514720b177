"""Officers: list, file of one appointment, giving and ending, people on paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView

from union.common.dates import today
from union.common.errors import DomainError
from union.organisation import permissions
from union.organisation.choices import Office
from union.organisation.forms.offices import EndOfficeForm, GiveOfficeForm, PersonForm
from union.organisation.models import Appointment
from union.organisation.rules.offices import BODIES, RIGHTS
from union.organisation.rules.rights_matrix import where
from union.organisation.selectors import offices as selectors
from union.organisation.selectors.units import branches_visible_to
from union.organisation.services import offices as services

PAGE_SIZES = (20, 50, 100, 200)
STATES = [("current", "在任"), ("future", "将任"), ("ended", "已免"), ("all", "全部")]


class OfficerListView(TemplateView):
    """Officers by body and branch, present and past."""

    template_name = "organisation/officer_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        wanted = selectors.OfficerFilter.from_query(self.request.GET)
        found = selectors.filter_officers(selectors.officers_visible_to(user), wanted, today())
        size = self.request.GET.get("size", "50")
        pages = Paginator(found, int(size) if size in map(str, PAGE_SIZES) else 50)
        return super().get_context_data(
            page=pages.get_page(self.request.GET.get("page")),
            wanted=wanted,
            states=STATES,
            offices=[(o.value, o.label) for o in Office if o != Office.MEMBER],
            branches=branches_visible_to(user).filter(closed_on=None).values_list("pk", "name"),
            bodies=[(body.pk, str(body)) for body in selectors.bodies()],
            grantable=permissions.grantable_offices(user),
            **kwargs,
        )


class AppointmentMixin:
    """Finds the appointment among those the user may see."""

    kwargs: dict[str, Any]
    request: Any

    @cached_property
    def appointment(self) -> Appointment:
        return get_object_or_404(selectors.officers_visible_to(self.request.user), pk=self.kwargs["pk"])

    @cached_property
    def can_end(self) -> bool:
        held = self.appointment
        open_now = held.ends_on is None or held.ends_on >= today()
        return open_now and permissions.can_grant(self.request.user, Office(held.office), held.user_id)


class OfficerDetailView(AppointmentMixin, TemplateView):
    """One appointment, what it allows, and the person's other offices."""

    template_name = "organisation/officer_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = self.appointment
        visible = selectors.officers_visible_to(self.request.user).filter(user=held.user)
        return super().get_context_data(
            appointment=held,
            can_end=self.can_end,
            rights=[right.label for right in RIGHTS[Office(held.office)]],
            where=where(Office(held.office)),
            others=visible.exclude(pk=held.pk).order_by("-starts_on", "-id"),
            today=today(),
            **kwargs,
        )


class OfficeChoiceView(TemplateView):
    """First step of giving an office: which one."""

    template_name = "organisation/office_choice.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        grantable = permissions.grantable_offices(self.request.user)
        if not grantable:
            raise Http404
        offices = [o for o in Office if o in grantable and o != Office.MEMBER]
        rows = [(o, where(o), BODIES.get(o), [right.label for right in RIGHTS[o]]) for o in offices]
        return super().get_context_data(rows=rows, **kwargs)


class GiveOfficeView(FormView):
    """Second step: who, where, from when, on what paper."""

    template_name = "organisation/office_give.html"
    form_class = GiveOfficeForm

    @cached_property
    def office(self) -> Office:
        value = self.kwargs["office"]
        if value not in permissions.grantable_offices(self.request.user) or value == Office.MEMBER:
            raise Http404
        return Office(value)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"office": self.office, "actor": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"user": self.request.GET.get("user", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(office=self.office, where=where(self.office), **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        values = dict(form.cleaned_data)
        person, (scope_kind, unit) = values.pop("user"), values.pop("place")
        try:
            held = services.give_office_to(
                person, self.office, actor=self.request.user, scope_kind=scope_kind, unit=unit, **values
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, f"已登记：{held.user.display_name}任{held}")
        return redirect("organisation:officer_detail", pk=held.pk)


class EndOfficeView(AppointmentMixin, FormView):
    """免职."""

    template_name = "organisation/office_end.html"
    form_class = EndOfficeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.can_end:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"ends_on": today(), "version": self.appointment.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(appointment=self.appointment, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            services.end_office(self.appointment.pk, actor=self.request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self.form_invalid(form)
        messages.success(
            self.request, f"已登记：{self.appointment.user.display_name}不再担任{self.appointment}"
        )
        return redirect("organisation:officer_detail", pk=self.appointment.pk)


class PersonAddView(FormView):
    """A person without a login, to be given an office on paper."""

    template_name = "organisation/person_add.html"
    form_class = PersonForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not permissions.grantable_offices(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            person = services.ensure_person(actor=self.request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, f"已登记{person.display_name}（{person.username}），可以任职")
        return redirect("organisation:office_choice")


@require_POST
def person_options(request: HttpRequest) -> HttpResponse:
    """Answer of the picker: people by name, pinyin or login name; for those who may give offices."""
    if not permissions.grantable_offices(request.user):
        raise Http404
    query = request.POST.get("q", "")
    options = selectors.person_options(request.user, query)
    return render(request, "components/picker_answer.html", {"options": options, "query": query})
