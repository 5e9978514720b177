"""Pages of the records around activities: one shape for all, filled with plain values by each subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from union.common import audit
from union.common.attachments import attachments_of, save_attachment
from union.common.audit_reading import history_of
from union.common.choices import AuditAction
from union.common.errors import DomainError
from union.common.pdf import render_pdf
from union.common.views.service_pages import ServiceFormView
from union.organisation.models import UnionProfile


@dataclass(frozen=True, slots=True)
class Button:
    """A link, or with ``post`` a form of its own; ``fields`` are its hidden inputs."""

    label: str
    url: str
    variant: str = "secondary"
    icon: str = ""
    post: bool = False
    confirm: str = ""
    target: str = ""
    fields: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a record; ``kind``: text, note (lines kept), date, due, money."""

    label: str
    value: Any
    kind: str = "text"
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; ``kind``: text, lead (the row's name), date, due, badge, number, money, buttons."""

    value: Any = ""
    kind: str = "text"
    url: str = ""
    tone: str = "neutral"
    buttons: tuple[Button, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table on the page: ``heads`` are the labels, each row has as many cells."""

    title: str
    heads: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    empty: str = "还没有"
    hint: str = ""
    note: str = ""
    buttons: tuple[Button, ...] = ()

    @property
    def drawn(self) -> list[list[tuple[str, Cell]]]:
        """Rows as (label, cell) pairs."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """(label, aligned right) of each column."""
        first = self.rows[0] if self.rows else ()
        return [
            (head, cell.kind in ("number", "money")) for head, cell in zip(self.heads, first, strict=False)
        ]


@dataclass(frozen=True, slots=True)
class FactCard:
    """A card of facts."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(slots=True)
class Page:
    """All that the template draws."""

    title: str
    crumbs: tuple[tuple[str, str], ...] = ()
    eyebrow: str = ""
    note: str = ""
    badges: tuple[tuple[str, str], ...] = ()
    buttons: list[Button] = field(default_factory=list)
    menu: list[Button] = field(default_factory=list)
    alerts: list[tuple[str, str, str]] = field(default_factory=list)  # tone, title, text
    stats: list[tuple[str, Any, str, str]] = field(default_factory=list)  # label, value, unit, note
    facts: list[FactCard] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    files: Any = None
    history: Any = None  # the record, for those who may read its trail
    watched: tuple[str, int] | None = None  # key of registries.visible_records and record: 谁可以看到


class RoomView(LoginRequiredMixin, TemplateView):
    """A page of one record or of one subject. Subclasses write ``page() -> Page``."""

    template_name = "events/rooms/page.html"

    def allowed(self) -> bool:
        """Say whether the page exists for this user."""
        return True

    def page(self) -> Page:
        """What is drawn."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not self.allowed():
            raise Http404
        page = self.page()
        if page.history is not None and not history_of(page.history).exists():
            page.history = None
        return super().get_context_data(page=page, **kwargs)


class RoomFormView(ServiceFormView):
    """A form about a record. ``row`` is the record, found within the scope, or None for a new one."""

    template_name = "events/rooms/form.html"
    title = ""
    note = ""
    submit = "保存"
    home: tuple[str, str] = ("", "")  # label and URL name of the subject
    drafts = ""

    @cached_property
    def row(self) -> Any:
        """The record in the address."""
        return None

    def back(self) -> str:
        """Where the form came from and leads back to."""
        return reverse(self.home[1]) if self.row is None else self.page_url(self.row)

    def page_url(self, row: Any) -> str:
        """Address of a record's page."""
        return str(row.get_absolute_url())

    @property
    def heading(self) -> str:
        """Heading of the form."""
        return self.title

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if issubclass(self.form_class, forms.ModelForm) and self.row is not None:
            kwargs["instance"] = type(self.row)._default_manager.get(pk=self.row.pk)
        if getattr(self.form_class, "takes_user", False):
            kwargs["user"] = self.request.user
        return kwargs

    def current_version(self) -> int:
        return int(type(self.row)._default_manager.values_list("version", flat=True).get(pk=self.row.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [(self.home[0], reverse(self.home[1]))]
        if self.row is not None:
            crumbs.append((str(self.row), self.back()))
        return super().get_context_data(
            heading=self.heading, note=self.note, submit=self.submit, back=self.back(), crumbs=crumbs,
            draft=self.draft_key, **kwargs,
        )  # fmt: skip


def keep_file(file: Any, *, owner: Any, actor: Any, kind: str, name: str) -> None:
    """Keep an uploaded file if there is one; a refusal stands beside the field ``name``."""
    if not file:
        return
    try:
        save_attachment(file, owner=owner, actor=actor, kind=kind)
    except DomainError as error:
        raise DomainError(str(error), field=name) from error


def files_of(row: Any) -> Any:
    """The files kept with a record."""
    return attachments_of(row)


def pdf_answer(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    title: str,
    row: Any,
    landscape: bool = False,
) -> HttpResponse:
    """Draw a paper, note the export in the trail, show it in the browser; no personal data in the name."""
    profile = UnionProfile.objects.first() or UnionProfile()
    pdf = render_pdf(template, {"pdf_unit": profile.name, **context}, title=title, landscape=landscape)
    audit.record(AuditAction.EXPORT, row, actor=request.user, note=f"打印《{title}》")
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{row._meta.model_name}-{row.pk}.pdf"'
    return answer


def step_buttons(
    moves: Iterable[Any], url: Callable[[str], str], *, plain: Sequence[str] = ()
) -> list[Button]:
    """Buttons of the steps: the first one that is not quiet is the primary one.

    Steps named in ``plain`` need no form: they are sent at once.
    """
    found, primary = [], False
    for move in moves:
        leads = not primary and not move.quiet
        primary = primary or leads
        key = move.action.value
        found.append(
            Button(
                move.action.label, url(key), "primary" if leads else "secondary", post=key in plain,
                confirm=f"确定{move.action.label}？" if key in plain and move.quiet else "",
            )
        )  # fmt: skip
    return found
