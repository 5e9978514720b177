"""Appraisals: preparing, opening, closing, printing codes and results."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST, require_safe

from congress.choices.ballots import PollState, TellerRole
from congress.forms import appraisals as forms
from congress.forms.votes import CloseForm, ReasonForm, TellerForm
from congress.models import Appraisal, AppraisalItem, AppraisalSubject, PollTeller, RaterGroup
from congress.permissions import ballots as permissions
from congress.selectors.appraisals import appraisals_visible_to, group_lines, overall, sheet_rows
from congress.selectors.votes import has_voted, turnout
from congress.services import appraisals as services
from congress.services import ballots, polls
from congress.views.polls import NOT_REWRITTEN, TONES
from members.people import open_person
from members.views.papers import pdf_answer
from union.common.errors import DomainError
from union.common.views.service_pages import ServiceFormView, take
from union.organisation.choices import Office

PARTS = {"subjects": AppraisalSubject, "items": AppraisalItem, "groups": RaterGroup}


def visible_appraisal(request: HttpRequest, pk: int) -> Appraisal:
    """The appraisal, if the user may see it.

    Raises:
        Http404: not in his sight.
    """
    return get_object_or_404(appraisals_visible_to(request.user), pk=pk)


def managed_appraisal(request: HttpRequest, pk: int) -> Appraisal:
    """The appraisal, for the office alone.

    Raises:
        Http404: anybody else.
    """
    if not permissions.can_manage(request.user):
        raise Http404
    return visible_appraisal(request, pk)


def to_appraisal(appraisal: Appraisal) -> HttpResponse:
    """Lead back to its page."""
    return redirect("congress:appraisal_detail", pk=appraisal.pk)


class AppraisalMixin:
    """A form page of one appraisal."""

    for_tellers = False
    states: tuple[PollState, ...] = (PollState.DRAFT,)

    @cached_property
    def appraisal(self) -> Appraisal:
        """The appraisal within the user's sight."""
        return visible_appraisal(self.request, self.kwargs["pk"])

    def allowed(self) -> bool:
        user, poll = self.request.user, self.appraisal.poll
        may = permissions.can_count(user, poll) if self.for_tellers else permissions.can_manage(user)
        return may and poll.state in self.states

    def address(self) -> str:
        """The page of the appraisal."""
        return reverse("congress:appraisal_detail", args=[self.appraisal.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        poll = self.appraisal.poll
        return super().get_context_data(appraisal=self.appraisal, poll=poll, back=self.address(), **kwargs)


class AppraisalCreateView(ServiceFormView):
    """Prepare an appraisal."""

    template_name = "congress/appraisals/form.html"
    form_class = forms.AppraisalEditForm
    done = "已登记，请填写评议对象、测评项目和评议人"

    def allowed(self) -> bool:
        return permissions.can_manage(self.request.user)

    def carry_out(self, form: forms.AppraisalEditForm) -> str:
        made = services.create_appraisal(form.values(), actor=self.request.user)
        return reverse("congress:appraisal_detail", args=[made.pk])


class AppraisalEditView(AppraisalMixin, ServiceFormView):
    """Change an appraisal that is not open."""

    template_name = "congress/appraisals/form.html"
    form_class = forms.AppraisalEditForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.appraisal}

    def current_version(self) -> int:
        return Appraisal.objects.get(pk=self.appraisal.pk).version

    def carry_out(self, form: forms.AppraisalEditForm) -> str:
        version = int(self.request.POST.get("version") or self.appraisal.version)
        services.edit_appraisal(self.appraisal, version, form.values(), actor=self.request.user)
        return self.address()


@require_safe
def appraisal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One appraisal: sheet, people, codes, progress, results."""
    appraisal = visible_appraisal(request, pk)
    poll = appraisal.poll
    entry = poll.roll.filter(user=request.user).first()
    sees = permissions.sees_appraisals(request.user)
    manages = permissions.can_manage(request.user)
    context = {
        "appraisal": appraisal, "poll": poll, "tone": TONES[poll.state], "manages": manages, "sees": sees,
        "counts_it": permissions.can_count(request.user, poll), "entry": entry,
        "voted": bool(entry and has_voted(poll, entry.voter)), "subjects": appraisal.subjects.all(),
        "items": appraisal.items.all(), "groups": group_lines(appraisal) if manages or sees else [],
        "turnout": turnout(poll), "results": overall(appraisal) if sees else [],
        "tellers": [
            {"teller": each, "has_words": each.public_key is not None,
             "needs_words": poll.state == PollState.DRAFT and each.role == TellerRole.SUPERVISOR,
             "may_set": permissions.can_set_passphrase(request.user, each)}
            for each in poll.tellers.select_related("user")
        ],
    }  # fmt: skip
    return render(request, "congress/appraisals/detail.html", context)


class SubjectAddView(AppraisalMixin, ServiceFormView):
    """Put people or a body on the sheet."""

    template_name = "congress/appraisals/step.html"
    form_class = forms.SubjectForm
    extra_context = {"heading": "增加评议对象", "submit": "加入"}

    def carry_out(self, form: forms.SubjectForm) -> str:
        typed = form.cleaned_data
        made = services.add_subjects(
            self.appraisal, typed["members"], name=typed["name"], post=typed["post"], actor=self.request.user
        )
        self.done = f"已加入 {made} 个评议对象"
        return self.address()


class ItemAddView(AppraisalMixin, ServiceFormView):
    """Put a line on the sheet."""

    template_name = "congress/appraisals/step.html"
    form_class = forms.ItemForm
    done = "已加入测评项目"
    extra_context = {"heading": "增加测评项目", "submit": "加入"}

    def carry_out(self, form: forms.ItemForm) -> str:
        services.add_item(self.appraisal, form.cleaned_data, actor=self.request.user)
        return self.address()


class GroupAddView(AppraisalMixin, ServiceFormView):
    """Make a group of raters."""

    template_name = "congress/appraisals/step.html"
    form_class = forms.GroupForm
    done = "已增加分组，请加入评议人"
    extra_context = {"heading": "增加评议人分组", "submit": "增加"}

    def carry_out(self, form: forms.GroupForm) -> str:
        services.add_group(self.appraisal, form.cleaned_data, actor=self.request.user)
        return self.address()


class RaterAddView(AppraisalMixin, ServiceFormView):
    """Put people into a group."""

    template_name = "congress/appraisals/step.html"
    form_class = forms.RaterForm
    extra_context = {"heading": "加入评议人", "submit": "加入", "note": "一人只在一组；本人不评本人"}

    def carry_out(self, form: forms.RaterForm) -> str:
        group = get_object_or_404(self.appraisal.groups, pk=self.kwargs["group"])
        typed = form.cleaned_data
        users = [each.user for each in typed["members"].select_related("user") if each.user]
        if typed["office"]:
            users += list(services.people_in(Office(typed["office"])))
        if not users:
            raise DomainError("选中的人都没有账号，请用测评码，或先为他们开通账号")
        self.done = f"已加入 {services.add_raters(group, users, actor=self.request.user)} 人"
        return self.address()


@require_POST
def part_remove(request: HttpRequest, pk: int, kind: str, part: int) -> HttpResponse:
    """Take a subject, line or group off."""
    appraisal = managed_appraisal(request, pk)
    if kind not in PARTS:
        raise Http404
    row: Any = get_object_or_404(PARTS[kind], pk=part, appraisal=appraisal)
    take(request, lambda: services.remove_part(row, actor=request.user), "已撤下")
    return to_appraisal(appraisal)


class AppraisalTellerView(AppraisalMixin, ServiceFormView):
    """Name a 监票人 or 计票人."""

    template_name = "congress/appraisals/step.html"
    form_class = TellerForm
    done = "已登记"
    extra_context = {"heading": "登记监票人、计票人", "submit": "登记"}

    def carry_out(self, form: TellerForm) -> str:
        member = form.cleaned_data["member"]
        user = member.user or open_person(member.pk, self.request.user)
        role = TellerRole(form.cleaned_data["role"])
        polls.name_teller(self.appraisal.poll, user, role, actor=self.request.user)
        return self.address()


@require_POST
def teller_remove(request: HttpRequest, pk: int, teller: int) -> HttpResponse:
    """Take a teller off."""
    appraisal = managed_appraisal(request, pk)
    row = get_object_or_404(PollTeller, pk=teller, poll=appraisal.poll)
    take(request, lambda: polls.dismiss_teller(row, actor=request.user), "已撤下")
    return to_appraisal(appraisal)


@require_POST
def appraisal_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze everything and open the box."""
    appraisal = managed_appraisal(request, pk)
    take(request, lambda: services.open_appraisal(appraisal, actor=request.user), "测评开始，范围已经固定")
    return to_appraisal(appraisal)


class AppraisalCloseView(AppraisalMixin, ServiceFormView):
    """End the appraisal; both 监票人 type their passphrases."""

    template_name = "congress/votes/close.html"
    form_class = CloseForm
    for_tellers = True
    states = (PollState.OPEN,)
    done = "测评已结束，结果已生成，密钥已销毁"

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = self.appraisal.poll.tellers.filter(role=TellerRole.SUPERVISOR).select_related("user")
        return {**super().get_form_kwargs(), "tellers": list(rows.order_by("pk"))}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(turnout=turnout(self.appraisal.poll), **kwargs)

    def carry_out(self, form: CloseForm) -> str:
        closed = services.close_appraisal(self.appraisal, form.passphrases(), actor=self.request.user)
        self.done = closed.poll.void_reason or self.done
        return self.address()


class AppraisalVoidView(AppraisalMixin, ServiceFormView):
    """Give an appraisal up."""

    template_name = "congress/appraisals/step.html"
    form_class = ReasonForm
    states = (PollState.DRAFT, PollState.OPEN)
    done = "已作废"
    extra_context = {
        "heading": "作废本次测评", "submit": "作废", "danger": True, "note": "已交的测评表不开启，直接销毁",
    }  # fmt: skip

    def carry_out(self, form: ReasonForm) -> str:
        polls.void_poll(self.appraisal.poll, form.cleaned_data["reason"], actor=self.request.user)
        return self.address()


@require_POST
def codes_print(request: HttpRequest, pk: int, group: int) -> HttpResponse:
    """The slips with one-time codes of one group as PDF; the codes are kept nowhere."""
    appraisal = managed_appraisal(request, pk)
    row = get_object_or_404(appraisal.groups, pk=group)
    made: list[str] = []
    if not take(request, lambda: made.extend(services.print_codes(row, actor=request.user)), "测评码已生成"):
        return to_appraisal(appraisal)
    address = request.build_absolute_uri(reverse("congress:appraisal_code"))
    context = {"appraisal": appraisal, "group": row, "codes": made, "address": address}
    title = f"{appraisal}测评码（{row}）"
    return pdf_answer(request, "pdf/appraisal_codes.html", context, title=title, subject=appraisal)


@require_POST
def appraisal_rewrite(request: HttpRequest, pk: int) -> HttpResponse:
    """Try again to rewrite the ballot tables."""
    appraisal = managed_appraisal(request, pk)

    def rewrite() -> None:
        if not ballots.finish_rewriting(appraisal.poll, actor=request.user):
            raise DomainError(NOT_REWRITTEN)

    take(request, rewrite, "选票数据表已重新清理")
    return to_appraisal(appraisal)


def _readable(request: HttpRequest, pk: int) -> Appraisal:
    appraisal = visible_appraisal(request, pk)
    if not permissions.sees_appraisals(request.user) or appraisal.poll.state != PollState.DECIDED:
        raise Http404
    return appraisal


@require_safe
def results_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The result of the whole appraisal as PDF, with signatures."""
    appraisal = _readable(request, pk)
    context = {
        "appraisal": appraisal, "poll": appraisal.poll, "results": overall(appraisal),
        "groups": group_lines(appraisal), "labels": [
            f"{each.get_role_display()} {each}" for each in appraisal.poll.tellers.select_related("user")
        ],
    }  # fmt: skip
    return pdf_answer(
        request, "pdf/appraisal_results.html", context, title=f"{appraisal}结果", subject=appraisal
    )


@require_safe
def subject_sheet(request: HttpRequest, pk: int, subject: int) -> HttpResponse:
    """The sheet of one subject, on screen or (?pdf=1) on paper."""
    appraisal = _readable(request, pk)
    row = get_object_or_404(appraisal.subjects, pk=subject)
    context = {"appraisal": appraisal, "poll": appraisal.poll, "subject": row, "rows": sheet_rows(row)}
    if request.GET.get("pdf"):
        return pdf_answer(
            request, "pdf/appraisal_sheet.html", context, title=f"{appraisal} {row.name}", subject=appraisal
        )
    return render(request, "congress/appraisals/sheet.html", context)
