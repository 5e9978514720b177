"""我的任务: list, page, progress, cancel, retry, download."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError
from union.common.ui.lists import PAGE_SIZES
from union.jobs import permissions, selectors, services
from union.jobs.choices import JobState
from union.jobs.models import Job

PAGE_SIZE = 50


@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    """Own jobs; administrators see everyone's with ``?all=1``."""
    sees_all = permissions.sees_all(_user(request))
    everyone = sees_all and request.GET.get("all") == "1"
    jobs = selectors.jobs_visible_to(_user(request), everyone=everyone)
    size = request.GET.get("size", "")
    per_page = int(size) if size in map(str, PAGE_SIZES) else PAGE_SIZE
    page = Paginator(jobs, per_page).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "sees_all": sees_all,
        "everyone": everyone,
        "mine": not everyone,
        "totals": f"共 {page.paginator.count} 个任务",
    }
    return render(request, "jobs/job_list.html", context)


@require_safe
def job_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One job with its progress; ``?follow=1`` goes on to the result by itself."""
    return render(request, "jobs/job_detail.html", _context(request, _visible(request, pk)))


@require_safe
def job_progress(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The part of the job page that changes; asked for every second while the job is open."""
    context = _context(request, _visible(request, pk))
    response = render(request, "jobs/_progress.html", context)
    job = context["job"]
    if context["follow"] and job.state == JobState.DONE and job.link:
        response["HX-Redirect"] = job.link
    return response


@require_POST
def job_cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Stop a waiting or running job."""
    return _step(request, pk, services.cancel)


@require_POST
def job_retry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Run a failed or cancelled job again."""
    return _step(request, pk, services.retry)


@require_safe
def job_download(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """The result file, for whom it was made; every download is logged."""
    job = get_object_or_404(Job, pk=pk, requested_by=_user(request))
    if not job.result_file or not job.result_file.storage.exists(str(job.result_file.name)):
        raise Http404
    with transaction.atomic():
        audit.record(AuditAction.DOWNLOAD, job, actor=_user(request))
    response = FileResponse(job.result_file.open("rb"), as_attachment=True, filename=job.result_name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _user(request: HttpRequest) -> User:
    """Login is required on every page of this module."""
    return cast("User", request.user)


def _visible(request: HttpRequest, pk: uuid.UUID) -> Job:
    jobs = permissions.visible_to(_user(request)).select_related("requested_by")
    return selectors.with_progress(get_object_or_404(jobs, pk=pk))


def _context(request: HttpRequest, job: Job) -> dict[str, Any]:
    stored = job.result_file and job.result_file.storage.exists(str(job.result_file.name))
    return {
        "job": job,
        "follow": request.GET.get("follow") == "1",
        "can_manage": permissions.can_manage(_user(request), job),
        "can_download": bool(stored) and permissions.can_download(_user(request), job),
        "file_size": job.result_file.size if stored else None,
    }


def _step(request: HttpRequest, pk: uuid.UUID, service: Callable[..., Job]) -> HttpResponse:
    job = _visible(request, pk)
    try:
        service(job.pk, actor=_user(request))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("jobs:job_detail", pk=job.pk)
