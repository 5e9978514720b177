"""What the screens of the kernel ask of notices and articles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse

from events.choices.articles import ArticleState
from events.models import Article, Bulletin, Correspondent
from events.selectors.articles import articles_visible_to, published_articles
from events.selectors.notices import bulletins_for, bulletins_visible_to, unconfirmed_by
from members.models import Member
from members.selectors import members_visible_to
from union.accounts.models import User
from union.common.dates import today
from union.common.registries import CalendarEntry, MergeHandler, SearchResult, TimelineEntry

_SHOWN = 5


def home_card(user: User, day: dt.date) -> Mapping[str, Any] | None:
    """The newest notices for the user and the newest articles; None while there are neither."""
    bulletins = list(bulletins_for(user, day)[:_SHOWN])
    articles = list(published_articles()[:_SHOWN])
    if not bulletins and not articles:
        return None
    return {"bulletins": bulletins, "articles": articles, "url": reverse("events:news")}


def find_bulletins(user: User, text: str, limit: int) -> Iterator[SearchResult]:
    """Notices whose title holds the text."""
    for row in bulletins_visible_to(user, today()).filter(title__icontains=text)[:limit]:
        yield SearchResult(
            row.title, f"{row.get_kind_display()} · {row.visible_from}", row.get_absolute_url(), "bell"
        )


def find_articles(user: User, text: str, limit: int) -> Iterator[SearchResult]:
    """Articles whose title holds the text."""
    for row in articles_visible_to(user).filter(title__icontains=text)[:limit]:
        yield SearchResult(row.title, row.get_state_display(), row.get_absolute_url(), "file-text")


def calendar(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """Until when I am asked to confirm notices."""
    for row in unconfirmed_by(user, today()).filter(confirm_by__range=(first, last)):
        assert row.confirm_by is not None  # the filter asks for it
        yield CalendarEntry(
            row.confirm_by, row.confirm_by, f"确认阅读截止：{row.title}", "通知", row.get_absolute_url()
        )


def timeline(member: Member, user: User) -> Iterator[TimelineEntry]:
    """Articles of a member that were published, for whoever may see him."""
    if not members_visible_to(user).filter(pk=member.pk).exists():
        return
    for row in Article.objects.filter(author=member, state=ArticleState.PUBLISHED)[:50]:
        if row.published_on:
            yield TimelineEntry(
                row.published_on, f"刊发稿件：{row.title}", url=row.get_absolute_url(), icon="file-text"
            )


def may_open_bulletin_file(user: User, attachment: Any) -> bool:
    """Files of a notice: whoever sees it."""
    return bulletins_visible_to(user, today()).filter(pk=int(attachment.owner_id)).exists()


def may_open_article_file(user: User, attachment: Any) -> bool:
    """Files of an article: whoever sees it."""
    return articles_visible_to(user).filter(pk=int(attachment.owner_id)).exists()


def move_branch(kind: str, from_id: int, to_id: int, actor: Any) -> int:  # noqa: ARG001 - the registry's signature
    """Notices for a branch that was merged are for the one it went into; articles are counted there."""
    if kind != "branch" or from_id == to_id:
        return 0
    moved = Article.objects.filter(branch_id=from_id).update(branch_id=to_id)
    moved += Bulletin.objects.filter(branch_id=from_id).update(branch_id=to_id)
    for row in Bulletin.objects.filter(target_branches=from_id):
        row.target_branches.remove(from_id)
        row.target_branches.add(to_id)
        moved += 1
    return moved


def _move_articles(kept: Member, removed: Member, _actor: Any) -> int:
    return Article.objects.filter(author=removed).update(author=kept)


def _move_correspondent(kept: Member, removed: Member, _actor: Any) -> int:
    """Two open appointments are one."""
    if Correspondent.objects.filter(member=kept, until=None).exists():
        Correspondent.objects.filter(member=removed, until=None).delete()
    return Correspondent.objects.filter(member=removed).update(member=kept)


MERGES: dict[str, MergeHandler] = {
    "events.Article.author": MergeHandler("宣传稿件", _move_articles),
    "events.Correspondent.member": MergeHandler("通讯员聘任", _move_correspondent),
}
