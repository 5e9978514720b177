"""What waits for a user among notices and articles; set-based."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from events.choices.articles import ArticleState
from events.models import Article
from events.permissions.articles import reviews
from events.selectors.notices import unconfirmed_by
from union.accounts.models import User
from union.common.registries import Duty

_MOST = 10


def to_confirm(user: User, today: dt.date) -> Iterator[Duty]:
    """Notices I am asked to confirm."""
    for row in unconfirmed_by(user, today).order_by("confirm_by")[:_MOST]:
        yield Duty(
            key=f"bulletin:{row.pk}:confirm", title=f"请确认阅读：{row.title}",
            url=reverse("events:bulletin_detail", args=[row.pk]), due_on=row.confirm_by, action="阅读",
        )  # fmt: skip


def to_review(user: User, today: dt.date) -> Iterator[Duty]:  # noqa: ARG001 - the registry's signature
    """Articles that wait for review, one's own left out."""
    if not reviews(user):
        return
    waiting = Article.objects.filter(~Q(created_by=user), ~Q(author__user=user), state=ArticleState.SUBMITTED)
    for row in waiting.order_by("submitted_on")[:_MOST]:
        yield Duty(
            key=f"article:{row.pk}:review:{row.version}", title=f"审核稿件：{row.title}",
            url=reverse("events:article_detail", args=[row.pk]), action="审核",
        )  # fmt: skip
