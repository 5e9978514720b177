"""From the address of a page to rows: columns, filters, sort, page. Page, file and print read here alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet, Sum
from django.http import QueryDict

from union.common.best_first import best_first
from union.common.models import SavedView
from union.common.prepared import Prepared
from union.ledgers.declare import Column, Filter, Ledger, Option, Period
from union.ledgers.permissions import columns_for

if TYPE_CHECKING:
    from union.accounts.models import User

ALL = "all"
DEFAULT_SIZE = 50
SIZES = (20, 50, 100, 200)
CHUNK = 2000
_MAX_SEARCH = 60


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """One question to a ledger, as a user asked it. Unknown keys and values are left out, never an error."""

    ledger: Ledger
    user: User | None
    columns: tuple[Column, ...]
    period: Period = field(default_factory=Period)
    text: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    page: int = 1
    size: int = DEFAULT_SIZE

    def queryset(self) -> QuerySet[Any]:
        """Return the scoped, filtered, unordered rows."""
        rows = self._filtered()
        if self.text and self.ledger.search:
            rows = self.ledger.search(rows, self.text, self.user)
        return rows

    def _filtered(self) -> QuerySet[Any]:
        rows = self.ledger.rows(self.user, self.period)
        for each in self.ledger.filters:
            rows = _narrow(rows, each, self.filters)
        return rows

    def ordered(self) -> QuerySet[Any]:
        """Return the rows in the wished order; the primary key breaks ties, so pages never overlap."""
        descending = self.sort.startswith("-")
        column = self.ledger.column(self.sort.lstrip("-"))
        path = column.sort_path if column and column in self.columns else ""
        first = f"-{path}" if path and descending else path or self.ledger.default_sort
        return self.queryset().order_by(first, "pk")

    def sorted_by(self) -> str:
        """Return the key (``-key``: descending) of the column that orders the rows by default, "" if none."""
        path = self.ledger.default_sort
        key = next((c.key for c in self.columns if c.sort_path == path.lstrip("-")), "")
        return f"-{key}" if key and path.startswith("-") else key

    def page_rows(self) -> tuple[list[Sequence[Any]], bool]:
        """Return the rows of the page as (pk, *column values) and whether another page follows; one query."""
        start = (self.page - 1) * self.size
        end = start + self.size + 1
        better = self.ledger.leading(self.text) if self.ledger.leading and not self.sort else None
        if better is None:
            rows = list(self.ordered().values_list("pk", *self._paths())[start:end])
        else:
            order = (self.ledger.default_sort, "pk")
            rows = best_first(
                self._filtered(), self.queryset(), better, order=order, fields=("pk", *self._paths()),
                start=start, limit=end,
            )  # fmt: skip
        return rows[: self.size], len(rows) > self.size

    def all_rows(self) -> Iterator[Sequence[Any]]:
        """Yield every row as (pk, *column values), with flat memory."""
        yield from self.ordered().values_list("pk", *self._paths()).iterator(chunk_size=CHUNK)

    def totals(self) -> Totals:
        """Count and sum the whole filtered set in one query."""
        summed = [column for column in self.columns if column.total]
        asked: dict[str, Any] = {"ledger_rows": Count("pk")}
        asked |= {f"c{n}": Count("pk", filter=q) for n, q in enumerate(self.ledger.counts.values())}
        asked |= {f"s{n}": Sum(column.path) for n, column in enumerate(summed)}
        asked |= {f"m{n}": measure for n, (_unit, measure) in enumerate(self.ledger.measures.values())}
        found = self.queryset().order_by().aggregate(**asked)
        return Totals(
            rows=found["ledger_rows"],
            counts={label: found[f"c{n}"] for n, label in enumerate(self.ledger.counts)},
            sums={column.key: found[f"s{n}"] or 0 for n, column in enumerate(summed)},
            measures={label: found[f"m{n}"] or 0 for n, label in enumerate(self.ledger.measures)},
        )

    def with_columns(self, columns: Sequence[Column]) -> LedgerQuery:
        """Return the same question with other columns."""
        return replace(self, columns=tuple(columns))

    def _paths(self) -> list[str]:
        return [column.path for column in self.columns]


@dataclass(frozen=True, slots=True)
class Totals:
    """Number of rows, the ledger's own counts and measures, and sums by column key."""

    rows: int
    counts: Mapping[str, int]
    sums: Mapping[str, Any]
    measures: Mapping[str, Any]


def query_from(ledger: Ledger, user: User, params: QueryDict, kept: SavedView | None) -> LedgerQuery:
    """Read the address of a page; ``kept`` holds the columns and page size the user chose last.

    ``as_of`` in the address asks for the state on a day, ``show`` for one more column than was chosen.
    """
    size = _number(params.get("size")) or (kept.page_size if kept else 0)
    return LedgerQuery(
        ledger=ledger,
        user=user,
        columns=_with(
            params.get("show"), columns_for(user, ledger), _chosen(columns_for(user, ledger), kept)
        ),
        period=Period(
            _year(params) if ledger.uses_year else None, _date(params.get("as_of")), ledger.chosen(params)
        ),
        text=params.get("q", "").strip()[:_MAX_SEARCH],
        filters={key: str(value) for key, value in params.items() if value},
        sort=params.get("sort", ""),
        page=max(1, _number(params.get("page"))),
        size=size if size in SIZES else DEFAULT_SIZE,
    )


def system_query(ledger: Ledger, period: Period) -> LedgerQuery:
    """Return the question of a command: every row of the period, every plain column, no filter.

    Sensitive columns stay out of files that nobody gave a reason for.
    """
    columns = tuple(column for column in ledger.columns if not column.sensitive)
    filters = {each.key: ALL for each in ledger.filters if each.default and not period.as_of}
    return LedgerQuery(ledger, None, columns, period, filters=filters)


def active_options(query: LedgerQuery) -> Iterator[tuple[Option, str]]:
    """Yield the ledger's own options with their value in words, for the head of a file."""
    for option in query.ledger.options:
        value = query.period.options.get(option.key) or option.default()
        yield option, dict(option.choices()).get(value, value)


def active_filters(query: LedgerQuery) -> Iterator[tuple[Filter, str]]:
    """Yield the filters in force with their value in words, for the head of a file."""
    for each in query.ledger.filters:
        if each.options is None:
            since, until = (query.filters.get(f"{each.key}_{end}", "") for end in ("from", "to"))
            if since or until:
                yield each, f"{since or '…'} 至 {until or '…'}"
            continue
        value = query.filters.get(each.key, each.default)
        words = dict(each.options(query.user)).get(value)
        if words:
            yield each, words


def views_of(user: User, ledger: Ledger) -> tuple[SavedView | None, list[SavedView]]:
    """Return the unnamed view that remembers what the user last chose, and his saved filters; one query."""
    views = _VIEWS.rows(user.pk, ledger.key)
    return next((view for view in views if not view.name), None), [view for view in views if view.name]


_VIEWS = Prepared(lambda user_id, key: SavedView.objects.filter(user_id=user_id, ledger=key), -701, "sample")


def _chosen(allowed: tuple[Column, ...], kept: SavedView | None) -> tuple[Column, ...]:
    if kept and kept.columns:
        by_key = {column.key: column for column in allowed}
        chosen = tuple(by_key[key] for key in kept.columns if key in by_key)
        if chosen:
            return chosen
    return tuple(column for column in allowed if column.default)


def _with(key: str | None, allowed: tuple[Column, ...], chosen: tuple[Column, ...]) -> tuple[Column, ...]:
    return tuple(column for column in allowed if column.key == key or column in chosen) if key else chosen


def _narrow(rows: QuerySet[Any], each: Filter, values: Mapping[str, str]) -> QuerySet[Any]:
    if each.options is None:
        return _within(rows, each, _date(values.get(f"{each.key}_from")), _date(values.get(f"{each.key}_to")))
    value = values.get(each.key, each.default)
    if not value or value == ALL:
        return rows
    if each.apply:
        return each.apply(rows, value)
    return rows.filter(_equals(each.path, value))


def _equals(path: str, value: str) -> Q:
    if path.endswith("_id"):
        return Q(**{path: int(value)}) if value.isdecimal() and len(value) < 15 else Q(pk__in=())  # noqa: PLR2004
    return Q(**{path: value})


def _within(rows: QuerySet[Any], each: Filter, first: dt.date | None, last: dt.date | None) -> QuerySet[Any]:
    if each.apply:
        return each.apply(rows, f"{first or ''}~{last or ''}") if first or last else rows
    if first:
        rows = rows.filter(**{f"{each.path}__gte": first})
    return rows.filter(**{f"{each.path}__lte": last}) if last else rows


def _date(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) <= 6 else 0  # noqa: PLR2004 - a million pages


def _year(params: QueryDict) -> int | None:
    year = _number(params.get("year"))
    return year if 1949 <= year <= 2199 else None  # noqa: PLR2004 - years a union can have
