"""The calendar page, and reference tables as files."""

from __future__ import annotations

import tempfile
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from union.common import calendar, table_files
from union.common.calendar_days import enter_day, remove_day
from union.common.choices import DataSource
from union.common.dates import today
from union.common.errors import DomainError
from union.common.models import CalendarDay
from union.common.resources import RESOURCES
from union.common.settings_forms import CalendarDayForm, TableFileForm
from union.common.shipped import KIND_LABELS
from union.common.views.access import require_right
from union.common.views.settings_pages import EDIT_SETTINGS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_YEARS = frozenset(map(str, range(2000, 2101)))
_BACK = {"codes": "common:code_kinds", "calendar": "common:calendar_days"}


def calendar_days(request: HttpRequest) -> HttpResponse:
    """Holidays, make-up working days and the office's own entries of one year; adds one by POST."""
    require_right(request, EDIT_SETTINGS)
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted in _YEARS else today().year
    form = CalendarDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            entry = enter_day(actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, f"已录入 {entry}")
            return redirect(f"{request.path}?year={entry.day.year}")
    context = {
        "year": year,
        "days": CalendarDay.objects.filter(day__year=year),
        "is_provisional": calendar.is_provisional(year),
        "form": form,
        "office": DataSource.OFFICE,
    }
    return render(request, "common/settings_calendar.html", context)


@require_POST
def calendar_day_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove an entry of the office."""
    require_right(request, EDIT_SETTINGS)
    if not CalendarDay.objects.filter(pk=pk).exists():
        raise Http404
    try:
        remove_day(pk, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已删除")
    return redirect("common:calendar_days")


@require_GET
def table_export(request: HttpRequest, key: str) -> HttpResponse:
    """A reference table as .xlsx; ``?kind=`` narrows the code lists to one."""
    require_right(request, EDIT_SETTINGS)
    label = _label(key)
    narrow = (
        {"kind": request.GET["kind"]} if request.GET.get("kind") in KIND_LABELS and key == "codes" else {}
    )
    target = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    table_files.export_table(key, target, actor=request.user, **narrow)
    target.seek(0)
    name = KIND_LABELS[narrow["kind"]] if narrow else label
    return FileResponse(target, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def _label(key: str) -> str:
    if key not in RESOURCES:
        raise Http404
    return RESOURCES[key][0]


def table_import(request: HttpRequest, key: str) -> HttpResponse:
    """Upload a reference table: the answer is the preview, nothing is written yet."""
    require_right(request, EDIT_SETTINGS)
    context: dict[str, Any] = {"key": key, "label": _label(key), "back": _BACK[key]}
    form = TableFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            rows = table_files.read_upload(key, form.cleaned_data["file"])
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            table_files.keep_rows(key, rows, user=request.user)
            return redirect("common:table_preview", key=key)
    return render(request, "common/settings_table_import.html", context | {"form": form})


def table_preview(request: HttpRequest, key: str) -> HttpResponse:
    """What the uploaded rows would change; POST confirms."""
    require_right(request, EDIT_SETTINGS)
    label, rows = _label(key), table_files.kept_rows(key, user=request.user)
    if rows is None:
        return redirect("common:table_import", key=key)
    if request.method == "POST":
        try:
            done = table_files.apply_rows(key, rows, actor=request.user)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("common:table_preview", key=key)
        table_files.drop_rows(key, user=request.user)
        messages.success(
            request, f"{label}：新增 {done.new} 行，更新 {done.changed} 行，无变化 {done.same} 行"
        )
        return redirect(_BACK[key])
    context = {"key": key, "label": label, "checked": table_files.check_rows(key, rows), "back": _BACK[key]}
    return render(request, "common/settings_table_preview.html", context)
