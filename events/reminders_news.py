"""What falls due among notices and articles, for the reminder rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from events.choices.articles import ArticleState
from events.choices.notices import BulletinState
from events.models import Article, Bulletin
from events.selectors.readings import unread_users
from union.common.dates import day_of
from union.organisation.choices import Right
from union.reminders.declare import Due, ReminderRule, Step

_REVIEW_DAYS = 5


def _published(today: dt.date) -> Q:
    return Q(Q(visible_until=None) | Q(visible_until__gte=today), state=BulletinState.PUBLISHED)


def _due(row: Bulletin, on: dt.date, kind: str, today: dt.date) -> Due:
    return Due(
        subject=f"events.{kind}:{row.pk}", on=on, title=f"{row.get_kind_display()}：{row.title}",
        link=reverse("events:bulletin_detail", args=[row.pk]),
        user_ids=tuple(unread_users(row, today).values_list("pk", flat=True)),
    )  # fmt: skip


def confirmations(today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Notices to be confirmed, for everybody who has not; one query per notice, not per person."""
    rows = Bulletin.objects.filter(
        _published(today), must_confirm=True, confirm_by__lte=horizon, visible_from__lte=today
    )
    for row in rows:
        assert row.confirm_by is not None  # the filter asks for it
        due = _due(row, row.confirm_by, "bulletin", today)
        if due.user_ids:
            yield due


def openings(today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Notices published ahead of their window: told on the day it begins."""
    for row in Bulletin.objects.filter(_published(today), visible_from__lte=horizon):
        ahead = row.published_at is not None and day_of(row.published_at) < row.visible_from
        if ahead:
            due = _due(row, row.visible_from, "bulletin_opens", today)
            if due.user_ids:
                yield due


def to_review(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - one signature
    """Articles that wait for review for five days."""
    until = horizon - dt.timedelta(days=_REVIEW_DAYS)
    for row in Article.objects.filter(state=ArticleState.SUBMITTED, submitted_on__lte=until):
        assert row.submitted_on is not None  # the filter asks for it
        yield Due(
            subject=f"events.article:{row.pk}", on=row.submitted_on + dt.timedelta(days=_REVIEW_DAYS),
            title=f"稿件待审核：{row.title}", link=reverse("events:article_detail", args=[row.pk]),
            right=Right.PUBLISH_NEWS,
        )  # fmt: skip


RULES: dict[str, ReminderRule] = {
    "events.bulletin": ReminderRule("通知确认阅读", confirmations, (Step(-1), Step(0), Step(3))),
    "events.bulletin_opens": ReminderRule("通知到期发布", openings, (Step(0),)),
    "events.article": ReminderRule("稿件审核", to_review, (Step(0), Step(5))),
}
