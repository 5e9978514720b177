"""疗休养批次 and 疗休养台账."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length

from members.selectors import named
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.ledgers.options import choices_of, open_branches
from union.organisation.choices import Right
from welfare.choices.recuperation import RoundState, StayState
from welfare.models import RecuperationRound
from welfare.selectors.recuperation import TAKEN, stays_in_scope

TONES = {
    StayState.APPLIED: "warning", StayState.RECOMMENDED: "warning", StayState.APPROVED: "info",
    StayState.GONE: "success", StayState.REJECTED: "neutral", StayState.ABSENT: "danger",
    StayState.WITHDRAWN: "neutral",
}  # fmt: skip
_ROUND_TONES = {RoundState.OPEN: "info", RoundState.CLOSED: "neutral"}


def _rounds(_user: Any, period: Period) -> QuerySet[Any]:
    rows = RecuperationRound.objects.annotate(
        asked=Count("stays", filter=~Q(stays__state=StayState.WITHDRAWN)),
        taken=Count("stays", filter=Q(stays__state__in=TAKEN)),
    )
    return rows.filter(starts_on__year=period.year) if period.year else rows


ROUNDS = Ledger(
    key="recuperation_rounds",
    title="疗休养",
    unit="批",
    right=Right.VIEW_WELFARE,
    rows=_rounds,
    default_sort="-starts_on",
    page_url="welfare:recuperation_rounds",
    record_url="welfare:recuperation_round",
    uses_year=True,
    columns=(
        Column("title", "批次", "title", Kind.TEXT, 24, leads=True),
        Column("place", "地点", "place", Kind.TEXT, 18),
        Column("outside", "跨省", "is_outside", Kind.BOOLEAN, 6),
        Column("starts", "开始", "starts_on", Kind.DATE, 12),
        Column("ends", "结束", "ends_on", Kind.DATE, 12),
        Column("until", "报名截止", "apply_until", Kind.DATE, 12),
        Column("cost", "每人每天（元）", "cost_per_day", Kind.MONEY, 12),
        Column("quota", "名额", "quota", Kind.INTEGER, 8, total=True),
        Column("asked", "申请", "asked", Kind.INTEGER, 8, total=True),
        Column("taken", "批准", "taken", Kind.INTEGER, 8, total=True),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=RoundState, tones=_ROUND_TONES),
    ),
    filters=(Filter("state", "状态", "state", choices_of(RoundState)),),
    actions=(
        Action("疗休养台账", "welfare:stay_list", Right.VIEW_WELFARE, icon="list-checks"),
        Action("新建批次", "welfare:recuperation_add", Right.MANAGE_WELFARE, "plus", primary=True),
    ),
    purpose="疗休养批次、各支会名额、报名和审批。",
    first_step=Action("新建批次", "welfare:recuperation_add", Right.MANAGE_WELFARE, "plus"),
)


def _stays(user: Any, period: Period) -> QuerySet[Any]:
    rows = stays_in_scope(user)
    return rows.filter(round__starts_on__year=period.year) if period.year else rows


def _round_options(_user: Any) -> list[tuple[str, str]]:
    return [(str(pk), title) for pk, title in RecuperationRound.objects.values_list("pk", "title")]


def _overridden(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    written = rows.alias(reason_length=Length("override_reason"))  # encrypted: its text cannot be asked for
    return written.filter(reason_length__gt=0) if value == "yes" else rows.none()


STAYS = Ledger(
    key="recuperation_stays",
    title="疗休养台账",
    unit="人次",
    right=Right.VIEW_WELFARE,
    rows=_stays,
    default_sort="-round__starts_on",
    search=search_by(named("member__")),
    search_hint="姓名、拼音、工号",
    page_url="welfare:stay_list",
    record_url="welfare:stay",
    uses_year=True,
    columns=(
        Column("name", "姓名", "member__name", Kind.TEXT, 12, sort="member__name_pinyin", leads=True),
        Column("staff_no", "工号", "member__staff_no", Kind.CODE, 10),
        Column("branch", "支会", "branch__name", Kind.TEXT, 14),
        Column("frontline", "一线", "is_frontline", Kind.BOOLEAN, 6),
        Column("round", "批次", "round__title", Kind.TEXT, 22),
        Column("starts", "开始", "round__starts_on", Kind.DATE, 12),
        Column("group", "组别", "group_no", Kind.INTEGER, 8),
        Column("cost", "费用（元）", "cost", Kind.MONEY, 12, total=True),
        Column(
            "override",
            "放行理由",
            "override_reason",
            Kind.TEXT,
            20,
            Right.MANAGE_WELFARE,
            default=False,
            sort=False,
        ),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=StayState, tones=TONES),
    ),
    filters=(
        Filter("branch", "支会", "branch_id", open_branches),
        Filter("round", "批次", "round_id", _round_options),
        Filter("state", "状态", "state", choices_of(StayState)),
        Filter("overridden", "放行", "pk", lambda _user: [("yes", "说明理由放行")], _overridden),
        Filter("starts", "开始", "round__starts_on", None),
    ),
    counts={"一线": Q(is_frontline=True)},
    purpose="谁申请了哪一批疗休养，批准和参加情况。",
)
LEDGERS = (ROUNDS, STAYS)
