"""The demonstration hospital's audit of money: cash topped up, statements, opinions, accounts shown.

Comes when every room has booked its history.
"""

from __future__ import annotations

import datetime as dt
import io
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

from django.db.models import Sum
from django.utils import timezone

from union.accounts.models import User
from union.common.dates import add_months, first_of_month
from union.common.spreadsheets import Sheet, SheetColumn, write_workbook
from union.funds.choices import (
    Conclusion,
    EntryKind,
    Journal,
    OpinionSubject,
    PublicationKind,
    QuestionAction,
    SampleResult,
)
from union.funds.models import EntryLine, Handover
from union.funds.selectors.balances import balances
from union.funds.selectors.bank import book_lines
from union.funds.services import audits, bank_import
from union.funds.services.handovers import confirm_handover, save_handover
from union.funds.services.posting import Line, post_entry
from union.funds.services.publications import publish
from union.imports.services import batches, running

if TYPE_CHECKING:
    from union.common.demo import DemoContext

_LEAST, _TOP_UP = Decimal(500), Decimal(2000)
_STATEMENT_MONTHS = 3
_FEE = Decimal("-15.00")
_INTEREST = Decimal("186.42")


def top_up_cash() -> None:
    """Draw cash from the bank before a day on which it would run out: no purse is below zero."""
    office = User.objects.get(username="office")
    rows = EntryLine.objects.filter(account__journal=Journal.CASH).order_by("entry__on")
    days = rows.values_list("entry__on").annotate(net=Sum("debit") - Sum("credit"))
    left, drawn = Decimal(0), 0
    for on, net in days:
        left += net
        if left < _LEAST:
            amount = ((_TOP_UP - left) / 1000).quantize(Decimal(1), ROUND_CEILING) * 1000
            post_entry(
                on=on, summary="提取备用金", key=f"demo:cash:{drawn}", actor=office,
                lines=[Line("101", debit=amount), Line("102", credit=amount)],
            )  # fmt: skip
            left += amount
            drawn += 1


def bank_statements(context: DemoContext) -> None:
    """The bank's list of the last whole months: some lines a day late, two the book does not know yet."""
    last = first_of_month(context.as_of) - dt.timedelta(days=1)
    first = add_months(first_of_month(last), 1 - _STATEMENT_MONTHS)
    known = book_lines().filter(entry__on__range=(first, last)).exclude(entry__kind=EntryKind.OPENING)
    lines = []
    for row in known.order_by("entry__on", "pk"):
        on = row.entry.on + dt.timedelta(days=context.random.choice((0, 0, 0, 1, 2)))
        if on <= last:
            lines.append((on, row.signed, row.entry.summary))  # type: ignore[attr-defined]
    lines += [(last, _FEE, "账户管理费"), (last, _INTEREST, "结息")]
    balance = balances(first - dt.timedelta(days=1))[Journal.BANK]
    table: list[tuple[object, ...]] = []
    for number, (on, amount, summary) in enumerate(sorted(lines, key=lambda each: each[0]), 1):
        balance += amount
        into, out = max(amount, Decimal(0)) or None, max(-amount, Decimal(0)) or None
        table.append((on, into, out, balance, f"{on:%Y%m%d}{number:05d}", summary))
    office, book = User.objects.get(username="office"), _workbook(table)
    batch = batches.stage(bank_import.KIND, f"对账单{last:%Y年%-m月}.xlsx", book, actor=office, options={})
    running.check_now(batch.pk)
    running.apply_now(batch.pk, actor=office)


def _workbook(table: list[tuple[object, ...]]) -> bytes:
    target = io.BytesIO()
    heads = ("交易日期", "收入金额", "支出金额", "余额", "流水号", "摘要")
    write_workbook(target, Sheet("账户交易明细", [SheetColumn(head) for head in heads], table))
    return target.getvalue()


def audit_work(context: DemoContext) -> None:
    """A sample, questions in every state, opinions of last year, a draft of this one, two handovers."""
    auditor, office = (User.objects.get(username=name) for name in ("auditor", "office"))
    year, today = context.as_of.year, timezone.localdate()
    last = first_of_month(context.as_of) - dt.timedelta(days=1)
    sample = audits.draw_sample(
        add_months(first_of_month(last), -2), last, seed=f"{year}0315", size=6,
        large_from=Decimal(10000), note="季度抽查", actor=auditor,
    )  # fmt: skip
    rows = list(sample.rows.order_by("pk"))
    for row in rows[: max(3, len(rows) // 2)]:
        audits.record_result(row, result=SampleResult.FINE, note="", question="", actor=auditor)
    asked = [
        audits.ask(row.entry, text=text, actor=auditor)
        for row, text in zip(
            rows, ("签收表缺一人签字，请补。", "请说明结算方式。", "请补会议纪要。"), strict=False
        )
    ]
    for question in asked[:2]:
        audits.take_question_step(question, QuestionAction.ANSWER, text="已补充附件。", actor=office)
    for question in asked[:1]:
        audits.take_question_step(question, QuestionAction.CLOSE, text="已核对，认可。", actor=auditor)
    for subject in OpinionSubject:
        _opinion(year - 1, subject, min(dt.date(year, 1, 20), context.as_of), auditor)
    audits.start_opinion(year, OpinionSubject.FINAL, actor=auditor)
    _handovers(context, office, auditor, min(today, context.as_of))


def _opinion(year: int, subject: OpinionSubject, decided_on: dt.date, auditor: User) -> None:
    opinion = audits.start_opinion(year, subject, actor=auditor)
    words = {
        "checked": f"审查了 {year} 年度{subject.label}的账簿、凭证和附件，账证、账账相符，手续齐全。",
        "problems": "", "advice": "大额支出请附集体研究的会议纪要。", "conclusion": Conclusion.AGREED,
        "meeting": f"经费审查委员会 {decided_on.year} 年第一次会议", "decided_on": decided_on,
    }  # fmt: skip
    opinion = audits.save_opinion(opinion, words, version=opinion.version, actor=auditor)
    audits.issue_opinion(opinion, actor=auditor, today=timezone.localdate())


def _handovers(context: DemoContext, office: User, auditor: User, today: dt.date) -> None:
    for on, giver, taker in (
        (context.days_ago(240), "周敏", "许静"), (today, "许静", "何婷"),
    ):  # fmt: skip
        booked = balances(on)
        row = save_handover(
            None,
            {
                "on": on, "post": "出纳", "giver": giver, "taker": taker, "reason": "工作调动",
                "books": "现金日记账、银行存款日记账各一本\n空白收据一本\n网银密钥一个\n保险柜钥匙两把",
                "cash_counted": booked[Journal.CASH], "bank_stated": booked[Journal.BANK], "note": "",
            },
            version=0, actor=office, today=today,
        )  # fmt: skip
        if on < today:
            confirm_handover(Handover.objects.get(pk=row.pk), actor=auditor)


def publications(context: DemoContext) -> None:
    """Funds of last year and of the first half of this one; dues of this year so far."""
    office, year = User.objects.get(username="office"), context.as_of.year
    last = first_of_month(context.as_of) - dt.timedelta(days=1)
    spans = [(PublicationKind.FUNDS, dt.date(year - 1, 1, 1), dt.date(year - 1, 12, 31))]
    if context.as_of > dt.date(year, 6, 30):
        spans.append((PublicationKind.FUNDS, dt.date(year, 1, 1), dt.date(year, 6, 30)))
    if last.year == year:
        spans.append((PublicationKind.DUES, dt.date(year, 1, 1), last))
    for kind, first, until in spans:
        publish(kind, first, until, note="", actor=office, today=context.as_of)
