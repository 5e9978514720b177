"""Reports: list, new one, one report with its figures, its differences, its plain text."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import ListView, TemplateView, View

from union.common.attachments import attachments_of
from union.common.dates import today
from union.common.views.service_pages import ServiceFormView, take
from union.jobs.services import enqueue
from union.reports import permissions
from union.reports.choices import FileKind, ReportAction, ReportState
from union.reports.forms import BuildForm, ChapterForm, NoteForm, PhotoForm
from union.reports.models import Report
from union.reports.rules.flow import steps_from
from union.reports.selectors import pages, reports
from union.reports.services import building, flow
from union.reports.services.files import DRAFT_JOB, may_draw, plain_text
from union.reports.services.photos import MOST, add_photo, remove_photo

TONES = {"draft": "neutral", "in_review": "warning", "approved": "info", "final": "success"}


class ReaderMixin(LoginRequiredMixin):
    """Pages exist only for those who read some reports."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not permissions.can_read_some(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class ReportListView(ReaderMixin, ListView):
    """Reports this user may open."""

    template_name = "reports/report_list.html"
    paginate_by = 50

    def get_queryset(self) -> Any:
        return reports.reports_visible_to(self.request.user).defer("snapshot")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_build = permissions.can_build(self.request.user)
        return super().get_context_data(tones=TONES, may_build=may_build, **kwargs)


class ReportBuildView(ServiceFormView):
    """Start a report; the job page follows the counting."""

    template_name = "reports/report_build.html"
    form_class = BuildForm
    done = "已开始编制"

    def allowed(self) -> bool:
        return permissions.can_build(self.request.user)

    def get_initial(self) -> dict[str, Any]:
        day = today()
        return {"first": f"{day.year}-01", "last": f"{day.year}-12"}

    def carry_out(self, form: BuildForm) -> str:
        typed = form.cleaned_data
        branch = typed["branch"]
        job = building.start_building(
            typed["layout"], typed["first"], typed["last"], branch.pk if branch else None,
            actor=self.request.user,
        )  # fmt: skip
        return f"{reverse('jobs:job_detail', args=[job.pk])}?follow=1"


class ReportMixin(ReaderMixin):
    """One report the user may open, else 404."""

    @cached_property
    def report(self) -> Report:
        """The report, within what has reached this user."""
        return get_object_or_404(reports.reports_visible_to(self.request.user), pk=self.kwargs["pk"])


class ReportDetailView(ReportMixin, ServiceFormView):
    """Figures, texts, files, and the buttons of whoever may act now."""

    template_name = "reports/report_detail.html"
    form_class = NoteForm

    def shown(self) -> Any:
        return self.report

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, report = self.request.user, self.report
        steps = [s for s in steps_from(report.state) if permissions.can_take_step(user, report, s)]
        return super().get_context_data(
            report=report, tone=TONES[report.state], steps=steps,
            chapters=pages.chapters_of(report, lambda figure: reports.opens_rows(user, figure)),
            files=[(FileKind(file.kind).label, file) for file in reports.files_of(report)],
            is_final=report.state == ReportState.FINAL, may_draw=may_draw(user),
            may_write=permissions.can_build(user) and report.state == ReportState.DRAFT,
            may_build=permissions.can_build(user), may_compare=permissions.can_compare(user), **kwargs,
        )  # fmt: skip

    def carry_out(self, form: NoteForm) -> str:
        try:
            action = ReportAction(self.request.POST.get("action", ""))
        except ValueError as error:
            raise Http404 from error
        flow.advance(
            self.report, action, actor=self.request.user, note=form.cleaned_data["note"],
            version=self.shown_version,
        )  # fmt: skip
        self.done = f"{action.label}：已记录"
        still = reports.reports_visible_to(self.request.user).filter(pk=self.report.pk).exists()
        return self.report.get_absolute_url() if still else reverse("reports:list")


class ChapterView(ReportMixin, ServiceFormView):
    """Write one chapter; what last year's said stands beside."""

    template_name = "reports/chapter_form.html"
    form_class = ChapterForm

    def allowed(self) -> bool:
        return permissions.can_build(self.request.user)

    @cached_property
    def chapter(self) -> Any:
        """The chapter of this report."""
        return get_object_or_404(self.report.chapters, key=self.kwargs["key"])

    def get_initial(self) -> dict[str, Any]:
        row = self.chapter
        return {"title": row.title, "narrative": row.narrative, "version": row.version}

    def current_version(self) -> int:
        return int(self.report.chapters.get(key=self.kwargs["key"]).version)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before, after = pages.neighbours(self.report, self.chapter)
        earlier = reports.earlier_chapters(self.report).get(self.chapter.key)
        return super().get_context_data(
            report=self.report, chapter=self.chapter, before=before, after=after, earlier=earlier,
            photos=attachments_of(self.chapter), may_write=self.report.state == ReportState.DRAFT,
            may_add=self.report.state == ReportState.DRAFT and attachments_of(self.chapter).count() < MOST,
            **kwargs,
        )  # fmt: skip

    def carry_out(self, form: ChapterForm) -> str:
        typed = form.cleaned_data
        flow.write_chapter(
            self.chapter, version=typed["version"], title=typed["title"], narrative=typed["narrative"],
            actor=self.request.user,
        )  # fmt: skip
        _before, after = pages.neighbours(self.report, self.chapter)
        if self.request.POST.get("next") and after:
            return reverse("reports:chapter", args=[self.report.pk, after.key])
        return self.report.get_absolute_url()


class PhotoView(ChapterView):
    """Add one photo to a chapter."""

    template_name = "reports/photo_form.html"
    form_class = PhotoForm
    done = "照片已保存"

    def get_initial(self) -> dict[str, Any]:
        return {}

    def carry_out(self, form: PhotoForm) -> str:
        typed = form.cleaned_data
        add_photo(self.chapter, typed["file"], typed["caption"], actor=self.request.user)
        return reverse("reports:chapter", args=[self.report.pk, self.chapter.key])


class PhotoRemoveView(ReportMixin, View):
    """Take a photo out of a chapter (POST)."""

    def post(self, request: HttpRequest, pk: int, key: str, photo: uuid.UUID) -> HttpResponse:  # noqa: ARG002
        if not permissions.can_build(request.user):
            raise Http404
        chapter = get_object_or_404(self.report.chapters, key=key)
        take(request, lambda: remove_photo(chapter, photo, actor=request.user), "照片已移除")
        return redirect("reports:chapter", self.report.pk, chapter.key)


class DifferenceView(ReportMixin, TemplateView):
    """What counts otherwise today than in the report."""

    template_name = "reports/differences.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not permissions.can_compare(self.request.user):
            raise Http404
        return super().get_context_data(
            report=self.report, differences=reports.differences(self.report),
            may_build=permissions.can_build(self.request.user), **kwargs,
        )  # fmt: skip


class PlainTextView(ReportMixin, TemplateView):
    """The whole text to copy."""

    template_name = "reports/plain.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(report=self.report, text=plain_text(self.report), **kwargs)


class DraftFileView(ReportMixin, View):
    """Have the present state drawn as PDF (POST)."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG002 - of the address
        if not may_draw(request.user):
            raise Http404
        report = self.report
        job = enqueue(
            DRAFT_JOB, args={"report": report.pk}, actor=request.user, title=f"生成“{report.title}”PDF"
        )
        return redirect(f"{reverse('jobs:job_detail', args=[job.pk])}?follow=1")


class NewEditionView(ReportMixin, View):
    """Count the same months again into a new edition (POST)."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG002 - of the address
        if not permissions.can_build(request.user):
            raise Http404
        report, target = self.report, self.report.get_absolute_url()

        def build() -> None:
            nonlocal target
            job = building.start_building(
                report.layout, f"{report.first:%Y-%m}", f"{report.last:%Y-%m}", report.branch_id,
                actor=request.user,
            )  # fmt: skip
            target = f"{reverse('jobs:job_detail', args=[job.pk])}?follow=1"

        take(request, build, "已开始编制新的一版，原来的版本保留不变")
        return redirect(target)
