"""监交: the record of a handover, its signature, its paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from union.common.attachments import attachments_of, save_attachment
from union.common.dates import today
from union.common.views.service_pages import ServiceFormView
from union.funds import permissions
from union.funds.choices import HandoverState
from union.funds.forms.audits import HandoverForm, ScanForm
from union.funds.models import Handover
from union.funds.selectors.audits import handovers_visible_to
from union.funds.services import handovers
from union.funds.views.audits import AuditMixin
from union.funds.views.papers import paper


class HandoverMixin(AuditMixin):
    """A page of one handover."""

    @cached_property
    def handover(self) -> Handover | None:
        """The record, if the user sees the book; None on the page of a new one."""
        if "pk" not in self.kwargs:
            return None
        return get_object_or_404(handovers_visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(handover=self.handover, **kwargs)


class HandoverEditView(HandoverMixin, ServiceFormView):
    """Write down what is handed over."""

    may = staticmethod(permissions.can_prepare_handover)
    template_name = "funds/handover_form.html"
    form_class = HandoverForm
    done = "已保存，待经审会成员监交签字"

    def allowed(self) -> bool:
        row = self.handover
        return self.may(self.request.user) and (row is None or row.state == HandoverState.DRAFT)

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        row = Handover.objects.get(pk=self.handover.pk) if self.handover else None
        return {**kwargs, "instance": row, "initial": {"version": row.version if row else 0}}

    def current_version(self) -> int:
        return Handover.objects.get(pk=self.kwargs["pk"]).version

    def carry_out(self, form: HandoverForm) -> str:
        typed = form.cleaned_data
        row = handovers.save_handover(
            self.handover, typed, version=typed["version"] or 0, actor=self.request.user, today=today()
        )
        return reverse("funds:handover_detail", args=[row.pk])


class HandoverDetailView(HandoverMixin, ServiceFormView):
    """The record; an auditor signs here as supervisor."""

    def allowed(self) -> bool:
        return self.request.method in ("GET", "HEAD") or permissions.can_audit(self.request.user)

    template_name = "funds/handover_detail.html"
    done = "已监交，账面余额已随记录保存"

    form_class = forms.Form  # one button, no fields

    def shown(self) -> Any:
        return self.handover

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.handover
        assert row is not None
        done = row.state == HandoverState.DONE
        return super().get_context_data(
            done_already=done,
            facts=row.facts or handovers.handover_facts(row.on),
            gaps=handovers.differences(row),
            scans=attachments_of(row),
            may_prepare=permissions.can_prepare_handover(self.request.user),
            **kwargs,
        )

    def carry_out(self, form: Any) -> str:  # noqa: ARG002 - one button
        assert self.handover is not None
        handovers.confirm_handover(self.handover, actor=self.request.user, version=self.shown_version)
        return reverse("funds:handover_detail", args=[self.handover.pk])


class HandoverScanView(HandoverMixin, ServiceFormView):
    """Add the signed paper."""

    may = staticmethod(permissions.can_prepare_handover)
    template_name = "funds/handover_scan.html"
    form_class = ScanForm
    done = "签字件已上传"

    def carry_out(self, form: ScanForm) -> str:
        assert self.handover is not None
        save_attachment(
            form.cleaned_data["scan"], owner=self.handover, actor=self.request.user, kind="签字件"
        )
        return reverse("funds:handover_detail", args=[self.handover.pk])


@require_safe
def handover_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """《财务交接监交书》 on paper, to be signed by three."""
    row = get_object_or_404(handovers_visible_to(request.user), pk=pk)
    context = {
        "handover": row, "facts": row.facts or handovers.handover_facts(row.on),
        "gaps": handovers.differences(row), "labels": ("移交人", "接交人", "监交人"),
        "books": [line for line in row.books.splitlines() if line.strip()],
    }  # fmt: skip
    return paper(request, "pdf/handover.html", context, title="财务交接监交书", of=row)
