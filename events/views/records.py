"""Pages of the small flows: a record with its facts, its next steps, its files, its history."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from enum import Enum
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from events.forms.records import NoteForm
from events.selectors.records import steps_of
from union.common.attachments import attachments_of, remove_attachment
from union.common.flows import FlowTable
from union.common.models import Attachment
from union.common.views.service_pages import PlainFormView, ServiceFormView, take

Fact = tuple[str, Any]


class RecordFormView(PlainFormView):
    """A form on the plain form page; ``parent`` is what it belongs to."""

    parent = ""

    def trail(self) -> list[tuple[str, str]]:
        return [(self.parent, self.back())]


class RecordView(ServiceFormView):
    """One record. Subclasses give the scoped rows, what stands on it, and the service of its steps."""

    template_name = "events/record.html"
    form_class = NoteForm
    flow: FlowTable[Any]
    actions: type[Enum]
    tones: dict[str, str]
    crumb = ("", "")  # label and URL name of the list

    def rows(self) -> Any:
        """Scoped rows."""
        raise NotImplementedError

    @cached_property
    def row(self) -> Any:
        """The record within the scope, else 404."""
        return get_object_or_404(self.rows(), pk=self.kwargs["pk"])

    def shown(self) -> Any:
        return self.row

    def refusal(self, arrow: Any) -> str:
        """Why this user may not take the arrow; "" if he may."""
        raise NotImplementedError

    def take(self, action: Enum, note: str) -> Any:
        """Call the service with ``shown_version``."""
        raise NotImplementedError

    def facts(self) -> list[Fact]:
        """(label, value) pairs."""
        return []

    def body(self) -> str:
        """A long text of its own card."""
        return ""

    def page(self) -> dict[str, Any]:
        """What else the template shows."""
        return {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = [arrow for arrow in self.flow.steps_from(self.row.state) if not self.refusal(arrow)]
        return super().get_context_data(
            row=self.row, tone=self.tones[self.row.state], facts=self.facts(), body=self.body(), steps=steps,
            history=steps_of(self.row), files=attachments_of(self.row), crumb=self.crumb,
            may_remove=may_edit(self.request.user, self.row), **self.page(), **kwargs,
        )  # fmt: skip

    def carry_out(self, form: NoteForm) -> str:
        try:
            action = self.actions(self.request.POST.get("action", ""))
        except ValueError as error:
            raise Http404 from error
        self.take(action, form.cleaned_data["note"])
        self.done = f"{action.label}：已记录"  # type: ignore[attr-defined]
        return self.request.path


# model name -> may this user change the record, and so take a file off it?
EDITORS: dict[str, Callable[[Any, Any], bool]] = {}


def may_edit(user: Any, row: Any) -> bool:
    """Say whether ``user`` may take files off ``row`` now."""
    asked = EDITORS.get(row._meta.model_name)
    return asked is not None and asked(user, row)


@login_required
@require_POST
def file_remove(request: HttpRequest, file: uuid.UUID) -> HttpResponse:
    """Take a file off a record one may change."""
    attachment = get_object_or_404(Attachment, pk=file, removed_at=None)
    owner = attachment.owner
    if owner is None or not may_edit(request.user, owner):
        raise Http404
    take(request, lambda: remove_attachment(attachment.pk, actor=request.user), "已移除附件")
    return redirect(owner.get_absolute_url())
