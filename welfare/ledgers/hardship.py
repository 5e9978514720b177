"""困难职工台账: one row per household. Illness, bank and children are not in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from members.selectors import named
from union.common.dates import today
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.ledgers.options import all_branches
from union.organisation.choices import Right
from welfare.choices.hardship import Category, Cause, HardshipState, Level, SpellEnd
from welfare.models import HardshipFile, HardshipSpell
from welfare.rules.hardship_flow import CLOSED, HELPED, ON_THE_WAY
from welfare.selectors.hardship import (
    by_number,
    exit_proposed,
    files_in_scope,
    never_helped,
    on_file_at,
    review_overdue,
    with_aid,
)

TONES = {
    HardshipState.DRAFT: "neutral", HardshipState.APPLIED: "warning", HardshipState.REVIEWED: "info",
    HardshipState.VISITED: "info", HardshipState.CHECKED: "info", HardshipState.PUBLIC: "accent",
    HardshipState.PUBLISHED: "warning", HardshipState.TEMPORARY: "accent", HardshipState.ON_FILE: "success",
    HardshipState.EXITED: "neutral", HardshipState.REMOVED: "neutral", HardshipState.REJECTED: "neutral",
    HardshipState.WITHDRAWN: "neutral",
}  # fmt: skip
_STAGES = {"helped": ("在档（含临时）", HELPED), "way": ("办理中", ON_THE_WAY), "ended": ("已结束", CLOSED)}


def _files(user: Any, period: Period) -> QuerySet[Any]:
    rows: QuerySet[Any] = HardshipFile.objects.all() if user is None else files_in_scope(user)
    rows = with_aid(rows)
    if period.year:
        rows = rows.filter(applied_on__year=period.year)
    return rows.filter(applied_on__lte=period.as_of) if period.as_of else rows


def _states(_user: Any) -> Iterable[tuple[str, str]]:
    yield from ((key, label) for key, (label, _states_) in _STAGES.items())
    yield from HardshipState.choices


def _in_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    states = _STAGES[value][1] if value in _STAGES else (value,)
    return rows.filter(state__in=states)


_LISTS = {
    "never": "在档而从未帮扶",
    "late": "超过一年未复核",
    "relapse": "返困",
    "proposed": "建议脱困或撤档",
    "temporary": "临时档案已到期",
    "upper": "市级以上",
}


def _listed(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    day = today()
    narrow: dict[str, Callable[[QuerySet[Any]], QuerySet[Any]]] = {
        "never": never_helped,
        "late": lambda each: review_overdue(each, day),
        "relapse": lambda each: each.filter(relapses__gt=0),
        "proposed": exit_proposed,
        "temporary": lambda each: each.filter(state=HardshipState.TEMPORARY, temporary_until__lt=day),
        "upper": lambda each: each.exclude(level=Level.HOSPITAL),
    }
    return narrow[value](rows) if value in narrow else rows


def _by_cause(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(Q(cause=value) | Q(second_cause=value))


def _year_ends(_user: Any) -> Iterable[tuple[str, str]]:
    return [(f"{year}-12-31", f"{year} 年末") for year in range(today().year, today().year - 5, -1)]


def _on_file_at(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        return rows
    return rows.filter(pk__in=on_file_at(day).values("file"))


HARDSHIP = Ledger(
    key="hardship",
    title="困难职工台账",
    unit="户",
    right=Right.VIEW_HARDSHIP,
    rows=_files,
    default_sort="-pk",
    search=search_by(named("member__"), by_number),
    search_hint="姓名、工号、编号",
    page_url="welfare:hardship_list",
    record_url="welfare:hardship_detail",
    columns=(
        Column("number", "编号", "pk", Kind.CODE, 9),
        Column("staff_no", "工号", "member__staff_no", Kind.CODE, 10),
        Column("name", "户主", "member__name", Kind.TEXT, 12, sort="member__name_pinyin", leads=True),
        Column("branch", "支会", "member__branch__name", Kind.TEXT, 14),
        Column("state", "状态", "state", Kind.CHOICE, 12, choices=HardshipState, tones=TONES),
        Column("level", "级别", "level", Kind.CHOICE, 8, choices=Level),
        Column("category", "困难类别", "category", Kind.CHOICE, 10, choices=Category),
        Column("cause", "致困主要原因", "cause", Kind.CHOICE, 14, choices=Cause, default=False),
        Column("head_count", "家庭人口", "head_count", Kind.INTEGER, 8, default=False),
        Column("per_head", "月人均收入（元）", "per_head", Kind.MONEY, 14),
        Column("since", "建档日期", "on_file_since", Kind.DATE, 12),
        Column("reviewed_on", "最近复核", "reviewed_on", Kind.DATE, 12, default=False),
        Column("review_due", "下次复核", "review_due_on", Kind.DATE, 12),
        Column("relapses", "返困次数", "relapses", Kind.INTEGER, 8, default=False),
        Column("aid_times", "帮扶次数", "aid_times", Kind.INTEGER, 8, total=True),
        Column("aid_yuan", "帮扶金额（元）", "aid_yuan", Kind.MONEY, 14, total=True),
    ),
    filters=(
        Filter("state", "状态", "state", _states, _in_state),
        Filter("list", "清单", "pk", lambda _user: _LISTS.items(), _listed),
        Filter("level", "级别", "level", lambda _user: Level.choices),
        Filter("category", "困难类别", "category", lambda _user: Category.choices),
        Filter("cause", "致困原因", "cause", lambda _user: Cause.choices, _by_cause),
        Filter("branch", "支会", "member__branch_id", all_branches),
        Filter("at", "在档时点", "pk", _year_ends, _on_file_at),
        Filter("review", "下次复核", "review_due_on", None),
    ),
    actions=(
        Action("上报表", "welfare:hardship_report", Right.EXPORT_SENSITIVE, icon="download"),
        Action("申请建档", "welfare:hardship_apply", Right.HANDLE_HARDSHIP, icon="plus", primary=True),
    ),
    uses_year=False,
    purpose="一户一档：从申请、入户、公示到帮扶、复核、脱困都在这里。",
    first_step=Action("申请建档", "welfare:hardship_apply", Right.HANDLE_HARDSHIP, "plus"),
)  # fmt: skip


def _spells(user: Any, period: Period) -> QuerySet[Any]:
    rows: QuerySet[Any] = HardshipSpell.objects.all()
    if user is not None:
        rows = rows.filter(file__in=files_in_scope(user))
    if period.year:
        rows = rows.filter(starts_on__year=period.year)
    return rows.filter(starts_on__lte=period.as_of) if period.as_of else rows


def _spell_at(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        return rows
    return rows.filter(pk__in=on_file_at(day).values("pk"))


_YES = (("yes", "是"), ("no", "否"))


def _relapsed(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(is_relapse=value == "yes")


_PINYIN = "file__member__name_pinyin"
SPELLS = Ledger(
    key="hardship_spells",
    title="困难职工在档期间",
    unit="户次",
    right=Right.VIEW_HARDSHIP,
    rows=_spells,
    default_sort="-starts_on",
    page_url="welfare:hardship_spells",
    columns=(
        Column("number", "档案编号", "file_id", Kind.CODE, 9),
        Column("name", "户主", "file__member__name", Kind.TEXT, 12, sort=_PINYIN, leads=True),
        Column("branch", "支会", "branch__name", Kind.TEXT, 14),
        Column("level", "级别", "level", Kind.CHOICE, 8, choices=Level),
        Column("category", "困难类别", "category", Kind.CHOICE, 10, choices=Category),
        Column("cause", "致困主要原因", "cause", Kind.CHOICE, 14, choices=Cause),
        Column("starts_on", "建档日期", "starts_on", Kind.DATE, 12),
        Column("is_relapse", "返困", "is_relapse", Kind.BOOLEAN, 6),
        Column("ends_on", "结束日期", "ends_on", Kind.DATE, 12),
        Column("ended_by", "结束方式", "ended_by", Kind.CHOICE, 10, choices=SpellEnd),
    ),
    filters=(
        Filter("level", "级别", "level", lambda _user: Level.choices),
        Filter("category", "困难类别", "category", lambda _user: Category.choices),
        Filter("cause", "致困原因", "cause", lambda _user: Cause.choices),
        Filter("branch", "支会", "branch_id", all_branches),
        Filter("at", "在档时点", "pk", _year_ends, _spell_at),
        Filter("relapse", "返困", "is_relapse", lambda _user: _YES, _relapsed),
        Filter("ended", "结束方式", "ended_by", lambda _user: SpellEnd.choices),
        Filter("starts", "建档", "starts_on", None),
        Filter("ends", "结束", "ends_on", None),
    ),
    purpose="每一次建档到脱困或撤档为一个在档期间，用于统计各时点的在档户数。",
)  # fmt: skip
LEDGERS = (HARDSHIP, SPELLS)
