"""The work record: the list of a year, filing, one item."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST, require_safe

from events.forms.archive import ClassForm, PaperForm, TakeOutForm
from events.models import ArchiveClass, ArchiveItem
from events.permissions import archive as permissions
from events.rules.archive import keep_until
from events.selectors import archive as reads
from events.services import archive
from events.views.records import RecordFormView
from union.common.attachments import attachments_of
from union.common.dates import today
from union.common.views.service_pages import chosen_ids, take
from union.organisation.models import Branch

_YEARS = 6


def _year(text: str | None) -> int:
    """A year from an address; this one where it is none."""
    return int(text) if text and text.isdecimal() and len(text) == 4 else today().year  # noqa: PLR2004


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The archive list of a year: what is filed, what is missing."""
    if not permissions.reads(request.user):
        raise Http404
    year = _year(request.GET.get("year"))
    rows = reads.year_overview(request.user, year)
    context = {
        "year": year, "rows": rows, "years": range(today().year, today().year - _YEARS, -1),
        "missing": sum(each.is_missing for each in rows), "filed": sum(each.filed for each in rows),
        "files": permissions.files_any(request.user), "keeps": permissions.files_for(request.user, None),
    }  # fmt: skip
    return render(request, "events/archive_overview.html", context)


def _class(request: HttpRequest, pk: int) -> ArchiveClass:
    if not permissions.files_any(request.user):
        raise Http404
    return get_object_or_404(ArchiveClass, pk=pk)


@login_required
@require_safe
def pick(request: HttpRequest, pk: int) -> HttpResponse:
    """Rows of a ledger that belong to a class, to be ticked and filed."""
    row, user = _class(request, pk), request.user
    year, found = _year(request.GET.get("year")), reads.ledgers_of(row, user)
    chosen = next(
        (each for each in found if each.key == request.GET.get("ledger")), found[0] if found else None
    )
    there = reads.filed_keys(row, chosen.key) if chosen else set()
    rows = reads.fileable(chosen, user, year) if chosen else []
    context = {
        "row": row, "year": year, "ledgers": found, "chosen": chosen,
        "whole": permissions.files_for(user, None),
        "rows": [(key, title, key in there) for key, title in rows], "most": reads.MOST,
    }  # fmt: skip
    return render(request, "events/archive_pick.html", context)


def _own_branch(user: Any) -> Branch | None:
    """A branch chair files for his branch."""
    if permissions.files_for(user, None):
        return None
    return next((a.branch for a in user.access.appointments if a.branch), None)


@login_required
@require_POST
def file_records(request: HttpRequest, pk: int) -> HttpResponse:
    """File the rows that were ticked, or the whole ledger of the year."""
    row, user = _class(request, pk), request.user
    year, key = _year(request.POST.get("year")), request.POST.get("ledger", "")
    if request.POST.get("whole"):
        take(request, lambda: archive.file_ledger(row, key, year=year, actor=user), "已归档")
    else:
        take(
            request,
            lambda: archive.file_records(
                row, key, chosen_ids(request), year=year, branch=_own_branch(user), actor=user
            ),
            "已归档",
        )
    return redirect(f"{reverse('events:archive_pick', args=[pk])}?year={year}&ledger={key}")


class PaperView(RecordFormView):
    """File paper."""

    form_class = PaperForm
    heading, submit, done, parent = "归档纸质材料", "归档", "已归档", "工作档案"

    @cached_property
    def row(self) -> ArchiveClass:
        """The class."""
        return _class(self.request, self.kwargs["pk"])

    @property
    def note(self) -> str:  # type: ignore[override]
        """Name of the class and how long it is kept."""
        return f"{self.row.title} · 保管期限：{self.row.get_retention_display()}"

    def allowed(self) -> bool:
        return permissions.files_any(self.request.user)

    def back(self) -> str:
        return reverse("events:archive")

    def get_initial(self) -> dict[str, Any]:
        return {"year": _year(self.request.GET.get("year"))}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def carry_out(self, form: PaperForm) -> str:
        item = archive.file_paper(self.row, **form.cleaned_data, actor=self.request.user)
        return item.get_absolute_url()


class ClassView(RecordFormView):
    """Add an entry to the archive list, or change one."""

    form_class = ClassForm
    submit, parent = "保存", "工作档案"
    note = "档案名称、保管期限和对应台账；停用请填截止年度，已归档的材料不受影响"

    @cached_property
    def row(self) -> ArchiveClass | None:
        """The entry in the address; None: a new one."""
        pk = self.kwargs.get("pk")
        return get_object_or_404(ArchiveClass, pk=pk) if pk else None

    @property
    def heading(self) -> str:  # type: ignore[override]
        """Heading."""
        return f"修改类目：{self.row}" if self.row else "新增归档类目"

    def allowed(self) -> bool:
        return permissions.files_for(self.request.user, None)

    def back(self) -> str:
        return reverse("events:archive")

    def get_form_kwargs(self) -> dict[str, Any]:
        more = {"instance": self.row} if self.row else {}
        return {**super().get_form_kwargs(), "user": self.request.user, **more}

    def carry_out(self, form: ClassForm) -> str:
        kept = archive.save_class(self.row, form.cleaned_data, actor=self.request.user)
        self.done = f"归档类目“{kept}”已保存"
        return self.back()


def _item(request: HttpRequest, pk: int) -> ArchiveItem:
    rows = reads.items_visible_to(request.user).select_related("archive_class", "branch", "filed_by")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One thing that was filed."""
    row = _item(request, pk)
    label, url = reads.record_of(row, request.user)
    context = {
        "row": row, "label": label, "record_url": url, "files": attachments_of(row),
        "until": keep_until(row.year, row.archive_class.retention),
        "takes_out": row.removed_on is None and permissions.files_for(request.user, row.branch_id),
    }  # fmt: skip
    return render(request, "events/archive_item.html", context)


class TakeOutView(RecordFormView):
    """Take something out."""

    form_class = TakeOutForm
    heading, submit, done, parent = "撤出归档", "撤出", "已撤出", "工作档案"
    note = "撤出后台账里保留记录和原因"

    @cached_property
    def row(self) -> ArchiveItem:
        """What was filed."""
        return _item(self.request, self.kwargs["pk"])

    def allowed(self) -> bool:
        return permissions.files_for(self.request.user, self.row.branch_id) and self.row.removed_on is None

    def back(self) -> str:
        return self.row.get_absolute_url()

    def carry_out(self, form: TakeOutForm) -> str:
        archive.take_out(self.row, form.cleaned_data["reason"], actor=self.request.user)
        return self.back()
