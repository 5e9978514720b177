"""Visits of the demonstration hospital: a year in every state, two lists, some stock."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from union.common.demo import DemoContext
from union.common.encryption import blind_index
from welfare.choices.visits import ListState, Origin, SignKind, VisitState
from welfare.models import (
    GiftItem,
    GiftList,
    Occasion,
    StockMove,
    Visit,
    VisitEvent,
    VisitReport,
    VisitService,
)
from welfare.selectors.standards import standard_on
from welfare.services.visit_booking import book_visit

_PAST = (
    ("hospital_stay", 26, "外科住院部"), ("birth", 10, "产科病房"), ("marriage", 9, "科室"),
    ("relative_death", 8, "家中"), ("retirement", 7, "工会办公室"), ("hardship", 6, "家中"),
    ("birthday", 40, "科室"), ("disaster", 2, "家中"),
)  # fmt: skip
_STATES = (
    VisitState.REPORTED, VisitState.REPORTED, VisitState.CHECKED, VisitState.CHECKED, VisitState.APPROVED,
    VisitState.PLANNED, VisitState.VISITED, VisitState.SIGNED, VisitState.MISSED, VisitState.REJECTED,
)  # fmt: skip
_ILLNESSES = ("阑尾炎", "胆囊结石", "肺部感染", "骨折", "甲状腺结节")
_VISITORS = ("王主席、李干事", "工会干部、支会主席", "科室负责人、小组长")


def fill(context: DemoContext) -> None:
    """Make the year."""
    occasions = {row.code: row for row in Occasion.objects.all()}
    members = [m for m in context.made["members"] if m.membership_status == "active"]
    year_back = [(code, place) for code, count, place in _PAST for _ in range(count)]
    rows = [
        _carried_out(context, occasions[code], members[(turn * 7 + 11) % len(members)], place, turn)
        for turn, (code, place) in enumerate(year_back)
    ]
    Visit.objects.bulk_create(rows, batch_size=500)
    context.made["visits"] = rows
    _book(context.made["users"]["office"], rows)
    _services(rows)
    _open(context, occasions, members)
    _lists(context, occasions, members)


def _carried_out(context: DemoContext, occasion: Occasion, member: Any, place: str, turn: int) -> Visit:
    visited_on = context.days_ago(8 + turn * 353 // 108)
    late = turn % 9 == 0
    visit = _new(context, occasion, member, visited_on - dt.timedelta(days=9 if late else 2), turn)
    visit.state = VisitState.SIGNED
    _spend(visit)
    visit.visited_on = visit.signed_on = visited_on
    visit.place, visit.visitors = place, _VISITORS[turn % len(_VISITORS)]
    visit.signer, visit.sign_kind = member.name, SignKind.PAPER
    return visit


def _book(office: Any, rows: list[Visit]) -> None:
    """Four of five are in the cash book, on the day of the visit; nobody books what was given to himself."""
    for turn, visit in enumerate(rows):
        if turn % 5 and visit.member and visit.member.user_id != office.pk:
            book_visit(visit.pk, actor=office, on=visit.visited_on)


def _new(context: DemoContext, occasion: Occasion, member: Any, happened_on: dt.date, turn: int) -> Visit:
    standard = standard_on(occasion, happened_on)
    visit = Visit(
        occasion=occasion, standard=standard, member=member, category="active", happened_on=happened_on,
        due_on=happened_on + dt.timedelta(days=standard.due_days if standard else 7), branch=member.branch,
        group=member.group, department=member.department,
        relation="parent" if occasion.asks_relation else "",
    )  # fmt: skip
    if occasion.is_health:
        visit.illness = _ILLNESSES[turn % len(_ILLNESSES)]
        visit.illness_index = blind_index(visit.illness, "visit.illness")
        visit.where = f"住院部 {context.random.randint(3, 12)} 楼 {context.random.randint(1, 40)} 床"
    return visit


def _spend(visit: Visit) -> None:
    standard = visit.standard
    if standard is None:
        return
    visit.cash_amount, visit.gift, visit.gift_value = standard.cash_amount, standard.gift, standard.gift_value
    visit.amount = visit.cash_amount + visit.gift_value
    visit.pay_form, visit.fund_source = standard.pay_forms[0], "allocation"


def _services(rows: list[Visit]) -> None:
    kinds = {"relative_death": "wreath", "retirement": "farewell"}
    VisitService.objects.bulk_create(
        VisitService(visit=row, kind=kinds[row.occasion.code], on=row.visited_on or row.happened_on)
        for row in rows if row.occasion.code in kinds
    )  # fmt: skip


def _open(context: DemoContext, occasions: dict[str, Occasion], members: list[Any]) -> None:
    """Something to do for every login; the group leader of the demonstration has reported two."""
    users = context.made["users"]
    first = context.made["groups"][0]
    near = [m for m in members if m.group_id == first.pk and m.user_id is None] or members
    codes = ("hospital_stay", "birth", "hospital_stay", "marriage", "relative_death")
    for turn, state in enumerate(_STATES):
        member = near[turn % len(near)] if turn < 4 else members[(60 + turn * 3) % len(members)]  # noqa: PLR2004 - the first four
        visit = _new(context, occasions[codes[turn % len(codes)]], member, context.days_ago(turn + 1), turn)
        visit.state = state
        if state not in (VisitState.REPORTED, VisitState.REJECTED):
            _spend(visit)
            visit.checked_by = users["office"]
        if state in (VisitState.PLANNED, VisitState.APPROVED, VisitState.VISITED, VisitState.SIGNED):
            visit.decided_by = users["chair"]
        if state in (VisitState.VISITED, VisitState.SIGNED):
            visit.visited_on, visit.visitors, visit.place = context.days_ago(1), _VISITORS[0], "病房"
        if state == VisitState.SIGNED:
            visit.signed_on, visit.signer, visit.sign_kind = context.days_ago(1), member.name, SignKind.PAPER
        if state == VisitState.PLANNED:
            visit.planned_on, visit.visitors = context.as_of, _VISITORS[1]
        visit.missed_reason = "已出院返乡休养" if state == VisitState.MISSED else ""
        visit.check_note = "门诊留观，未住院" if state == VisitState.REJECTED else ""
        visit.save()
        VisitReport.objects.create(
            visit=visit, reporter=users["group"] if turn < 4 else users["branch"],  # noqa: PLR2004
            happened_on=visit.happened_on, details="同事反映，请工会关心", where=visit.where,
        )  # fmt: skip
        VisitEvent.objects.create(
            visit=visit, action="report", to_state=VisitState.REPORTED, actor=users["group"]
        )


def _lists(context: DemoContext, occasions: dict[str, Occasion], members: list[Any]) -> None:
    users = context.made["users"]
    oil = GiftItem.objects.create(name="米面油套装", price=Decimal(300), unit="套")
    GiftItem.objects.create(
        name="蛋糕券", kind="cake_voucher", price=Decimal(200), unit="张", supplier="示范食品店"
    )
    StockMove.objects.create(
        item=oil, quantity=400, on=context.days_ago(30), note="采购入库", actor=users["office"]
    )
    done = context.days_ago(20)
    for title, code, on, state, share in (
        ("秋季慰问品", "mid_autumn", done, ListState.APPROVED, 60),
        ("冬季保暖用品", "cold", context.as_of + dt.timedelta(days=10), ListState.DRAFT, 0),
    ):
        standard = standard_on(occasions[code], on)
        value = (
            Decimal(300) if state == ListState.APPROVED else standard.gift_value if standard else Decimal(0)
        )
        row = GiftList.objects.create(
            title=title, occasion=occasions[code], standard=standard, on=on, state=state, value=value,
            item=oil if state == ListState.APPROVED else None, audience={"statuses": ["active"]},
            created_by=users["office"], decided_by=users["chair"] if state == ListState.APPROVED else None,
            decision_document="工会委员会会议纪要" if state == ListState.APPROVED else "",
        )  # fmt: skip
        Visit.objects.bulk_create(
            [_list_row(row, member, turn, share) for turn, member in enumerate(members)], batch_size=500
        )
        if share:
            StockMove.objects.create(
                item=oil,
                quantity=-min(share, len(members)),
                on=on,
                note=title,
                gift_list=row,
                actor=users["office"],
            )


def _list_row(row: GiftList, member: Any, turn: int, share: int) -> Visit:
    got = turn < share
    state = VisitState.SIGNED if got else VisitState.APPROVED if share else VisitState.CHECKED
    return Visit(
        gift_list=row, member=member, occasion=row.occasion, standard=row.standard, category="active",
        happened_on=row.on, due_on=row.on + dt.timedelta(days=15), state=state, origin=Origin.LIST,
        branch_id=member.branch_id, group_id=member.group_id, department_id=member.department_id,
        gift=row.item.name if row.item else row.occasion.name, gift_value=row.value, amount=row.value,
        pay_form="goods", fund_source="allocation", visited_on=row.on if got else None,
        signed_on=row.on if got else None, signer="见签收单" if got else "",
    )  # fmt: skip
