"""What the subjects of 职工之家 put into the registries, said as data; and the pieces they share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from members.models import Member
from union.common import registries
from union.common.registries import MergeHandler, NavItem, SearchProvider, SearchResult
from union.common.searching import holding
from union.ledgers.declare import register as register_ledger
from union.reminders.declare import rules as reminder_rules


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject. ``files``: "app.model" → the rows a user sees; who sees the record opens its files."""

    key: str
    label: str
    url_name: str
    position: int
    visible: Callable[[Any], bool]
    ledgers: Sequence[Any] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, Any] = field(default_factory=dict)
    duties: Mapping[str, Any] = field(default_factory=dict)
    calendar: Any = None
    timeline: Any = None
    search: SearchProvider | None = None
    files: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    merges: Mapping[str, MergeHandler] = field(default_factory=dict)
    moves: Mapping[str, Any] = field(default_factory=dict)


def register_subject(subject: Subject) -> None:
    """Fill every registry the subject has something for."""
    key = f"events.{subject.key}"
    for ledger in subject.ledgers:
        register_ledger(ledger)
    for name, rule in subject.rules.items():
        reminder_rules.register(name, rule)
    parts: list[tuple[registries.Registry[Any], Mapping[str, Any]]] = [
        (registries.figures, subject.figures),
        (registries.duties, subject.duties),
        (registries.member_merge, subject.merges),
        (registries.unit_moves, subject.moves),
        (registries.attachment_access, {name: opens_files(rows) for name, rows in subject.files.items()}),
    ]
    for registry, entries in parts:
        for name, entry in entries.items():
            registry.register(name, entry)
    if subject.calendar:
        registries.calendar_entries.register(key, subject.calendar)
    if subject.timeline:
        registries.timeline.register(key, subject.timeline)
    if subject.search:
        registries.search_results.register(subject.key, subject.search)
    item = NavItem(subject.label, subject.url_name, "", subject.visible, subject.position, parent="rooms")
    registries.navigation.register(f"rooms.{subject.key}", item)


@dataclass(frozen=True, slots=True)
class Around:
    """Where a record lies, as the scopes of rights ask for it; no person stands in it."""

    branch_id: int | None
    department_id: int | None = None
    group_id: int | None = None
    sex: str = ""


def mover(model: Any, field: str = "member") -> Callable[[Member, Member, Any], int]:
    """Move the rows of ``field`` to the member that is kept."""

    def move(kept: Member, removed: Member, _actor: Any) -> int:
        return int(model.objects.filter(**{field: removed}).update(**{field: kept}))

    return move


def mover_once(model: Any, beside: str, field: str = "member") -> Callable[[Member, Member, Any], int]:
    """The same where a member stands once per ``beside``: a second row of the same is dropped."""

    def move(kept: Member, removed: Member, _actor: Any) -> int:
        taken = list(model.objects.filter(**{field: kept}).values_list(beside, flat=True))
        model.objects.filter(**{field: removed, f"{beside}__in": taken}).delete()
        return int(model.objects.filter(**{field: removed}).update(**{field: kept}))

    return move


def unit_mover(model: Any, **fields: str) -> Callable[[str, int, int, Any], int]:
    """Rows of a merged unit belong to the one it went into; ``fields``: kind of unit → column."""

    def move(kind: str, from_id: int, to_id: int, actor: Any) -> int:  # noqa: ARG001 - the registry's signature
        column = fields.get(kind)
        if column is None or from_id == to_id:
            return 0
        return int(model.objects.filter(**{column: from_id}).update(**{column: to_id}))

    return move


def text_search(
    visible: Callable[[Any], Any], fields: Sequence[str], detail: Callable[[Any], str], icon: str = "search"
) -> Callable[[Any, str, int], Iterator[SearchResult]]:
    """Search within the scope: rows whose ``fields`` hold the text, newest first."""

    def find(user: Any, text: str, limit: int) -> Iterator[SearchResult]:
        rows = holding(visible(user), text, *(f"{name}__icontains" for name in fields))
        for row in rows.order_by("-pk")[:limit]:
            yield SearchResult(str(row), detail(row), row.get_absolute_url(), icon)

    return find


def opens_files(visible: Callable[[Any], Any]) -> Callable[[Any, Any], bool]:
    """Files of a record: whoever sees the record."""

    def may_open(user: Any, attachment: Any) -> bool:
        return bool(visible(user).filter(pk=int(attachment.owner_id)).exists())

    return may_open
