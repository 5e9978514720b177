"""慰问标准: what the hospital visits for, how much, by which document; 五必访 and its kin."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from union.common.dates import today
from union.common.views.service_pages import ServiceFormView
from union.organisation.choices import Right
from welfare.forms.standards import OccasionForm, SchemeForm, StandardForm
from welfare.models import Occasion, VisitScheme, VisitStandard
from welfare.selectors.standards import bands_on
from welfare.services import standards


class StandardListView(LoginRequiredMixin, TemplateView):
    """Occasions with their standards, schemes and approval bands; readable for all who see visits."""

    template_name = "welfare/standard_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        if not user.access.can(Right.VIEW_VISITS):
            raise Http404
        newest_first = VisitStandard.objects.order_by("tier", "-valid_from")
        occasions = Occasion.objects.prefetch_related(Prefetch("standards", queryset=newest_first))
        schemes = VisitScheme.objects.prefetch_related("items__occasions")
        return super().get_context_data(
            occasions=occasions, schemes=schemes, bands=bands_on(today()), today=today(),
            may_edit=user.access.can(Right.EDIT_SETTINGS), **kwargs,
        )  # fmt: skip


class _EditView(ServiceFormView):
    template_name = "welfare/standard_form.html"

    def allowed(self) -> bool:
        user: Any = self.request.user
        return bool(user.access.can(Right.EDIT_SETTINGS))

    def back(self) -> str:
        """The list of standards."""
        return reverse("welfare:standard_list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back=self.back(), **kwargs)


class OccasionAddView(_EditView):
    """A new occasion."""

    template_name = "welfare/occasion_form.html"
    form_class = OccasionForm
    done = "慰问类别已增加，请接着登记它的标准"

    def carry_out(self, form: OccasionForm) -> str:
        row = standards.add_occasion(form.values(), actor=self.request.user)
        return reverse("welfare:standard_add", args=[row.code])


class StandardAddView(_EditView):
    """The next version of one occasion's standard (of one tier)."""

    form_class = StandardForm
    done = "新标准已登记，到生效日期自动启用"

    @cached_property
    def occasion(self) -> Occasion:
        """The occasion of the address."""
        return get_object_or_404(Occasion, code=self.kwargs["code"])

    @cached_property
    def tier(self) -> str:
        """Which case (一般住院, 手术 …); a new word opens a new tier."""
        return self.request.GET.get("tier", "").strip()[:30]

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = self.occasion.standards.filter(tier=self.tier) or self.occasion.standards.all()
        return {**super().get_form_kwargs(), "newest": rows.order_by("-valid_from").first()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(occasion=self.occasion, tier=self.tier, **kwargs)

    def carry_out(self, form: StandardForm) -> str:
        standards.add_standard(self.occasion, form.values(), actor=self.request.user, tier=self.tier)
        return self.back()


class SchemeAddView(_EditView):
    """A scheme, or its next version."""

    template_name = "welfare/scheme_form.html"
    form_class = SchemeForm
    done = "必访制度已登记"

    def carry_out(self, form: SchemeForm) -> str:
        typed = form.cleaned_data
        standards.add_scheme(
            typed["code"], typed["name"], form.items(), valid_from=typed["valid_from"],
            source_document=typed["source_document"], actor=self.request.user,
        )  # fmt: skip
        return self.back()
