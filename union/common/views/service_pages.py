"""A form whose input goes to one service, and the small change of such pages."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import FormView

from union.common.errors import DomainError, StaleError
from union.common.models import FormDraft

_KEY_DIGITS = 18  # of a 64-bit key


class ServiceFormView(LoginRequiredMixin, FormView):
    """A form whose input goes to one service. Subclasses write ``carry_out(form) -> address``.

    ``allowed`` False is 404: a page never exists for those it would refuse. A StaleError shows what
    changed meanwhile and lets the user save again; nothing typed is lost.
    """

    done = "已保存"
    draft_key = ""

    def allowed(self) -> bool:
        """Say whether the page exists for this user."""
        return True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not self.allowed():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def carry_out(self, form: Any) -> str:
        """Call the service and return where to go."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
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
        raise PermissionDenied

    def _stale(self, form: Any, stale: StaleError) -> HttpResponse:
        form.data = form.data.copy()
        form.data["version"] = self.current_version()
        return self.render_to_response(self.get_context_data(form=form, stale=stale), status=409)


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
