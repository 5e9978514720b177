"""The inbox of one person: notices shown by object, the newest object first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, F, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat

from union.accounts.models import User
from union.reminders.models import Notice
from union.reminders.permissions import notices_visible_to

_OBJECT = Case(
    When(subject="", then=Concat(Value("="), F("key"))), default=F("subject"), output_field=CharField()
)
STATES: dict[str, Q] = {
    "unread": Q(read_at=None),
    "all": Q(closed_at=None, done_at=None, snoozed_until=None),
    "later": Q(snoozed_until__isnull=False),
    "done": Q(done_at__isnull=False) | Q(closed_at__isnull=False),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """The notices of one object: the newest, and those before it."""

    newest: Notice
    earlier: tuple[Notice, ...]


def unread_count() -> Coalesce:
    """Number of unread notices, as an expression over users."""
    own = Notice.objects.unread().filter(user_id=OuterRef("pk")).order_by().values("user_id")
    return Coalesce(Subquery(own.annotate(unread=Count("pk")).values("unread")), 0)


def objects_of(user: User, state: str) -> Any:
    """Rows {object, latest} of the objects with notices in ``state`` (a key of STATES), newest first."""
    found = notices_visible_to(user).filter(STATES[state]).annotate(object=_OBJECT)
    return found.order_by().values("object").annotate(latest=Max("created_at")).order_by("-latest", "object")


def entries(user: User, state: str, page: Any) -> list[Entry]:
    """The notices of one page of `objects_of`; one query."""
    names = [row["object"] for row in page]
    rows = notices_visible_to(user).filter(STATES[state]).annotate(object=_OBJECT).filter(object__in=names)
    by_object: dict[str, list[Notice]] = defaultdict(list)
    for notice in rows.select_related("reminder").order_by("-created_at", "-pk"):
        by_object[notice.object].append(notice)  # type: ignore[attr-defined] # annotated
    return [Entry(found[0], tuple(found[1:])) for name in names if (found := by_object[name])]
