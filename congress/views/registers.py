"""Pages that the smaller registers share: one record with its history, and one step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from congress.forms.registers import FieldMaker, StepForm
from congress.models import RegisterStep
from congress.rules.registers import Arrow
from congress.services.registers import Register, history, take
from union.common.registries import TimelineEntry
from union.common.views.service_pages import ServiceFormView


class RecordMixin:
    """A record within the user's scope, else 404. Subclasses name the register and find the row."""

    request: Any
    kwargs: dict[str, Any]
    register: ClassVar[Register]
    list_url: ClassVar[str] = ""
    list_label: ClassVar[str] = ""
    shows_notes = True

    def rows(self) -> Any:
        """Rows the user may see."""
        raise NotImplementedError

    @cached_property
    def row(self) -> Any:
        """The record of the address."""
        return get_object_or_404(self.rows(), pk=self.kwargs["pk"])

    @cached_property
    def arrows(self) -> list[Arrow]:
        """Steps the user may take now."""
        return self.register.arrows_for(self.request.user, self.row)

    def crumb(self) -> dict[str, Any]:
        """Where the breadcrumbs lead back to."""
        return {"list_url": self.list_url and reverse(self.list_url), "list_label": self.list_label}


class RecordView(RecordMixin, LoginRequiredMixin, TemplateView):
    """One record: facts, next steps, history."""

    tones: ClassVar[Mapping[str, str]] = {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.row
        return super().get_context_data(
            row=row, arrows=self.arrows, tone=self.tones.get(row.state, "neutral"), **self.crumb(),
            step_url=f"{self.register.url_name.removesuffix('_detail')}_step",
            entries=[self._entry(step) for step in history(self.register.kind, row.pk)], **kwargs,
        )  # fmt: skip

    def _entry(self, step: RegisterStep) -> TimelineEntry:
        actor = step.actor.display_name if step.actor and self.shows_notes else ""
        return TimelineEntry(step.at, step.label, step.note if self.shows_notes else "", actor)


class RecordStepView(RecordMixin, ServiceFormView):
    """One step with the input it needs; only for whoever may take it now."""

    template_name = "congress/registers/step.html"
    form_class = StepForm
    extra: ClassVar[Mapping[Any, Mapping[str, FieldMaker]]] = {}

    @cached_property
    def arrow(self) -> Arrow | None:
        """The arrow of the address. A POST of a step somebody else took meanwhile is told by the service."""
        wanted = self.kwargs["action"]
        pool = self.arrows
        if self.request.method == "POST":
            pool = [a for a in self.register.flow if self.register.may(self.request.user, self.row, a)]
        return next((arrow for arrow in pool if arrow.action.value == wanted), None)

    def allowed(self) -> bool:
        return self.arrow is not None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "row": self.row, "arrow": self.arrow, "extra": self.extra}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse(self.register.url_name, args=[self.row.pk])
        return super().get_context_data(
            row=self.row, arrow=self.arrow, back=back, **self.crumb(), **kwargs
        )  # fmt: skip

    def current_version(self) -> int:
        return int(self.register.model.objects.values_list("version", flat=True).get(pk=self.row.pk))

    def carry_out(self, form: StepForm) -> str:
        if self.arrow is None:
            raise Http404
        take(
            self.register, self.row.pk, self.arrow.action, actor=self.request.user, given=form.given(),
            version=form.cleaned_data["version"],
        )  # fmt: skip
        self.done = f"{self.arrow.label}：已记录"
        return self.after()

    def after(self) -> str:
        """Where to go: the record, or the list if one no longer sees it."""
        if self.rows().filter(pk=self.row.pk).exists():
            return reverse(self.register.url_name, args=[self.row.pk])
        return reverse(self.list_url)
