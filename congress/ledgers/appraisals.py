"""The ledgers of appraisals and of their results."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from congress.choices.appraisals import AppraisalForm, SubjectKind
from congress.choices.ballots import PollState
from congress.ledgers.votes import STATE_TONES
from congress.models import Appraisal, AppraisalResult
from congress.selectors.appraisals import appraisals_visible_to, results_visible_to
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.organisation.choices import Right


def _appraisals(user: Any, period: Period) -> QuerySet[Any]:
    rows = Appraisal.objects.all() if user is None else appraisals_visible_to(user)
    if period.as_of:
        rows = rows.filter(poll__opened_at__date__lte=period.as_of)
    return rows.filter(year=period.year) if period.year else rows


def _results(user: Any, period: Period) -> QuerySet[Any]:
    rows = AppraisalResult.objects.filter(item=None, group=None) if user is None else results_visible_to(user)
    if period.as_of:
        rows = rows.filter(appraisal__poll__closed_at__date__lte=period.as_of)
    return rows.filter(appraisal__year=period.year) if period.year else rows


def _choices(user: Any) -> list[tuple[str, str]]:
    return [(str(pk), title) for pk, title in appraisals_visible_to(user).values_list("pk", "poll__title")]


APPRAISALS = Ledger(
    key="congress_appraisals",
    title="民主评议台账",
    unit="次",
    right=Right.VIEW_APPRAISALS,
    rows=_appraisals,
    default_sort="-year",
    search=search_by("poll__title__icontains"),
    search_hint="评议名称",
    page_url="congress:appraisal_list",
    record_url="congress:appraisal_detail",
    uses_year=True,
    columns=(
        Column("year", "年度", "year", Kind.CODE, 8),
        Column("title", "名称", "poll__title", Kind.TEXT, 30, leads=True),
        Column("kind", "评议对象", "subject_kind", Kind.CHOICE, 12, choices=SubjectKind),
        Column("form", "测评表", "form", Kind.CHOICE, 24, choices=AppraisalForm),
        Column("issued", "发出", "poll__entitled", Kind.INTEGER, 8),
        Column("returned", "收回", "poll__online_ballots", Kind.INTEGER, 8),
        Column("opened", "开始", "poll__opened_at", Kind.DATETIME, 16),
        Column("closed", "结束", "poll__closed_at", Kind.DATETIME, 16),
        Column("state", "状态", "poll__state", Kind.CHOICE, 10, choices=PollState, tones=STATE_TONES),
    ),
    filters=(
        Filter("kind", "评议对象", "subject_kind", lambda user: SubjectKind.choices),
        Filter("state", "状态", "poll__state", lambda user: PollState.choices),
        Filter("closed", "结束", "poll__closed_at__date", None),
    ),
    actions=(
        Action("新建民主评议", "congress:appraisal_create", Right.MANAGE_CONGRESS, "plus", primary=True),
    ),
    purpose="对中层干部、领导班子、工会主席的民主评议，匿名密封，一次开票。",
    first_step=Action("新建民主评议", "congress:appraisal_create", Right.MANAGE_CONGRESS, "plus"),
)

RESULTS = Ledger(
    key="appraisal_results",
    title="民主评议结果台账",
    unit="条",
    right=Right.VIEW_APPRAISALS,
    rows=_results,
    default_sort="rank",
    search=search_by("subject__name__icontains"),
    search_hint="姓名、班子名称",
    page_url="congress:appraisal_result_list",
    uses_year=True,
    columns=(
        Column("year", "年度", "appraisal__year", Kind.CODE, 8),
        Column("title", "评议", "appraisal__poll__title", Kind.TEXT, 26),
        Column("rank", "名次", "rank", Kind.INTEGER, 6),
        Column("name", "姓名（名称）", "subject__name", Kind.TEXT, 14),
        Column("post", "部门及职务", "subject__post", Kind.TEXT, 20),
        Column("valid", "有效票", "valid", Kind.INTEGER, 8),
        Column("first", "优秀（好）", "first", Kind.INTEGER, 10),
        Column("second", "称职（较好）", "second", Kind.INTEGER, 10),
        Column("third", "基本称职（一般）", "third", Kind.INTEGER, 12),
        Column("fourth", "不称职（差）", "fourth", Kind.INTEGER, 10),
        Column("abstained", "弃权", "abstained", Kind.INTEGER, 8),
        Column("first_rate", "优秀率（%）", "first_rate", Kind.MONEY, 10),
        Column("good_rate", "优秀称职率（%）", "good_rate", Kind.MONEY, 12),
        Column("score", "加权得分", "score", Kind.MONEY, 10),
        Column("hidden", "样本不足", "is_hidden", Kind.BOOLEAN, 8),
    ),
    filters=(
        Filter("appraisal", "评议", "appraisal_id", _choices),
        Filter("kind", "评议对象", "appraisal__subject_kind", lambda user: SubjectKind.choices),
    ),
    purpose="每个评议对象一条。有效票少于最少样本的不显示数字。",
)
