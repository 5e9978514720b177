"""疑似重复: pairs with reasons; “different people”, or merge with a choice per conflict."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from members import permissions
from members.forms.duplicates import MergeForm
from members.models import Member
from members.services import merges
from members.views.base import member_or_404
from union.common.views.service_pages import ServiceFormView, take

PAGE = 20


class DuplicateListView(LoginRequiredMixin, TemplateView):
    """Suspicious pairs of the registry, surest first."""

    template_name = "members/duplicate_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not permissions.can_merge(self.request.user):
            raise Http404
        page = Paginator(merges.suspicious_pairs(), PAGE).get_page(self.request.GET.get("page"))
        ids = [pk for pair in page for pk in (pair.first, pair.second)]
        rows = Member.objects.select_related("branch", "department").in_bulk(ids)
        pairs = [(rows[pair.first], rows[pair.second], pair.reasons) for pair in page]
        return super().get_context_data(page=page, pairs=pairs, **kwargs)


class _PairMixin:
    """Two members of the address; whoever may not merge gets 404."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def allowed(self) -> bool:
        return permissions.can_merge(self.request.user)

    def find(self, pk: int) -> Member:
        """One of the two, within the user's scope."""
        return member_or_404(self.request.user, pk)

    @cached_property
    def kept(self) -> Member:
        """The record that stays."""
        return self.find(self.kwargs["kept"])

    @cached_property
    def removed(self) -> Member:
        """The record that is merged into it."""
        return self.find(self.kwargs["removed"])


class DistinctView(_PairMixin, LoginRequiredMixin, View):
    """POST: these two are different people."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        if not self.allowed():
            raise Http404
        take(
            request,
            lambda: merges.mark_distinct(self.kept, self.removed, actor=request.user),
            "已标记为不同的人，不再提示",
        )
        return redirect("members:duplicate_list")


class MergeView(_PairMixin, ServiceFormView):
    """Preview of conflicts field by field, then the merge."""

    template_name = "members/member_merge.html"
    form_class = MergeForm
    done = "档案已合并"

    @cached_property
    def conflicts(self) -> list[merges.Conflict]:
        """Fields that both records fill differently."""
        return merges.conflicts_between(self.kept, self.removed)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "conflicts": self.conflicts}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form: forms.Form = kwargs.get("form") or self.get_form()
        return super().get_context_data(
            **{**kwargs, "form": form}, kept=self.kept, removed=self.removed,
            refusals=merges.refusals_of(self.kept, self.removed),
            choices=[(conflict, form[f"take_{conflict.field}"]) for conflict in self.conflicts],
        )  # fmt: skip

    def carry_out(self, form: MergeForm) -> str:
        merges.merge_members(
            self.kept, self.removed, choices=form.choices(), reason=form.cleaned_data["reason"],
            actor=self.request.user,
        )  # fmt: skip
        return reverse("members:member_detail", args=[self.kept.pk])
