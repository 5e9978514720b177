"""Ledgers of honours: 评优项目, 推荐台账, 荣誉台账."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from events.choices.honours import AwardTo, HonourLevel, NominationState, ProgrammeState
from events.ledgers.activities import branches
from events.ledgers.news import by_branch, choices
from events.models import Honour, Nomination, Programme
from events.selectors.honours import (
    honours_visible_to,
    nominations_visible_to,
    programmes_visible_to,
    with_votes,
)
from members.selectors import named
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.organisation.choices import Right

PROGRAMME_TONES = {
    "draft": "neutral", "open": "success", "review": "info", "voting": "info", "publicity": "warning",
    "granted": "success", "cancelled": "danger",
}  # fmt: skip
NOMINATION_TONES = {
    "nominated": "info", "shortlisted": "success", "rejected": "neutral", "elected": "warning",
    "granted": "success", "withdrawn": "neutral",
}  # fmt: skip
_WHO = Case(When(member=None, then=F("unit_name")), default=F("member__name"))


def _programmes(user: Any, period: Period) -> QuerySet[Any]:
    rows = programmes_visible_to(user) if user else Programme.objects.all()
    if period.year:
        rows = rows.filter(year=period.year)
    if period.as_of:
        rows = rows.filter(year__lte=period.as_of.year)
    alive = ~Q(nominations__state="withdrawn") & Q(nominations__isnull=False)
    granted = Count("nominations", filter=Q(nominations__state="granted"))
    return rows.annotate(nominated=Count("nominations", filter=alive), granted=granted)


PROGRAMMES = Ledger(
    key="honour_programmes", title="评优项目", unit="项", right=Right.VIEW_MEMBERS, rows=_programmes,
    default_sort="-year", page_url="events:programme_list", record_url="events:programme_detail",
    search=search_by("title__icontains"), search_hint="荣誉名称",
    columns=(
        Column("title", "荣誉名称", "title", Kind.TEXT, 20, leads=True),
        Column("year", "年度", "year", Kind.CODE, 8),
        Column("level", "级别", "level", Kind.CHOICE, 8, choices=HonourLevel),
        Column("to", "对象", "award_to", Kind.CHOICE, 8, choices=AwardTo),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=ProgrammeState, tones=PROGRAMME_TONES),
        Column("until", "推荐截止", "nominate_until", Kind.DATE, 12),
        Column("places", "名额", "places", Kind.INTEGER, 8, total=True),
        Column("nominated", "推荐", "nominated", Kind.INTEGER, 8, total=True),
        Column("granted", "表彰", "granted", Kind.INTEGER, 8, total=True),
    ),
    filters=(
        Filter("state", "状态", "state", choices(ProgrammeState)),
        Filter("to", "对象", "award_to", choices(AwardTo)),
    ),
    uses_year=True,
    actions=(
        Action("按清单建立年度项目", "events:programme_year", Right.MANAGE_HONOURS, "list-checks"),
        Action("新建项目", "events:programme_create", Right.MANAGE_HONOURS, "plus", primary=True),
    ),
    purpose="每年评什么、给多少名额、到了哪一步；评优清单在规则里，可以一次建好全年的项目。",
    first_step=Action("新建项目", "events:programme_create", Right.MANAGE_HONOURS, "plus"),
)  # fmt: skip


def _nominations(user: Any, period: Period) -> QuerySet[Any]:
    rows = nominations_visible_to(user) if user else Nomination.objects.all()
    if period.year:
        rows = rows.filter(programme__year=period.year)
    if period.as_of:
        rows = rows.filter(nominated_on__lte=period.as_of)
    return with_votes(rows).annotate(name=_WHO)


NOMINATIONS = Ledger(
    key="honour_nominations", title="评优推荐台账", unit="份", right=Right.VIEW_MEMBERS, rows=_nominations,
    default_sort="-nominated_on", page_url="events:nomination_list", record_url="events:nomination_detail",
    search=search_by(named("member__"), "unit_name__icontains", "programme__title__icontains"),
    search_hint="姓名、集体、荣誉",
    columns=(
        Column("name", "被推荐人或集体", "name", Kind.TEXT, 16, leads=True),
        Column("programme", "荣誉名称", "programme__title", Kind.TEXT, 18),
        Column("year", "年度", "programme__year", Kind.CODE, 8),
        Column("branch", "推荐支会", "branch__name", Kind.TEXT, 14),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=NominationState, tones=NOMINATION_TONES),
        Column("on", "推荐日期", "nominated_on", Kind.DATE, 12),
        Column("votes", "得票", "vote_count", Kind.INTEGER, 8, right=Right.MANAGE_HONOURS),
        Column("comment", "评审意见", "comment", Kind.TEXT, 24, default=False, right=Right.MANAGE_HONOURS),
    ),
    filters=(
        Filter("state", "状态", "state", choices(NominationState)),
        Filter("branch", "推荐支会", "branch_id", branches, apply=by_branch()),
        Filter("on", "推荐日期", "nominated_on", None),
    ),
    uses_year=True,
    purpose="各支会推荐了谁、评审结果如何。",
)  # fmt: skip


def _honours(user: Any, period: Period) -> QuerySet[Any]:
    rows = honours_visible_to(user) if user else Honour.objects.all()
    if period.year:
        rows = rows.filter(granted_on__year=period.year)
    if period.as_of:
        rows = rows.filter(granted_on__lte=period.as_of)
    to = Case(When(member=None, then=Value("unit")), default=Value("member"))
    return rows.filter(Q(member=None) | Q(member__merged_into=None)).annotate(name=_WHO, award_to=to)


def _standing(_user: Any) -> list[tuple[str, str]]:
    return [("yes", "有效"), ("no", "已撤销")]


HONOURS = Ledger(
    key="honours", title="荣誉台账", unit="项", right=Right.VIEW_MEMBERS, rows=_honours,
    default_sort="-granted_on", page_url="events:honour_list", record_url="events:honour_detail",
    search=search_by(named("member__"), "unit_name__icontains", "title__icontains", "document__icontains"),
    search_hint="姓名、集体、荣誉、文号",
    columns=(
        Column("name", "获奖人或集体", "name", Kind.TEXT, 16, leads=True),
        Column("to", "对象", "award_to", Kind.CHOICE, 8, choices=AwardTo),
        Column("title", "荣誉名称", "title", Kind.TEXT, 20),
        Column("level", "级别", "level", Kind.CHOICE, 8, choices=HonourLevel),
        Column("issuer", "授予单位", "issuer", Kind.TEXT, 20),
        Column("on", "授予日期", "granted_on", Kind.DATE, 12),
        Column("document", "文号", "document", Kind.TEXT, 16),
        Column("branch", "支会", "branch__name", Kind.TEXT, 14),
        Column("serial", "证书编号", "serial", Kind.CODE, 14, default=False),
        Column("revoked", "撤销日期", "revoked_on", Kind.DATE, 12, default=False),
    ),
    filters=(
        Filter("level", "级别", "level", choices(HonourLevel)),
        Filter("to", "对象", "award_to", choices(AwardTo)),
        Filter("branch", "支会", "branch_id", branches, apply=by_branch()),
        Filter("on", "授予日期", "granted_on", None),
        Filter(
            "standing", "效力", "revoked_on", _standing,
            apply=lambda rows, value: rows.filter(revoked_on__isnull=value == "yes"),
        ),
    ),
    actions=(Action("登记荣誉", "events:honour_create", Right.MANAGE_HONOURS, "plus", primary=True),),
    purpose="会员和集体得过的各级荣誉，本院表彰的自动进入，上级授予的在这里登记。",
    first_step=Action("登记荣誉", "events:honour_create", Right.MANAGE_HONOURS, "plus"),
)  # fmt: skip

LEDGERS = (PROGRAMMES, NOMINATIONS, HONOURS)
