"""Who writes articles, who reviews them, who reads them."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from events.choices.articles import ArticleState
from events.models import Article, Correspondent
from events.rules.records import RecordArrow
from union.accounts.models import User
from union.organisation.choices import Right


def in_service(day: dt.date) -> Q:
    """Filter over correspondents: appointed on ``day``."""
    return Q(Q(until=None) | Q(until__gte=day), since__lte=day)


def may_write(user: User, day: dt.date) -> bool:
    """Write articles: by right (chairs of branches, group leaders, office), or an appointed correspondent."""
    if user.access.can(Right.WRITE_NEWS):
        return True
    return Correspondent.objects.filter(in_service(day), member__user_id=user.pk).exists()


def is_author(user: User, row: Article) -> bool:
    """Wrote or handed it in."""
    return user.pk in (row.created_by_id, row.author.user_id)


def can_edit(user: User, row: Article) -> bool:
    """Change a draft: its author."""
    return row.state == ArticleState.DRAFT and is_author(user, row)


def reviews(user: User) -> bool:
    """Review and publish articles."""
    return user.access.scope(Right.PUBLISH_NEWS).everything


def refusal(user: User, row: Article, arrow: RecordArrow) -> str:
    """Return why ``user`` may not take the step; "" if he may. Nobody reviews his own."""
    if arrow.who == "author":
        return "" if is_author(user, row) else "稿件由作者本人投稿"
    if not reviews(user):
        return "稿件由工会办公室或主席审核"
    own = is_author(user, row) and arrow.target != ArticleState.WITHDRAWN
    return "不能审核自己的稿件，请由另一位审核人办理" if own else ""


def visible_condition(user: User) -> Q:
    """Filter over articles: published ones, one's own, those of one's branch, all for reviewers."""
    if reviews(user):
        return Q(~Q(state=ArticleState.DRAFT)) | Q(created_by=user) | Q(author__user=user)
    branches = user.access.scope(Right.WRITE_NEWS).branch_ids
    handed_in = Q(branch_id__in=branches) & ~Q(state=ArticleState.DRAFT)
    return Q(state=ArticleState.PUBLISHED) | Q(created_by=user) | Q(author__user=user) | handed_in
