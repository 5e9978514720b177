"""参保批次, 参保台账 and 理赔台账."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Count, Q, QuerySet

from members.selectors import named
from union.common.dates import parse_date, today
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.ledgers.options import choices_of, open_branches
from union.organisation.choices import Right
from welfare.choices.mutual import ClaimState, PeriodState, PlanKind
from welfare.models import Claim, MutualPeriod, MutualPlan
from welfare.selectors.care import in_scope
from welfare.selectors.mutual import enrolments_in_scope, insured_on

PERIOD_TONES = {
    PeriodState.OPEN: "warning", PeriodState.SUBMITTED: "info", PeriodState.IN_FORCE: "success",
    PeriodState.CANCELLED: "neutral",
}  # fmt: skip
CLAIM_TONES = {
    ClaimState.ENTERED: "warning", ClaimState.CHECKED: "info", ClaimState.SUBMITTED: "info",
    ClaimState.RETURNED: "danger", ClaimState.DECIDED: "info", ClaimState.PAID: "success",
    ClaimState.REJECTED: "neutral", ClaimState.WITHDRAWN: "neutral",
}  # fmt: skip
_More = partial(Column, default=False)


def _plans(_user: Any) -> list[tuple[str, str]]:
    rows = MutualPlan.objects.order_by("code", "valid_from").values_list("code", "name")
    return list(dict(rows).items())


def _periods_options(_user: Any) -> list[tuple[str, str]]:
    return [(str(pk), title) for pk, title in MutualPeriod.objects.values_list("pk", "title")]


def _periods(user: Any, period: Period) -> QuerySet[Any]:
    people = Q(enrolments__left_on=None)
    if user is not None:
        people &= user.access.scope(Right.VIEW_WELFARE).condition("enrolments__member__")
    rows = MutualPeriod.objects.annotate(people=Count("enrolments", filter=people, distinct=True))
    return rows.filter(starts_on__year=period.year) if period.year else rows


PERIODS = Ledger(
    key="mutual_periods",
    title="互助保障",
    unit="批",
    right=Right.VIEW_WELFARE,
    rows=_periods,
    default_sort="-starts_on",
    page_url="welfare:mutual_periods",
    record_url="welfare:mutual_period",
    uses_year=True,
    columns=(
        Column("title", "批次", "title", Kind.TEXT, 24, leads=True),
        Column("plan", "保障计划", "plan__name", Kind.TEXT, 20),
        Column("kind", "保障种类", "plan__kind", Kind.CHOICE, 14, choices=PlanKind),
        Column("starts", "保障起", "starts_on", Kind.DATE, 12),
        Column("ends", "保障止", "ends_on", Kind.DATE, 12),
        Column("fee", "每人费用（元）", "fee", Kind.MONEY, 12),
        Column("people", "参保人数", "people", Kind.INTEGER, 10, total=True),
        _More("policy", "保障凭证号", "policy_no", Kind.CODE, 16),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=PeriodState, tones=PERIOD_TONES),
    ),
    filters=(
        Filter("plan", "计划", "plan__code", _plans),
        Filter("state", "状态", "state", choices_of(PeriodState)),
        Filter("ends", "到期", "ends_on", None),
    ),
    actions=(
        Action("参保台账", "welfare:enrolment_list", Right.VIEW_WELFARE, icon="list-checks"),
        Action("保障计划", "welfare:mutual_plans", Right.VIEW_WELFARE, icon="file-text"),
        Action("导入名单", "imports:kind_home", Right.MANAGE_WELFARE, "upload", url_args=("enrolments",)),
        Action("新建名单", "welfare:mutual_period_add", Right.MANAGE_WELFARE, icon="plus", primary=True),
    ),
    purpose="每个保障计划每一期一份参保名单：按条件或导入生成，报送协会，登记生效，到期前提示续保。",
    first_step=Action("新建名单", "welfare:mutual_period_add", Right.MANAGE_WELFARE, "plus"),
)  # fmt: skip


def _enrolments(user: Any, period: Period) -> QuerySet[Any]:
    rows = enrolments_in_scope(user)
    if period.year:
        rows = rows.filter(period__starts_on__year__lte=period.year, period__ends_on__year__gte=period.year)
    return rows


def _in_force(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """In force on a day of the address, or today."""
    try:
        day = today() if value == "now" else parse_date(value)
    except ValueError:
        return rows.none()
    return rows.filter(pk__in=insured_on(day).values("pk"))


ENROLMENTS = Ledger(
    key="mutual_enrolments",
    title="参保台账",
    unit="人次",
    right=Right.VIEW_WELFARE,
    rows=_enrolments,
    default_sort="-period__starts_on",
    search=search_by(named("member__")),
    search_hint="姓名、拼音、工号",
    page_url="welfare:enrolment_list",
    uses_year=True,
    columns=(
        Column("staff_no", "工号", "member__staff_no", Kind.CODE, 10),
        Column("name", "姓名", "member__name", Kind.TEXT, 12, sort="member__name_pinyin", leads=True),
        Column("branch", "支会", "branch__name", Kind.TEXT, 14),
        Column("plan", "保障计划", "period__plan__name", Kind.TEXT, 20),
        _More("title", "批次", "period__title", Kind.TEXT, 22),
        Column("starts", "保障起", "period__starts_on", Kind.DATE, 12),
        Column("ends", "保障止", "period__ends_on", Kind.DATE, 12),
        Column("fee", "费用（元）", "fee", Kind.MONEY, 10, total=True),
        _More("policy", "保障凭证号", "period__policy_no", Kind.CODE, 16),
        Column("left", "退保日期", "left_on", Kind.DATE, 12),
        Column("state", "名单", "period__state", Kind.CHOICE, 10, choices=PeriodState, tones=PERIOD_TONES),
    ),
    filters=(
        Filter("branch", "支会", "branch_id", open_branches),
        Filter("plan", "计划", "period__plan__code", _plans),
        Filter("period", "批次", "period_id", _periods_options),
        Filter("in_force", "保障中", "pk", lambda _user: [("now", "今天")], _in_force),
        Filter("ends", "到期", "period__ends_on", None),
    ),
    measures={"不同的人": ("人", Count("member", distinct=True))},
    purpose="谁参加了哪个保障计划、到什么时候。",
)  # fmt: skip


def _claims(user: Any, period: Period) -> QuerySet[Any]:
    rows = in_scope(Claim.objects.all(), user, Right.MANAGE_WELFARE, "enrolment__member__")
    return rows.filter(happened_on__year=period.year) if period.year else rows


_OPEN = ("entered", "checked", "returned", "submitted", "decided")


def _claim_states(_user: Any) -> list[tuple[str, str]]:
    return [("open", "办理中"), *ClaimState.choices]


def _in_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(state__in=_OPEN if value == "open" else (value,))


CLAIMS = Ledger(
    key="mutual_claims",
    title="理赔台账",
    unit="例",
    right=Right.MANAGE_WELFARE,
    rows=_claims,
    default_sort="-happened_on",
    search=search_by(named("enrolment__member__")),
    search_hint="姓名、拼音、工号",
    page_url="welfare:claim_list",
    record_url="welfare:claim",
    uses_year=True,
    columns=(
        Column("name", "姓名", "enrolment__member__name", Kind.TEXT, 12, leads=True),
        Column("staff_no", "工号", "enrolment__member__staff_no", Kind.CODE, 10),
        Column("branch", "支会", "enrolment__branch__name", Kind.TEXT, 14),
        Column("plan", "保障计划", "enrolment__period__plan__name", Kind.TEXT, 20),
        Column("happened", "出险日期", "happened_on", Kind.DATE, 12),
        _More("diagnosis", "诊断或事故", "diagnosis", Kind.TEXT, 20, sensitive="claim.diagnosis"),
        Column("due", "申请截止", "due_on", Kind.DATE, 12),
        Column("claimed", "申请（元）", "claimed", Kind.MONEY, 12, total=True),
        Column("approved", "核定（元）", "approved", Kind.MONEY, 12, total=True),
        _More("adjusted", "复核调整后（元）", "adjusted", Kind.MONEY, 16, total=True),
        Column("paid", "赔付（元）", "paid", Kind.MONEY, 12, total=True),
        _More("submitted", "报送日期", "submitted_on", Kind.DATE, 12),
        _More("decided", "核定日期", "decided_on", Kind.DATE, 12),
        Column("paid_on", "赔付日期", "paid_on", Kind.DATE, 12),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=ClaimState, tones=CLAIM_TONES),
    ),
    filters=(
        Filter("branch", "支会", "enrolment__branch_id", open_branches),
        Filter("plan", "计划", "enrolment__period__plan__code", _plans),
        Filter("state", "状态", "state", _claim_states, _in_state),
        Filter("due", "截止", "due_on", None),
        Filter("paid", "赔付", "paid_on", None),
        Filter("happened", "出险", "happened_on", None),
    ),
    actions=(Action("登记理赔", "welfare:claim_add", Right.MANAGE_WELFARE, icon="plus", primary=True),),
    measures={"不同的人": ("人", Count("enrolment__member", distinct=True))},
    purpose="每一例理赔从登记到赔付：申请、核定、复核调整、赔付四个金额分开。",
    first_step=Action("登记理赔", "welfare:claim_add", Right.MANAGE_WELFARE, "plus"),
)  # fmt: skip
LEDGERS = (PERIODS, ENROLMENTS, CLAIMS)
