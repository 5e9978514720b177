"""Registries, ledger, figures and demonstration of the 职工之家 check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from events.choices.homebuilding import HomeCheckState
from events.ledgers.activities import branches
from events.ledgers.news import by_branch, choices
from events.models import HomeCheck, HomeScore
from events.permissions.homebuilding import visible_condition
from events.room_registering import Around
from events.selectors.activities import rule_values
from union.common import registries
from union.common.demo import DemoContext
from union.common.registries import Duty, Figure, NavItem, Period, VisibleRecord
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger
from union.ledgers.declare import Period as LedgerPeriod
from union.ledgers.declare import register as register_ledger
from union.organisation.choices import Right
from union.organisation.models import Branch
from union.organisation.rights import holds
from union.reminders.declare import Due, ReminderRule, Step
from union.reminders.declare import rules as reminder_rules

_TONES = {"draft": "neutral", "submitted": "warning", "reviewed": "success"}
_LAST_DAY = (11, 30)  # the year's checks are handed in by the end of November
_MOST = 10


def _rows(user: Any, period: LedgerPeriod) -> QuerySet[Any]:
    rows = HomeCheck.objects.filter(visible_condition(user)) if user else HomeCheck.objects.all()
    if period.as_of:
        rows = rows.filter(year__lte=period.as_of.year)
    return rows.filter(year=period.year) if period.year else rows


def _passed(_user: Any) -> list[tuple[str, str]]:
    return [("yes", "合格"), ("no", "不合格")]


LEDGER = Ledger(
    key="home_checks", title="职工之家考核", unit="个", right=Right.VIEW_MEMBERS, rows=_rows,
    default_sort="-year", page_url="events:home_check_list", record_url="events:home_check_detail",
    search=search_by("branch__name__icontains"), search_hint="支会",
    columns=(
        Column("branch", "支会", "branch__name", Kind.TEXT, 18, leads=True),
        Column("year", "年度", "year", Kind.CODE, 8),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=HomeCheckState, tones=_TONES),
        Column("self", "自评分", "self_total", Kind.INTEGER, 8),
        Column("given", "考核分", "given_total", Kind.INTEGER, 8),
        Column("passed", "合格", "is_passed", Kind.BOOLEAN, 8),
        Column("reviewed", "考核日期", "reviewed_on", Kind.DATE, 12),
    ),
    filters=(
        Filter("state", "状态", "state", choices(HomeCheckState)),
        Filter("branch", "支会", "branch_id", branches, apply=by_branch()),
        Filter(
            "passed", "结果", "is_passed", _passed,
            apply=lambda rows, value: rows.filter(is_passed=value == "yes"),
        ),
        Filter("reviewed", "考核日期", "reviewed_on", None),
    ),
    uses_year=True,
    actions=(Action("建立考核", "events:home_check_create", Right.MANAGE_EVENTS, "plus", primary=True),),
    purpose="各支会职工之家建设的自评、佐证和考核结果。",
    first_step=Action("建立考核", "events:home_check_create", Right.MANAGE_EVENTS, "plus"),
)  # fmt: skip


def _find(user: Any, pk: int) -> HomeCheck | None:
    return HomeCheck.objects.filter(visible_condition(user), pk=pk).first()


WATCHED = VisibleRecord(
    "职工之家考核",
    _find,
    (Right.MANAGE_EVENTS, Right.VIEW_MEMBERS),
    subject=lambda row: Around(row.branch_id),
)


def register() -> None:
    """Fill the registries."""
    register_ledger(LEDGER)
    registries.visible_records.register("home_check", WATCHED)
    registries.duties.register("events.home_checks", waiting)
    registries.attachment_access.register("events.homescore", may_open_file)
    registries.unit_moves.register("events.home_checks", move_branch)
    registries.figures.register("events.home_checks", PASSED)
    registries.demo_data.register("events.home_checks", fill)
    reminder_rules.register("events.home_check", ReminderRule("职工之家自评", self_due, (Step(-14), Step(0))))
    registries.navigation.register(
        "events.home_checks",
        NavItem(
            "职工之家考核", "events:home_check_list", "", holds(Right.VIEW_MEMBERS), 33, parent="culture"
        ),
    )


def waiting(user: Any, today: dt.date) -> Iterator[Duty]:  # noqa: ARG001 - the registry's signature
    """Checks that wait for the reviewer, one's own left out."""
    if not user.access.can(Right.MANAGE_HONOURS):
        return
    rows = HomeCheck.objects.filter(state=HomeCheckState.SUBMITTED).exclude(submitted_by=user)
    for row in rows.select_related("branch")[:_MOST]:
        yield Duty(
            key=f"home_check:{row.pk}:{row.version}", title=f"考核职工之家：{row}",
            url=row.get_absolute_url(), action="考核",
        )  # fmt: skip


def self_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Self-assessments of this year that are begun and not handed in, due at the end of November."""
    due_on = dt.date(today.year, *_LAST_DAY)
    if due_on > horizon:
        return
    for row in HomeCheck.objects.filter(state=HomeCheckState.DRAFT, year=today.year).select_related("branch"):
        yield Due(
            subject=f"events.home_check:{row.pk}", on=due_on, title=f"职工之家自评待提交：{row}",
            link=row.get_absolute_url(), right=Right.MANAGE_EVENTS, branch_id=row.branch_id,
        )  # fmt: skip


def may_open_file(user: Any, attachment: Any) -> bool:
    """Proof: whoever sees the check."""
    score = HomeScore.objects.filter(pk=int(attachment.owner_id)).first()
    return score is not None and _rows(user, LedgerPeriod()).filter(pk=score.check_of_id).exists()


def move_branch(kind: str, from_id: int, to_id: int, actor: Any) -> int:  # noqa: ARG001 - the registry's signature
    """Checks stay with the branch that was checked: what it did in a year does not move."""
    return 0


def passed_count(period: Period) -> int:
    """个: branches whose check of the period was passed, by the day of the review."""
    rows = HomeCheck.objects.filter(is_passed=True, reviewed_on__range=(period.first, period.last))
    return (rows.filter(branch_id=period.branch_id) if period.branch_id else rows).count()


def passed_url(period: Period) -> str:
    """Address of the ledger with the same rows."""
    asked = {"passed": "yes", "reviewed_from": str(period.first), "reviewed_to": str(period.last)}
    if period.branch_id:
        asked["branch"] = str(period.branch_id)
    return f"{reverse('events:home_check_list')}?{urlencode(asked)}"


PASSED = Figure(
    "building", "职工之家考核合格", "个", "期内考核合格的支会：达到合格分且必备项均得分", passed_count,
    passed_url, right=Right.VIEW_MEMBERS.value, phrase="职工之家考核合格支会 {value}",
)  # fmt: skip


def fill(context: DemoContext) -> None:
    """Every branch a check: some passed, one waiting, one begun."""
    values, users = rule_values("home_checklist", context.as_of), context.made["users"]
    branches_: Any = Branch.objects.order_by("pk")[:6]
    for turn, branch in enumerate(branches_):
        state = ("draft", "submitted")[turn] if turn < 2 else "reviewed"  # noqa: PLR2004 - the first two
        row = HomeCheck.objects.create(
            year=context.as_of.year, branch=branch, items=values["items"],
            pass_points=values["pass_points"], state=state,
            submitted_by=users["branch"] if state != "draft" else None,
        )  # fmt: skip
        for number, item in enumerate(values["items"]):
            if state != "draft" or number % 2:
                less = int(item["points"]) - (turn + number) % 3
                HomeScore.objects.create(
                    check_of=row, item_key=item["key"], self_points=item["points"],
                    evidence="见台账和照片。", given_points=less if state == "reviewed" else None,
                )  # fmt: skip
        row.self_total = sum(row.scores.values_list("self_points", flat=True))
        if state == "reviewed":
            row.given_total = sum(score.given_points or 0 for score in row.scores.all())
            row.is_passed = row.given_total >= row.pass_points
            row.reviewed_on, row.reviewed_by = context.days_ago(10), users["office"]
        row.save()
