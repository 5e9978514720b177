"""Reads of articles. Every page and list starts from `articles_visible_to`."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from events.choices.articles import ArticleState
from events.models import Article
from events.permissions.articles import visible_condition
from union.accounts.models import User


def articles_visible_to(user: User) -> QuerySet[Article]:
    """Articles ``user`` may see."""
    return Article.objects.filter(visible_condition(user))


def published_articles() -> QuerySet[Article]:
    """What the home page shows, newest first."""
    return Article.objects.filter(state=ArticleState.PUBLISHED).order_by("-published_on", "-pk")


def with_placements(rows: QuerySet[Article]) -> QuerySet[Article]:
    """Annotate ``placed``: publications outside (篇次)."""
    return rows.annotate(placed=Count("placements"))
