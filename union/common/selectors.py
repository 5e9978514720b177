"""What a user meets first: duties, home cards, hits of the search box; all through the registries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from union.common.registries import Duty, SearchResult, duties, home_cards, search_results

SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class DutyList:
    """今日要办: what waits for a user, most urgent first, with the counts of the heading."""

    rows: tuple[Duty, ...]
    overdue: int
    due_today: int
    this_week: int

    @property
    def total(self) -> int:
        """How many things wait; a grouped row counts for each of its things."""
        return sum(duty.count for duty in self.rows)

    @property
    def urgent(self) -> int:
        """How many are due today or late."""
        return self.overdue + self.due_today


def duties_of(user: Any, today: dt.date) -> DutyList:
    """Return all duties of ``user``: overdue first, then by due date, those without a date last."""
    found = [duty for provider in duties for duty in provider(user, today)]
    found.sort(key=lambda duty: (duty.due_on or dt.date.max, duty.title))
    dated = [(duty.due_on, duty.count) for duty in found if duty.due_on]
    return DutyList(
        rows=tuple(found),
        overdue=sum(count for day, count in dated if day < today),
        due_today=sum(count for day, count in dated if day == today),
        this_week=sum(count for day, count in dated if 0 < (day - today).days <= SOON_DAYS),
    )


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A home card with the context it is drawn with."""

    template: str
    context: dict[str, Any]
    main: bool


def home_cards_of(user: Any, today: dt.date) -> list[ShownCard]:
    """Return the pictures of the start page that are for ``user``, in order."""
    shown = []
    for card in sorted(home_cards, key=lambda card: card.position):
        context = card.context(user, today)
        if context is not None:
            shown.append(ShownCard(card.template, dict(context), card.main))
    return shown


@dataclass(frozen=True, slots=True)
class SearchGroup:
    """Hits of one kind."""

    label: str
    hits: tuple[SearchResult, ...]


def search_everything(user: Any, text: str, limit: int, *, often: bool) -> Iterator[SearchGroup]:
    """Yield the hits of each provider, within the user's scope; kinds without a hit are left out.

    ``often``: of those few providers that are asked at every key, and first; False: of all the others.
    """
    wanted = text.strip()
    if not wanted:
        return
    for provider in search_results:
        if provider.while_typing != often:
            continue
        hits = tuple(provider.find(user, wanted, limit))
        if hits:
            yield SearchGroup(provider.label, hits)
