"""Plans and enrolment lists of mutual protection; the one door for the state of a list."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError
from union.common.spreadsheets import Sheet, SheetColumn, write_workbook
from union.organisation.choices import Right
from union.organisation.models import UnionProfile
from welfare.choices.mutual import ListColumn, PeriodAction, PeriodState
from welfare.models import Enrolment, MutualPeriod, MutualPlan
from welfare.permissions import care as may
from welfare.rules import mutual as rules
from welfare.selectors import mutual as selectors
from welfare.selectors.audience import members_of
from welfare.services.care_flow import advance, begin, created


def _require_manager(actor: User) -> None:
    if not may.manages(actor):
        raise NotPermittedError("只有工会专干可以办理互助保障")


@transaction.atomic
def add_plan(values: Mapping[str, Any], *, actor: User) -> MutualPlan:
    """Enter a plan, or new terms of a known ``code`` from a later day on; the earlier terms end before it.

    Raises:
        DomainError: terms of this plan from that day or later exist already.
    """
    _require_manager(actor)
    known = MutualPlan.objects.select_for_update().filter(code=values["code"])
    if known.filter(valid_from__gte=values["valid_from"]).exists():
        raise DomainError("这个计划已有同日或更晚生效的条款，请核对生效日期", field="valid_from")
    before = values["valid_from"] - dt.timedelta(days=1)
    known.valid_on(before).update(valid_to=before)  # type: ignore[attr-defined]
    plan = MutualPlan.objects.create(**values)
    audit.record(AuditAction.CREATE, plan, actor=actor, changes={"fee": [None, plan.fee]})
    return plan


@transaction.atomic
def open_period(
    plan: MutualPlan, *, starts_on: dt.date, actor: User, title: str = "", policy_no: str = ""
) -> MutualPeriod:
    """Begin an enrolment list; fee and last day follow from the plan.

    Raises:
        DomainError: the plan is not in force on that day, or the same list exists.
    """
    _require_manager(actor)
    if plan.valid_from > starts_on or (plan.valid_to is not None and plan.valid_to < starts_on):
        raise DomainError(f"“{plan.name}”的这版条款在 {starts_on} 不适用", field="starts_on")
    title = title.strip() or f"{starts_on:%Y} 年{plan.name}"
    same = MutualPeriod.objects.filter(plan=plan, starts_on=starts_on, title=title)
    if same.exclude(state=PeriodState.CANCELLED).exists():
        raise DomainError("已有同一计划、同一起始日期的名单", field="starts_on")
    period = MutualPeriod.objects.create(
        plan=plan, title=title, starts_on=starts_on, ends_on=rules.last_day(starts_on, plan.term_years),
        fee=plan.fee, policy_no=policy_no.strip(), created_by=actor,
    )  # fmt: skip
    created(period, actor=actor)
    return period


def _open_list(period_id: int, actor: User) -> MutualPeriod:
    """Lock a list that may still change.

    Raises:
        DomainError: it was sent already.
    """
    _require_manager(actor)
    period = MutualPeriod.objects.select_for_update().select_related("plan").get(pk=period_id)
    if period.state != PeriodState.OPEN:
        raise DomainError(f"名单目前是“{period.get_state_display()}”，不能增减人员；报送后须先退回修改")
    period.version += 1
    period.save(update_fields=["version"])
    return period


@transaction.atomic
def fill_period(period_id: int, audience: Mapping[str, Any], *, actor: User) -> int:
    """Put everybody on the list whom ``audience`` names and the plan takes; return how many are new.

    Left out: those on it already, and those with an overlapping policy of the same plan. Set-based.

    Raises:
        DomainError: the list was sent already.
    """
    period = _open_list(period_id, actor)
    fitting = selectors.eligible_members(period.plan, period.starts_on)
    wanted = members_of(audience).filter(pk__in=fitting.values("pk"))
    wanted = wanted.exclude(enrolments__in=selectors.listed_elsewhere(period)).exclude(
        pk__in=period.enrolments.values("member_id")
    )
    rows = [
        Enrolment(period=period, member_id=pk, branch_id=branch, fee=period.fee)
        for pk, branch in wanted.values_list("pk", "branch_id")
    ]
    Enrolment.objects.bulk_create(rows, batch_size=1000)
    audit.record(AuditAction.UPDATE, period, actor=actor, changes={"added": [0, len(rows)]})
    return len(rows)


@transaction.atomic
def add_member(period_id: int, member: Member, *, actor: User) -> Enrolment:
    """Put one person on the list.

    Raises:
        DomainError: not a member, on it already, insured elsewhere for the same time, sex or age.
    """
    period = _open_list(period_id, actor)
    problem = ""
    if member.membership_status != "active":
        problem = f"{member.name}不是在册会员"
    elif period.enrolments.filter(member=member).exists():
        problem = f"{member.name}已在名单上"
    elif selectors.listed_elsewhere(period).filter(member=member).exists():
        problem = f"{member.name}在同一时间已参加“{period.plan.name}”，不重复参保"
    problem = problem or rules.joining_problem(
        selectors.terms_of(period.plan), sex=member.sex, born_on=member.born_on, on=period.starts_on
    )
    if problem:
        raise DomainError(problem, field="member")
    row = Enrolment.objects.create(period=period, member=member, branch_id=member.branch_id, fee=period.fee)
    audit.record(AuditAction.CREATE, row, actor=actor)
    return row


@transaction.atomic
def remove_members(period_id: int, enrolment_ids: list[int], *, actor: User) -> int:
    """Take people off a list that was not sent yet; return how many."""
    period = _open_list(period_id, actor)
    count, _by_model = period.enrolments.filter(pk__in=enrolment_ids).delete()
    audit.record(AuditAction.UPDATE, period, actor=actor, changes={"removed": [0, count]})
    return count


@transaction.atomic
def leave(enrolment_id: int, *, on: dt.date, reason: str, actor: User) -> Enrolment:
    """退保: end the cover of one person on a list in force.

    Raises:
        DomainError: not in force, ended already, no reason, a day outside the cover.
    """
    _require_manager(actor)
    row = Enrolment.objects.select_for_update(of=("self",)).select_related("period").get(pk=enrolment_id)
    if row.period.state != PeriodState.IN_FORCE or row.left_on is not None:
        raise DomainError("只有保障中的人员可以退保")
    if not reason.strip():
        raise DomainError("退保须说明原因", field="reason")
    if not row.period.starts_on <= on <= row.period.ends_on:
        raise DomainError("退保日期应在保障期内", field="on")
    row.left_on, row.left_reason = on, reason.strip()
    row.save(update_fields=["left_on", "left_reason"])
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"left_on": [None, on]})
    return row


@transaction.atomic
def step_period(
    period_id: int, action: PeriodAction, *, actor: User, note: str = "", policy_no: str = "",
    version: int | None = None,
) -> MutualPeriod:  # fmt: skip
    """Send the list to the association, take it back, put it in force, or give it up.

    Raises:
        DomainError: nobody is on it, too few have joined, no policy number; see `care_flow.begin`.
    """
    rows = MutualPeriod.objects.select_related("plan")
    period, step = begin(rows, period_id, rules.PERIODS, action, actor=actor, version=version)
    if action == PeriodAction.SUBMIT:
        _may_be_sent(period)
    if action == PeriodAction.CONFIRM:
        if not policy_no.strip():
            raise DomainError("请填写协会给的保障凭证号", field="policy_no")
        period.policy_no = policy_no.strip()
    advance(period, step, actor=actor, note=note, fields=["policy_no"])
    return period


def _may_be_sent(period: MutualPeriod) -> None:
    insured = period.enrolments.count()
    if not insured:
        raise DomainError("名单上还没有人，不能报送")
    staff = Member.objects.unmerged().active().count()
    eligible = selectors.eligible_members(period.plan, period.starts_on).count()
    problem = rules.share_problem(
        selectors.terms_of(period.plan), insured=insured, eligible=eligible, staff=staff
    )
    if problem:
        raise DomainError(problem)


_KINDS = {
    ListColumn.NUMBER: "integer",
    ListColumn.BORN_ON: "date",
    ListColumn.AGE: "integer",
    ListColumn.FEE: "money",
}
_WIDTHS = {ListColumn.NUMBER: 6, ListColumn.ID_NUMBER: 22, ListColumn.DEPARTMENT: 18}


def export_list(period: MutualPeriod, *, actor: User, reason: str) -> bytes:
    """The list as the association wants it (the plan's columns); with ID numbers, so the reason is kept.

    Raises:
        NotPermittedError: the right to export sensitive columns is missing.
        DomainError: no reason.
    """
    _require_manager(actor)
    if not actor.access.can(Right.EXPORT_SENSITIVE):
        raise NotPermittedError("您没有导出敏感列的权限")
    if not reason.strip():
        raise DomainError("请写明导出用途和接收单位", field="reason")
    columns = [ListColumn(key) for key in period.plan.columns]
    people = (
        period.enrolments.filter(left_on=None)
        .select_related("member__department")
        .order_by("member__branch__position", "member__name_pinyin", "member_id")
    )
    rows = ([_cell(column, turn, row, period) for column in columns] for turn, row in enumerate(people, 1))
    sheet = Sheet(
        "参保名单",
        [
            SheetColumn(c.label, _WIDTHS.get(c, 12), _KINDS.get(c, "text"), c == ListColumn.FEE)
            for c in columns
        ],
        rows, title=f"{period.plan.name}参保名单",
        lines=[
            f"保障期：{period.starts_on} 至 {period.ends_on}",
            f"单位（盖章）：{UnionProfile.objects.get(pk=1).hospital_name}",
            "经办人：　　　　　　联系电话：",
        ],
    )  # fmt: skip
    target = io.BytesIO()
    count = write_workbook(target, sheet)
    audit.record(
        AuditAction.EXPORT, period, actor=actor, note=reason.strip(), changes={"rows": [None, count]}
    )
    return target.getvalue()


def _cell(column: ListColumn, turn: int, row: Enrolment, period: MutualPeriod) -> Any:
    member = row.member
    values: dict[ListColumn, Any] = {
        ListColumn.NUMBER: turn, ListColumn.NAME: member.name, ListColumn.SEX: member.get_sex_display(),
        ListColumn.BORN_ON: member.born_on, ListColumn.AGE: member.age_on(period.starts_on),
        ListColumn.STAFF_NO: member.staff_no, ListColumn.FEE: row.fee,
        ListColumn.DEPARTMENT: member.department.name if member.department else "",
    }  # fmt: skip
    return member.id_number if column == ListColumn.ID_NUMBER else values[column]
