"""体检批次 and 体检名单."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from members.selectors import named
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.ledgers.options import choices_of, open_branches
from union.organisation.choices import Right
from welfare.choices.checkups import EntryState, RoundState
from welfare.models import CheckupRound
from welfare.selectors.checkups import entries_in_scope

_TONES = {RoundState.OPEN: "info", RoundState.CLOSED: "neutral"}
_ENTRY_TONES = {
    EntryState.LISTED: "warning", EntryState.BOOKED: "info", EntryState.ATTENDED: "success",
    EntryState.MISSED: "danger",
}  # fmt: skip


def _rounds(_user: Any, period: Period) -> QuerySet[Any]:
    rows = CheckupRound.objects.annotate(listed=Count("entries"), came=Count("entries__attended_on"))
    return rows.filter(starts_on__year=period.year) if period.year else rows


ROUNDS = Ledger(
    key="checkup_rounds",
    title="体检",
    unit="期",
    right=Right.VIEW_WELFARE,
    rows=_rounds,
    default_sort="-starts_on",
    page_url="welfare:checkup_rounds",
    record_url="welfare:checkup_round",
    uses_year=True,
    columns=(
        Column("title", "批次", "title", Kind.TEXT, 24, leads=True),
        Column("place", "地点", "place", Kind.TEXT, 18),
        Column("starts", "开始", "starts_on", Kind.DATE, 12),
        Column("ends", "结束", "ends_on", Kind.DATE, 12),
        Column("until", "预约截止", "book_until", Kind.DATE, 12),
        Column("listed", "应检人数", "listed", Kind.INTEGER, 10, Right.MANAGE_WELFARE, total=True),
        Column("came", "已检人数", "came", Kind.INTEGER, 10, Right.MANAGE_WELFARE, total=True),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=RoundState, tones=_TONES),
    ),
    filters=(
        Filter("state", "状态", "state", choices_of(RoundState)),
        Filter("starts", "开始", "starts_on", None),
    ),
    actions=(
        Action("体检名单", "welfare:checkup_entries", Right.VIEW_WELFARE, icon="list-checks"),
        Action("新建批次", "welfare:checkup_add", Right.MANAGE_WELFARE, icon="plus", primary=True),
    ),
    purpose="每一批体检的名单、预约和到检登记；只记是否到检，不记体检结果。",
    first_step=Action("新建批次", "welfare:checkup_add", Right.MANAGE_WELFARE, "plus"),
)  # fmt: skip


def _entries(user: Any, period: Period) -> QuerySet[Any]:
    rows = entries_in_scope(user)
    return rows.filter(round__starts_on__year=period.year) if period.year else rows


def _round_options(_user: Any) -> list[tuple[str, str]]:
    return [(str(pk), title) for pk, title in CheckupRound.objects.values_list("pk", "title")]


ENTRIES = Ledger(
    key="checkup_entries",
    title="体检名单",
    unit="人次",
    right=Right.VIEW_WELFARE,
    rows=_entries,
    default_sort="-round__starts_on",
    search=search_by(named("member__")),
    search_hint="姓名、拼音、工号",
    page_url="welfare:checkup_entries",
    uses_year=True,
    columns=(
        Column("staff_no", "工号", "member__staff_no", Kind.CODE, 10),
        Column("name", "姓名", "member__name", Kind.TEXT, 12, sort="member__name_pinyin", leads=True),
        Column("branch", "支会", "branch__name", Kind.TEXT, 14),
        Column("round", "批次", "round__title", Kind.TEXT, 22),
        Column("starts", "批次开始", "round__starts_on", Kind.DATE, 12),
        Column("slot", "预约日期", "slot__on", Kind.DATE, 12),
        Column("attended", "体检日期", "attended_on", Kind.DATE, 12),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=EntryState, tones=_ENTRY_TONES),
    ),
    filters=(
        Filter("branch", "支会", "branch_id", open_branches),
        Filter("round", "批次", "round_id", _round_options),
        Filter("state", "状态", "state", choices_of(EntryState)),
        Filter("starts", "批次开始", "round__starts_on", None),
        Filter("attended", "体检", "attended_on", None),
    ),
    counts={"已体检": Q(attended_on__isnull=False)},
    measures={"不同的人": ("人", Count("member", distinct=True))},
    purpose="谁应体检、约在什么时候、是否到检。",
)  # fmt: skip
LEDGERS = (ROUNDS, ENTRIES)
