"""收支公布: what every member may read, and how the office lays it before them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from union.common.dates import today
from union.common.views.service_pages import ServiceFormView
from union.funds import permissions
from union.funds.forms.bank import PublishForm
from union.funds.selectors.publications import published
from union.funds.services.publications import publish, sheet_of, title_of
from union.funds.views.base import MoneyMixin
from union.funds.views.papers import paper


class PublicationListView(LoginRequiredMixin, TemplateView):
    """Every publication, for everybody who logs in."""

    template_name = "funds/publication_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = permissions.can_post(self.request.user)
        return super().get_context_data(rows=published(), may_post=may, **kwargs)


class PublicationDetailView(LoginRequiredMixin, TemplateView):
    """One publication as it was laid before the members."""

    template_name = "funds/publication_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = get_object_or_404(published(), pk=self.kwargs["pk"])
        return super().get_context_data(row=row, **kwargs)


class PublishView(MoneyMixin, ServiceFormView):
    """Look at the sheet, then publish it."""

    may = staticmethod(permissions.can_post)
    template_name = "funds/publish.html"
    form_class = PublishForm
    done = "已公布，全体会员可见"

    def get_initial(self) -> dict[str, Any]:
        return {key: self.request.GET[key] for key in ("kind", "period") if key in self.request.GET}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = PublishForm({"kind": "funds", "period": "", **self.request.GET.dict()})
        sheet, title = None, ""
        if "period" in self.request.GET and asked.is_valid():
            kind, days = asked.cleaned_data["kind"], asked.days()
            sheet, title = sheet_of(kind, *days), title_of(kind, *days)
        return super().get_context_data(sheet=sheet, sheet_title=title, **kwargs)

    def carry_out(self, form: PublishForm) -> str:
        row = publish(
            form.cleaned_data["kind"], *form.days(), note=form.cleaned_data["note"],
            actor=self.request.user, today=today(),
        )  # fmt: skip
        return reverse("funds:publication_detail", args=[row.pk])


@require_safe
def publication_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The publication on paper, for the notice board."""
    row = get_object_or_404(published(), pk=pk)
    return paper(request, "pdf/publication.html", {"row": row}, title=row.title, of=row)
