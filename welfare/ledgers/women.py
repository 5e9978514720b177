"""女职工花名册, 保护期, 女职工服务, 女职工活动; all for those in charge alone."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from members.choices import MembershipStatus
from members.selectors import named
from union.common.dates import today
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.ledgers.options import choices_of, open_branches
from union.organisation.choices import Right
from welfare.choices.women import MeetingKind, ProtectionKind, ServiceKind
from welfare.models import ProtectionPeriod, SingleParent, WomenMeeting, WomenService
from welfare.selectors.women import of_women, roster

_WORK = Right.WOMENS_WORK


def _roster(user: Any, period: Period) -> QuerySet[Any]:
    return roster(user, period.as_of or today())


def _flag(path: str) -> Any:
    return lambda rows, value: rows.filter(**{path: value == "yes"})


def _yes_no(_user: Any) -> list[tuple[str, str]]:
    return [("yes", "是"), ("no", "否")]


ROSTER = Ledger(
    key="women_roster",
    title="女职工花名册",
    unit="人",
    right=_WORK,
    rows=_roster,
    default_sort="name_pinyin",
    search=search_by(named()),
    search_hint="姓名、拼音、工号",
    page_url="welfare:women_roster",
    columns=(
        Column("staff_no", "工号", "staff_no", Kind.CODE, 10),
        Column("name", "姓名", "name", Kind.TEXT, 12, sort="name_pinyin", leads=True),
        Column("branch", "支会", "branch__name", Kind.TEXT, 14),
        Column("born", "出生日期", "born_on", Kind.DATE, 12),
        Column("status", "会籍", "membership_status", Kind.CHOICE, 10, choices=MembershipStatus),
        Column("protection", "保护期", "protection", Kind.CHOICE, 10, choices=ProtectionKind),
        Column("insured", "特殊疾病保障", "is_insured", Kind.BOOLEAN, 10),
        Column("single", "单亲", "is_single", Kind.BOOLEAN, 6),
    ),
    filters=(
        Filter("branch", "支会", "branch_id", open_branches),
        Filter("protection", "保护期", "protection", choices_of(ProtectionKind)),
        Filter("insured", "特殊疾病保障", "is_insured", _yes_no, _flag("is_insured")),
        Filter("single", "单亲", "is_single", _yes_no, _flag("is_single")),
        Filter(
            "status", "会籍", "membership_status", lambda _u: [("active", "在册"), ("retained", "保留会籍")]
        ),
    ),
    actions=(
        Action("保护期", "welfare:protection_list", _WORK, icon="shield-check"),
        Action("服务", "welfare:women_services", _WORK, icon="heart"),
        Action("单亲家庭", "welfare:single_list", _WORK, icon="house"),
        Action("活动", "welfare:women_meetings", _WORK, icon="calendar"),
    ),
    counts={"在册": Q(membership_status=MembershipStatus.ACTIVE)},
    purpose="女会员花名册，孕产哺乳保护、特殊疾病保障和单亲情况只有女职工工作负责人能看到。",
)


def _protections(user: Any, period: Period) -> QuerySet[Any]:
    rows = of_women(ProtectionPeriod.objects.all(), user)
    if period.year:
        rows = rows.filter(starts_on__year__lte=period.year, ends_on__year__gte=period.year)
    return rows


def _current(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    day = today()
    return rows.filter(starts_on__lte=day, ends_on__gte=day) if value == "now" else rows.none()


PROTECTIONS = Ledger(
    key="women_protections",
    title="女职工保护期",
    unit="人次",
    right=_WORK,
    rows=_protections,
    default_sort="-starts_on",
    search=search_by(named("member__")),
    search_hint="姓名、拼音、工号",
    page_url="welfare:protection_list",
    record_url="welfare:protection",
    uses_year=True,
    columns=(
        Column("name", "姓名", "member__name", Kind.TEXT, 12, sort="member__name_pinyin", leads=True),
        Column("staff_no", "工号", "member__staff_no", Kind.CODE, 10),
        Column("branch", "支会", "member__branch__name", Kind.TEXT, 14),
        Column("kind", "类别", "kind", Kind.CHOICE, 10, choices=ProtectionKind),
        Column("starts", "起始日期", "starts_on", Kind.DATE, 12),
        Column("ends", "截止日期", "ends_on", Kind.DATE, 12),
        Column("due", "预产期或出生日期", "due_on", Kind.DATE, 12),
    ),
    filters=(
        Filter("branch", "支会", "member__branch_id", open_branches),
        Filter("kind", "类别", "kind", choices_of(ProtectionKind)),
        Filter("current", "现在", "pk", lambda _user: [("now", "保护期内")], _current),
        Filter("starts", "起始", "starts_on", None),
        Filter("ends", "截止", "ends_on", None),
    ),
    actions=(Action("登记保护期", "welfare:protection_add", _WORK, icon="plus", primary=True),),
    purpose="孕期、产假、哺乳期的登记和到期提醒。",
    first_step=Action("登记保护期", "welfare:protection_add", _WORK, "plus"),
)


def _services(user: Any, period: Period) -> QuerySet[Any]:
    rows = of_women(WomenService.objects.all(), user)
    return rows.filter(on__year=period.year) if period.year else rows


SERVICES = Ledger(
    key="women_services",
    title="女职工服务",
    unit="人次",
    right=_WORK,
    rows=_services,
    default_sort="-on",
    search=search_by(named("member__")),
    search_hint="姓名、拼音、工号",
    page_url="welfare:women_services",
    uses_year=True,
    columns=(
        Column("on", "日期", "on", Kind.DATE, 12),
        Column("name", "姓名", "member__name", Kind.TEXT, 12, sort="member__name_pinyin", leads=True),
        Column("staff_no", "工号", "member__staff_no", Kind.CODE, 10),
        Column("branch", "支会", "member__branch__name", Kind.TEXT, 14),
        Column("kind", "服务", "kind", Kind.CHOICE, 14, choices=ServiceKind),
        Column("note", "情况", "note", Kind.TEXT, 20, sensitive="women_service.note", default=False),
    ),
    filters=(
        Filter("branch", "支会", "member__branch_id", open_branches),
        Filter("kind", "服务", "kind", choices_of(ServiceKind)),
        Filter("on", "日期", "on", None),
    ),
    actions=(Action("登记服务", "welfare:women_service_add", _WORK, icon="plus", primary=True),),
    purpose="生育服务、家庭走访谈心、单亲家庭关爱、维权咨询。",
    first_step=Action("登记服务", "welfare:women_service_add", _WORK, "plus"),
)


def _single(user: Any, period: Period) -> QuerySet[Any]:
    rows = of_women(SingleParent.objects.all(), user)
    if period.year:
        rows = rows.filter(Q(until=None) | Q(until__year__gte=period.year), since__year__lte=period.year)
    return rows


SINGLE = Ledger(
    key="women_single",
    title="单亲家庭",
    unit="户",
    right=_WORK,
    rows=_single,
    default_sort="-since",
    search=search_by(named("member__")),
    search_hint="姓名、拼音、工号",
    page_url="welfare:single_list",
    record_url="welfare:single_end",
    uses_year=True,
    columns=(
        Column("name", "姓名", "member__name", Kind.TEXT, 12, sort="member__name_pinyin", leads=True),
        Column("staff_no", "工号", "member__staff_no", Kind.CODE, 10),
        Column("branch", "支会", "member__branch__name", Kind.TEXT, 14),
        Column("since", "起始日期", "since", Kind.DATE, 12),
        Column("until", "截止日期", "until", Kind.DATE, 12),
        Column(
            "children",
            "子女情况",
            "children",
            Kind.TEXT,
            20,
            sensitive="single_parent.children",
            default=False,
        ),
    ),
    filters=(
        Filter("branch", "支会", "member__branch_id", open_branches),
        Filter("since", "起始", "since", None),
    ),
    actions=(Action("登记单亲家庭", "welfare:single_add", _WORK, icon="plus", primary=True),),
    purpose="女职工单亲家庭；子女情况加密保存。",
    first_step=Action("登记单亲家庭", "welfare:single_add", _WORK, "plus"),
)


def _meetings(_user: Any, period: Period) -> QuerySet[Any]:
    rows = WomenMeeting.objects.all()
    return rows.filter(on__year=period.year) if period.year else rows


MEETINGS = Ledger(
    key="women_meetings",
    title="女职工活动",
    unit="场",
    right=_WORK,
    rows=_meetings,
    default_sort="-on",
    page_url="welfare:women_meetings",
    uses_year=True,
    columns=(
        Column("on", "日期", "on", Kind.DATE, 12),
        Column("title", "名称", "title", Kind.TEXT, 26, leads=True),
        Column("kind", "类别", "kind", Kind.CHOICE, 14, choices=MeetingKind),
        Column("place", "地点", "place", Kind.TEXT, 16),
        Column("branch", "支会", "branch__name", Kind.TEXT, 14),
        Column("attended", "参加人次", "attended", Kind.INTEGER, 10, total=True),
        Column("content", "内容", "content", Kind.TEXT, 26, default=False, sort=False),
    ),
    filters=(
        Filter("branch", "支会", "branch_id", open_branches),
        Filter("kind", "类别", "kind", choices_of(MeetingKind)),
        Filter("on", "日期", "on", None),
    ),
    actions=(Action("登记活动", "welfare:women_meeting_add", _WORK, icon="plus", primary=True),),
    purpose="女职工生活会、三八节活动、单亲与家庭座谈会、讲座培训。",
    first_step=Action("登记活动", "welfare:women_meeting_add", _WORK, "plus"),
)
LEDGERS = (ROSTER, PROTECTIONS, SERVICES, SINGLE, MEETINGS)
