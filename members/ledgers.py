"""Ledgers of the registry: 会员花名册 and 会籍变动台账."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from members.choices import IdKind, MembershipStatus, RetainReason, Sex
from members.models import DuesBase, Member, MembershipChange
from members.models.members import MemberQuerySet
from members.selectors import begins_with, members_visible_to, members_within, named, search
from union.common.dates import today
from union.common.models import CodeItem
from union.common.prepared import Prepared
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.ledgers.options import choices_of, open_branches
from union.organisation.choices import Right
from union.organisation.models import Department

ON_THE_BOOKS = (MembershipStatus.ACTIVE, MembershipStatus.RETAINED)
GONE = (MembershipStatus.TRANSFERRED_OUT, MembershipStatus.DECEASED, MembershipStatus.RETAINED)
STATUS_TONES = {
    MembershipStatus.ACTIVE: "success",
    MembershipStatus.APPLICANT: "info",
    MembershipStatus.RETAINED: "neutral",
    MembershipStatus.TRANSFERRED_OUT: "warning",
    MembershipStatus.EXPELLED: "danger",
}


def _members(user: Any, period: Period) -> QuerySet[Any]:
    """Members the user may see; with ``as_of``, those on the books that day, with that day's status."""
    everybody = _everybody(period.as_of, today()).all()
    return members_within(everybody, user) if user else everybody


@functools.lru_cache(maxsize=8)  # dear to build; ask a copy of it, because what is asked keeps its rows
def _everybody(as_of: dt.date | None, day: dt.date) -> MemberQuerySet:
    """The registry with dues base and status on ``as_of`` (None: as they stand on ``day``)."""
    base = DuesBase.objects.filter(member=OuterRef("pk"), effective_month__lte=as_of or day)
    rows = Member.objects.unmerged().annotate(
        dues_base=Subquery(base.order_by("-effective_month").values("amount")[:1])
    )
    if as_of is None:
        return rows.annotate(status_shown=F("membership_status"))
    return rows.annotate(status_shown=status_on(as_of)).filter(status_shown__in=ON_THE_BOOKS)


def status_on(day: dt.date) -> Coalesce:
    """Membership status of a member on ``day``, from the history.

    Who has none until then and no day of joining stands as today; who joined until then as well.
    """
    held = MembershipChange.objects.filter(corrected_by=None)  # a corrected entry never was
    changes = held.filter(member=OuterRef("pk"), effective_on__lte=day)
    newest = changes.order_by("-effective_on", "-id").values("to_status")[:1]
    joined = Q(joined_union_on=None) | Q(joined_union_on__lte=day)
    as_today = Case(When(joined, then=F("membership_status")), output_field=CharField())
    return Coalesce(Subquery(newest, output_field=CharField()), as_today)


def _departments(_user: Any) -> Iterable[tuple[str, str]]:
    return [(str(pk), name) for pk, name in _OPEN_DEPARTMENTS.rows()]


_OPEN_DEPARTMENTS = Prepared(lambda: Department.objects.filter(closed_on=None).values_list("pk", "name"))
_LABELS = Prepared(
    lambda kind: CodeItem.objects.filter(kind=kind, is_active=True).values_list("label", flat=True), "sample"
)


def _labels(kind: str) -> Any:
    def options(_user: Any) -> Iterable[tuple[str, str]]:
        return [(label, label) for label in _LABELS.rows(kind)]

    return options


def staff_only(rows: QuerySet[Any], _value: str = "") -> QuerySet[Any]:
    """People of the hospital in the registry: members, applicants, those who left the union but not 工号."""
    return rows.exclude(membership_status__in=GONE).exclude(staff_no=None)


_Status = MembershipStatus
_IDENTITY, _CONTACT, _DUES_BASE = Right.VIEW_IDENTITY, Right.VIEW_CONTACT, Right.VIEW_DUES_BASE
_More = partial(Column, default=False)  # shown when the user asks for it

MEMBERS = Ledger(
    key="members",
    title="会员花名册",
    unit="人",
    right=Right.VIEW_MEMBERS,
    rows=_members,
    default_sort="name_pinyin",
    search=search,
    leading=begins_with,
    search_hint="姓名、拼音、首字母、工号",
    page_url="members:member_list",
    record_url="members:member_detail",
    counts={"女": Q(sex=Sex.FEMALE), "在册": Q(status_shown=MembershipStatus.ACTIVE)},
    columns=(
        Column("staff_no", "工号", "staff_no", Kind.CODE, 10),
        Column("name", "姓名", "name", Kind.TEXT, 12, sort="name_pinyin", leads=True),
        Column("sex", "性别", "sex", Kind.CHOICE, 6, choices=Sex),
        Column("department", "科室", "department__name", Kind.TEXT, 14),
        Column("branch", "支会", "branch__name", Kind.TEXT, 14),
        _More("group", "工会小组", "group__name", Kind.TEXT, 14),
        Column("title", "职称", "professional_title", Kind.TEXT, 12),
        _More("duty", "职务", "duty", Kind.TEXT, 12),
        _More("post", "岗位类别", "post_category", Kind.TEXT, 10),
        Column("employment", "用工形式", "employment_kind", Kind.TEXT, 10),
        Column("status", "会籍", "status_shown", Kind.CHOICE, 10, choices=_Status, tones=STATUS_TONES),
        _More("retain_reason", "保留原因", "retain_reason", Kind.CHOICE, 10, choices=RetainReason),
        Column("joined_union_on", "入会时间", "joined_union_on", Kind.DATE, 12),
        _More("born_on", "出生日期", "born_on", Kind.DATE, 12, right=_IDENTITY),
        _More("ethnicity", "民族", "ethnicity", Kind.TEXT, 8),
        _More("political_status", "政治面貌", "political_status", Kind.TEXT, 12),
        _More("education", "学历", "education", Kind.TEXT, 12),
        _More("marital_status", "婚姻状况", "marital_status", Kind.TEXT, 8, right=Right.VIEW_FAMILY),
        _More("started_work_on", "参加工作时间", "started_work_on", Kind.DATE, 12),
        _More("member_no", "会员证号", "member_no", Kind.CODE, 14),
        _More("id_kind", "证件类型", "id_kind", Kind.CHOICE, 14, right=_IDENTITY, choices=IdKind),
        _More("id_number", "证件号码", "id_number", Kind.CODE, 20, _IDENTITY, "member.id_number"),
        _More("phone", "手机", "phone", Kind.CODE, 13, _CONTACT, "member.phone"),
        _More("dues_base", "计费基数（元）", "dues_base", Kind.MONEY, 12, _DUES_BASE, total=True),
        _More("note", "备注", "note", Kind.TEXT, 20, sort=False),
    ),
    filters=(
        Filter("branch", "支会", "branch_id", open_branches),
        Filter("department", "科室", "department_id", _departments),
        Filter("status", "会籍", "status_shown", choices_of(MembershipStatus),
               default=MembershipStatus.ACTIVE),
        Filter("employment", "用工形式", "employment_kind", _labels("employment_kind")),
        Filter("sex", "性别", "sex", choices_of(Sex)),
        Filter("joined", "入会", "joined_union_on", None),
        Filter("staff", "在职职工", "staff_no", lambda _user: [("yes", "是")], staff_only),
    ),
    actions=(
        Action("导入", "imports:kind_home", Right.IMPORT_ROSTER, icon="upload", url_args=("roster",)),
        Action("新增会员", "members:member_create", Right.EDIT_MEMBERS, icon="plus", primary=True),
    ),
    bulk_actions=(Action("开通登录账号", "members:accounts_open", Right.EDIT_MEMBERS, icon="key-round"),),
    purpose="花名册是一切业务的起点：先导入医院现有的 Excel，看清新增、变更和退回的行，再确认。",
    first_step=Action("导入花名册", "imports:kind_home", Right.IMPORT_ROSTER, "upload", url_args=("roster",)),
)  # fmt: skip


def _changes(user: Any, period: Period) -> QuerySet[Any]:
    rows = MembershipChange.objects.filter(member__merged_into=None)
    if user is not None:
        rows = rows.filter(member__in=members_visible_to(user).order_by())
    if period.year:
        rows = rows.filter(effective_on__year=period.year)
    if period.as_of:
        rows = rows.filter(effective_on__lte=period.as_of)
    return rows.annotate(by=Coalesce(F("actor__display_name"), F("actor__username")))


CHANGES = Ledger(
    key="membership_changes",
    title="会籍变动台账",
    unit="条",
    right=Right.VIEW_MEMBERS,
    rows=_changes,
    default_sort="-effective_on",
    search=search_by(named("member__")),
    search_hint="姓名、拼音、首字母、工号",
    page_url="members:membership_change_list",
    uses_year=True,
    columns=(
        Column("effective_on", "生效日期", "effective_on", Kind.DATE, 12),
        Column("staff_no", "工号", "member__staff_no", Kind.CODE, 10),
        Column("name", "姓名", "member__name", Kind.TEXT, 12, sort="member__name_pinyin", leads=True),
        Column("branch", "支会", "member__branch__name", Kind.TEXT, 14),
        Column("from_status", "原会籍", "from_status", Kind.CHOICE, 12, choices=MembershipStatus),
        Column(
            "to_status", "现会籍", "to_status", Kind.CHOICE, 12, choices=MembershipStatus, tones=STATUS_TONES
        ),
        Column("retain_reason", "保留原因", "retain_reason", Kind.CHOICE, 10, choices=RetainReason),
        Column("document", "依据", "document", Kind.TEXT, 24, sort=False),
        Column("note", "说明", "note", Kind.TEXT, 24, sort=False),
        Column("by", "经办人", "by", Kind.TEXT, 12),
        Column("at", "记录时间", "at", Kind.DATETIME, 16, default=False),
    ),
    filters=(
        Filter("branch", "支会", "member__branch_id", open_branches),
        Filter("to", "现会籍", "to_status", choices_of(MembershipStatus)),
        Filter("effective", "生效", "effective_on", None),
    ),
    purpose="每一次入会、保留、转出和退会都会在这里留下一行，不会删除。",
)
LEDGERS = (MEMBERS, CHANGES)
