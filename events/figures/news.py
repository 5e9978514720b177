"""Figures of publicity, chapter 自身建设: 篇 (articles) and 篇次 (publications outside) are never mixed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse

from events.choices.articles import ArticleState
from events.choices.notices import BulletinState
from events.models import Article, Bulletin, Placement
from union.common.registries import Breakdown, Figure, FigureValue, Period
from union.organisation.choices import Right

_CHAPTER = "building"


def _url(name: str, field: str, **fixed: str) -> Callable[..., str]:
    def rows_url(period: Period, **more: str) -> str:
        asked = {**fixed, f"{field}_from": str(period.first), f"{field}_to": str(period.last), **more}
        if period.branch_id:
            asked["branch"] = str(period.branch_id)
        return f"{reverse(name)}?{urlencode(asked)}"

    return rows_url


def _in(rows: QuerySet[Any], field: str, period: Period, branch: str = "branch_id") -> QuerySet[Any]:
    rows = rows.filter(**{f"{field}__range": (period.first, period.last)})
    return rows.filter(**{branch: period.branch_id}) if period.branch_id else rows


def bulletin_count(period: Period) -> int:
    """件: notices that were published, withdrawn ones left out; by the day they were published."""
    return _in(Bulletin.objects.filter(state=BulletinState.PUBLISHED), "visible_from", period).count()


def submitted_count(period: Period) -> int:
    """篇: articles handed in, whatever became of them; by the last day they were handed in."""
    return _in(Article.objects.exclude(state=ArticleState.DRAFT), "submitted_on", period).count()


def published_count(period: Period) -> int:
    """篇: articles published on the home page, those taken down later left out."""
    return _in(Article.objects.filter(state=ArticleState.PUBLISHED), "published_on", period).count()


def placement_count(period: Period) -> int:
    """篇次: publications outside; one article in two media is two."""
    return _in(Placement.objects.all(), "published_on", period, "article__branch_id").count()


_published_url = _url("events:article_list", "published", state="published")


def by_branch(period: Period) -> Iterator[FigureValue]:
    """篇: published articles of each branch that has any."""
    rows = _in(Article.objects.filter(state=ArticleState.PUBLISHED), "published_on", period)
    found = rows.order_by().values("branch_id", "branch__name").annotate(n=Count("pk")).order_by("-n")
    for row in found:
        key = str(row["branch_id"] or "union")
        yield FigureValue(
            key, row["branch__name"] or "未归支会", row["n"], _published_url(period, branch=key)
        )


def _figure(label: str, unit: str, definition: str, compute: Any, rows_url: Any, **more: str) -> Figure:
    return Figure(
        _CHAPTER, label, unit, definition, compute, rows_url, right=Right.PUBLISH_NEWS.value, **more
    )


FIGURES: dict[str, Figure | Breakdown] = {
    "events.bulletins": _figure(
        "发布通知", "件", "已发布且未撤回的通知、公告、公示", bulletin_count,
        _url("events:bulletin_list", "from", state="published"),
    ),
    "events.articles_submitted": _figure(
        "收到稿件", "篇", "期内投稿的稿件，不论是否采用", submitted_count,
        _url("events:article_list", "submitted", state="handed_in"),
    ),
    "events.articles": _figure(
        "刊发稿件", "篇", "在本系统首页刊发且未撤下的稿件", published_count, _published_url,
        phrase="刊发宣传稿件 {value}",
    ),
    "events.placements": _figure(
        "对外刊发", "篇次", "被院报、公众号、上级工会等媒体采用，一篇在两家刊发计两篇次", placement_count,
        _url("events:placement_list", "published"), phrase="对外刊发 {value}",
    ),
    "events.articles_by_branch": Breakdown(
        _CHAPTER, "各支会刊发稿件", "篇", "按作者投稿时所在支会", by_branch, right=Right.PUBLISH_NEWS.value
    ),
}  # fmt: skip
