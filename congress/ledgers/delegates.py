"""台账 of delegates, sessions, changes of office and the officer archive."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from congress.choices.bodies import BodyElectionState, BodySeat, Grade, ReviewKind
from congress.choices.delegates import DelegateCategory, DelegationRole, MandateEnd, MandateOrigin
from congress.choices.terms import SessionKind, SessionState, Stage
from congress.models import (
    Attendance,
    BodyElection,
    Constituency,
    Delegation,
    Mandate,
    OfficerReview,
    Session,
    Term,
    Validity,
)
from members.choices import Sex
from members.selectors import named
from union.common.dates import today
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.ledgers.options import choices_of, open_branches
from union.organisation.choices import Office, Right

_More = partial(Column, default=False)


def _terms(_user: Any) -> Iterable[tuple[str, str]]:
    return [(str(term.pk), str(term)) for term in Term.objects.all()]


def _delegations(_user: Any) -> Iterable[tuple[str, str]]:
    rows = Delegation.objects.select_related("term").order_by("-term__number", "position")
    return [(str(row.pk), f"{row.name}（{row.term}）") for row in rows]


def _areas(_user: Any) -> Iterable[tuple[str, str]]:
    rows = Constituency.objects.select_related("term").order_by("-term__number", "position")
    return [(str(row.pk), f"{row.name}（{row.term}）") for row in rows]


def _open_or_not(_user: Any) -> Iterable[tuple[str, str]]:
    return [("True", "在任"), ("False", "已终止")]


def _in_office(day: Any) -> Q:
    return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))


def _delegates(_user: Any, period: Period) -> QuerySet[Any]:
    """Every mandate, past ones too; with ``as_of`` or a year, those in office then."""
    rows = Mandate.objects.annotate(term_no=F("term__number"))
    if period.as_of:
        rows = rows.filter(_in_office(period.as_of))
    if period.year:
        rows = rows.filter(starts_on__year__lte=period.year).exclude(ends_on__year__lt=period.year)
    open_now = Mandate.objects.filter(_in_office(today()), pk=OuterRef("pk"))
    return rows.annotate(is_open=Exists(open_now))


DELEGATES = Ledger(
    key="delegates",
    title="职工代表名册",
    unit="人",
    right=Right.VIEW_CONGRESS,
    rows=_delegates,
    default_sort="number",
    search=search_by(named("member__")),
    search_hint="姓名、拼音、首字母、工号",
    page_url="congress:delegate_list",
    record_url="congress:delegate_detail",
    counts={"女": Q(member__sex=Sex.FEMALE), "一线专业技术": Q(category=DelegateCategory.PROFESSIONAL)},
    columns=(
        Column("number", "代表证号", "number", Kind.CODE, 9),
        Column("name", "姓名", "member__name", Kind.TEXT, 12, sort="member__name_pinyin", leads=True),
        Column("staff_no", "工号", "member__staff_no", Kind.CODE, 10),
        Column("sex", "性别", "member__sex", Kind.CHOICE, 6, choices=Sex),
        Column("department", "科室", "member__department__name", Kind.TEXT, 14),
        Column("delegation", "代表团", "delegation__name", Kind.TEXT, 14),
        Column("role", "团内职务", "role", Kind.CHOICE, 8, choices=DelegationRole),
        Column("category", "构成", "category", Kind.CHOICE, 16, choices=DelegateCategory),
        Column("area", "选区", "constituency__name", Kind.TEXT, 14),
        Column("term", "届", "term_no", Kind.INTEGER, 6),
        Column("starts_on", "任职日期", "starts_on", Kind.DATE, 12),
        Column("ends_on", "终止日期", "ends_on", Kind.DATE, 12),
        Column("end_reason", "终止原因", "end_reason", Kind.CHOICE, 12, choices=MandateEnd),
        _More("branch", "支会", "member__branch__name", Kind.TEXT, 14),
        _More("duty", "职务", "member__duty", Kind.TEXT, 12),
        _More("title", "职称", "member__professional_title", Kind.TEXT, 12),
        _More("origin", "产生方式", "origin", Kind.CHOICE, 10, choices=MandateOrigin),
        _More("document", "依据", "document", Kind.TEXT, 24, sort=False),
    ),
    filters=(
        Filter("term", "届", "term_id", _terms),
        Filter("delegation", "代表团", "delegation_id", _delegations),
        Filter("area", "选区", "constituency_id", _areas),
        Filter("category", "构成", "category", choices_of(DelegateCategory)),
        Filter("sex", "性别", "member__sex", choices_of(Sex)),
        Filter("branch", "支会", "member__branch_id", open_branches),
        Filter("open", "在任", "is_open", _open_or_not, default="True"),
        Filter("starts", "任职", "starts_on", None),
    ),
    actions=(
        Action("导入名册", "imports:kind_home", Right.MANAGE_CONGRESS, "upload", url_args=("delegates",)),
    ),
    purpose="每一位正式代表从产生到终止都在这里；列席和特邀人员不在名册中，也不参与任何计数。",
    first_step=Action(
        "导入代表名册", "imports:kind_home", Right.MANAGE_CONGRESS, "upload", url_args=("delegates",)
    ),
)  # fmt: skip


HELD = (SessionState.OPEN, SessionState.CLOSED, SessionState.ARCHIVED)


def _sessions(_user: Any, period: Period) -> QuerySet[Any]:
    rows = Session.objects.exclude(state=SessionState.CANCELLED)
    if period.year:
        rows = rows.filter(opens_on__year=period.year)
    if period.as_of:
        rows = rows.filter(opens_on__lte=period.as_of)
    newest = Validity.objects.filter(session=OuterRef("pk"), stage=Stage.FORMAL).order_by("-pk")
    attended = (
        Attendance.objects.filter(session=OuterRef("pk"), stage=Stage.FORMAL, mandate__isnull=False)
        .values("session").annotate(people=Count("mandate", distinct=True)).values("people")
    )  # fmt: skip
    return rows.annotate(
        entitled=Subquery(newest.values("entitled")[:1]),
        declared=Subquery(newest.values("present")[:1]),
        attended=Coalesce(Subquery(attended), 0),
        resolution_count=Count("resolutions", distinct=True),
        opinion_count=Count("opinions", distinct=True),
        is_held=ExpressionWrapper(Q(state__in=HELD), output_field=BooleanField()),
    )


SESSIONS = Ledger(
    key="sessions",
    title="职代会会议台账",
    unit="次",
    right=Right.VIEW_CONGRESS,
    rows=_sessions,
    default_sort="-opens_on",
    page_url="congress:session_list",
    record_url="congress:session_detail",
    uses_year=True,
    columns=(
        Column("opens_on", "开幕日期", "opens_on", Kind.DATE, 12, leads=True),
        Column("term", "届", "term__number", Kind.INTEGER, 6),
        Column("number", "次", "number", Kind.INTEGER, 6),
        Column("kind", "类型", "kind", Kind.CHOICE, 10, choices=SessionKind),
        Column("theme", "主题", "theme", Kind.TEXT, 24, sort=False),
        Column("place", "地点", "place", Kind.TEXT, 16, sort=False),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=SessionState),
        Column("entitled", "应到", "entitled", Kind.INTEGER, 8, total=True),
        Column("declared", "宣布时实到", "declared", Kind.INTEGER, 10),
        Column("attended", "到会代表", "attended", Kind.INTEGER, 10, total=True),
        Column("resolutions", "决议", "resolution_count", Kind.INTEGER, 8, total=True),
        Column("opinions", "代表团意见", "opinion_count", Kind.INTEGER, 10, total=True),
        Column("reported_on", "上报日期", "reported_on", Kind.DATE, 12),
        _More("closes_on", "闭幕日期", "closes_on", Kind.DATE, 12),
    ),
    filters=(
        Filter("term", "届", "term_id", _terms),
        Filter("kind", "类型", "kind", choices_of(SessionKind)),
        Filter("state", "状态", "state", choices_of(SessionState)),
        Filter("held", "召开", "is_held", lambda _user: [("True", "已召开"), ("False", "未召开")]),
        Filter("opens", "开幕", "opens_on", None),
    ),
    purpose="每一次职代会的召开、到会人数、决议和上报情况。",
)


def _elections(_user: Any, period: Period) -> QuerySet[Any]:
    rows = BodyElection.objects.annotate(unit=Coalesce(F("branch__name"), F("group__name")))
    rows = rows.annotate(winners=Count("candidates", filter=Q(candidates__is_elected=True)))
    if period.year:
        rows = rows.filter(planned_on__year=period.year)
    if period.as_of:
        rows = rows.filter(planned_on__lte=period.as_of)
    return rows


BODY_ELECTIONS = Ledger(
    key="body_elections",
    title="换届选举台账",
    unit="次",
    right=Right.VIEW_CONGRESS,
    rows=_elections,
    default_sort="-planned_on",
    page_url="congress:body_election_list",
    record_url="congress:body_election_detail",
    uses_year=True,
    columns=(
        Column("seat", "选举对象", "seat", Kind.CHOICE, 16, choices=BodySeat, leads=True),
        Column("unit", "支会或小组", "unit", Kind.TEXT, 14),
        Column("term", "届次", "term_label", Kind.TEXT, 10),
        Column("planned_on", "计划日期", "planned_on", Kind.DATE, 12),
        Column("held_on", "选举日期", "held_on", Kind.DATE, 12),
        Column("seats", "应选", "seats", Kind.INTEGER, 8),
        Column("winners", "当选", "winners", Kind.INTEGER, 8),
        Column("approval", "结果批复", "approval_document", Kind.TEXT, 18, sort=False),
        Column("state", "状态", "state", Kind.CHOICE, 12, choices=BodyElectionState),
        Column("ends_on", "本届止", "ends_on", Kind.DATE, 12),
    ),
    filters=(
        Filter("seat", "选举对象", "seat", choices_of(BodySeat)),
        Filter("state", "状态", "state", choices_of(BodyElectionState)),
        Filter("planned", "计划", "planned_on", None),
    ),
    actions=(
        Action("发起换届", "congress:body_election_create", Right.MANAGE_CONGRESS, icon="plus", primary=True),
    ),
    purpose="工会委员会、主席、经审会、女工委、支会主席和小组长的换届：候选人、批复、选举、到任。",
    first_step=Action("发起换届", "congress:body_election_create", Right.MANAGE_CONGRESS, "plus"),
)


def _reviews(_user: Any, period: Period) -> QuerySet[Any]:
    rows = OfficerReview.objects.all()
    if period.year:
        rows = rows.filter(year=period.year)
    if period.as_of:
        rows = rows.filter(held_on__lte=period.as_of)
    return rows


REVIEWS = Ledger(
    key="officer_reviews",
    title="工会干部档案",
    unit="条",
    right=Right.VIEW_CONGRESS,
    rows=_reviews,
    default_sort="-year",
    search=search_by(named("member__")),
    search_hint="姓名、拼音、首字母、工号",
    page_url="congress:review_list",
    record_url="congress:review_detail",
    uses_year=True,
    columns=(
        Column("name", "姓名", "member__name", Kind.TEXT, 12, sort="member__name_pinyin", leads=True),
        Column("office", "职务", "office", Kind.CHOICE, 12, choices=Office),
        Column("year", "年度", "year", Kind.CODE, 8),
        Column("kind", "种类", "kind", Kind.CHOICE, 14, choices=ReviewKind),
        Column("grade", "等次", "grade", Kind.CHOICE, 10, choices=Grade),
        Column("held_on", "日期", "held_on", Kind.DATE, 12),
        Column("meeting", "会议", "meeting", Kind.TEXT, 20, sort=False),
    ),
    filters=(
        Filter("kind", "种类", "kind", choices_of(ReviewKind)),
        Filter("grade", "等次", "grade", choices_of(Grade)),
        Filter("held", "日期", "held_on", None),
    ),
    actions=(Action("登记", "congress:review_create", Right.MANAGE_CONGRESS, icon="plus", primary=True),),
    purpose="民主评议工会干部、年度考核等次和主席向会员的述职报告。",
    first_step=Action("登记评议或考核", "congress:review_create", Right.MANAGE_CONGRESS, "plus"),
)
LEDGERS = (DELEGATES, SESSIONS, BODY_ELECTIONS, REVIEWS)
