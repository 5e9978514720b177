"""What the auditors look at, and the figures an opinion rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from union.common.models import RuleSet
from union.funds import permissions
from union.funds.choices import (
    FundSource,
    OpinionState,
    OpinionSubject,
    Purpose,
    QuestionState,
)
from union.funds.models import (
    AuditOpinion,
    AuditQuestion,
    AuditSample,
    AuditSampleRow,
    Entry,
    EntryLine,
    Handover,
)
from union.funds.rules.audits import Candidate, Drawn, draw
from union.funds.selectors.balances import by_fund_source, turnover
from union.funds.selectors.budgets import budget_in_force, totals_of
from union.funds.selectors.execution import overall_rate

if TYPE_CHECKING:
    from union.accounts.models import User

SPECIAL = (FundSource.UPPER_GRANT, FundSource.ADMIN_GRANT, FundSource.DONATION)
MOVES = "存取款"


def audit_rules(day: dt.date) -> dict[str, Any]:
    """Values of the rule set ``money_audit`` in force on ``day``."""
    values: dict[str, Any] = RuleSet.objects.valid_on(day).get(kind="money_audit").values
    return values


def samples_visible_to(user: User) -> QuerySet[AuditSample]:
    """Samples, for whoever sees the cash book."""
    rows = AuditSample.objects.select_related("created_by")
    return rows if permissions.can_view(user) else rows.none()


def questions_visible_to(user: User) -> QuerySet[AuditQuestion]:
    """Questions, for whoever sees the cash book."""
    rows = AuditQuestion.objects.select_related("entry", "asked_by")
    return rows if permissions.can_view(user) else rows.none()


def opinions_visible_to(user: User) -> QuerySet[AuditOpinion]:
    """Issued opinions for whoever sees the cash book; drafts for the auditors alone."""
    rows = AuditOpinion.objects.select_related("written_by", "issued_by")
    if permissions.can_audit(user):
        return rows
    return rows.filter(state=OpinionState.ISSUED) if permissions.can_view(user) else rows.none()


def handovers_visible_to(user: User) -> QuerySet[Handover]:
    """Handovers, for whoever sees the cash book."""
    rows = Handover.objects.select_related("created_by", "supervisor")
    return rows if permissions.can_view(user) else rows.none()


def candidates(first: dt.date, last: dt.date, *, through: int) -> list[Candidate]:
    """Vouchers of the period up to the key ``through``, each with the line it is about; one query."""
    lines = EntryLine.objects.filter(entry=OuterRef("pk"), account__journal="").order_by("position")
    named = lines.annotate(line=Coalesce("account__parent__name", "account__name")).values("line")[:1]
    rows = Entry.objects.filter(on__range=(first, last), pk__lte=through).order_by("year", "number")
    fields = rows.annotate(line=Subquery(named)).values_list("pk", "year", "number", "amount", "line")
    return [
        Candidate(pk, f"{year}-{number:04d}", amount, line or MOVES)
        for pk, year, number, amount, line in fields
    ]


def drawn_again(sample: AuditSample) -> list[Drawn]:
    """What its seed draws today; equal to its rows, or somebody changed something."""
    rows = candidates(sample.first_on, sample.last_on, through=sample.through)
    return draw(rows, seed=sample.seed, size=sample.size, large_from=sample.large_from)


def is_reproducible(sample: AuditSample) -> bool:
    """Say whether drawing again gives the rows that stand."""
    stored = set(sample.rows.values_list("entry_id", "stratum"))
    return stored == {(each.pk, each.stratum) for each in drawn_again(sample)}


def facts_for(subject: str, year: int, today: dt.date) -> list[list[str]]:
    """Rows of [label, text] an opinion of ``year`` rests on, as of ``today``; sums from the cash book."""
    first, last = dt.date(year, 1, 1), min(dt.date(year, 12, 31), today)
    builders = {
        OpinionSubject.BUDGET: _budget_facts,
        OpinionSubject.FINAL: _final_facts,
        OpinionSubject.DUES: _dues_facts,
        OpinionSubject.SPECIAL: _special_facts,
    }
    rows = list(builders[OpinionSubject(subject)](first, last))
    return [*rows, *_work_facts(first, last)]


def _budget_facts(first: dt.date, _last: dt.date) -> Iterator[list[str]]:
    budget = budget_in_force(first.year)
    if budget is None:
        yield ["预算", "没有批准的预算"]
        return
    totals = totals_of(budget)
    yield ["预算", f"{budget}（{budget.document or '未记批准文件'}）"]
    yield ["收入预算", _yuan(totals.income)]
    yield ["支出预算", _yuan(totals.expense)]


def _final_facts(first: dt.date, last: dt.date) -> Iterator[list[str]]:
    yield from _budget_facts(first, last)
    booked, rate = turnover(first, last), overall_rate(first.year, last)
    yield ["实际收入", _yuan(booked.income)]
    yield ["实际支出", _yuan(booked.expense)]
    yield ["支出预算执行率", "—" if rate is None else f"{rate}%"]
    closing = sum((row.closing for row in by_fund_source(first, last)), Decimal(0))
    yield ["期末结余", _yuan(closing)]


def _dues_facts(first: dt.date, last: dt.date) -> Iterator[list[str]]:
    row = next(row for row in by_fund_source(first, last) if row.key == FundSource.DUES)
    lines = EntryLine.objects.filter(account__purpose=Purpose.DUES, entry__on__range=(first, last))
    yield ["会费收入（会费收入科目）", _yuan(_net(lines))]
    yield ["会费年初结余", _yuan(row.opening)]
    yield ["会费支出", _yuan(row.expense)]
    yield ["会费期末结余", _yuan(row.closing)]


def _special_facts(first: dt.date, last: dt.date) -> Iterator[list[str]]:
    for row in by_fund_source(first, last):
        if row.key in SPECIAL:
            text = f"期初 {row.opening:,.2f}，收入 {row.income:,.2f}，支出 {row.expense:,.2f}"
            yield [row.label, f"{text}，结余 {row.closing:,.2f} 元"]


def _work_facts(first: dt.date, last: dt.date) -> Iterator[list[str]]:
    entries = Entry.objects.filter(on__range=(first, last))
    checked = AuditSampleRow.objects.filter(entry__in=entries).exclude(result="")
    numbers = checked.order_by().values("entry").distinct().count()
    yield ["抽查凭证", f"{numbers} 张（期间共 {entries.count()} 张）"]
    asked = AuditQuestion.objects.filter(entry__in=entries)
    waiting = asked.exclude(state=QuestionState.CLOSED).count()
    yield ["审查问题", f"{asked.count()} 个，其中未了结 {waiting} 个"]


def _net(lines: QuerySet[EntryLine]) -> Decimal:
    return lines.aggregate(total=Sum("credit") - Sum("debit"))["total"] or Decimal(0)


def _yuan(amount: Decimal) -> str:
    return f"{amount:,.2f} 元"
