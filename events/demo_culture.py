"""The demonstration hospital: notices, articles, honours, rules, the work record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from events.models import Activity, Article, Bulletin, BulletinReading, Correspondent, Placement
from members.models import Member
from union.common.demo import DemoContext

# title, kind, days from today, shown days, pinned, to confirm within days, text
BULLETINS: tuple[tuple[Any, ...], ...] = (
    ("关于开展冬季健步走活动的通知", "notice", -3, 20, True, None,
     "各支会、工会小组：\n定于下周在滨河步道举行冬季健步走，欢迎会员报名，每人限报一次。"),
    ("关于学习《工会经费收支管理办法》的通知", "notice", -5, 40, False, 6,
     "请各支会主席、工会小组长认真学习，重点掌握慰问、文体活动和评优表彰的开支范围与标准，并点“我已阅读”确认。"),
    ("职工之家开放时间调整公告", "announcement", -20, 60, False, None,
     "职工活动室每日 07:20—07:50 及周一、三、五中午开放，使用请提前预约。"),
    ("国庆节慰问品发放公告", "announcement", -60, 25, False, None, "请各小组长到工会办公室领取并签收。"),
    ("关于做好年度评优推荐工作的通知", "notice", 3, 20, False, None, "名额和条件见评优评先栏目。"),
)  # fmt: skip
ARTICLES: tuple[tuple[str, str, str, int], ...] = (
    ("歌声嘹亮迎国庆：我院职工歌咏比赛圆满举行", "activity", "published", 48),
    ("春日同游，一路欢歌", "activity", "published", 170),
    ("她在急诊科的十五年", "portrait", "published", 100),
    ("职工书屋里的午间时光", "essay", "published", 18),
    ("支会开展心理减压活动", "news", "submitted", 4),
    ("工会小组长培训侧记", "news", "submitted", 9),
    ("无偿献血，爱心接力", "activity", "rejected", 80),
    ("羽毛球协会训练小记", "essay", "draft", 0),
)


def fill_news(context: DemoContext) -> None:
    """Notices with readers, articles in every state, two correspondents."""
    users = context.made["users"]
    for title, kind, days, shown, pinned, confirm, body in BULLETINS:
        first = context.as_of + dt.timedelta(days=days)
        row = Bulletin.objects.create(
            title=title, kind=kind, body=body, state="published" if days <= 0 else "draft", is_pinned=pinned,
            visible_from=first, visible_until=first + dt.timedelta(days=shown),
            must_confirm=confirm is not None, created_by=users["office"],
            confirm_by=context.as_of + dt.timedelta(days=confirm) if confirm else None,
            published_by=users["office"] if days <= 0 else None,
            published_at=timezone.now() if days <= 0 else None,
        )  # fmt: skip
        if confirm:
            row.set_offices(["branch_chair", "group_leader"])
            row.save()
        _read(row, users)
    _articles(context, users)


def _read(row: Bulletin, users: Any) -> None:
    if row.state != "published":
        return
    readers = [users[name] for name in ("chair", "committee", "leader")]
    BulletinReading.objects.bulk_create(BulletinReading(bulletin=row, user=user) for user in readers)


def _articles(context: DemoContext, users: Any) -> None:
    authors = [users["group"].member, users["branch"].member]
    others = list(Member.objects.active().unmerged().exclude(branch=None).order_by("-pk")[:4])
    for member in others[:2]:
        Correspondent.objects.create(member=member, since=context.days_ago(300))
    shows = Activity.objects.filter(title__contains="歌咏").first()
    for turn, (title, kind, state, days) in enumerate(ARTICLES):
        author = (authors + others)[turn % (len(authors) + len(others))]
        day = context.days_ago(days)
        row = Article.objects.create(
            title=title, kind=kind, state=state, author=author, branch=author.branch,
            body=f"{title}。\n" + "活动中，会员们踊跃参加，现场气氛热烈，大家纷纷表示收获满满。" * 4,
            activity=shows if turn == 0 else None, created_by=author.user or users["group"],
            submitted_on=day if state != "draft" else None, decided_by=users["office"],
            published_on=day if state == "published" else None,
        )  # fmt: skip
        if state == "published" and turn < 3:  # noqa: PLR2004 - some were taken outside
            Placement.objects.create(article=row, outlet="医院公众号", published_on=day)
            if turn == 0:
                Placement.objects.create(
                    article=row, outlet="市总工会网站", level="city", published_on=day + dt.timedelta(days=2)
                )
