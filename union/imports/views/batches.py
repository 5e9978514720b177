"""Pages of the import: what can be imported, one kind, one batch with its rows, and the steps of a batch."""

from __future__ import annotations

import io
from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError
from union.common.spreadsheets import write_error_file
from union.imports import forms, selectors
from union.imports.choices import BatchState
from union.imports.declare import ImportKind, kinds
from union.imports.models import ImportBatch
from union.imports.permissions import batches_visible_to, may_import
from union.imports.services import batches, memory
from union.imports.views import pages

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def visible_kind(request: HttpRequest, key: str) -> ImportKind:
    """The kind if the user may import it, else 404."""
    kind = kinds.get(key)
    if kind is None or not may_import(request.user, kind):
        raise Http404
    return kind


def visible_batch(request: HttpRequest, pk: int) -> ImportBatch:
    """The batch if the user may see it, else 404."""
    return get_object_or_404(batches_visible_to(request.user).select_related("job", "created_by"), pk=pk)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Everything the user may import, and the newest batches."""
    allowed = [(key, kind) for key, kind in kinds.items() if may_import(request.user, kind)]
    if not allowed:
        raise Http404
    context = {"kinds": allowed, "batches": pages.listed(selectors.recent_batches(request.user))}
    return render(request, "imports/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def kind_home(request: HttpRequest, key: str) -> HttpResponse:
    """One kind: what it does, template, upload, newest batches. POST takes the file."""
    kind = visible_kind(request, key)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.UploadForm(*sent, kind=kind, user=request.user)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            with transaction.atomic():
                batch = batches.stage(
                    key, upload.name, upload.read(), actor=request.user, options=form.options()
                )
                batch = batches.queue_check(batch.pk, actor=request.user)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return follow(batch)
    recent = pages.listed(selectors.recent_batches(request.user, key, 10))
    context = {"key": key, "kind": kind, "form": form, "batches": recent}
    return render(request, "imports/kind_home.html", context)


def follow(batch: ImportBatch) -> HttpResponse:
    """On to the job's page, which leads back to the batch when it is done."""
    return redirect(f"{reverse('jobs:job_detail', args=[batch.job_id])}?follow=1")


@require_GET
def template(request: HttpRequest, key: str) -> HttpResponse:
    """The empty file to fill in."""
    kind = visible_kind(request, key)
    return _attachment(io.BytesIO(kind.template()), f"{kind.label}模板.xlsx")


@require_safe
def batch_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Preview, result or refusal of one batch, according to its state."""
    return render(
        request, "imports/batch_detail.html", pages.batch_context(request, visible_batch(request, pk))
    )


@require_safe
def batch_row(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """All cells of one row, with what becomes of each."""
    batch = visible_batch(request, pk)
    row = get_object_or_404(batch.rows, number=number)
    [view] = selectors.row_views(batch, [row])
    context = {
        "batch": batch, "kind": kinds[batch.kind], "row": view, "cells": selectors.cell_views(batch, row),
    }  # fmt: skip
    return render(request, "imports/batch_row.html", context)


@require_GET
def batch_errors(request: HttpRequest, pk: int) -> HttpResponse:
    """The refused rows with their original cells and reasons, ready to mend; every download is logged."""
    batch = visible_batch(request, pk)
    if not pages.has_error_file(batch):
        raise Http404
    target = io.BytesIO()
    title = pages.error_title(batch)
    write_error_file(target, header=batch.reading["header"], rows=selectors.refused_rows(batch), title=title)
    audit.record(AuditAction.EXPORT, batch, actor=request.user, note=f"下载退回清单 {batch.refused_count} 行")
    target.seek(0)
    return _attachment(target, f"{kinds[batch.kind].label}退回清单_第{batch.pk}批.xlsx")


@require_POST
def batch_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Check again, with changed options if some were sent."""
    batch = visible_batch(request, pk)
    form = forms.RecheckForm(request.POST, kind=kinds[batch.kind], user=request.user)
    if "keep" in request.POST:
        return _step(request, batch, lambda: batches.queue_check(pk, actor=request.user))
    if not form.is_valid():
        messages.error(request, "；".join(text for texts in form.errors.values() for text in texts))
        return redirect("imports:batch_detail", pk=pk)
    return _step(request, batch, lambda: batches.queue_check(pk, actor=request.user, options=form.options()))


@require_POST
def batch_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Another field for some columns; remembered for the same head."""
    batch = visible_batch(request, pk)
    form = pages.columns_form(batch, request.POST)
    if not form.is_valid():
        messages.error(request, "列对应没有保存：请刷新页面后重试")
        return redirect("imports:batch_detail", pk=pk)
    return _step(request, batch, lambda: memory.correct_columns(pk, form.mapping(), actor=request.user))


@require_POST
def batch_values(request: HttpRequest, pk: int) -> HttpResponse:
    """What unknown words mean; remembered for every later file."""
    batch = visible_batch(request, pk)
    form = pages.values_form(batch, request.POST)
    if not form.is_valid():
        messages.error(request, "没有保存：选择的名称已不存在，请刷新页面后重试")
        return redirect("imports:batch_detail", pk=pk)
    return _step(request, batch, lambda: memory.correct_values(pk, form.chosen(), actor=request.user))


@require_POST
def batch_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what was shown."""
    batch = visible_batch(request, pk)
    return _step(request, batch, lambda: batches.confirm(pk, actor=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def batch_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """GET says what undoing would do or what stands in its way; POST does it."""
    batch = visible_batch(request, pk)
    if request.method == "POST":
        return _step(request, batch, lambda: batches.request_undo(pk, actor=request.user))
    if batch.state != BatchState.APPLIED:
        raise Http404
    kind = kinds[batch.kind]
    context = {"batch": batch, "kind": kind, "obstacles": batches.undo_obstacles(batch)}
    return render(request, "imports/batch_undo.html", context)


@require_POST
def batch_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the batch up."""
    batch = visible_batch(request, pk)
    try:
        batches.discard(pk, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("imports:batch_detail", pk=pk)
    messages.success(request, "已放弃这次导入，没有写入任何内容")
    return redirect("imports:kind_home", key=batch.kind)


def _step(request: HttpRequest, batch: ImportBatch, step: Callable[[], ImportBatch]) -> HttpResponse:
    """Take a step that ends in a job; a refusal is said on the batch's page."""
    try:
        return follow(step())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("imports:batch_detail", pk=batch.pk)


def _attachment(content: io.BytesIO, name: str) -> FileResponse:
    return FileResponse(content, as_attachment=True, filename=name, content_type=XLSX)
