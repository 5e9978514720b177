"""Pages of what staff tell the union."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods
from django.views.generic import ListView

from congress.forms.appeals import EXTRA, CodeForm, HandInForm, RegisterForm
from congress.ledgers.appeals import TONES
from congress.permissions import registers as may
from congress.selectors.appeals import appeals_visible_to, own_appeals
from congress.services import appeals as services
from congress.services.appeals import APPEALS
from congress.views.base import FormPage
from congress.views.polls import leave_no_trace
from congress.views.registers import RecordMixin, RecordStepView, RecordView
from union.common.errors import DomainError
from union.organisation.choices import Right


class AppealMixin(RecordMixin):
    """An appeal the user may see."""

    register = APPEALS
    list_url, list_label = "congress:appeal_mine", "我的意见"

    def rows(self) -> Any:
        return appeals_visible_to(self.request.user)

    def crumb(self) -> dict[str, Any]:
        if self.request.user.access.can(Right.VIEW_APPEALS):
            return {"list_url": reverse("congress:appeal_list"), "list_label": "职工意见"}
        return super().crumb()


class AppealView(AppealMixin, RecordView):
    """One appeal. The department that answers does not read who spoke."""

    template_name = "congress/registers/appeal.html"
    tones = TONES

    @property
    def shows_notes(self) -> bool:  # type: ignore[override]
        """Names of those who acted are for the union and whoever spoke."""
        return may.sees_speaker(self.request.user, self.row)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(sees_speaker=self.shows_notes, **kwargs)


class AppealStepView(AppealMixin, RecordStepView):
    """One step of an appeal."""

    extra = EXTRA


class AppealRegisterView(FormPage):
    """Write down what somebody said."""

    form_class = RegisterForm
    title = "登记职工意见"
    note = "小组长、支会主席和工会办公室代为登记；承办部门看不到反映人姓名。"
    sections = (("", "", "source received_on member topic title! content!"),)

    def allowed(self) -> bool:
        return may.may_register(self.request.user)

    def back(self) -> str:
        return reverse("congress:appeal_mine")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def carry_out(self, form: RegisterForm) -> str:
        row = services.register_appeal(form.cleaned_data, actor=self.request.user)
        return reverse("congress:appeal_detail", args=[row.pk])


class MineView(LoginRequiredMixin, ListView):
    """What I have handed in or written down for others."""

    template_name = "congress/registers/appeal_mine.html"
    paginate_by = 50

    def get_queryset(self) -> Any:
        if not may.may_hand_in(self.request.user):
            raise Http404
        return own_appeals(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(may_register=may.may_register(self.request.user), **kwargs)
        for each in found["page_obj"]:
            each.tone = TONES[each.state]
        return found


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def appeal_create(request: HttpRequest) -> HttpResponse:
    """Tell the union something. Without a name the receipt is the answer: nothing is kept of who asked."""
    user: Any = request.user
    if not may.may_hand_in(user):
        raise Http404
    form = HandInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        if typed["anonymous"]:
            leave_no_trace(request)
        try:
            found = services.hand_in(typed, actor=user, anonymous=typed["anonymous"])
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return _handed_in(request, found)
    status = 422 if request.method == "POST" else 200
    return render(request, "congress/registers/appeal_form.html", {"form": form}, status=status)


def _handed_in(request: HttpRequest, found: services.HandedIn) -> HttpResponse:
    if found.code:
        return render(request, "congress/registers/appeal_receipt.html", {"found": found})
    messages.success(request, "已登记，受理和答复都会通知您")
    return redirect("congress:appeal_detail", pk=found.appeal.pk)


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def appeal_by_code(request: HttpRequest) -> HttpResponse:
    """Look up an appeal without a name, and rate its answer. The code comes by POST alone."""
    if not may.may_hand_in(request.user):  # type: ignore[arg-type]
        raise Http404
    leave_no_trace(request)
    form = CodeForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = services.appeal_of_code(form.cleaned_data["code"])
        if found is None:
            form.add_error("code", "没有这个查询码，请核对后再输入")
        elif form.cleaned_data["satisfaction"]:
            found = _rated(form) or found
    context = {"form": form, "row": found, "tone": TONES.get(found.state, "neutral") if found else ""}
    status = 422 if form.errors else 200
    return render(request, "congress/registers/appeal_code.html", context, status=status)


def _rated(form: CodeForm) -> Any:
    try:
        return services.rate_by_code(form.cleaned_data["code"], form.cleaned_data["satisfaction"])
    except DomainError as error:
        form.add_error("satisfaction", str(error))
    return None
