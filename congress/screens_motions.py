"""What other screens show of motions: side bar, search box, attachments, a picture on the start page."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Lower, StrIndex
from django.db.models.lookups import GreaterThan
from django.urls import reverse

from congress.choices.motions import MotionState
from congress.models import Motion
from congress.rules.motions_table import ENDED
from congress.selectors.motions import Reach, motion_for, motions_visible_to, reached_by
from congress.selectors.motions_similar import outcome
from union.accounts.models import User
from union.common.charts import horizontal_bar
from union.common.dates import today
from union.common.prepared import Prepared
from union.common.registries import SearchResult
from union.organisation.choices import Office, Right
from union.organisation.rights import works_here


def has_desk(user: User) -> bool:
    """Whether the side bar shows 提案: delegates and everybody who has to do with motions (no query)."""
    rights = (
        Right.VIEW_MOTIONS,
        Right.REVIEW_MOTIONS,
        Right.FILE_MOTIONS,
        Right.SIGN_REPLIES,
        Right.ANSWER_MOTIONS,
    )
    works = Office.DELEGATE in user.access.offices or any(user.access.can(right) for right in rights)
    return works and works_here(user)


def reads(user: User) -> bool:
    """Whether the side bar shows the ledger."""
    return user.access.can(Right.VIEW_MOTIONS)


def reads_report(user: User) -> bool:
    """Whether the side bar shows the report."""
    return user.access.scope(Right.VIEW_MOTIONS).everything


_OF_A_HIT = (
    "title", "number", "series", "paper_no", "filing", "grade", "replied_on", "rating", "session__number",
    "session__term__number",
)  # fmt: skip


def _number(word: str) -> int:
    return int(word) if word.isdecimal() and len(word) < 6 else -1  # noqa: PLR2004 - longest number


def _search(reach: Reach, limit: int, user_pk: int, day: dt.date, *asked: Any) -> QuerySet[Motion]:
    """``asked``: word, its number, next word, its number, and so on."""
    rows = Motion.objects.filter(reached_by(user_pk, day, reach)).select_related("session__term")
    for word, number in zip(asked[::2], asked[1::2], strict=True):
        held = GreaterThan(StrIndex(Lower("title"), Value(word)), 0)
        rows = rows.filter(Q(held) | Q(number=number))
    return rows.only(*_OF_A_HIT).order_by("-pk")[:limit]


@functools.lru_cache(maxsize=64)
def _prepared(reach: Reach, words: int, limit: int) -> Prepared:
    """The long query of a search, compiled once; not for a reach with keys of departments in it."""
    samples = [each for at in range(words) for each in (f"sample {at}", 31_001 + at)]
    return Prepared(functools.partial(_search, reach, limit), -701, dt.date(1801, 1, 1), *samples)


def find_motions(user: User, text: str, limit: int) -> Iterator[SearchResult]:
    """Motions by words of the title or by number, within the scope, newest first."""
    words = text.lower().split()[:4]
    asked = [each for word in words for each in (word, _number(word))]
    reach = Reach.of(user)
    if reach.departments:
        found: Iterable[Motion] = _search(reach, limit, user.pk, today(), *asked)
    else:
        found = _prepared(reach, len(words), limit).rows(user.pk, today(), *asked)
    for motion in found:
        detail = " · ".join(filter(None, (motion.number_label, outcome(motion))))
        url = reverse("motions:motion_detail", args=[motion.pk])
        yield SearchResult(motion.title, detail, url, "message-square")


def may_open(user: User, attachment: Any) -> bool:
    """An attachment opens for whoever sees its motion."""
    return str(attachment.owner_id).isdecimal() and motion_for(user, int(attachment.owner_id)).exists()


_BARS = 8  # the table behind the picture has them all


def state_card(user: User, _today: dt.date) -> Mapping[str, Any] | None:
    """Open motions by state, for those who read all of them; one query. None for others."""
    if not user.access.scope(Right.VIEW_MOTIONS).everything:
        return None
    rows = motions_visible_to(user).filter(is_history=False).exclude(state__in=ENDED)
    found = list(rows.values_list("state").annotate(count=Count("pk")).order_by("-count"))
    if not found:
        return None
    bars = [(str(MotionState(state).label), count, None) for state, count in found]
    title = f"在办提案 {sum(count for _state, count in found)} 件，{bars[0][0]}最多"
    return {
        "title": title, "chart": horizontal_bar(bars[:_BARS], title=title, unit="件", narrow=True),
        "rows": [(label, count) for label, count, _tone in bars], "url": reverse("motions:motion_list"),
    }  # fmt: skip
