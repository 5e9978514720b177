"""The words in which an app declares a ledger (台账). One declaration serves page, Excel and print."""

from __future__ import annotations

import datetime as dt
import enum
import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Aggregate, Q, QuerySet, TextChoices
from django.urls import get_urlconf, reverse

from union.common.registries import ledgers
from union.organisation.choices import Right


class Kind(enum.Enum):
    """What a column holds; decides alignment, number format and cell type."""

    TEXT = "text"
    CODE = "code"  # 工号, ID, phone: text cells, never numbers
    DATE = "date"
    DATETIME = "datetime"
    MONTH = "month"
    MONEY = "money"  # Decimal, yuan
    INTEGER = "integer"
    BOOLEAN = "boolean"
    CHOICE = "choice"  # stored value → label of ``choices``


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``path`` is the ORM path or annotation whose value it shows.

    ``right``: only users who hold it over every row of the ledger see the column. ``sensitive``: key
    of `registries.sensitive_fields`; the value is masked on the page, and in a file unless the
    export was asked for with a reason. ``tones``: value → badge tone. ``sort`` False: not sortable
    (encrypted values have no order); a string: sort by that path instead.
    """

    key: str
    label: str
    path: str
    kind: Kind = Kind.TEXT
    width: int = 12
    right: Right | None = None
    sensitive: str = ""
    choices: type[TextChoices] | None = None
    tones: Mapping[Any, str] = field(default_factory=dict)
    sort: bool | str = True
    total: bool = False
    default: bool = True
    leads: bool = False  # links to the record

    @property
    def sort_path(self) -> str:
        """Path to order by; "" if the column cannot be sorted."""
        if self.sensitive or self.sort is False:
            return ""
        return self.path if self.sort is True else str(self.sort)


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter of the bar. ``options(user)`` gives (value, label); None makes it a date range.

    ``apply(queryset, value)`` narrows; default: equality of ``path``. A date range with ``apply`` gives it
    "2026-01-01~2026-03-31"; a side left open is empty. ``default`` is in force when
    the address says nothing (the value "all" switches it off).
    """

    key: str
    label: str
    path: str
    options: Callable[[Any], Iterable[tuple[str, str]]] | None
    apply: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    default: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A question a ledger answers beside its filters: “how many months”, “until which month”.

    ``choices()`` are the (value, label) pairs of the page, ``default()`` one value; ``problem(value)`` says
    what is wrong with a value from an address or the command line, "" if nothing. On the command line it
    is ``--key VALUE``.
    """

    key: str
    label: str
    choices: Callable[[], Iterable[tuple[str, str]]]
    default: Callable[[], str]
    problem: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Period:
    """What a ledger looks at: a calendar year, the state on a day, or now (both None); its own options."""

    year: int | None = None
    as_of: dt.date | None = None
    options: Mapping[str, str] = field(default_factory=dict)

    def label(self) -> str:
        """Words for the head of the file."""
        if self.as_of:
            return f"截至 {self.as_of:%Y-%m-%d}"
        return f"{self.year} 年度" if self.year else ""


@dataclass(frozen=True, slots=True)
class Action:
    """A button in the head of the page, or in the bar of selected rows."""

    label: str
    url_name: str
    right: Right
    icon: str = ""
    primary: bool = False
    url_args: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Where the button leads."""
        return address(self.url_name, *self.url_args)


def address(url_name: str, *args: str) -> str:
    """Address of a page that is the same for every row and user: found once, a list page has ten of them."""
    return _address(url_name, args, get_urlconf())


@functools.cache
def _address(url_name: str, args: tuple[str, ...], _urlconf: str | None) -> str:
    return reverse(url_name, args=args)


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger. ``rows(user, period)`` is the scoped queryset; user None is the system (all rows).

    ``search(queryset, text, user)`` is the quick search; hits that meet ``leading(text)`` stand first on the
    page while nobody asks for another order. ``counts`` are counted beside the number
    of rows ("女" → Q(sex="female")). ``measures`` are what else is said of the whole filtered set, each in a
    unit of its own: {"不同的人": ("人", Count("member", distinct=True))}. ``uses_year``: the page offers a
    year to choose.
    """

    key: str
    title: str
    unit: str  # 人, 件, 笔 …
    right: Right
    rows: Callable[[Any, Period], QuerySet[Any]]
    columns: tuple[Column, ...]
    default_sort: str
    filters: tuple[Filter, ...] = ()
    search: Callable[[Any, str, Any], QuerySet[Any]] | None = None
    leading: Callable[[str], Q | None] | None = None
    search_hint: str = "搜索…"
    counts: Mapping[str, Q] = field(default_factory=dict)
    measures: Mapping[str, tuple[str, Aggregate]] = field(default_factory=dict)
    page_url: str = ""  # URL name of its list page
    record_url: str = ""  # URL name taking the pk
    actions: tuple[Action, ...] = ()
    bulk_actions: tuple[Action, ...] = ()
    uses_year: bool = False
    options: tuple[Option, ...] = ()
    purpose: str = ""  # shown when the list is empty: what it is for
    first_step: Action | None = None  # and what to do first

    def chosen(self, given: Mapping[str, Any]) -> dict[str, str]:
        """Return a value for every option: the one in ``given``, else (none, or a wrong one) the default."""
        found = {}
        for option in self.options:
            value = str(given.get(option.key) or "")
            found[option.key] = value if value and not option.problem(value) else option.default()
        return found

    def column(self, key: str) -> Column | None:
        """Return the column of ``key`` or None."""
        return next((column for column in self.columns if column.key == key), None)


def register(ledger: Ledger) -> None:
    """Make ``ledger`` known to pages, commands and the export job. Called in ``ready()``."""
    ledgers.register(ledger.key, ledger)
