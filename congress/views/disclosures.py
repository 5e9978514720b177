"""Pages of 院务公开."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import ListView

from congress.forms import disclosures as forms
from congress.ledgers.disclosures import TONES
from congress.models import Disclosure, DisclosureFeedback, DisclosureItem
from congress.permissions.sessions import can_manage
from congress.selectors.disclosures import disclosures_visible_to, published
from congress.services import disclosures as services
from congress.services.disclosures import DISCLOSURES
from congress.views.base import FormPage
from congress.views.registers import RecordMixin, RecordStepView, RecordView
from union.organisation.choices import Right


class DisclosureMixin(RecordMixin):
    """A publication the user may see."""

    register = DISCLOSURES
    list_url, list_label = "congress:disclosure_list", "院务公开"

    def rows(self) -> Any:
        return disclosures_visible_to(self.request.user)

    def crumb(self) -> dict[str, Any]:
        if self.request.user.access.can(Right.VIEW_CONGRESS):
            return super().crumb()
        return {"list_url": reverse("congress:disclosed"), "list_label": "院务公开"}


class DisclosureView(DisclosureMixin, RecordView):
    """One publication with what readers said: all of it for those in office, his own words for a reader."""

    template_name = "congress/registers/disclosure.html"
    tones = TONES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        in_office = user.access.can(Right.VIEW_CONGRESS)
        feedback = self.row.feedback.select_related("author")
        return super().get_context_data(
            in_office=in_office, manages=can_manage(user),
            feedback=feedback if in_office else feedback.filter(author=user), **kwargs,
        )  # fmt: skip


class DisclosureStepView(DisclosureMixin, RecordStepView):
    """One step of a publication."""

    extra = forms.EXTRA


class DisclosedView(LoginRequiredMixin, ListView):
    """What the hospital has published to its staff."""

    template_name = "congress/registers/disclosed.html"
    paginate_by = 30

    def get_queryset(self) -> Any:
        return published()


class ItemView(FormPage):
    """A line of the catalogue, new or changed."""

    form_class = forms.ItemForm
    title = "公开事项"
    sections = (("", "", "topic title audience form department every_months basis is_active"),)

    @cached_property
    def row(self) -> DisclosureItem | None:
        """The line of the address, if any."""
        pk = self.kwargs.get("pk")
        return get_object_or_404(DisclosureItem, pk=pk) if pk else None

    def back(self) -> str:
        return reverse("congress:disclosure_item_list")

    def get_form_kwargs(self) -> dict[str, Any]:
        if self.row is None:
            names = "topic title audience form department every_months basis first_due is_active"
            self.sections = (("", "", names),)
        return {**super().get_form_kwargs(), "row": self.row}

    def current_version(self) -> int:
        return int(DisclosureItem.objects.values_list("version", flat=True).get(pk=self.kwargs["pk"]))

    def carry_out(self, form: forms.ItemForm) -> str:
        typed = dict(form.cleaned_data)
        first, version = typed.pop("first_due", None), typed.pop("version") or 0
        services.save_item(typed, actor=self.request.user, first_due=first, row=self.row, version=version)
        return self.back()


class OpenView(FormPage):
    """Put a publication on the list of what is due."""

    form_class = forms.OpenForm
    title = "列入公开"

    def back(self) -> str:
        return reverse("congress:disclosure_list")

    def carry_out(self, form: forms.OpenForm) -> str:
        typed = form.cleaned_data
        row = services.open_publication(typed["item"], typed["due_on"], actor=self.request.user)
        return reverse("congress:disclosure_detail", args=[row.pk])


class FeedbackView(FormPage):
    """Say something to what was published: everybody who reads it."""

    form_class = forms.FeedbackForm
    title = "反馈意见"
    submit = "提交"
    done = "已提交，工会办公室会答复您"
    layout = "1"

    @cached_property
    def row(self) -> Disclosure:
        """The publication of the address."""
        return get_object_or_404(disclosures_visible_to(self.request.user), pk=self.kwargs["pk"])

    def allowed(self) -> bool:
        return self.row.state == "published"

    def back(self) -> str:
        return reverse("congress:disclosure_detail", args=[self.row.pk])

    def subject(self) -> str:
        return str(self.row)

    def carry_out(self, form: forms.FeedbackForm) -> str:
        services.give_feedback(self.row, form.cleaned_data["text"], actor=self.request.user)
        return self.back()


class FeedbackAnswerView(FormPage):
    """Answer a reader."""

    form_class = forms.FeedbackAnswerForm
    title = "答复反馈"
    layout = "1"

    @cached_property
    def row(self) -> DisclosureFeedback:
        """The words of a reader."""
        row = get_object_or_404(
            DisclosureFeedback.objects.select_related("disclosure__item"), pk=self.kwargs["pk"]
        )
        if row.author_id == self.request.user.pk:
            raise Http404
        return row

    @property
    def note(self) -> str:  # type: ignore[override]
        """The reader's words above the form."""
        return self.row.text

    def back(self) -> str:
        return reverse("congress:disclosure_detail", args=[self.row.disclosure_id])

    def subject(self) -> str:
        return str(self.row.disclosure)

    def carry_out(self, form: forms.FeedbackAnswerForm) -> str:
        services.answer_feedback(self.row, form.cleaned_data["answer"], actor=self.request.user)
        return self.back()
