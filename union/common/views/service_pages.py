"""A form whose input goes to one service, and the small change of such pages."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import FormView

from union.common.errors import DomainError, StaleError
from union.common.models import FormDraft
from union.common.shown import FIELD, carry_version

_KEY_DIGITS = 18  # of a 64-bit key


class ServiceFormView(LoginRequiredMixin, FormView):
    """A form whose input goes to one service. Subclasses write ``carry_out(form) -> address``.

    ``allowed`` False is 404: a page never exists for those it would refuse. A StaleError shows what
    changed meanwhile and lets the user save again; nothing typed is lost.
    """

    done = "已保存"
    draft_key = ""
    shown_version: int | None = None  # what the form brought of `shown`, for the service

    def allowed(self) -> bool:
        """Say whether the page exists for this user."""
        return True

    def shown(self) -> Any:
        """The record this page shows and its form decides on, if any; the form carries its version."""
        return None

    def get_form(self, form_class: Any = None) -> Any:
        """The form, with the version of the record that is shown."""
        form, row = super().get_form(form_class), self.shown()
        return form if row is None else carry_version(form, row)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not self.allowed():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def carry_out(self, form: Any) -> str:
        """Call the service and return where to go."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        if self.shown() is not None:
            self.shown_version = form.cleaned_data.pop(FIELD)
        try:
            target = self.carry_out(form)
        except StaleError as stale:
            return self._stale(form, stale)
        except DomainError as error:
            field = error.field if error.field in form.fields else None
            form.add_error(field, str(error))
            return self.form_invalid(form)
        if self.draft_key:
            FormDraft.objects.filter(user=self.request.user, form_key=self.draft_key).delete()
        messages.success(self.request, self.done)
        return redirect(target)

    def current_version(self) -> int:
        """Version of the record now, put into the form after a StaleError."""
        row = self.shown()
        if row is None:
            raise PermissionDenied
        return int(row.version)

    def _stale(self, form: Any, stale: StaleError) -> HttpResponse:
        if self.shown() is not None:
            form.add_error(None, str(stale))
        form.data = form.data.copy()
        form.data[FIELD] = self.current_version()
        return self.render_to_response(self.get_context_data(form=form, stale=stale), status=409)


class PlainFormView(ServiceFormView):
    """A form on the plain form page. Subclasses give ``heading``, ``trail`` (label, address), ``back()``."""

    template_name = "common/plain_form.html"
    heading = ""
    note = ""
    submit = "保存"
    dangerous = False

    def back(self) -> str:
        """Where the form came from; 取消 leads there."""
        raise NotImplementedError

    def trail(self) -> list[tuple[str, str]]:
        """Breadcrumbs before this page."""
        return []

    def facts(self) -> list[tuple[str, Any]]:
        """What is already known and helps to decide; shown above the form."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading=self.heading, note=self.note, submit=self.submit, back=self.back(), trail=self.trail(),
            facts=self.facts(), dangerous=self.dangerous, **kwargs,
        )  # fmt: skip


class StepInAddress:
    """A page of one step of a record: ``action`` in the address, among the ``steps()`` of this user."""

    kwargs: dict[str, Any]

    def steps(self) -> list[Any]:
        """Steps this user may take now."""
        raise NotImplementedError

    @cached_property
    def step(self) -> Any:
        """The step of the address, if this user may take it now."""
        wanted = self.kwargs["action"]
        found = next((step for step in self.steps() if step.action.value == wanted), None)
        if found is None:
            raise Http404
        return found

    def allowed(self) -> bool:
        """There is such a step, or 404."""
        return self.step is not None


class StepFormView(StepInAddress, PlainFormView):
    """One step of a record on a page of its own; ``action`` stands in the address.

    Subclasses give the record, its steps for this user and the run, whose values hold the ``version`` that
    was shown. A step has ``action`` (with ``value`` and ``label``), ``note_required`` and ``dangerous``;
    forms take ``row``, ``user`` and ``required``.
    """

    forms: dict[Any, Any] = {}  # action → form, where the opinion alone is not enough
    note_form: Any

    @cached_property
    def row(self) -> Any:
        """The record within the user's scope, or 404."""
        raise NotImplementedError

    def shown(self) -> Any:
        return self.row

    def run(self, action: Any, values: dict[str, Any]) -> None:
        """Call the service."""
        raise NotImplementedError

    def allowed(self) -> bool:
        """Head and button bear the name of the step."""
        self.heading = self.submit = self.step.action.label
        self.dangerous = self.step.dangerous
        return True

    def get_form_class(self) -> Any:
        return self.forms.get(self.step.action, self.note_form)

    def get_form_kwargs(self) -> dict[str, Any]:
        more = {"row": self.row, "user": self.request.user, "required": self.step.note_required}
        return {**super().get_form_kwargs(), **more}

    def carry_out(self, form: Any) -> str:
        self.run(self.step.action, {**form.cleaned_data, FIELD: self.shown_version})
        self.done = f"{self.step.action.label}：已记录"
        return self.back()


def chosen_ids(request: HttpRequest) -> list[int]:
    """Return the keys of the rows ticked in a list; what no key can be is left out."""
    return [int(pk) for pk in request.POST.getlist("selected") if pk.isdecimal() and len(pk) <= _KEY_DIGITS]


def take(request: HttpRequest, action: Any, done: str) -> bool:
    """Run ``action()`` of a one-button POST; a refusal becomes a message. Return whether it went through."""
    try:
        action()
    except DomainError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, done)
    return True
