"""Pages of a ledger: list, totals, file, print, columns, saved filters. One set for all ledgers."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from union.accounts.models import User
from union.common.dates import today
from union.common.errors import DomainError
from union.common.models import SavedView
from union.common.number_guard import holds_number
from union.jobs.services import enqueue
from union.ledgers import forms, permissions, selectors, services
from union.ledgers.cells import NUMERIC, body_html, text_of
from union.ledgers.declare import Ledger, address
from union.ledgers.selectors import LedgerQuery

DIRECT_ROWS = 3000  # more than this goes through a job
PRINT_ROWS = 2000
BULK_FORM = "bulk"
YEARS = 6  # offered where a ledger is kept by year
OWN_PAGES = ("view", "export", "print", "totals")
SHOWN_FILTERS = 4  # the rest is folded under 更多条件


def ledger_page(key: str) -> Callable[[HttpRequest], HttpResponse]:
    """Return the list view of the ledger ``key``, for an app's urls.py."""

    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        query, saved = _asked(request, key, request.GET)
        if holds_number(query.text):
            return _without_search(request)
        return render(request, "ledgers/list.html", _list_context(request, query, saved))

    view.__name__ = f"{key}_ledger"
    return view


def _without_search(request: HttpRequest) -> HttpResponse:
    """Lead away from an address that holds somebody's number, and say where to look such numbers up."""
    asked = request.GET.copy()
    del asked["q"]
    messages.warning(request, "证件号码和手机号码请在页面上方的搜索框中查找，这样号码不会留在网址里。")
    return redirect(f"{request.path}?{asked.urlencode()}" if asked else request.path)


def _asked(request: HttpRequest, key: str, params: QueryDict) -> tuple[LedgerQuery, list[SavedView]]:
    """What is asked of a ledger the user may see, and his saved filters of it."""
    ledger = permissions.ledger_for(request.user, key)
    if ledger is None:
        raise Http404
    kept, saved = selectors.views_of(request.user, ledger)
    return selectors.query_from(ledger, request.user, params, kept), saved


def _query(request: HttpRequest, key: str, params: QueryDict) -> LedgerQuery:
    return _asked(request, key, params)[0]


def _list_context(request: HttpRequest, query: LedgerQuery, saved: list[SavedView]) -> dict[str, Any]:
    ledger, user = query.ledger, request.user
    rows, has_next = query.page_rows()
    first, filters = ledger.first_step, _shown_filters(query)
    return {
        "ledger": ledger,
        "query": query,
        "body": body_html(
            query.columns, rows, link=_linker(ledger), select_form=BULK_FORM if ledger.bulk_actions else ""
        ),
        "empty": not rows,
        "searchable": ledger.search is not None,  # a template would call the function itself
        "has_next": has_next,
        "columns": [(c.label, c.key if c.sort_path else "", c.kind in NUMERIC) for c in query.columns],
        "urls": {page: address(f"ledgers:{page}", ledger.key) for page in OWN_PAGES},
        "shown_filters": filters[:SHOWN_FILTERS],
        "more_filters": filters[SHOWN_FILTERS:],
        "sorted_by": query.sorted_by(),
        "saved": saved,
        "actions": [a for a in ledger.actions if user.access.can(a.right)],
        "bulk_actions": [a for a in ledger.bulk_actions if user.access.can(a.right)],
        "first_step": first if first and user.access.can(first.right) else None,
        "may_export": permissions.can_export(user, ledger),
        "may_unmask": _may_unmask(user, query),
        "asked": request.GET.urlencode(),
        # asked only when nothing was found: it reads the options of the filters
        "is_narrowed": lambda: bool(query.text or any(True for _ in selectors.active_filters(query))),
    }  # fmt: skip


def _may_unmask(user: User, query: LedgerQuery) -> bool:
    """Say whether there is something masked in the file and the user may have it in clear."""
    masks = any(column.sensitive for column in query.columns)
    return masks and permissions.can_export_sensitive(user, query.ledger)


def _shown_filters(query: LedgerQuery) -> list[dict[str, Any]]:
    shown = [*_shown_day(query), *_shown_options(query)]
    for each in query.ledger.filters:
        entry: dict[str, Any] = {"key": each.key, "label": each.label}
        if each.options is None:
            entry |= {
                "since": query.filters.get(f"{each.key}_from", ""),
                "until": query.filters.get(f"{each.key}_to", ""),
            }
        else:
            options = list(each.options(query.user))
            chosen = query.filters.get(each.key, each.default)
            entry |= {"options": [(selectors.ALL, "全部"), *options] if each.default else options}
            entry |= {"selected": chosen, "every": None if each.default else "全部"}
        shown.append(entry)
    return shown


def _shown_day(query: LedgerQuery) -> list[dict[str, Any]]:
    """The day of a list that shows the state on that day, as a choice that leads back to now."""
    if not query.period.as_of:
        return []
    day = query.period.as_of.isoformat()
    choice = {"key": "as_of", "label": "截至", "options": [(day, day)], "selected": day, "every": "现在"}
    return [choice]


def _shown_options(query: LedgerQuery) -> list[dict[str, Any]]:
    """The year and the ledger's own options, as choices without 全部; a value from outside is among them."""
    asked: list[tuple[str, str, list[tuple[str, str]], str]] = []
    if query.ledger.uses_year:
        this = today().year
        years = [(str(year), f"{year} 年度") for year in range(this, this - YEARS, -1)]
        asked.append(("year", "年度", years, str(query.period.year or this)))
    chosen_options = query.period.options
    asked += [(o.key, o.label, list(o.choices()), chosen_options[o.key]) for o in query.ledger.options]
    return [
        {
            "key": key, "label": label, "selected": chosen, "every": None,
            "options": choices if chosen in dict(choices) else [(chosen, chosen), *choices],
        }
        for key, label, choices, chosen in asked
    ]  # fmt: skip


def _linker(ledger: Ledger) -> Callable[[Any], str] | None:
    """Return pk → URL without a reverse() per row."""
    if not ledger.record_url:
        return None
    pattern = reverse(ledger.record_url, args=[0])
    before, _, after = pattern.rpartition("0")
    return lambda pk: f"{before}{pk}{after}"


@require_safe
def totals(request: HttpRequest, key: str) -> HttpResponse:
    """Count and sums of the whole filtered set; asked for by the page after it is shown."""
    query = _query(request, key, request.GET)
    found = query.totals()
    sums = [(c.label, text_of(c, found.sums[c.key])) for c in query.columns if c.total]
    pages = -(-found.rows // query.size)
    measures = [(label, found.measures[label], unit) for label, (unit, _) in query.ledger.measures.items()]
    context = {
        "ledger": query.ledger, "found": found, "sums": sums, "measures": measures, "pages": pages,
    }  # fmt: skip
    return render(request, "ledgers/_totals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, key: str) -> HttpResponse:
    """POST: the file of exactly what the filter shows. GET: asks the reason for sensitive columns."""
    asked = request.POST.get("query", "") if request.method == "POST" else request.GET.urlencode()
    query = _query(request, key, QueryDict(asked))
    if not permissions.can_export(request.user, query.ledger):
        raise Http404
    unmasked = request.POST.get("unmasked") == "1"
    form = forms.ExportReasonForm(request.POST if unmasked else None)
    context = {"ledger": query.ledger, "query": query, "asked": asked, "form": form}
    if request.method != "POST":
        if not _may_unmask(request.user, query):
            raise Http404
        return render(request, "ledgers/export.html", context)
    reason = form.cleaned_data.get("reason", "") if unmasked and form.is_valid() else ""
    if unmasked and not reason:
        return render(request, "ledgers/export.html", context, status=422)
    try:
        return _export(request, query, asked, reason)
    except DomainError as error:
        return render(request, "ledgers/export.html", {**context, "error": error}, status=422)


def _export(request: HttpRequest, query: LedgerQuery, asked: str, reason: str) -> HttpResponse:
    """A small file at once, a large one through a job; ``reason`` is given where it holds clear values."""
    unmasked = bool(reason)
    services.require_export(query.ledger, request.user, unmasked=unmasked, reason=reason)
    if query.totals().rows > DIRECT_ROWS:
        question = services.keep_question(request.user, query.ledger, asked, reason)
        arguments = {"ledger": query.ledger.key, "question": question, "unmasked": unmasked}
        job = enqueue("ledgers.export", args=arguments, actor=request.user, title=f"导出{query.ledger.title}")
        return redirect("jobs:job_detail", pk=job.pk)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.xlsx"
        done = services.export_ledger(query, path, actor=request.user, unmasked=unmasked, reason=reason)
        return FileResponse(path.open("rb"), as_attachment=True, filename=done.file_name)


@require_safe
def print_page(request: HttpRequest, key: str) -> HttpResponse:
    """The filtered set on paper, at most PRINT_ROWS rows; more belong into a file."""
    query = _query(request, key, request.GET)
    found = query.totals()
    rows = [row for row, _ in zip(query.all_rows(), range(PRINT_ROWS), strict=False)]
    context = {
        "ledger": query.ledger,
        "query": query,
        "body": body_html(query.columns, rows, link=None),
        "heads": [(c.label, c.kind in NUMERIC) for c in query.columns],
        "found": found,
        "left_out": max(0, found.rows - PRINT_ROWS),
        "filters": [
            (each.label, words)
            for each, words in (*selectors.active_options(query), *selectors.active_filters(query))
        ],
    }
    return render(request, "ledgers/print.html", context)


@require_safe
def view_dialogs(request: HttpRequest, key: str) -> HttpResponse:
    """The dialogs of a list, asked for when one is opened: columns, saved filters."""
    query, saved = _asked(request, key, request.GET)
    context = {
        "ledger": query.ledger, "saved": saved, "asked": request.GET.urlencode(),
        "columns_form": forms.ColumnsForm(query=query, offered=_offered(query)),
        "filter_form": forms.SavedFilterForm(),
    }  # fmt: skip
    return render(request, "ledgers/_dialogs.html", context)


def _offered(query: LedgerQuery) -> list[tuple[str, str]]:
    return [(column.key, column.label) for column in permissions.columns_for(query.user, query.ledger)]


@require_POST
def keep(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the chosen columns, or save the present filter under a name; back to the list."""
    asked = request.POST.get("query", "")
    query = _query(request, key, QueryDict(asked))
    named = "name" in request.POST
    form = (
        forms.SavedFilterForm(request.POST)
        if named
        else forms.ColumnsForm(request.POST, query=query, offered=_offered(query))
    )
    if not form.is_valid():
        messages.error(request, " ".join(text for told in form.errors.values() for text in told))
        return redirect(_back(request, query.ledger))
    name = form.cleaned_data.get("name", "")
    columns = form.cleaned_data.get("columns") or [column.key for column in query.columns]
    services.keep_view(
        request.user, query.ledger, columns=columns, size=query.size, name=name, query=asked
    )  # fmt: skip
    messages.success(request, f"已保存筛选“{name}”" if name else "显示列已保存")
    return redirect(_back(request, query.ledger))


@require_POST
def forget(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Remove one of the user's own saved filters."""
    query = _query(request, key, QueryDict(""))
    services.forget_view(request.user, query.ledger, pk)
    return redirect(_back(request, query.ledger))


def _back(request: HttpRequest, ledger: Ledger) -> str:
    asked = request.POST.get("query", "")
    url = reverse(ledger.page_url)
    wanted = f"{url}?{asked}" if asked else url
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else url
