"""What one screen needs from several apps goes through here: each app fills these in `ready()`.

The apps above do not know each other; the kernel does not know them. An entry is a small frozen
dataclass; a registry keeps entries by key, in order of registration, and refuses a key twice.
`user` below is always the logged-in `accounts.User` whose rights decide what a provider returns.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Entries by key, in order of registration."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: dict[str, T] = {}

    def register(self, key: str, entry: T) -> T:
        """Add ``entry`` under ``key``.

        Raises:
            ValueError: the key is taken; two apps would silently shadow each other.
        """
        if key in self._entries:
            raise ValueError(f"{self.name}: {key!r} is registered already")
        self._entries[key] = entry
        return entry

    def get(self, key: str) -> T | None:
        """Return the entry of ``key`` or None."""
        return self._entries.get(key)

    def items(self) -> Iterable[tuple[str, T]]:
        """Keys and entries in order of registration."""
        return self._entries.items()

    def __getitem__(self, key: str) -> T:
        return self._entries[key]

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened to a member."""

    at: dt.datetime | dt.date
    title: str
    text: str = ""
    actor: str = ""
    url: str = ""
    tone: str = "neutral"  # neutral success warning danger info
    icon: str = "clock"


# (member, user) -> entries of that member which ``user`` may see, any order
TimelineProvider = Callable[[Any, Any], Iterable[TimelineEntry]]


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that waits for a user (今日要办). ``count`` > 1 groups equal things into one row."""

    key: str  # stable: kind + object id, so that a reminder is sent once
    title: str
    url: str
    due_on: dt.date | None = None
    detail: str = ""
    action: str = "去办"
    count: int = 1


# (user, today) -> what waits for this user, any order; must be set-based
DutyProvider = Callable[[Any, dt.date], Iterable[Duty]]


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """Something in the calendar of a user, from ``starts`` to ``ends`` inclusive."""

    starts: dt.date | dt.datetime
    ends: dt.date | dt.datetime
    title: str
    kind: str
    url: str = ""


# (user, first day, last day) -> entries that ``user`` may see
CalendarProvider = Callable[[Any, dt.date, dt.date], Iterable[CalendarEntry]]


@dataclass(frozen=True, slots=True)
class Period:
    """What a figure is counted over: ``first`` to ``last`` inclusive, the whole hospital or one branch."""

    first: dt.date
    last: dt.date
    branch_id: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the year-end report: how it is counted, and where its rows are.

    ``compute`` returns an int, a Decimal (money, rates in percent with one decimal), or None when there is
    nothing to count; a set-based query. ``rows_url`` is a list whose count (or sum) equals the number, for
    whoever has ``right`` in the whole hospital. ``phrase`` says it in a sentence: "看望慰问职工 {value}".
    """

    chapter: str  # a key of union.common.figures.CHAPTERS
    label: str
    unit: str  # 人 人次 户 例 件 份 场 期 元 %
    definition: str  # in words, with the source of the rule
    compute: Callable[[Period], Any]
    rows_url: Callable[[Period], str]
    right: str = ""  # value of organisation.Right that opens the rows; "": everybody who sees the figure
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class FigureValue:
    """One number of a breakdown; ``key`` is stable (a code), ``rows_url`` opens its rows."""

    key: str
    label: str
    value: Any
    rows_url: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Figures whose set is data (per occasion, branch, category): one set-based query for all of them.

    Each number's id is "<registry key>.<FigureValue.key>".
    """

    chapter: str
    label: str
    unit: str
    definition: str
    compute: Callable[[Period], Iterable[FigureValue]]
    right: str = ""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One hit of the search box."""

    title: str
    detail: str
    url: str
    icon: str = "search"


@dataclass(frozen=True, slots=True)
class SearchProvider:
    """``find(user, text, limit)`` returns hits within the user's scope, best first.

    ``while_typing``: asked at every key for the short list under the box. Few may be: each costs queries.
    """

    label: str
    find: Callable[[Any, str, int], Iterable[SearchResult]]
    while_typing: bool = False


@dataclass(frozen=True, slots=True)
class HomeCard:
    """A card on the start page. ``context`` returns None when the card is not for this user.

    ``main``: it stands in the wide column under the duties (texts), not beside them (pictures of the year).
    """

    template: str
    context: Callable[[Any, dt.date], Mapping[str, Any] | None]
    position: int = 100
    main: bool = False


@dataclass(frozen=True, slots=True)
class MergeHandler:
    """Moves the rows of one foreign key to Member when two members are merged.

    ``move(kept, removed, actor)`` moves and returns how many rows it moved; ``refuse`` returns a
    Chinese sentence when merging would corrupt votes or money, else "".
    """

    label: str
    move: Callable[[Any, Any, Any], int]
    refuse: Callable[[Any, Any], str] = lambda kept, removed: ""


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the side bar; ``visible(user)`` decides who sees it.

    ``parent`` is the key of the entry it stands under; the parent shows if itself or a child does.
    """

    label: str
    url_name: str
    icon: str
    visible: Callable[[Any], bool]
    position: int = 100
    section: str = ""  # "" or "管理"
    parent: str = ""
    prefixes: tuple[str, ...] = ()  # paths that make it the active entry; default: its own url


@dataclass(frozen=True, slots=True)
class SensitiveField:
    """A field that is masked until somebody asks for it.

    ``find(user, pk)`` returns the object within the user's scope or None; ``may_see(user, obj)``
    decides; ``mask`` turns the value into what lists show. ``reason_required`` makes the reader
    say why. ``purpose`` and ``keep`` are shown on the privacy page (个人信息保护法 第 17 条).
    """

    label: str
    data_class: str  # "身份" "联系方式" "金融账户" "健康" "家庭"
    purpose: str
    keep: str
    find: Callable[[Any, int], Any]
    value: Callable[[Any], str]
    mask: Callable[[str], str]
    may_see: Callable[[Any, Any], bool]
    reason_required: bool = False


# (user, attachment) -> may this user open the file?
AttachmentAccess = Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True)
class JobKind:
    """What a job of this kind does: ``run(context)`` is called by the worker, see docs/jobs.md.

    ``may_start(user)`` is asked by ``jobs.services.enqueue``; the system (actor None) always may.
    ``max_attempts`` counts lost workers too; ``keep_days`` is how long the result stays.
    """

    label: str
    run: Callable[[Any], Any]
    icon: str = "clock"
    may_start: Callable[[Any], bool] = lambda user: True
    max_attempts: int = 3
    keep_days: int = 30


# (kind, from_id, to_id, actor) -> rows moved. Everything in unit ``from_id`` is now in unit ``to_id`` of
# the same kind ("branch", "group", "department") and belongs to the branch that ``to_id`` has now. Equal
# ids: the unit itself went to another branch, its rows follow. Runs in the service's transaction.
UnitMove = Callable[[str, int, int, Any], int]

# (before, member, actor): a member's membership or units have just changed; ``before`` is the row as it was.
# Runs in the service's transaction, so that what rests on the member (a mandate) ends with it.
MemberChange = Callable[[Any, Any, Any], None]

# (kind) -> {unit id: (active, retained)} members; units without members may be missing, and under 0
# stand the members who have no unit of this kind. All others (left, applying) are not counted.
UnitHeadcount = Callable[[str], Mapping[int, tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class VisibleRecord:
    """A kind of record that can say who may see it, and why (谁可以看到).

    ``find(user, pk)`` returns the record within the user's scope or None. Each of ``rights`` opens (part
    of) it wherever its holder's scope covers ``subject(record)``, an object with ``branch_id``,
    ``group_id``, ``department_id`` and ``sex``; ``owner(record)`` is the user whose own record it is.
    Where the scope works otherwise (units), ``grants(record)`` names the holders of the one right instead.
    """

    label: str
    find: Callable[[Any, int], Any]
    rights: tuple[str, ...]
    subject: Callable[[Any], Any] = lambda record: record
    owner: Callable[[Any], Any] = lambda record: None
    grants: Callable[[Any], list[Any]] | None = None


@dataclass(frozen=True, slots=True)
class PersonSource:
    """People who have no account yet but may hold an office (members); the picker of officers asks here.

    ``find(user, text, limit)`` yields (pk, name, note) within the user's scope; ``label(user, pk)`` one;
    ``open(pk, actor)`` makes and returns the account without a password, in the caller's transaction.
    """

    find: Callable[[Any, str, int], Iterable[tuple[int, str, str]]]
    label: Callable[[Any, int], str]
    open: Callable[[int, Any], Any]


@dataclass(frozen=True, slots=True)
class EntrySource:
    """A kind of record that is booked in the cash book (union.funds).

    ``find(user, pk)`` returns the record within the user's scope or None; ``url(record)`` opens it.
    """

    label: str
    find: Callable[[Any, int], Any]
    url: Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """An entry of the settings page that another app adds."""

    label: str
    url_name: str
    text: str
    icon: str = "settings"
    visible: Callable[[Any], bool] = lambda user: True


timeline: Registry[TimelineProvider] = Registry("timeline")
duties: Registry[DutyProvider] = Registry("duties")
calendar_entries: Registry[CalendarProvider] = Registry("calendar_entries")
figures: Registry[Figure | Breakdown] = Registry(
    "figures"
)  # key: "members.active", "welfare.times_by_occasion"
search_results: Registry[SearchProvider] = Registry("search_results")
home_cards: Registry[HomeCard] = Registry("home_cards")
member_merge: Registry[MergeHandler] = Registry("member_merge")  # key: "app.Model.field"
navigation: Registry[NavItem] = Registry("navigation")
sensitive_fields: Registry[SensitiveField] = Registry("sensitive_fields")  # key: "member.id_number"
attachment_access: Registry[AttachmentAccess] = Registry("attachment_access")  # key: "app.model"
job_kinds: Registry[JobKind] = Registry("job_kinds")
ledgers: Registry[Any] = Registry("ledgers")  # key -> union.ledgers.declare.Ledger
unit_moves: Registry[UnitMove] = Registry("unit_moves")  # key: "members"
member_changes: Registry[MemberChange] = Registry("member_changes")  # key: "congress.mandates"
unit_headcounts: Registry[UnitHeadcount] = Registry("unit_headcounts")
visible_records: Registry[VisibleRecord] = Registry("visible_records")  # key: "member"
people: Registry[PersonSource] = Registry("people")  # key: "member"
# user -> what others know of the person and no password may rest on (ID number, birth date); key: "members"
password_facts: Registry[Callable[[Any], Iterable[str]]] = Registry("password_facts")
# attribute -> expression that is read together with the user of a session; key: "is_member"
user_facts: Registry[Callable[[], Any]] = Registry("user_facts")
# values of a new version of a rule -> why they cannot be, "" if they can; key: kind of the rule set
rule_checks: Registry[Callable[[Any], str]] = Registry("rule_checks")
# code -> word for an item of a rule that is one code or a list of codes; key: "aid.kinds.*.same"
rule_choices: Registry[Callable[[], Mapping[str, str]]] = Registry("rule_choices")
entry_sources: Registry[EntrySource] = Registry("entry_sources")  # key: "welfare.visit"
settings_pages: Registry[SettingsPage] = Registry("settings_pages")
demo_data: Registry[Callable[[Any], None]] = Registry(
    "demo_data"
)  # fills the demonstration hospital, in order
