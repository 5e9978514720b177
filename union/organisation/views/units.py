"""The tree, one unit, and the steps that change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView

from union.common.errors import DomainError
from union.organisation import permissions
from union.organisation.choices import UnitKind
from union.organisation.forms import units as forms
from union.organisation.models import UnionProfile, Unit
from union.organisation.selectors import offices as office_selectors
from union.organisation.selectors import units as selectors
from union.organisation.services import moves
from union.organisation.services import units as services


class TreeView(TemplateView):
    """全院 → 支会 → 科室、小组, with headcount and officers."""

    template_name = "organisation/tree.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        if permissions.organisation_scope(user).empty:
            raise Http404
        query = self.request.GET.get("q", "").strip()[:40]
        tree = selectors.organisation_tree(user)
        return super().get_context_data(
            tree=tree,
            branches=selectors.matching(tree.branches, query),
            loose=selectors.matching(tree.loose_departments, query),
            profile=UnionProfile.objects.filter(pk=1).first() or UnionProfile(),
            can_edit=permissions.can_edit_organisation(user),
            query=query,
            **kwargs,
        )


class UnitMixin:
    """Finds the unit in the user's scope; a foreign one does not exist."""

    kwargs: dict[str, Any]
    request: Any

    @cached_property
    def kind(self) -> UnitKind:
        if self.kwargs["kind"] not in UnitKind.values:
            raise Http404
        return UnitKind(self.kwargs["kind"])

    @cached_property
    def unit(self) -> Unit:
        return get_object_or_404(
            selectors.units_visible_to(self.request.user, self.kind), pk=self.kwargs["pk"]
        )


class UnitDetailView(UnitMixin, TemplateView):
    """Facts, officers and history of one unit."""

    template_name = "organisation/unit_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unit = self.unit
        can_edit = permissions.can_edit_organisation(self.request.user)
        return super().get_context_data(
            unit=unit,
            count=selectors.headcounts(self.kind).get(unit.pk, selectors.NOBODY),
            officers=office_selectors.officers_of(unit),
            history=selectors.history_of(unit),
            steps=[step for step in STEPS.values() if can_edit and step.fits(unit)],
            below=selectors.below(unit),
            **kwargs,
        )


class UnitFormView(UnitMixin, FormView):
    """What opening a unit and its steps have in common."""

    template_name = "organisation/unit_form.html"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not permissions.can_edit_organisation(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def refused(self, form: Any, error: DomainError) -> HttpResponse:
        """Show the sentence beside its field, or on top."""
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return self.form_invalid(form)


class UnitOpenView(UnitFormView):
    """成立."""

    form_class = forms.OpenForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"kind": self.kind}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=f"新增{self.kind.label}", kind=self.kind, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            unit = services.open_unit(self.kind, actor=self.request.user, **values)
        except DomainError as error:
            return self.refused(form, error)
        messages.success(self.request, f"已新增{self.kind.label}“{unit.name}”")
        return redirect("organisation:unit_detail", kind=self.kind.value, pk=unit.pk)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that can be done to a unit: its form, its service, when it fits, and what it means."""

    key: str
    label: str
    form: type[forms.PaperForm]
    run: Callable[..., Any]
    note: str = ""
    icon: str = "pencil"
    danger: bool = False
    closed: bool = False  # for closed units instead of open ones

    def fits(self, unit: Unit) -> bool:
        """Say whether this step can be offered for ``unit``."""
        movable = self.key != "move" or unit.kind != UnitKind.BRANCH
        return movable and (unit.closed_on is not None) == self.closed


def _merge(kind: UnitKind, pk: int, *, into: Unit, **values: Any) -> Any:
    return moves.merge_units(kind, pk, into=into.pk, **values)


def _unversioned(run: Callable[..., Any]) -> Callable[..., Any]:
    """Drop the version: these steps lock the row and check what they need themselves."""

    def call(kind: UnitKind, pk: int, **values: Any) -> Any:
        values.pop("version")
        return run(kind, pk, **values)

    return call


STEPS: dict[str, Step] = {
    step.key: step
    for step in (
        Step("rename", "更名", forms.RenameForm, services.rename_unit, "原名称保留在变更历史中。"),
        Step("arrange", "编码与顺序", forms.ArrangeForm, services.arrange_unit, icon="arrow-up-down"),
        Step(
            "move", "调整隶属", forms.MoveForm, moves.move_unit, icon="arrow-right",
            note="会员随之调整到新的支会；科室下原属同一支会的小组一并调整。",
        ),
        Step(
            "merge", "并入其他", forms.MergeForm, _unversioned(_merge), icon="network", danger=True,
            note="会员和下级一并转入，本单位撤销，其负责人随之免职（职工代表保留资格）。合并后不能自动拆回。",
        ),
        Step(
            "close", "撤销", forms.PaperForm, _unversioned(services.close_unit), icon="circle-x", danger=True,
            note="没有会员和下级单位时才能撤销；负责人随之免职。",
        ),
        Step(
            "reopen", "恢复", forms.PaperForm, _unversioned(services.reopen_unit), icon="undo-2", closed=True,
            note="以原名称恢复；会员和负责人不自动恢复。",
        ),
    )
}  # fmt: skip


class UnitStepView(UnitFormView):
    """更名、调整、合并、撤销、恢复."""

    @cached_property
    def step(self) -> Step:
        step = STEPS.get(self.kwargs["step"])
        if step is None or not step.fits(self.unit):
            raise Http404
        return step

    def get_form_class(self) -> type[forms.PaperForm]:
        return self.step.form

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"kind": self.kind, "unit": self.unit}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = f"{self.step.label}：{self.unit.name}"
        return super().get_context_data(title=title, kind=self.kind, unit=self.unit, step=self.step, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            result = self.step.run(self.kind, self.unit.pk, actor=self.request.user, **form.cleaned_data)
        except DomainError as error:
            return self.refused(form, error)
        moved = f"，随之调整会员 {result} 人" if isinstance(result, int) else ""
        messages.success(self.request, f"“{self.unit.name}”已{self.step.label}{moved}")
        return redirect("organisation:unit_detail", kind=self.kind.value, pk=self.unit.pk)
