"""The auditors' workplace: samples, questions, opinions, handovers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from union.common.dates import today
from union.common.registries import TimelineEntry
from union.common.views.service_pages import ServiceFormView
from union.funds import permissions
from union.funds.choices import OpinionState, OpinionSubject, QuestionAction, QuestionState
from union.funds.forms.audits import AskForm, OpinionForm, OpinionStartForm, ResultForm, SampleForm
from union.funds.models import AuditOpinion, AuditQuestion, AuditSample, AuditSampleRow, Entry
from union.funds.rules.audits import QUESTION_STEPS
from union.funds.selectors.audits import (
    facts_for,
    handovers_visible_to,
    is_reproducible,
    opinions_visible_to,
    questions_visible_to,
    samples_visible_to,
)
from union.funds.selectors.bank import reconciliation
from union.funds.selectors.vouchers import vouchers_visible_to
from union.funds.services import audits
from union.funds.views.base import MoneyMixin, year_of
from union.funds.views.papers import paper

QUESTION_TONES = {"open": "warning", "answered": "info", "closed": "success"}
_SHOWN = 6


class AuditMixin(MoneyMixin):
    """Pages on the audit; everybody who sees the money reads them."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{"may_audit": permissions.can_audit(self.request.user), "tones": QUESTION_TONES, **kwargs}
        )


class AuditHomeView(AuditMixin, TemplateView):
    """What was looked at, what is open, which opinions are due."""

    template_name = "funds/audit_home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, year = self.request.user, year_of(self.request)
        newest: dict[str, AuditOpinion] = {}
        for each in opinions_visible_to(user).filter(year=year).order_by("revision"):
            newest[each.subject] = each
        entries = Entry.objects.filter(year=year)
        questions = questions_visible_to(user)
        return super().get_context_data(
            year=year,
            entry_count=entries.count(),
            checked=AuditSampleRow.objects.filter(entry__in=entries).exclude(result="").count(),
            waiting=AuditSampleRow.objects.filter(entry__in=entries, result="").count(),
            open_count=questions.exclude(state=QuestionState.CLOSED).count(),
            questions=questions.exclude(state=QuestionState.CLOSED).order_by("due_on")[:_SHOWN],
            samples=samples_visible_to(user)[:_SHOWN],
            opinions=[(subject, newest.get(subject)) for subject in OpinionSubject],
            handovers=handovers_visible_to(user)[:_SHOWN],
            bank=reconciliation(today()),
            **kwargs,
        )


class SampleCreateView(AuditMixin, ServiceFormView):
    """Draw a sample."""

    may = staticmethod(permissions.can_audit)
    template_name = "funds/audit_form.html"
    form_class = SampleForm
    done = "已抽取"
    extra_context = {
        "title": "抽取凭证", "submit": "抽取", "wide": "note",
        "note": "大额凭证全部审查，其余按科目和金额分层随机抽取；抽取后名单不能更改。",
    }  # fmt: skip

    def carry_out(self, form: SampleForm) -> str:
        typed = form.cleaned_data
        sample = audits.draw_sample(
            typed["first_on"], typed["last_on"], seed=typed["seed"], size=typed["size"],
            large_from=typed["large_from"], note=typed["note"], actor=self.request.user,
        )  # fmt: skip
        return reverse("funds:sample_detail", args=[sample.pk])


class SampleDetailView(AuditMixin, TemplateView):
    """The drawn vouchers, what was found, and whether drawing again gives the same."""

    template_name = "funds/sample_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sample = get_object_or_404(samples_visible_to(self.request.user), pk=self.kwargs["pk"])
        rows = list(sample.rows.select_related("entry", "checked_by"))
        return super().get_context_data(
            sample=sample,
            rows=rows,
            looked=sum(bool(row.result) for row in rows),
            amount=sum(abs(row.entry.amount) for row in rows),
            same=is_reproducible(sample),
            **kwargs,
        )


class ResultView(AuditMixin, ServiceFormView):
    """One voucher of a sample; the auditors write down what they found, others read it."""

    template_name = "funds/sample_result.html"
    form_class = ResultForm
    done = "已记录"

    @cached_property
    def row(self) -> AuditSampleRow:
        """The row of a sample in sight."""
        rows = AuditSampleRow.objects.select_related("entry", "sample")
        return get_object_or_404(rows, pk=self.kwargs["pk"], sample__in=samples_visible_to(self.request.user))

    def allowed(self) -> bool:
        return self.request.method in ("GET", "HEAD") or permissions.can_audit(self.request.user)

    def get_initial(self) -> dict[str, Any]:
        return {"result": self.row.result, "note": self.row.note}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = self.row.entry.lines.select_related("account", "branch")
        return super().get_context_data(row=self.row, lines=lines, **kwargs)

    def carry_out(self, form: ResultForm) -> str:
        audits.record_result(self.row, **form.cleaned_data, actor=self.request.user)
        return reverse("funds:sample_detail", args=[self.row.sample_id])


class AskView(AuditMixin, ServiceFormView):
    """Ask the office about a voucher."""

    may = staticmethod(permissions.can_audit)
    template_name = "funds/question_form.html"
    form_class = AskForm
    done = "已提问，工会办公室会收到待办"

    @cached_property
    def entry(self) -> Entry:
        """The voucher."""
        return get_object_or_404(vouchers_visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(entry=self.entry, **kwargs)

    def carry_out(self, form: AskForm) -> str:
        question = audits.ask(self.entry, text=form.cleaned_data["text"], actor=self.request.user)
        return reverse("funds:question_detail", args=[question.pk])


class QuestionDetailView(AuditMixin, ServiceFormView):
    """The thread under a question, and the next word for whoever has it."""

    template_name = "funds/question_detail.html"
    form_class = AskForm
    done = "已提交"

    @cached_property
    def question(self) -> AuditQuestion:
        """The question, if the user sees the book."""
        return get_object_or_404(questions_visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        scope = self.request.user.access.scope
        steps = [
            each for each in QUESTION_STEPS.steps_from(self.question.state) if scope(each.right).everything
        ]
        remarks = [
            TimelineEntry(
                row.at, row.get_action_display(), row.text, actor=row.by.display_name, icon="pencil"
            )
            for row in self.question.remarks.select_related("by")
        ]
        return super().get_context_data(
            question=self.question,
            remarks=remarks,
            steps=steps,
            tone=QUESTION_TONES[self.question.state],
            **kwargs,
        )

    def carry_out(self, form: AskForm) -> str:
        try:
            action = QuestionAction(self.request.POST.get("action", ""))
        except ValueError as error:
            raise Http404 from error
        audits.take_question_step(
            self.question, action, text=form.cleaned_data["text"], actor=self.request.user
        )
        return reverse("funds:question_detail", args=[self.question.pk])


class OpinionStartView(AuditMixin, ServiceFormView):
    """Begin an opinion."""

    may = staticmethod(permissions.can_audit)
    template_name = "funds/audit_form.html"
    form_class = OpinionStartForm
    done = "已开始起草"
    extra_context = {"title": "起草审查意见", "submit": "开始起草"}

    def get_initial(self) -> dict[str, Any]:
        asked = {key: self.request.GET[key] for key in ("year", "subject") if key in self.request.GET}
        return {"year": today().year, **asked}

    def carry_out(self, form: OpinionStartForm) -> str:
        opinion = audits.start_opinion(**form.cleaned_data, actor=self.request.user)
        return reverse("funds:opinion_edit", args=[opinion.pk])


class OpinionMixin(AuditMixin):
    """A page of one opinion."""

    @cached_property
    def opinion(self) -> AuditOpinion:
        """The opinion, if the user may see it."""
        return get_object_or_404(opinions_visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(opinion=self.opinion, **kwargs)


class OpinionDetailView(OpinionMixin, ServiceFormView):
    """An opinion with the figures it rests on; the auditors issue it here."""

    def allowed(self) -> bool:
        return self.request.method in ("GET", "HEAD") or permissions.can_audit(self.request.user)

    template_name = "funds/opinion_detail.html"
    form_class = OpinionForm
    done = "审查意见已出具"

    def get_form(self, form_class: Any = None) -> Any:  # noqa: ARG002 - one button, no fields
        return forms.Form(self.request.POST if self.request.method == "POST" else None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.opinion
        facts = row.facts or facts_for(row.subject, row.year, today())
        issued = row.state == OpinionState.ISSUED
        missing = "" if issued else audits.missing_in_opinion(row, today())
        return super().get_context_data(facts=facts, issued=issued, missing=missing, **kwargs)

    def carry_out(self, form: Any) -> str:  # noqa: ARG002 - one button
        audits.issue_opinion(self.opinion, actor=self.request.user, today=today())
        return reverse("funds:opinion_detail", args=[self.opinion.pk])


class OpinionEditView(OpinionMixin, ServiceFormView):
    """The words of a draft."""

    may = staticmethod(permissions.can_audit)
    template_name = "funds/opinion_form.html"
    form_class = OpinionForm
    done = "草稿已保存"

    def allowed(self) -> bool:
        return self.opinion.state == OpinionState.DRAFT

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        row = AuditOpinion.objects.get(pk=self.opinion.pk)
        return {**kwargs, "instance": row, "initial": {"version": row.version}}

    def current_version(self) -> int:
        return AuditOpinion.objects.get(pk=self.opinion.pk).version

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.opinion
        return super().get_context_data(facts=facts_for(row.subject, row.year, today()), **kwargs)

    def carry_out(self, form: OpinionForm) -> str:
        typed = form.cleaned_data
        audits.save_opinion(self.opinion, typed, version=typed["version"], actor=self.request.user)
        return reverse("funds:opinion_detail", args=[self.opinion.pk])


@require_safe
def opinion_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """《经费审查意见书》 on paper; a draft says that it is one."""
    opinion = get_object_or_404(opinions_visible_to(request.user), pk=pk)
    facts = opinion.facts or facts_for(opinion.subject, opinion.year, today())
    context = {"opinion": opinion, "facts": facts, "issued": opinion.state == OpinionState.ISSUED}
    return paper(request, "pdf/audit_opinion.html", context, title=str(opinion), of=opinion)


@require_safe
def sample_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The sampling list with its seed, to be worked through on paper."""
    sample: AuditSample = get_object_or_404(samples_visible_to(request.user), pk=pk)
    context = {"sample": sample, "rows": sample.rows.select_related("entry"), "labels": ("审查人", "复核人")}
    return paper(request, "pdf/audit_sample.html", context, title="经费审查抽查名单", of=sample)
