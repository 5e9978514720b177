"""Components of form pages. Fields are drawn by crispy-forms with our templates/bootstrap5/."""

from __future__ import annotations

from typing import Any

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django.forms import BaseForm, BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from union.common.ui import inline, security
from union.common.ui.markup import EMPTY, classes, component, safe_url


def post_form(
    context: Context,
    content: SafeString,
    form: BaseForm | None = None,
    *,
    action: str = "",
    id: str = "",  # noqa: A002 - the HTML attribute's name
    draft_url: str = "",
    guard: bool = True,
    htmx_url: str = "",
    htmx_target: str = "",
    confirm: object = "",
) -> SafeString:
    """A POST form: CSRF, one-time token, error summary, hidden fields, multipart when needed.

    ``guard`` warns before leaving with unsaved changes. ``draft_url`` saves a draft there while
    typing. ``htmx_url``/``htmx_target``: POST there through htmx and put the answer into the target.
    """
    return component(
        "post_form",
        content=content,
        form=form,
        action=safe_url(action) if action else "",
        id=id,
        draft_url=safe_url(draft_url) if draft_url else "",
        guard=guard,
        hx_post=safe_url(htmx_url) if htmx_url else "",
        hx_target=htmx_target,
        confirm=confirm,
        request=context.get("request"),
        csrf=security.csrf_input(context),
        multipart=bool(form is not None and form.is_multipart()),
    )


def form_errors(form: Any) -> SafeString:
    """The summary at the top of a form: every error with a link to its field."""
    if form is None or not form.is_bound or not form.errors:
        return EMPTY
    return mark_safe(render_to_string("bootstrap5/errors.html", {"form": form}))  # noqa: S308


def field(bound: BoundField) -> SafeString:
    """One field with label, help text and errors."""
    return mark_safe(as_crispy_field(bound))  # noqa: S308 - crispy escapes what it puts in


def fields(form: BaseForm, names: str = "", layout: str = "2") -> SafeString:
    """Fields of ``form`` in a grid: ``names`` separated by spaces (all visible ones if empty).

    ``layout``: columns "1", "2" or "3". ``name!`` takes the whole width.
    """
    wanted = names.split() or [bound.name for bound in form.visible_fields()]
    cells = []
    for name in wanted:
        wide = name.endswith("!")
        cells.append(("cell-wide" if wide else "cell", field(form[name.rstrip("!")])))
    inside = format_html_join("", '<div class="{}">{}</div>', cells)
    return format_html('<div class="fields fields-{}">{}</div>', layout, inside)


def form_section(content: SafeString, title: object = "", note: object = "") -> SafeString:
    """A group of fields with a heading and a line that names the rule."""
    return component("form_section", content=content, title=title, note=note)


def shown_for(content: SafeString, name: str, values: str) -> SafeString:
    """Fields that only some choices of field ``name`` need: ``values`` are these, separated by spaces.

    What is hidden is not sent. Without scripts everything shows, and the rule says what is missing.
    """
    return format_html('<div data-shown-for="{}" data-values="{}">{}</div>', name, values, content)


def form_actions(
    content: SafeString = EMPTY,
    submit: object = "保存",
    cancel: str = "",
    danger: bool = False,
    note: object = "",
) -> SafeString:
    """The row of buttons under a form; on a phone it sticks to the bottom edge."""
    main = inline.button(submit, variant="danger" if danger else "primary")
    back = inline.button("取消", url=cancel, variant="secondary") if cancel else EMPTY
    small = format_html('<span class="form-note">{}</span>', note) if note else EMPTY
    return format_html('<div class="form-actions">{}{}{}{}</div>', main, content, back, small)


def upload(
    name: str,
    label: object,
    *,
    accept: str = "",
    note: object = "",
    required: bool = True,
    error: object = "",
    multiple: bool = False,
) -> SafeString:
    """A file field one can also drop a file on; the chosen name is shown."""
    return component(
        "upload", name=name, id=f"id_{name}", label=label, accept=accept, note=note,
        required=required, error=error, multiple=multiple, attrs={},
    )  # fmt: skip


def switch(content: SafeString, name: str, checked: bool = False, disabled: bool = False) -> SafeString:
    """A check box with its label as content, outside a Django form."""
    state = classes("checked" if checked else "", "disabled" if disabled else "")
    return format_html(
        '<label class="form-check"><input class="form-check-input" type="checkbox" name="{}"{}>'
        '<span class="form-check-label">{}</span></label>',
        name, f" {state}" if state else "", content,
    )  # fmt: skip
