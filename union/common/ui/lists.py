"""Components of list pages: table, sortable heads, filters, pages, selection."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from html import escape
from typing import Any

from django.template import Context
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from union.common.ui.markup import EMPTY, classes, component, constant, icon, safe_url

PAGE_SIZES = (20, 50, 100, 200)
_FILTER_ON = "filter filter-on"


def query_with(context: Context, **changes: object) -> str:
    """The present query string with ``changes``; None removes a key. Always begins with ``?``."""
    kept = _query_without(context.get("request"), tuple(changes))
    changed = urlencode({key: str(value) for key, value in changes.items() if value is not None})
    return f"?{kept}&{changed}" if kept and changed else f"?{kept}{changed}"


def _query_without(request: Any, names: tuple[str, ...]) -> str:
    """The query string without ``names``, written once a page: a table head asks for it nine times."""
    if request is None or not request.GET:
        return ""
    written: dict[tuple[str, ...], str] = request.__dict__.setdefault("query_without", {})
    if names not in written:
        pairs = [(key, value) for key, values in request.GET.lists() if key not in names for value in values]
        written[names] = urlencode(pairs)
    return written[names]


def table(
    content: SafeString,
    caption: object,
    *,
    id: str = "",  # noqa: A002 - the HTML attribute's name
    cards: bool = True,
    compact: bool = False,
) -> SafeString:
    """A table in a frame that scrolls by itself; on a phone rows become cards (``data-label``).

    ``caption`` is read to screen readers. ``cards=False`` keeps a table on the phone (few columns).
    """
    css = classes("table", "table-cards" if cards else "", "table-compact" if compact else "")
    name = format_html(' id="{}"', id) if id else EMPTY
    return format_html(
        '<div class="table-wrap" tabindex="0" role="region" aria-label="{0}"><table class="{1}"{2}>'
        '<caption class="sr-only">{0}</caption>{3}</table></div>',
        caption, css, name, content,
    )  # fmt: skip


def hits(found: Iterable[Any]) -> SafeString:
    """The entries of a list of search hits (`registries.SearchResult`), without their ``ul``."""
    return SafeString(
        "".join(
            f'<li><a class="suggest-item" href="{escape(safe_url(hit.url))}">'
            f"{icon(hit.icon or 'search', size='sm')}<span>{escape(f'{hit.title}')}</span>"
            f"<small>{escape(f'{hit.detail}')}</small></a></li>"
            for hit in found
        )
    )


def th(context: Context, label: object, sort: str = "", numeric: bool = False, width: str = "") -> SafeString:
    """A column head. ``sort``: key of this column in ``?sort=`` (``-key`` is descending).

    ``width``: "" or "min" (as narrow as its content). An empty label is read as 操作.
    """
    label = label or constant('<span class="sr-only">操作</span>')
    css = classes("num" if numeric else "", "min" if width == "min" else "")
    attribute = format_html(' class="{}"', css) if css else EMPTY
    if not sort:
        return format_html('<th scope="col"{}>{}</th>', attribute, label)
    request = context.get("request")
    present = request.GET.get("sort", context.get("sorted_by", "")) if request is not None else ""
    direction = {sort: "ascending", f"-{sort}": "descending"}.get(present, "none")
    url = query_with(context, sort=f"-{sort}" if direction == "ascending" else sort, page=None)
    arrow = {"ascending": "arrow-up", "descending": "arrow-down"}.get(direction, "")
    return format_html(
        '<th scope="col"{} aria-sort="{}"><a class="sort" href="{}">{}{}</a></th>',
        attribute, direction, url, label, icon(arrow, size="sm"),
    )  # fmt: skip


def heads(context: Context, columns: Iterable[tuple[object, str, bool]]) -> SafeString:
    """The heads of (label, sort, numeric), each as `th` draws it."""
    return constant("".join(th(context, label, sort, numeric) for label, sort, numeric in columns))


def row_check(value: object, label: object, form: str = "", name: str = "selected") -> SafeString:
    """The first cell of a selectable row; ``form`` is the id of the bulk form."""
    return format_html(
        '<td class="check"><input class="form-check-input" type="checkbox" name="{}" value="{}" form="{}" '
        'aria-label="选择 {}" data-row-check></td>',
        name, value, form, label,
    )  # fmt: skip


def row_check_all() -> SafeString:
    """The head of the selection column: select every row of this page."""
    return constant(
        '<th scope="col" class="check"><input class="form-check-input" type="checkbox" '
        'aria-label="选择本页全部" data-check-all></th>'
    )


def bulk_bar(
    context: Context, content: SafeString, form: str, action: str, unit: object = "条"
) -> SafeString:
    """The bar that appears when rows are selected; its content are submit buttons of form ``form``."""
    return component(
        "bulk_bar", content=content, form=form, action=safe_url(action), unit=unit,
        request=context.get("request"), csrf_token=context.get("csrf_token"),
    )  # fmt: skip


def filter_bar(
    context: Context,
    content: SafeString,
    placeholder: object = "搜索…",
    *,
    aside: object = "",
    action: str = "",
    search: bool = True,
    label: object = "筛选",
) -> SafeString:
    """A GET form with quick search (``q``) and filters; ``aside`` stands at the right end.

    Keys of the present query that have no field here (sort, size) must be kept by the page: they
    are carried as hidden inputs.
    """
    request = context.get("request")
    kept = {key: request.GET[key] for key in ("sort", "size") if key in request.GET} if request else {}
    return component(
        "filter_bar", content=content, placeholder=placeholder, aside=aside, action=action, search=search,
        query=request.GET.get("q", "") if request else "", kept=kept, label=label, active=_active(content),
    )  # fmt: skip


def filter_more(content: SafeString, label: object = "更多条件") -> SafeString:
    """The filters one rarely needs, at the end of a ``filter_bar``: folded on a desktop until one is set."""
    return component("filter_more", content=content, label=label, active=_active(content))


def _active(content: str) -> int:
    """How many filters among ``content`` are set."""
    return content.count(f'class="{_FILTER_ON}"')


def filter_select(
    label: object, name: str, options: Iterable[Any], selected: object = "", every: object = "全部"
) -> SafeString:
    """One filter with one choice. ``options``: (value, label) pairs; ``every`` is the empty choice."""
    chosen = str(selected or "")
    rows = _options(tuple((str(value), str(text)) for value, text in options), chosen)
    first = format_html('<option value="">{}</option>', every) if every is not None else EMPTY
    return format_html(
        '<label class="{}"><span>{}：</span><select name="{}">{}{}</select></label>',
        _FILTER_ON if chosen else "filter", label, name, first, rows,
    )  # fmt: skip


@functools.lru_cache(maxsize=64)
def _options(options: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    """The same hundred departments stand in the filter of every page."""
    return constant("".join(_option(value, text, chosen) for value, text in options))


def _option(value: str, text: str, chosen: str) -> str:
    """One choice, escaped here: a hospital has a hundred departments, and a template per choice is slow."""
    mark = " selected" if value == chosen else ""
    return f'<option value="{escape(value)}"{mark}>{escape(text)}</option>'


def filter_dates(label: object, name: str, since: object = "", until: object = "") -> SafeString:
    """A filter from–to: fields ``<name>_from`` and ``<name>_to``."""
    first, last = _iso(since), _iso(until)
    return format_html(
        '<span class="{0}" role="group" aria-label="{1}"><span>{1}：</span>'
        '<input type="date" name="{2}_from" value="{3}" aria-label="{1}从"><span aria-hidden="true">–</span>'
        '<input type="date" name="{2}_to" value="{4}" aria-label="{1}到"></span>',
        _FILTER_ON if first or last else "filter", label, name, first, last,
    )  # fmt: skip


def filters(entries: Iterable[dict[str, Any]]) -> SafeString:
    """Filters one after another: parameters of `filter_select`, or without options of `filter_dates`."""
    return constant("".join(_filter(**entry) for entry in entries))


def _filter(label: object, key: str, **values: Any) -> SafeString:
    return (filter_select if "options" in values else filter_dates)(label, key, **values)


def _iso(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value or "")


def filter_chip(label: object, remove_url: str) -> SafeString:
    """A filter that is on, with a cross that removes it."""
    return format_html(
        '<a class="chip" href="{}"><span>{}</span>{}</a>',
        safe_url(remove_url),
        label,
        icon("x", label="移除", size="sm"),
    )


def column_menu(columns: Iterable[Any], action: str = "", name: str = "columns") -> SafeString:
    """The choice of columns: ``columns`` are (key, label, shown) triples; GET with repeated ``name``."""
    return component("column_menu", columns=list(columns), action=action, name=name)


def pagination(
    context: Context,
    page: Any = None,
    *,
    number: int = 1,
    pages: int | None = None,
    has_next: bool | None = None,
    size: int = 50,
    sizes: Iterable[int] = PAGE_SIZES,
) -> SafeString:
    """Previous, next, page size. Give a Django ``Page``, or ``number`` with ``pages`` or ``has_next``.

    With ``has_next`` alone nothing is counted (totals may follow in a second request).
    """
    if page is not None:
        number, pages, size = page.number, page.paginator.num_pages, page.paginator.per_page
    more = number < pages if pages is not None else bool(has_next)
    return component(
        "pagination",
        number=number,
        pages=pages,
        previous=query_with(context, page=number - 1) if number > 1 else "",
        following=query_with(context, page=number + 1) if more else "",
        size=size,
        sizes=[(each, query_with(context, size=each, page=None)) for each in sizes],
    )


def table_foot(content: SafeString, totals: object = "") -> SafeString:
    """The line under a table: totals of the whole filtered set at the left, pages at the right."""
    return format_html('<div class="table-foot"><div class="totals">{}</div>{}</div>', totals, content)
