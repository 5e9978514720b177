"""Ledgers of notices and articles: 通知台账, 宣传稿件台账, 刊发台账."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q, QuerySet

from events.choices.articles import ArticleKind, ArticleState, OutletLevel
from events.choices.notices import BulletinKind, BulletinState
from events.ledgers.activities import branches
from events.models import Article, Bulletin, Placement
from events.selectors.articles import articles_visible_to, with_placements
from events.selectors.notices import bulletins_visible_to
from members.selectors import named
from union.common.dates import today
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.organisation.choices import Right

BULLETIN_TONES = {"draft": "neutral", "published": "success", "withdrawn": "danger"}
ARTICLE_TONES = {
    "draft": "neutral", "submitted": "warning", "published": "success", "rejected": "neutral",
    "withdrawn": "danger",
}  # fmt: skip


def choices(values: Any) -> Any:
    """Options of a filter from TextChoices."""
    return lambda _user: [(value, str(label)) for value, label in values.choices]


def by_branch(path: str = "branch") -> Any:
    """A filter by branch; "union" is what belongs to no branch."""

    def apply(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value == "union":
            return rows.filter(**{path: None})
        known = value.isdecimal() and len(value) < 10  # noqa: PLR2004 - a key
        return rows.filter(**{f"{path}_id": int(value)}) if known else rows

    return apply


def _bulletins(user: Any, period: Period) -> QuerySet[Any]:
    rows = bulletins_visible_to(user, today()) if user else Bulletin.objects.all()
    if period.year:
        rows = rows.filter(visible_from__year=period.year)
    if period.as_of:
        rows = rows.filter(visible_from__lte=period.as_of)
    confirmed = Count("readings", filter=~Q(readings__confirmed_at=None))
    return rows.annotate(opened=Count("readings"), confirmed=confirmed)


BULLETINS = Ledger(
    key="bulletins", title="通知台账", unit="件", right=Right.VIEW_MEMBERS, rows=_bulletins,
    default_sort="-visible_from", page_url="events:bulletin_list", record_url="events:bulletin_detail",
    search=search_by("title__icontains"), search_hint="标题",
    columns=(
        Column("title", "标题", "title", Kind.TEXT, 28, leads=True),
        Column("kind", "类别", "kind", Kind.CHOICE, 10, choices=BulletinKind),
        Column("branch", "发布支会", "branch__name", Kind.TEXT, 14),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=BulletinState, tones=BULLETIN_TONES),
        Column("from", "发布日期", "visible_from", Kind.DATE, 12),
        Column("until", "展示至", "visible_until", Kind.DATE, 12),
        Column("must", "须确认", "must_confirm", Kind.BOOLEAN, 8),
        Column("opened", "打开（人）", "opened", Kind.INTEGER, 10),
        Column("confirmed", "确认（人）", "confirmed", Kind.INTEGER, 10),
    ),
    filters=(
        Filter("kind", "类别", "kind", choices(BulletinKind)),
        Filter("state", "状态", "state", choices(BulletinState)),
        Filter("branch", "发布", "branch_id", branches, apply=by_branch()),
        Filter("from", "发布日期", "visible_from", None),
    ),
    actions=(Action("写通知", "events:bulletin_create", Right.MANAGE_EVENTS, "plus", primary=True),),
    purpose="发过的通知、公告、公示，打开和确认的人数都在这里。",
    first_step=Action("写通知", "events:bulletin_create", Right.MANAGE_EVENTS, "plus"),
)  # fmt: skip


def _articles(user: Any, period: Period) -> QuerySet[Any]:
    rows = articles_visible_to(user) if user else Article.objects.exclude(state=ArticleState.DRAFT)
    if period.year:
        rows = rows.filter(submitted_on__year=period.year)
    if period.as_of:
        rows = rows.filter(submitted_on__lte=period.as_of)
    return with_placements(rows)


def _article_states(_user: Any) -> list[tuple[str, str]]:
    return [("handed_in", "已投稿的"), *((value, str(label)) for value, label in ArticleState.choices)]


def _by_article_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.exclude(state=ArticleState.DRAFT) if value == "handed_in" else rows.filter(state=value)


ARTICLES = Ledger(
    key="articles", title="宣传稿件台账", unit="篇", right=Right.VIEW_MEMBERS, rows=_articles,
    default_sort="-submitted_on", page_url="events:article_list", record_url="events:article_detail",
    search=search_by("title__icontains", named("author__")),
    search_hint="标题、作者", counts={"已刊发": Q(state=ArticleState.PUBLISHED)},
    columns=(
        Column("title", "标题", "title", Kind.TEXT, 28, leads=True),
        Column("kind", "类别", "kind", Kind.CHOICE, 10, choices=ArticleKind),
        Column("author", "作者", "author__name", Kind.TEXT, 10, sort="author__name_pinyin"),
        Column("branch", "支会", "branch__name", Kind.TEXT, 14),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=ArticleState, tones=ARTICLE_TONES),
        Column("submitted", "投稿日期", "submitted_on", Kind.DATE, 12),
        Column("published", "刊发日期", "published_on", Kind.DATE, 12),
        Column("placed", "对外刊发（篇次）", "placed", Kind.INTEGER, 14, total=True),
    ),
    filters=(
        Filter("kind", "类别", "kind", choices(ArticleKind)),
        Filter("state", "状态", "state", _article_states, apply=_by_article_state),
        Filter("branch", "支会", "branch_id", branches, apply=by_branch()),
        Filter("submitted", "投稿日期", "submitted_on", None),
        Filter("published", "刊发日期", "published_on", None),
    ),
    actions=(
        Action("通讯员", "events:correspondents", Right.PUBLISH_NEWS, "users"),
        Action("投稿", "events:article_create", Right.WRITE_NEWS, "pencil", primary=True),
    ),
    purpose="投稿、刊发和对外刊发的篇数按支会可查，是评选优秀通讯员的依据。",
    first_step=Action("投稿", "events:article_create", Right.WRITE_NEWS, "pencil"),
)  # fmt: skip


def _placements(user: Any, period: Period) -> QuerySet[Any]:
    rows = Placement.objects.all()
    if user is not None:
        rows = rows.filter(article__in=articles_visible_to(user).order_by().values("pk"))
    if period.year:
        rows = rows.filter(published_on__year=period.year)
    if period.as_of:
        rows = rows.filter(published_on__lte=period.as_of)
    return rows.annotate(title=F("article__title"))


PLACEMENTS = Ledger(
    key="placements", title="对外刊发台账", unit="篇次", right=Right.VIEW_MEMBERS, rows=_placements,
    default_sort="-published_on", page_url="events:placement_list",
    search=search_by("article__title__icontains", "outlet__icontains"),
    search_hint="标题、媒体",
    columns=(
        Column("title", "稿件", "title", Kind.TEXT, 28),
        Column("author", "作者", "article__author__name", Kind.TEXT, 10),
        Column("branch", "支会", "article__branch__name", Kind.TEXT, 14),
        Column("outlet", "媒体", "outlet", Kind.TEXT, 18),
        Column("level", "级别", "level", Kind.CHOICE, 8, choices=OutletLevel),
        Column("published", "刊发日期", "published_on", Kind.DATE, 12),
        Column("note", "版面或网址", "note", Kind.TEXT, 24, default=False),
    ),
    filters=(
        Filter("level", "级别", "level", choices(OutletLevel)),
        Filter("branch", "支会", "article__branch_id", branches, apply=by_branch("article__branch")),
        Filter("published", "刊发日期", "published_on", None),
    ),
    purpose="院报、公众号、上级工会等媒体采用的稿件，每家每次算一篇次。",
)  # fmt: skip

LEDGERS = (BULLETINS, ARTICLES, PLACEMENTS)
