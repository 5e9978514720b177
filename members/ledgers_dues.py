"""Ledgers of dues: accounts of a year, arrears, months unpaid, sums by unit, differences, receipts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import QuerySet

from members.choices import (
    DuesDecision,
    DuesDifferenceKind,
    DuesKind,
    DuesMethod,
    DuesRequestKind,
    DuesRequestState,
    PayrollRowState,
)
from members.models import DuesDifference, DuesEntry, DuesPayrollRow, DuesReceipt, DuesRequest
from members.rules.dues_records import UNPAID_MONTHS
from members.selectors import search as search_members
from members.selectors.dues import (
    payers_visible_to,
    receipts_visible_to,
    requests_visible_to,
)
from members.selectors.dues_accounts import by_month, by_unit, in_arrears, oldest_month, wholly_unpaid
from union.common.dates import add_months, first_of_month, parse_month, today
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Option, Period
from union.ledgers.options import choices_of, open_branches
from union.organisation.choices import Right
from union.organisation.models import Group

_MONTHS_BACK = 24
_LONGEST = 24
_MONEY = partial(Column, kind=Kind.MONEY, width=12, total=True)
_More = partial(Column, default=False)
DIFFERENCE_TONES = {
    "unmatched": "danger", "missing": "warning", "not_due": "danger", "zero": "warning",
    "short": "warning", "over": "info", "stated": "neutral",
}  # fmt: skip
REQUEST_TONES = {"asked": "warning", "approved": "success", "rejected": "danger"}


def _groups(_user: Any) -> Iterable[tuple[str, str]]:
    return [(str(pk), name) for pk, name in Group.objects.filter(closed_on=None).values_list("pk", "name")]


def _months() -> list[tuple[str, str]]:
    this = first_of_month(today())
    months = [add_months(this, -back) for back in range(_MONTHS_BACK)]
    return [(f"{month:%Y-%m}", f"{month:%Y年%-m月}") for month in months]


def _month_problem(text: str) -> str:
    try:
        parse_month(text)
    except ValueError as error:
        return str(error)
    return ""


def _number_problem(text: str) -> str:
    fine = text.isdecimal() and 1 <= int(text) <= _LONGEST
    return "" if fine else f"请写 1 到 {_LONGEST} 的整数"


def _oldest() -> str:
    return f"{oldest_month(today()):%Y-%m}"


def _last_month() -> str:
    return f"{add_months(first_of_month(today()), -1):%Y-%m}"


FROM = Option("from", "起始月份", _months, lambda: f"{today().year}-01", _month_problem)
TO = Option("to", "截止月份", _months, lambda: f"{first_of_month(today()):%Y-%m}", _month_problem)
EVER = Option(
    "from", "起始月份", lambda: [(_oldest(), "建账以来"), *_months()], _oldest, _month_problem
)  # what is owed does not lapse with the year
OVER = Option("to", "截止月份", _months, _last_month, _month_problem)  # of months that are over
UNTIL = Option("until", "截至月份", _months, _last_month, _month_problem)
MONTHS = Option(
    "months", "连续月数", lambda: [(str(n), f"{n} 个月") for n in (3, 6, 9, 12)],
    lambda: str(UNPAID_MONTHS), _number_problem,
)  # fmt: skip


def _asked(period: Period, option: Option) -> str:
    return period.options.get(option.key) or option.default()


def span(period: Period, start: Option = FROM) -> tuple[dt.date, dt.date]:
    """First and last month of a question: its options, or the year asked for."""
    first, last = (parse_month(_asked(period, option)) for option in (start, TO))
    if period.year:
        return dt.date(period.year, 1, 1), dt.date(period.year, 12, 1)
    return min(first, last), max(first, last)


def _year(user: Any, period: Period) -> Any:
    return by_month(user, period.year or (period.as_of or today()).year)


def _arrears(user: Any, period: Period) -> Any:
    return in_arrears(user, *span(period, EVER))


def _unpaid(user: Any, period: Period) -> Any:
    return wholly_unpaid(user, parse_month(_asked(period, UNTIL)), int(_asked(period, MONTHS)))


def _units(user: Any, period: Period) -> Any:
    return by_unit(user, *span(period))


def _differences(user: Any, period: Period) -> QuerySet[Any]:
    rows = DuesDifference.objects.filter(month__range=span(period))
    scope = user.access.scope(Right.VIEW_DUES) if user else None
    return rows if scope is None or scope.everything else rows.filter(member__in=payers_visible_to(user))


def _receipts(user: Any, period: Period) -> QuerySet[Any]:
    rows = receipts_visible_to(user) if user else DuesReceipt.objects.all()
    return rows.filter(year=period.year or today().year)


def _requests(user: Any, _period: Period) -> QuerySet[Any]:
    return requests_visible_to(user) if user else DuesRequest.objects.all()


def _search_member(rows: QuerySet[Any], text: str, user: Any) -> QuerySet[Any]:
    return rows.filter(member__in=search_members(payers_visible_to(user), text, user))


_WHO = (
    Column("staff_no", "工号", "staff_no", Kind.CODE, 10),
    Column("name", "姓名", "name", Kind.TEXT, 12, sort="name_pinyin", leads=True),
    Column("branch", "支会", "branch__name", Kind.TEXT, 14),
    Column("group", "工会小组", "group__name", Kind.TEXT, 14),
)
_WHERE = (
    Filter("branch", "支会", "branch_id", open_branches),
    Filter("group", "工会小组", "group_id", _groups),
)
_BY_MEMBER = partial(
    Ledger, unit="人", right=Right.VIEW_DUES, default_sort="name_pinyin", search=search_members,
    search_hint="姓名、拼音、工号", record_url="dues:member_account",
)  # fmt: skip
_FIRST_STEP = Action("导入代扣文件", "imports:kind_home", Right.CLOSE_DUES, "upload", url_args=("payroll",))

DUES = _BY_MEMBER(
    key="dues",
    title="会费收缴台账",
    rows=_year,
    uses_year=True,
    page_url="dues:account_list",
    columns=(
        *_WHO,
        _More("base", "计费基数", "base", Kind.MONEY, 12, right=Right.VIEW_DUES_BASE),
        *(_MONEY(f"m{n}", f"{n}月", f"m{n}", width=9) for n in range(1, 13)),
        _MONEY("due", "应缴合计", "due"),
        _MONEY("paid", "实缴合计", "paid"),
        _MONEY("owed", "欠缴", "owed"),
        _More("method", "缴纳方式", "methods", Kind.CHOICE, 10, choices=DuesMethod, sort=False),
    ),
    filters=(
        *_WHERE,
        Filter(
            "state", "缴纳情况", "owed", lambda _user: [("owed", "有欠缴"), ("clear", "已缴清")],
            apply=lambda rows, v: rows.filter(owed__gt=0) if v == "owed" else rows.filter(owed__lte=0),
        ),
    ),
    purpose="每名会员全年各月的应缴和实缴；导入代扣文件后自动生成。",
    first_step=_FIRST_STEP,
)  # fmt: skip
ARREARS = _BY_MEMBER(
    key="dues_arrears",
    title="会费欠缴台账",
    rows=_arrears,
    options=(EVER, OVER),
    page_url="dues:arrears_list",
    columns=(
        *_WHO,
        Column("since", "最早欠缴月份", "since", Kind.MONTH, 12),
        _MONEY("due", "应缴", "due"),
        _MONEY("paid", "实缴", "paid"),
        _MONEY("owed", "欠缴", "owed"),
    ),
    filters=_WHERE,
    actions=(Action("登记收缴", "dues:collection_create", Right.COLLECT_DUES, "wallet", primary=True),),
    purpose="所选月份里实缴少于应缴的会员。",
)
UNPAID = _BY_MEMBER(
    key="dues_unpaid",
    title="连续未缴会费名单",
    rows=_unpaid,
    options=(MONTHS, UNTIL),
    page_url="dues:unpaid_list",
    columns=(
        *_WHO,
        Column("first_unpaid", "自", "first_unpaid", Kind.MONTH, 10, sort=False),
        Column("last_unpaid", "至", "last_unpaid", Kind.MONTH, 10, sort=False),
        _MONEY("owed", "欠缴", "owed"),
    ),
    filters=_WHERE,
    purpose="所选各月都应缴而全部未缴的会员；只作提示，是否视为自动退会须按章程第六条由委员会决定。",
)
SUMMARY = Ledger(
    key="dues_summary",
    title="会费收缴汇总表",
    unit="个小组",
    right=Right.VIEW_DUES,
    rows=_units,
    options=(FROM, OVER),
    default_sort="branch__name",
    page_url="dues:summary_list",
    columns=(
        Column("branch", "支会", "branch__name", Kind.TEXT, 16),
        Column("group", "工会小组", "group__name", Kind.TEXT, 18),
        Column("members", "会员数", "members", Kind.INTEGER, 9, total=True),
        _MONEY("due", "应缴会费", "due"),
        _MONEY("paid", "实缴会费", "paid"),
        _MONEY("owed", "欠缴", "owed"),
        Column("chair", "支会主席签字", "signature", Kind.TEXT, 16, sort=False),
        Column("clerk", "经办人签字", "signature", Kind.TEXT, 16, sort=False),
    ),
    filters=_WHERE[:1],
    purpose="按支会和工会小组汇总，打印后由支会主席和经办人签字。",
)
DIFFERENCES = Ledger(
    key="dues_differences",
    title="会费差异台账",
    unit="项",
    right=Right.VIEW_DUES,
    rows=_differences,
    options=(FROM, TO),
    default_sort="-month",
    search=_search_member,
    search_hint="姓名、拼音、工号",
    page_url="dues:difference_list",
    columns=(
        Column("month", "月份", "month", Kind.MONTH, 9),
        Column("kind", "差异", "kind", Kind.CHOICE, 12, choices=DuesDifferenceKind, tones=DIFFERENCE_TONES),
        Column("staff_no", "工号", "member__staff_no", Kind.CODE, 10),
        Column("name", "姓名", "member__name", Kind.TEXT, 12),
        Column("label", "文件中的人员", "label", Kind.TEXT, 24),
        _MONEY("expected", "登记应缴", "expected"),
        _MONEY("stated", "文件应扣", "stated"),
        _MONEY("paid", "文件实扣", "paid"),
        Column("decision", "处理", "decision", Kind.CHOICE, 18, choices=DuesDecision),
        Column("note", "说明", "note", Kind.TEXT, 18, sort=False),
        _MONEY("effect", "更正金额", "effect"),
    ),
    filters=(
        Filter("kind", "差异", "kind", choices_of(DuesDifferenceKind)),
        Filter(
            "state", "处理情况", "decision", lambda _user: [("open", "待处理"), ("done", "已处理")],
            apply=lambda rows, v: rows.filter(decision="") if v == "open" else rows.exclude(decision=""),
        ),
    ),
    purpose="代扣文件与会员登记不一致的逐项记录及其处理。",
    first_step=_FIRST_STEP,
)  # fmt: skip
RECEIPTS = Ledger(
    key="dues_receipts",
    title="会费收据台账",
    unit="张",
    right=Right.VIEW_DUES,
    rows=_receipts,
    uses_year=True,
    default_sort="-serial",
    search=_search_member,
    search_hint="姓名、拼音、工号",
    page_url="dues:receipt_list",
    record_url="dues:receipt_detail",
    columns=(
        Column("year", "年度", "year", Kind.CODE, 8),
        Column("serial", "号码", "serial", Kind.INTEGER, 8, leads=True),
        Column("issued_on", "日期", "issued_on", Kind.DATE, 12),
        Column("name", "缴款人", "member__name", Kind.TEXT, 12, sort="member__name_pinyin"),
        Column("branch", "支会", "member__branch__name", Kind.TEXT, 14),
        Column("method", "方式", "method", Kind.CHOICE, 10, choices=DuesMethod),
        _MONEY("amount", "金额（元）", "amount"),
        Column("void", "作废原因", "void_reason", Kind.TEXT, 16, sort=False),
    ),
    filters=(Filter("method", "方式", "method", choices_of(DuesMethod)),),
    purpose="现金和转账缴费开出的收据，号码连续。",
)
REQUESTS = Ledger(
    key="dues_requests",
    title="会费减免与退费",
    unit="件",
    right=Right.VIEW_DUES,
    rows=_requests,
    default_sort="-pk",
    search=_search_member,
    search_hint="姓名、拼音、工号",
    page_url="dues:request_list",
    record_url="dues:request_detail",
    columns=(
        Column("kind", "事项", "kind", Kind.CHOICE, 8, choices=DuesRequestKind),
        Column("name", "会员", "member__name", Kind.TEXT, 12, sort="member__name_pinyin", leads=True),
        Column("branch", "支会", "member__branch__name", Kind.TEXT, 14),
        Column("first_month", "自", "first_month", Kind.MONTH, 9),
        Column("last_month", "至", "last_month", Kind.MONTH, 9),
        _MONEY("amount", "退费金额", "amount"),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=DuesRequestState, tones=REQUEST_TONES),
        Column("requested_at", "申请时间", "requested_at", Kind.DATETIME, 16),
    ),
    filters=(
        Filter("kind", "事项", "kind", choices_of(DuesRequestKind)),
        Filter("state", "状态", "state", choices_of(DuesRequestState)),
    ),
    actions=(Action("提出申请", "dues:request_create", Right.COLLECT_DUES, "plus", primary=True),),
    purpose="短期免缴和退费：由支会、小组或工会办公室提出，由有权审批的其他人决定。",
)


def _file_rows(user: Any, period: Period) -> QuerySet[Any]:
    """Rows of the current payroll files; a unit sees its own."""
    rows = DuesPayrollRow.objects.filter(payroll__is_current=True, payroll__month__range=span(period))
    return _in_scope(rows, user)


def _income(user: Any, period: Period) -> QuerySet[Any]:
    """Lines of what was paid, by the month of the books."""
    return _in_scope(DuesEntry.objects.filter(kind=DuesKind.PAID, booked_in__range=span(period)), user)


def _in_scope(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    scope = user.access.scope(Right.VIEW_DUES) if user else None
    return rows if scope is None or scope.everything else rows.filter(member__in=payers_visible_to(user))


_PERSON = (
    Column("staff_no", "工号", "member__staff_no", Kind.CODE, 10),
    Column("name", "姓名", "member__name", Kind.TEXT, 12, sort="member__name_pinyin"),
    Column("branch", "支会", "branch__name", Kind.TEXT, 14),
)
PAYROLL_ROWS = Ledger(
    key="dues_payroll_rows",
    title="会费代扣明细台账",
    unit="行",
    right=Right.VIEW_DUES,
    rows=_file_rows,
    options=(FROM, TO),
    default_sort="-payroll__month",
    search=_search_member,
    search_hint="姓名、拼音、工号",
    page_url="dues:payroll_row_list",
    columns=(
        Column("month", "月份", "payroll__month", Kind.MONTH, 9),
        Column("number", "行号", "number", Kind.CODE, 7),
        *_PERSON,
        _MONEY("due", "应扣", "due"),
        _MONEY("paid", "实扣", "paid"),
        Column("state", "匹配", "state", Kind.CHOICE, 10, choices=PayrollRowState),
        _More("reason", "未匹配原因", "reason", Kind.TEXT, 20, sort=False),
    ),
    filters=(*_WHERE[:1], Filter("state", "匹配", "state", choices_of(PayrollRowState))),
    purpose="每月现行代扣文件的每一行，与会员登记匹配与否；文件更换后只看新的。",
    first_step=_FIRST_STEP,
)
INCOME = Ledger(
    key="dues_income",
    title="会费入账明细台账",
    unit="笔",
    right=Right.VIEW_DUES,
    rows=_income,
    options=(FROM, TO),
    default_sort="-booked_in",
    search=_search_member,
    search_hint="姓名、拼音、工号",
    page_url="dues:income_list",
    columns=(
        Column("booked_in", "入账月份", "booked_in", Kind.MONTH, 9),
        Column("month", "所属月份", "month", Kind.MONTH, 9),
        *_PERSON,
        Column("method", "缴纳方式", "method", Kind.CHOICE, 10, choices=DuesMethod),
        Column("summary", "摘要", "booking__summary", Kind.TEXT, 24, sort=False),
        _MONEY("amount", "金额（元）", "amount"),
    ),
    filters=(*_WHERE[:1], Filter("method", "方式", "method", choices_of(DuesMethod))),
    purpose="每一笔会费收入，按入账月份；合计与经费账的会费收入一致。",
)
LEDGERS = (DUES, ARREARS, UNPAID, SUMMARY, DIFFERENCES, RECEIPTS, REQUESTS, PAYROLL_ROWS, INCOME)
