"""Rules and documents: the library, drafting, signing, who knows them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST, require_safe

from events.choices.documents import DocumentState
from events.forms.documents import DocumentForm
from events.models import PolicyDocument
from events.permissions import documents as permissions
from events.rules.documents import FLOW, DocumentAction
from events.selectors.documents import documents_visible_to
from events.selectors.readings import audience_of, count_readings, unread_members
from events.services import documents, readings
from events.views.records import EDITORS, Fact, RecordFormView, RecordView
from members.selectors import members_visible_to
from union.common.dates import today
from union.common.views.service_pages import take
from union.organisation.choices import Office

TONES = {"draft": "neutral", "in_force": "success", "repealed": "danger"}
_CRUMB = ("制度文件", "events:library_rules")


def _editable(user: Any, row: PolicyDocument) -> bool:
    return row.state == DocumentState.DRAFT and permissions.keeps(user)


EDITORS["policydocument"] = _editable


@login_required
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """The rules in force, for everybody; the search looks into title, number and text."""
    rows = documents_visible_to(request.user).filter(state=DocumentState.IN_FORCE)
    text = request.GET.get("q", "").strip()
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(number__icontains=text) | Q(summary__icontains=text))
    context = {
        "page_obj": Paginator(rows, 30).get_page(request.GET.get("page")), "q": text,
        "keeps": permissions.keeps(request.user),
    }  # fmt: skip
    return render(request, "events/document_library.html", context)


class DocumentView(RecordView):
    """One rule. Opening it while it is in force is reading it."""

    template_name = "events/document_detail.html"
    flow, actions, tones = FLOW, DocumentAction, TONES
    crumb = _CRUMB

    def rows(self) -> Any:
        return documents_visible_to(self.request.user).select_related(
            "replaces", "replaced_by", "created_by", "published_by"
        )

    def refusal(self, arrow: Any) -> str:
        return permissions.refusal(self.request.user, self.row, arrow)

    def take(self, action: Any, note: str) -> Any:
        version = self.shown_version
        return documents.advance(self.row, action, actor=self.request.user, note=note, version=version)

    def body(self) -> str:
        return self.row.summary

    def facts(self) -> list[Fact]:
        row = self.row
        labels = dict(Office.choices)
        who = "、".join(
            [*(str(b) for b in row.target_branches.all()), *(str(labels[o]) for o in row.offices)]
        )
        new = getattr(row, "replaced_by", None)
        return [
            ("文号", row.number), ("版本", row.edition), ("类别", row.get_kind_display()),
            ("发布日期", row.issued_on), ("有效期", f"{row.valid_from} 至 {row.valid_until or '长期'}"),
            ("须知晓", (who or "全体会员") if row.must_confirm else ""), ("确认期限", row.confirm_by or ""),
            ("代替", f"{row.replaces.number} {row.replaces.edition}" if row.replaces else ""),
            ("被代替", f"{new.number} {new.edition}" if new and new.state != "draft" else ""),
            ("签发人", row.published_by or ""),
        ]  # fmt: skip

    def page(self) -> dict[str, Any]:
        user, row = self.request.user, self.row
        keeps, reading, asked = permissions.keeps(user), None, False
        if row.state == DocumentState.IN_FORCE:
            asked = row.must_confirm and audience_of(row, today()).filter(pk=user.pk).exists()
            if self.request.method == "GET":
                reading = readings.note_opened(row, user)
        return {
            "keeps": keeps, "editable": _editable(user, row),
            "counts": count_readings(row, today()) if keeps and row.must_confirm
            and row.state == DocumentState.IN_FORCE else None,
            "asked": asked and not (reading and reading.confirmed_at),
            "confirmed_at": reading.confirmed_at if reading else None,
        }  # fmt: skip


class DocumentFormView(RecordFormView):
    """Draft a rule, or change a draft."""

    form_class = DocumentForm
    heading, parent, done = "制度文件", "制度文件", "已保存为草稿，由另一位负责人签发"

    @cached_property
    def row(self) -> PolicyDocument:
        """The draft, or a new one."""
        if "pk" not in self.kwargs:
            return PolicyDocument()
        return get_object_or_404(documents_visible_to(self.request.user), pk=self.kwargs["pk"])

    def allowed(self) -> bool:
        user = self.request.user
        return _editable(user, self.row) if self.row.pk else permissions.keeps(user)

    def back(self) -> str:
        return self.row.get_absolute_url() if self.row.pk else reverse("events:library_rules")

    def get_form_kwargs(self) -> dict[str, Any]:
        fresh = PolicyDocument.objects.get(pk=self.row.pk) if self.row.pk else PolicyDocument()
        return {**super().get_form_kwargs(), "instance": fresh}

    def current_version(self) -> int:
        return PolicyDocument.objects.values_list("version", flat=True).get(pk=self.row.pk)

    def carry_out(self, form: DocumentForm) -> str:
        typed = form.cleaned_data
        row = documents.save_document(
            self.row, form.values(), branches=typed["target_branches"], offices=typed["target_offices"],
            files=typed["files"], actor=self.request.user, version=typed["version"],
        )  # fmt: skip
        return row.get_absolute_url()


@login_required
@require_POST
def document_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """I know it."""
    row = get_object_or_404(documents_visible_to(request.user).exclude(state="draft"), pk=pk)
    take(request, lambda: readings.confirm(row, request.user), "已确认阅读")
    return redirect(row.get_absolute_url())


def _kept(request: HttpRequest, pk: int) -> PolicyDocument:
    if not permissions.keeps(request.user):
        raise Http404
    return get_object_or_404(PolicyDocument, pk=pk)


@login_required
@require_safe
def document_readers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who does not know it yet."""
    row = _kept(request, pk)
    rows = unread_members(row, today()).filter(pk__in=members_visible_to(request.user).values("pk"))
    context = {
        "row": row, "counts": count_readings(row, today()), "ask": "events:document_ask", "crumb": _CRUMB,
        "may_ask": row.state == DocumentState.IN_FORCE and row.must_confirm,
        "page_obj": Paginator(rows, 50).get_page(request.GET.get("page")),
    }  # fmt: skip
    return render(request, "events/readers.html", context)


@login_required
@require_POST
def document_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask again all who have not confirmed it."""
    row = _kept(request, pk)
    take(
        request, lambda: documents.ask_again(row, actor=request.user, day=today()),
        "已提醒尚未确认的人；同一天内每人只提醒一次",
    )  # fmt: skip
    return redirect("events:document_readers", pk=pk)
