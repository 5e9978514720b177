"""Ledgers of money: 现金银行日记账, 记账凭证, 收支明细账, 预算执行."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, Floor, LPad, Round

from union.common.dates import today
from union.common.registries import entry_sources
from union.common.searching import search_by
from union.funds import permissions
from union.funds.choices import AccountKind, EntryKind, FundSource, Journal
from union.funds.models import Account, BudgetLine, BudgetRelease, Entry, EntryLine
from union.funds.selectors.accounts import accounts_on
from union.funds.selectors.budgets import budget_in_force
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.ledgers.options import all_branches, choices_of
from union.organisation.choices import Right

_MONEY = DecimalField(max_digits=14, decimal_places=2)
_ZERO = Value(0, output_field=_MONEY)
TONES = {EntryKind.REVERSAL: "danger", EntryKind.OPENING: "info"}


def _number(prefix: str = "") -> Concat:
    """Voucher number as written: 2026-0012."""
    number = LPad(Cast(f"{prefix}number", CharField()), 4, Value("0"))
    return Concat(Cast(f"{prefix}year", CharField()), Value("-"), number, output_field=CharField())


def _maker(prefix: str = "") -> Coalesce:
    return Coalesce(F(f"{prefix}created_by__display_name"), F(f"{prefix}created_by__username"), Value("系统"))


def _lines(user: Any, period: Period) -> QuerySet[Any]:
    """Lines of all vouchers; whoever sees the cash book sees all of it."""
    if user is not None and not permissions.can_view(user):
        return EntryLine.objects.none()
    rows = EntryLine.objects.all()
    if period.year:
        rows = rows.filter(entry__year=period.year)
    if period.as_of:
        rows = rows.filter(entry__on__lte=period.as_of)
    found: QuerySet[Any] = rows.annotate(voucher=_number("entry__"), by=_maker("entry__"))
    return found


def _journal(user: Any, period: Period) -> QuerySet[Any]:
    others = EntryLine.objects.filter(entry=OuterRef("entry_id")).exclude(account=OuterRef("account_id"))
    first = others.order_by("position")
    found: QuerySet[Any] = _lines(user, period).exclude(account__journal="").annotate(
        other=Subquery(first.values("account__name")[:1]),
        source_shown=Subquery(first.values("fund_source")[:1]),
        other_branch=Subquery(first.values("branch__name")[:1]),
    )  # fmt: skip
    return found


def _details(user: Any, period: Period) -> QuerySet[Any]:
    on_credit = (AccountKind.INCOME, AccountKind.NET_ASSET)
    natural = Case(
        When(account__kind__in=on_credit, then=F("credit") - F("debit")),
        default=F("debit") - F("credit"),
        output_field=_MONEY,
    )
    found: QuerySet[Any] = _lines(user, period).annotate(natural=natural)
    return found


def _vouchers(user: Any, period: Period) -> QuerySet[Any]:
    if user is not None and not permissions.can_view(user):
        return Entry.objects.none()
    rows = Entry.objects.all()
    if period.year:
        rows = rows.filter(year=period.year)
    if period.as_of:
        rows = rows.filter(on__lte=period.as_of)
    red = Exists(Entry.objects.filter(reverses=OuterRef("pk")))
    state = Case(When(red, then=Value("已冲销")), default=Value(""), output_field=CharField())
    labels = [When(source_kind=key, then=Value(each.label)) for key, each in entry_sources.items()]
    source = Case(*labels, default=F("source_kind"), output_field=CharField())
    return rows.annotate(voucher=_number(), by=_maker(), state=state, source_label=source)


def _budget(user: Any, period: Period) -> QuerySet[Any]:
    """Income and expense accounts of a year that have a plan, a release or turnover."""
    if user is not None and not permissions.can_view(user):
        return Account.objects.none()
    year = period.year or (period.as_of or today()).year
    budget = budget_in_force(year)
    plan = BudgetLine.objects.filter(budget=budget, account=OuterRef("pk")).values("amount")
    extra = _sum(BudgetRelease.objects.filter(year=year, account=OuterRef("pk")), "account_id", Sum("amount"))
    lines = EntryLine.objects.filter(entry__year=year, account=OuterRef("pk"))
    if period.as_of:
        lines = lines.filter(entry__on__lte=period.as_of)
    booked = _sum(lines, "account_id", Sum(F("debit") - F("credit"), output_field=_MONEY))
    sign = Case(When(kind=AccountKind.INCOME, then=Value(-1)), default=Value(1))
    rows = Account.objects.filter(kind__in=(AccountKind.INCOME, AccountKind.EXPENSE)).annotate(
        in_plan=Subquery(plan, output_field=_MONEY), extra=extra, booked=booked
    )
    rows = rows.filter(Q(in_plan__isnull=False) | Q(extra__isnull=False) | Q(booked__isnull=False))
    planned, released = Coalesce("in_plan", _ZERO), Coalesce("extra", _ZERO)
    actual = ExpressionWrapper(Coalesce("booked", _ZERO) * sign, output_field=_MONEY)
    rows = rows.annotate(planned=planned, released=released, actual=actual)
    allowed = F("planned") + F("released")
    rate = Case(When(planned__gt=0, then=_percent(F("actual"), allowed)), output_field=_MONEY)
    return rows.annotate(left=allowed - F("actual"), rate=rate)


def _percent(part: Any, whole: Any) -> Any:
    """One decimal, never rounded up, as rules.budgets.execution_rate; whole cents keep floats exact."""
    cents = [Round(Cast(each, FloatField()) * 100.0) for each in (part, whole)]
    return Cast(Floor(cents[0] * 1000.0 / cents[1]) / 10.0, _MONEY)


def _sum(rows: QuerySet[Any], by: str, total: Any) -> Subquery:
    sums = rows.order_by().values(by).annotate(total=total).values("total")
    return Subquery(sums, output_field=_MONEY)


def _accounts(_user: Any) -> Iterable[tuple[str, str]]:
    return [(each.code, f"{each.code} {each.name}") for each in accounts_on(today())]


def _sources(_user: Any) -> Iterable[tuple[str, str]]:
    return [(key, each.label) for key, each in entry_sources.items()]


def _under(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
    """Lines of an account or of what stands below it."""
    return rows.filter(Q(account__code=code) | Q(account__parent__code=code))


_POST = Action("记一笔", "funds:entry_create", Right.POST_MONEY, icon="plus", primary=True)
_DAY = Column("on", "日期", "entry__on", Kind.DATE, 12)
_VOUCHER = Column("voucher", "凭证号", "voucher", Kind.CODE, 12, leads=True)
_SUMMARY = Column("summary", "摘要", "entry__summary", Kind.TEXT, 30, sort=False)
_BY = Column("by", "制单人", "by", Kind.TEXT, 10, default=False)
_KIND = Column("kind", "种类", "entry__kind", Kind.CHOICE, 10, choices=EntryKind, tones=TONES, default=False)

CASH_BOOK = Ledger(
    key="cash_book",
    title="现金银行日记账",
    unit="笔",
    right=Right.VIEW_MONEY,
    rows=_journal,
    default_sort="-entry__on",
    search=search_by("entry__summary__icontains", "voucher__endswith", "account__name__icontains"),
    search_hint="摘要、凭证号、科目",
    page_url="funds:cash_book",
    record_url="funds:line_open",
    uses_year=True,
    columns=(
        _DAY, _VOUCHER, _SUMMARY,
        Column("account", "账户", "account__name", Kind.TEXT, 10),
        Column("other", "对方科目", "other", Kind.TEXT, 16),
        Column("source", "经费来源", "source_shown", Kind.CHOICE, 10, choices=FundSource),
        Column("branch", "支会", "other_branch", Kind.TEXT, 12, default=False),
        Column("income", "收入（元）", "debit", Kind.MONEY, 14, total=True),
        Column("expense", "支出（元）", "credit", Kind.MONEY, 14, total=True),
        _KIND, _BY,
    ),
    filters=(
        Filter("journal", "账户", "account__journal", choices_of(Journal)),
        Filter("on", "日期", "entry__on", None),
        Filter("source", "经费来源", "source_shown", choices_of(FundSource)),
        Filter("kind", "种类", "entry__kind", choices_of(EntryKind)),
    ),
    actions=(_POST,),
    purpose="每一笔现金和银行存款的收支，按凭证自动登记，不能涂改；更正用红字冲销。",
)  # fmt: skip

DETAILS = Ledger(
    key="account_lines",
    title="收支明细账",
    unit="笔",
    right=Right.VIEW_MONEY,
    rows=_details,
    default_sort="-entry__on",
    search=search_by("entry__summary__icontains", "voucher__endswith", "account__name__icontains"),
    search_hint="摘要、凭证号、科目",
    page_url="funds:account_lines",
    record_url="funds:line_open",
    uses_year=True,
    columns=(
        _DAY, _VOUCHER, _SUMMARY,
        Column("code", "科目编码", "account__code", Kind.CODE, 10),
        Column("account", "科目", "account__name", Kind.TEXT, 16),
        Column("source", "经费来源", "fund_source", Kind.CHOICE, 10, choices=FundSource),
        Column("branch", "支会", "branch__name", Kind.TEXT, 12),
        Column("debit", "借方（元）", "debit", Kind.MONEY, 14, total=True),
        Column("credit", "贷方（元）", "credit", Kind.MONEY, 14, total=True),
        Column("natural", "发生额（元）", "natural", Kind.MONEY, 14, total=True),
        _KIND, _BY,
    ),
    filters=(
        Filter("class", "类别", "account__kind", choices_of(AccountKind)),
        Filter("account", "科目", "account__code", _accounts, apply=_under),
        Filter("source", "经费来源", "fund_source", choices_of(FundSource)),
        Filter("branch", "支会", "branch_id", all_branches),
        Filter("on", "日期", "entry__on", None),
    ),
    purpose="每张凭证的每一行分录，可按科目、经费来源和支会筛选、合计。",
)  # fmt: skip

VOUCHERS = Ledger(
    key="vouchers",
    title="记账凭证",
    unit="张",
    right=Right.VIEW_MONEY,
    rows=_vouchers,
    default_sort="-voucher",
    search=search_by("summary__icontains", "voucher__endswith"),
    search_hint="摘要、凭证号",
    page_url="funds:entry_list",
    record_url="funds:entry_detail",
    uses_year=True,
    columns=(
        Column("voucher", "凭证号", "voucher", Kind.CODE, 12, leads=True),
        Column("on", "日期", "on", Kind.DATE, 12),
        Column("summary", "摘要", "summary", Kind.TEXT, 34, sort=False),
        Column("amount", "金额（元）", "amount", Kind.MONEY, 14, total=True),
        Column("kind", "种类", "kind", Kind.CHOICE, 10, choices=EntryKind, tones=TONES),
        Column("state", "状态", "state", Kind.TEXT, 8),
        Column("source", "来源", "source_label", Kind.TEXT, 12),
        Column("override", "超预算理由", "override_reason", Kind.TEXT, 20, sort=False, default=False),
        Column("by", "制单人", "by", Kind.TEXT, 10),
    ),
    filters=(
        Filter("kind", "种类", "kind", choices_of(EntryKind)),
        Filter("source", "来源", "source_kind", _sources),
        Filter("on", "日期", "on", None),
    ),
    actions=(_POST,),
    purpose="经费的每一笔收支都有一张凭证，编号连续，入账后不能修改。",
    first_step=Action("录入期初余额", "funds:opening", Right.POST_MONEY, icon="plus"),
)

_SIDES = {
    f"{kind.label}{word}": ("元", Sum(path, filter=Q(kind=kind)))
    for kind in (AccountKind.INCOME, AccountKind.EXPENSE)
    for path, word in (("planned", "预算"), ("actual", "实际"))
}
BUDGET = Ledger(
    key="budget",
    title="预算执行",
    unit="项",
    right=Right.VIEW_MONEY,
    rows=_budget,
    default_sort="code",
    page_url="funds:budget_ledger",
    uses_year=True,
    columns=(
        Column("code", "科目编码", "code", Kind.CODE, 10),
        Column("kind", "收支", "kind", Kind.CHOICE, 8, choices=AccountKind),
        Column("category", "类别", "parent__name", Kind.TEXT, 14),
        Column("name", "科目", "name", Kind.TEXT, 18),
        Column("planned", "预算（元）", "planned", Kind.MONEY, 14),
        Column("released", "超预算放行（元）", "released", Kind.MONEY, 14, default=False),
        Column("actual", "实际（元）", "actual", Kind.MONEY, 14),
        Column("left", "结余（元）", "left", Kind.MONEY, 14),
        Column("rate", "执行率（%）", "rate", Kind.MONEY, 12),
    ),
    filters=(Filter("kind", "收支", "kind", choices_of(AccountKind), default=AccountKind.EXPENSE),),
    measures=_SIDES,  # no sum of a column: income and expense do not add up
    purpose="批准的预算与实际收支逐项对照。",
    first_step=Action("编制预算", "funds:budget_list", Right.POST_MONEY, icon="plus"),
)
LEDGERS = (CASH_BOOK, DETAILS, VOUCHERS, BUDGET)
