"""Dues of the demonstration hospital: payroll files of the last months, differences, sheets, requests."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

from django.db.models import F

from members.choices import DuesDecision, DuesDifferenceKind, DuesMethod, DuesRequestKind
from members.models import DuesDifference, Member
from members.rules.dues_records import AuthorisationAction, RequestAction
from members.selectors.dues import owed_of
from members.services import dues_collections, dues_differences, dues_months, dues_papers, dues_requests
from members.services.dues_differences import expected_of
from members.services.dues_payroll import KIND
from union.common.dates import add_months, first_of_month
from union.common.demo import DemoContext
from union.common.spreadsheets import Sheet, SheetColumn, write_workbook
from union.imports.services import batches, running
from union.organisation.choices import Right

MONTHS = 4
_COLUMNS = [
    ("工号", "text"),
    ("姓名", "text"),
    ("科室", "text"),
    ("应扣会费", "money"),
    ("实扣会费", "money"),
    ("备注", "text"),
]


def fill(context: DemoContext) -> None:
    """Four payroll files, the oldest closed, the newest with differences that wait for a decision."""
    office, chair = context.made["users"]["office"], context.made["users"]["chair"]
    this = first_of_month(context.as_of)
    months = [add_months(this, -back) for back in range(MONTHS, 0, -1)]
    dues_months.compute_month(months[0], actor=None)
    everybody = Member.objects.active().unmerged().select_related("department")
    # finance's faults hit the first of the list: nobody with an account, for nobody decides his own case
    payers = list(everybody.order_by(F("user_id").asc(nulls_first=True), "pk"))
    for month in months:
        _month(month, payers, office)
        if month != months[-1]:
            _decide(month, office)
            dues_months.close_month(month, note="财务已核对", actor=office)
    dues_months.compute_month(this, actor=None)
    _by_hand(payers, context, office)
    _papers(payers, months, office, chair)


def _month(month: dt.date, payers: list[Member], office: Any) -> None:
    """A file as finance writes it: two without salary, one too little, one missing, one nobody knows."""
    dues_months.compute_month(month, actor=None)
    expected = expected_of(month)
    rows: list[list[Any]] = []
    for place, member in enumerate(payers):
        due = expected.get(member.pk)
        if due is None or place == 11:  # noqa: PLR2004 - the one whom finance has forgotten
            continue
        paid = Decimal(0) if place in (3, 7) else due - 2 if place == 9 else due  # noqa: PLR2004
        remark = "停薪" if not paid else ""
        unit = member.department.name if member.department else ""
        rows.append([member.staff_no, member.name, unit, due, paid, remark])
    rows.append(["99999", "查无此人", "院办", Decimal("12.50"), Decimal("12.50"), ""])
    total = [sum((line[at] for line in rows), Decimal(0)) for at in (3, 4)]
    target = io.BytesIO()
    sheet = Sheet(
        name="会费代扣", columns=[SheetColumn(label, kind=kind) for label, kind in _COLUMNS], rows=rows,
        title=f"会费代扣明细（{month:%Y年%-m月}）", totals={3: total[0], 4: total[1]},
    )  # fmt: skip
    write_workbook(target, sheet)
    name = f"会费代扣_{month:%Y年%m月}.xlsx"
    batch = batches.stage(KIND, name, target.getvalue(), actor=office, options={"month": f"{month:%Y-%m}"})
    running.check_now(batch.pk)
    running.apply_now(batch.pk, actor=office)


def _decide(month: dt.date, office: Any) -> None:
    for row in DuesDifference.objects.filter(month=month, decision=""):
        unknown = row.kind == DuesDifferenceKind.UNMATCHED
        decision = DuesDecision.RETURN if unknown else DuesDecision.ARREARS
        dues_differences.decide_difference(row, decision, note="已与财务核实", actor=office)


def _by_hand(payers: list[Member], context: DemoContext, office: Any) -> None:
    """One who pays at the counter, one sheet that waits for the office."""
    owing = [member for member in payers[:12] if owed_of(member, context.as_of) > 0]
    if len(owing) < 2:  # noqa: PLR2004
        return
    dues_collections.take_at_office(
        owing[0], owed_of(owing[0], context.as_of), method=DuesMethod.CASH, collected_on=context.as_of,
        actor=office,
    )  # fmt: skip
    collector = context.made["users"].get("branch")
    mine = [m for m in payers if collector and m.branch_id in _branches(collector)]
    sheet = {m: owed for m in mine[:6] if (owed := owed_of(m, context.as_of)) > 0}
    if sheet:
        dues_collections.hand_in(
            sheet, method=DuesMethod.CASH, collected_on=context.as_of, actor=collector, note="小组长收齐交来"
        )


def _branches(user: Any) -> frozenset[int]:
    found: frozenset[int] = user.access.scope(Right.COLLECT_DUES).branch_ids
    return found


def _papers(payers: list[Member], months: list[dt.date], office: Any, chair: Any) -> None:
    last = add_months(months[-1], 1)
    for place, approve in ((3, True), (7, False)):
        row = dues_requests.ask(
            DuesRequestKind.WAIVER, payers[place], first_month=last, last_month=add_months(last, 2),
            reason="长期病假，停发工资，家庭困难", actor=office,
        )  # fmt: skip
        if approve:
            dues_requests.advance(row, RequestAction.APPROVE, actor=chair, note="同意短期免缴")
    for place in range(20, 24):
        paper = dues_papers.sign_authorisation(
            payers[place], first_month=months[0], signed_on=months[0], note="", actor=office
        )
        if place > 21:  # noqa: PLR2004 - two wait for their first look
            dues_papers.advance_authorisation(paper, AuthorisationAction.SEE, actor=office)
