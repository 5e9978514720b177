"""Bodies with their terms, and the union's profile."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import TemplateView, UpdateView

from union.common.dates import today
from union.common.errors import DomainError
from union.organisation import permissions
from union.organisation.forms.offices import BodyForm, ProfileForm
from union.organisation.models import Body, UnionProfile
from union.organisation.selectors import offices as selectors
from union.organisation.services import bodies as services


class BodyListView(TemplateView):
    """Bodies, their present term, and how many hold office in each."""

    template_name = "organisation/body_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        if not permissions.organisation_scope(user).everything:
            raise Http404
        return super().get_context_data(
            bodies=selectors.bodies_with_officers(today()),
            soon=selectors.ending_limit(today()),
            can_edit=permissions.can_edit_organisation(user),
            today=today(),
            **kwargs,
        )


class _EditView(UpdateView):
    template_name = "organisation/simple_form.html"
    title = ""
    back = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not permissions.can_edit_organisation(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=self.title, back=self.back, **kwargs)

    def write(self, values: dict[str, Any]) -> None:
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.write(dict(form.cleaned_data))
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, "已保存")
        return redirect(self.back)


class BodyEditView(_EditView):
    """届次."""

    form_class = BodyForm
    title, back = "机构与届次", "organisation:body_list"

    @cached_property
    def body(self) -> Body:
        return get_object_or_404(selectors.bodies(), pk=self.kwargs["pk"])

    def get_object(self, queryset: Any = None) -> Body:  # noqa: ARG002 - Django's signature
        return self.body

    def write(self, values: dict[str, Any]) -> None:
        services.set_body(self.kwargs["pk"], actor=self.request.user, **values)


class ProfileEditView(_EditView):
    """组织档案."""

    form_class = ProfileForm
    title, back = "组织档案", "organisation:tree"

    def get_object(self, queryset: Any = None) -> UnionProfile:  # noqa: ARG002 - Django's signature
        return UnionProfile.objects.filter(pk=1).first() or UnionProfile()

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.get_object().version}

    def write(self, values: dict[str, Any]) -> None:
        version = values.pop("version")
        services.set_profile(values, actor=self.request.user, version=version)
