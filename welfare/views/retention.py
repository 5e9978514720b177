"""保存期满清除: one list, looked through and confirmed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import DetailView

from union.common.views.service_pages import chosen_ids, take
from welfare.choices.retention import ErasureAction, ErasureState
from welfare.forms.retention import FORMS, KeepForm
from welfare.ledgers.retention import TONES
from welfare.models import ErasureList
from welfare.selectors.care import events_of
from welfare.selectors.retention import erasures_visible_to, items_of, steps_of
from welfare.services import retention
from welfare.views.care import CareStepView

_PER_PAGE = 100


class ErasureMixin:
    """A list of a kind the user works on, else 404."""

    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def row(self) -> ErasureList:
        """The list."""
        rows = erasures_visible_to(self.request.user).select_related("checked_by", "decided_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class ErasureView(ErasureMixin, LoginRequiredMixin, DetailView):
    """One list: its records by number, what stays, the next steps."""

    template_name = "welfare/erasure.html"
    context_object_name = "list"

    def get_object(self, queryset: Any = None) -> ErasureList:  # noqa: ARG002 - Django's signature
        return self.row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, user = self.row, self.request.user
        events = list(events_of(row))
        for event in events:
            event.label = ErasureState(event.to_state).label  # type: ignore[attr-defined]
        steps = steps_of(row, user)
        page = Paginator(items_of(row), _PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            tone=TONES[ErasureState(row.state)], steps=steps, events=events, page=page, keep_form=KeepForm(),
            may_keep=any(step.action == ErasureAction.CHECK for step in steps), **kwargs,
        )  # fmt: skip


class ErasureStepView(ErasureMixin, CareStepView):
    """Looked through, confirmed, sent back, given up."""

    forms = FORMS

    def steps(self) -> Any:
        return steps_of(self.row, self.request.user)

    def facts(self) -> list[tuple[str, Any]]:
        row: Any = self.row
        return [
            ("内容", row.get_kind_display()), ("依据", row.rule), ("办结于", f"{row.ended_by} 及以前"),
            ("清单（份）", row.count), ("其中暂不清除（份）", row.kept),
        ]  # fmt: skip

    def back(self) -> str:
        return reverse("welfare:erasure", args=[self.row.pk])

    def trail(self) -> list[tuple[str, str]]:
        return [("保存期满清除", reverse("welfare:erasure_list")), (str(self.row), self.back())]

    def run(self, action: Any, values: dict[str, Any]) -> None:
        retention.step(self.row.pk, action, actor=self.request.user, **values)


@require_POST
def erasure_keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the chosen records out, or (``undo``) take that back."""
    user: Any = request.user
    row = get_object_or_404(erasures_visible_to(user), pk=pk)
    if not any(step.action == ErasureAction.CHECK for step in steps_of(row, user)):
        raise Http404
    ids, reason = chosen_ids(request), request.POST.get("reason", "")
    if "undo" in request.POST:
        take(request, lambda: retention.keep_no_longer(pk, ids, actor=user), "已取消暂不清除的标记")
        return redirect("welfare:erasure", pk)
    take(request, lambda: retention.keep(pk, ids, reason=reason, actor=user), "已标为暂不清除")
    return redirect("welfare:erasure", pk)
