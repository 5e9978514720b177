"""慰问台账 with all its columns ([W30] [G4] [W68], domain notes 5.3), and members nobody has reached."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, NullIf

from members.choices import MembershipStatus
from members.models import Member
from members.selectors import begins_with, members_visible_to, named, search
from union.common.dates import add_months, today
from union.common.models import Attachment
from union.common.searching import search_by
from union.funds.choices import FundSource
from union.funds.selectors import booked_exists, voucher_number
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.ledgers.options import choices_of, open_branches
from union.organisation.choices import Right
from welfare.choices.visits import (
    CountingUnit,
    Origin,
    PayForm,
    PersonCategory,
    Relation,
    ServiceKind,
    SignKind,
    VisitState,
)
from welfare.models import Occasion, SchemeItem, Visit, VisitScheme, VisitService
from welfare.models.visits import CARRIED_OUT, HANDED_OUT, OPEN
from welfare.selectors import coverage
from welfare.selectors.visits import visits_in_scope

PHOTO = "走访照片"
TONES = {
    VisitState.REPORTED: "warning", VisitState.CHECKED: "info", VisitState.APPROVED: "info",
    VisitState.PLANNED: "info", VisitState.VISITED: "accent", VisitState.SIGNED: "accent",
    VisitState.BOOKED: "success", VisitState.REJECTED: "neutral", VisitState.MISSED: "danger",
    VisitState.WITHDRAWN: "neutral",
}  # fmt: skip
_UNREACHED_MONTHS = 12


class Booked(TextChoices):
    """是否入账."""

    YES = "yes", "已入账"
    NO = "no", "未入账"
    ELSEWHERE = "elsewhere", "另行入账"
    NOTHING = "nothing", "无支出"


_BOOKED = Case(
    When(is_booked_elsewhere=True, then=Value(Booked.ELSEWHERE.value)),
    When(amount=0, then=Value(Booked.NOTHING.value)),
    When(booked_exists("welfare.visit"), then=Value(Booked.YES.value)),
    When(state=VisitState.BOOKED, gift_list__isnull=False, then=Value(Booked.YES.value)),
    default=Value(Booked.NO.value),
    output_field=CharField(),
)


def _visits(user: Any, period: Period) -> QuerySet[Any]:
    rows: Any = Visit.objects.all() if user is None else visits_in_scope(user)
    photos = Attachment.objects.filter(
        owner_type=ContentType.objects.get_for_model(Visit), kind=PHOTO, removed_at=None,
        owner_id=Cast(OuterRef("pk"), CharField()),
    )  # fmt: skip
    voucher = Coalesce(
        Cast(voucher_number("welfare.visit"), CharField()),
        Cast(voucher_number("welfare.gift_list", "gift_list_id"), CharField()),
        F("voucher_no"),
    )
    rows = rows.annotate(
        day=Coalesce(F("visited_on"), F("happened_on")),
        who=Coalesce(NullIf(F("outside_name"), Value("")), F("member__name")),
        has_photo=Exists(photos),
        voucher=voucher,
        is_booked=_BOOKED,
        applicant=Coalesce(NullIf(F("checked_by__display_name"), Value("")), F("checked_by__username")),
        approver=Coalesce(NullIf(F("decided_by__display_name"), Value("")), F("decided_by__username")),
    )
    if period.year:
        rows = rows.filter(day__year=period.year)
    found: QuerySet[Any] = rows.filter(day__lte=period.as_of) if period.as_of else rows
    return found


def _branches(user: Any) -> Iterable[tuple[str, str]]:
    return [*open_branches(user), ("none", "未归支会")]


def _month_options(_user: Any) -> Iterable[tuple[str, str]]:
    return [(str(months), f"{months} 个月以上") for months in (3, 6, 12, 24)]


def _occasions(_user: Any) -> Iterable[tuple[str, str]]:
    return [(str(pk), name) for pk, name in Occasion.objects.values_list("pk", "name")]


def _schemes(_user: Any) -> Iterable[tuple[str, str]]:
    """Schemes and their items: "s3" is a whole scheme, "7" one item."""
    for scheme in VisitScheme.objects.prefetch_related("items"):
        yield f"s{scheme.pk}", str(scheme)
        yield from ((str(item.pk), f"　{item.heading}") for item in scheme.items.all())


def _of_scheme(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value.startswith("s"):
        scheme = VisitScheme.objects.filter(pk=value[1:]).first() if value[1:].isdecimal() else None
        return rows.filter(coverage.scheme_condition(scheme)) if scheme else rows.none()
    item = SchemeItem.objects.filter(pk=value).first() if value.isdecimal() else None
    return rows.filter(coverage.item_condition(item)) if item else rows.none()


_STAGES = {"carried": ("已慰问", CARRIED_OUT), "open": ("办理中", OPEN)}


def _states(_user: Any) -> Iterable[tuple[str, str]]:
    yield from ((key, label) for key, (label, _states_) in _STAGES.items())
    yield from VisitState.choices


def _in_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    states = _STAGES[value][1] if value in _STAGES else (value,)
    return rows.filter(state__in=states)


_VISIT = "visit"


def _origins(_user: Any) -> Iterable[tuple[str, str]]:
    """走访慰问 is everything but the rows of hand-outs."""
    return [(_VISIT, "走访慰问（不含集体发放）"), *Origin.choices]


def _of_origin(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(~HANDED_OUT) if value == _VISIT else rows.filter(origin=value)


def _covered(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    condition = coverage.conditions(today()).get(value)
    return rows.filter(condition) if condition is not None else rows.none()


def _with_service(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(pk__in=VisitService.objects.filter(kind=value).values("visit"))


def _overridden(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.exclude(overrides=[]) if value == "yes" else rows.none()


def _branch_filter(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "none":
        return rows.filter(branch=None)
    return rows.filter(branch_id=value) if value.isdecimal() else rows.none()


# A member by record, an outside person by name: the same one visited twice is one.
PERSON = Coalesce(Cast(F("member_id"), CharField()), Concat(Value("="), F("outside_name")))
_More = partial(Column, default=False)
_HANDLE = Right.HANDLE_VISITS
VISITS = Ledger(
    key="visits",
    title="慰问台账",
    unit="人次",
    right=Right.VIEW_VISITS,
    rows=_visits,
    default_sort="-day",
    search=search_by(named("member__"), "outside_name__startswith"),
    search_hint="姓名、拼音、工号",
    page_url="welfare:visit_list",
    record_url="welfare:visit_detail",
    uses_year=True,
    measures={"不同的人（户）": ("个", Count(PERSON, distinct=True))},
    columns=(
        _More("number", "编号", "pk", Kind.CODE, 8),
        Column("day", "日期", "day", Kind.DATE, 12),
        Column("who", "被慰问人", "who", Kind.TEXT, 12, leads=True),
        Column("staff_no", "工号", "member__staff_no", Kind.CODE, 10),
        Column("branch", "支会", "branch__name", Kind.TEXT, 14),
        _More("group", "小组", "group__name", Kind.TEXT, 14),
        _More("department", "科室", "department__name", Kind.TEXT, 14),
        _More("category", "人员类别", "category", Kind.CHOICE, 10, choices=PersonCategory),
        Column("occasion", "慰问类别", "occasion__name", Kind.TEXT, 14),
        _More("details", "事由", "details", Kind.TEXT, 20, _HANDLE, "visit.details"),
        _More("relation", "与职工关系", "relation", Kind.CHOICE, 12, choices=Relation),
        Column("cash", "慰问金（元）", "cash_amount", Kind.MONEY, 12, total=True),
        _More("gift", "慰问品", "gift", Kind.TEXT, 14),
        Column("gift_value", "慰问品价值（元）", "gift_value", Kind.MONEY, 14, total=True),
        _More("amount", "合计（元）", "amount", Kind.MONEY, 12, total=True),
        _More("form", "慰问形式", "pay_form", Kind.CHOICE, 12, choices=PayForm),
        _More("source", "经费来源", "fund_source", Kind.CHOICE, 12, choices=FundSource),
        _More("visitors", "慰问人", "visitors", Kind.TEXT, 16),
        _More("place", "地点", "place", Kind.TEXT, 14, _HANDLE, sort=False),
        _More("applicant", "申请人", "applicant", Kind.TEXT, 10),
        _More("approver", "审批人", "approver", Kind.TEXT, 10),
        _More("signer", "签收人", "signer", Kind.TEXT, 10),
        _More("sign", "签名", "sign_kind", Kind.CHOICE, 10, choices=SignKind),
        _More("voucher", "凭证号", "voucher", Kind.CODE, 10),
        _More("booked", "是否入账", "is_booked", Kind.CHOICE, 10, choices=Booked),
        _More("photo", "照片", "has_photo", Kind.BOOLEAN, 6),
        Column("due", "应慰问日期", "due_on", Kind.DATE, 12),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=VisitState, tones=TONES),
        _More("origin", "来历", "origin", Kind.CHOICE, 10, choices=Origin),
        _More("override", "超标理由", "override_reason", Kind.TEXT, 20, _HANDLE, sort=False),
        _More("remark", "备注", "remark", Kind.TEXT, 20, _HANDLE, sort=False),
    ),
    filters=(
        Filter("branch", "支会", "branch_id", _branches, _branch_filter),
        Filter("occasion", "类别", "occasion_id", _occasions),
        Filter("state", "状态", "state", _states, _in_state),
        Filter("scheme", "必访制度", "occasion_id", _schemes, _of_scheme),
        Filter("coverage", "覆盖", "due_on", lambda _user: list(coverage.LABELS.items()), _covered),
        Filter("category", "人员类别", "category", choices_of(PersonCategory)),
        Filter("source", "经费来源", "fund_source", choices_of(FundSource)),
        Filter("booked", "是否入账", "is_booked", choices_of(Booked)),
        Filter("unit", "计数单位", "occasion__unit", choices_of(CountingUnit)),
        Filter("service", "服务", "services__kind", choices_of(ServiceKind), _with_service),
        Filter("overridden", "超标准", "overrides", lambda _user: [("yes", "经放行")], _overridden),
        Filter("origin", "来历", "origin", _origins, _of_origin),
        Filter("visited", "慰问", "visited_on", None),
        Filter("due", "应访", "due_on", None),
    ),
    actions=(
        Action("导入", "imports:kind_home", Right.HANDLE_VISITS, icon="upload", url_args=("visits",)),
        Action("上报慰问", "welfare:visit_report", Right.REPORT_VISITS, icon="plus", primary=True),
    ),
    purpose="每一次慰问从上报到入账都在这里；过去的台账可以导入。",
    first_step=Action("上报慰问", "welfare:visit_report", Right.REPORT_VISITS, "plus"),
)  # fmt: skip


def _unreached(user: Any, period: Period) -> QuerySet[Any]:
    members = Member.objects.unmerged() if user is None else members_visible_to(user, Right.VIEW_VISITS)
    kept = members.filter(membership_status__in=("active", "retained"))
    return kept if period.as_of is None else kept.filter(joined_union_on__lte=period.as_of)


def _months(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    months = int(value) if value.isdecimal() and len(value) < 4 else _UNREACHED_MONTHS  # noqa: PLR2004
    return coverage.unreached(rows, add_months(today(), -months))


UNREACHED = Ledger(
    key="visits_unreached",
    title="久未慰问的会员",
    unit="人",
    right=Right.VIEW_VISITS,
    rows=_unreached,
    default_sort="name_pinyin",
    search=search,
    leading=begins_with,
    search_hint="姓名、拼音、工号",
    page_url="welfare:unreached",
    record_url="welfare:entitlement",
    columns=(
        Column("staff_no", "工号", "staff_no", Kind.CODE, 10),
        Column("name", "姓名", "name", Kind.TEXT, 12, sort="name_pinyin", leads=True),
        Column("branch", "支会", "branch__name", Kind.TEXT, 14),
        Column("group", "小组", "group__name", Kind.TEXT, 14),
        Column("status", "会籍", "membership_status", Kind.CHOICE, 10, choices=MembershipStatus),
    ),
    filters=(
        Filter("branch", "支会", "branch_id", open_branches),
        Filter(
            "months", "多久未慰问", "pk",
            _month_options,
            _months, default=str(_UNREACHED_MONTHS),
        ),
    ),
    purpose="在所选时间内没有一次慰问、生日祝福或发放的在册会员。",
)  # fmt: skip
LEDGERS = (VISITS, UNREACHED)
