"""Ledgers of the audit of money: 抽查凭证, 审查问题, 审查意见, 交接监交, 银行对账单."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When

from union.common.searching import search_by
from union.funds import permissions
from union.funds.choices import (
    Conclusion,
    HandoverState,
    MatchWay,
    OpinionState,
    OpinionSubject,
    QuestionState,
    SampleResult,
)
from union.funds.ledgers import _number
from union.funds.models import (
    AuditOpinion,
    AuditQuestion,
    AuditRemark,
    AuditSampleRow,
    BankLine,
    Handover,
)
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.ledgers.options import choices_of
from union.organisation.choices import Right

_RESULT_TONES = {"fine": "success", "doubt": "danger"}
_QUESTION_TONES = {"open": "warning", "answered": "info", "closed": "success"}


def _seen(user: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows if user is None or permissions.can_view(user) else rows.none()


def _of_period(rows: QuerySet[Any], path: str, period: Period) -> QuerySet[Any]:
    if period.year:
        rows = rows.filter(**{f"{path}__year": period.year})
    return rows.filter(**{f"{path}__lte": period.as_of}) if period.as_of else rows


def _samples(user: Any, period: Period) -> QuerySet[Any]:
    rows = _of_period(_seen(user, AuditSampleRow.objects.all()), "entry__on", period)
    by = Case(When(checked_by__isnull=False, then="checked_by__display_name"), default=Value(""))
    found: QuerySet[Any] = rows.annotate(voucher=_number("entry__"), by=by)
    return found


def _questions(user: Any, period: Period) -> QuerySet[Any]:
    rows = _of_period(_seen(user, AuditQuestion.objects.all()), "entry__on", period)
    said = AuditRemark.objects.filter(question=OuterRef("pk")).order_by("pk")
    found: QuerySet[Any] = rows.annotate(
        voucher=_number("entry__"), asked=Subquery(said.values("text")[:1]),
        last=Subquery(said.reverse().values("text")[:1]),
    )  # fmt: skip
    return found


def _opinions(user: Any, period: Period) -> QuerySet[Any]:
    rows = AuditOpinion.objects.all()
    if user is not None and not permissions.can_audit(user):
        rows = _seen(user, rows.filter(state=OpinionState.ISSUED))
    return rows.filter(year=period.year) if period.year else rows


def _handovers(user: Any, period: Period) -> QuerySet[Any]:
    return _of_period(_seen(user, Handover.objects.all()), "on", period)


def _bank(user: Any, period: Period) -> QuerySet[Any]:
    rows = _of_period(_seen(user, BankLine.objects.all()), "on", period)
    state = Case(When(match=None, then=Value("open")), default=Value("matched"), output_field=CharField())
    into = Case(When(amount__gt=0, then="amount"), default=None)
    out = Case(When(amount__lt=0, then=-F("amount")), default=None)
    found: QuerySet[Any] = rows.annotate(state=state, into=into, out=out)
    return found


def _matched(_user: Any) -> list[tuple[str, str]]:
    return [("open", "未勾对"), ("matched", "已勾对")]


SAMPLES = Ledger(
    key="audit_samples", title="经审抽查凭证", unit="张", right=Right.VIEW_MONEY, rows=_samples,
    default_sort="-sample_id", page_url="funds:sample_list", record_url="funds:sample_result", uses_year=True,
    columns=(
        Column("voucher", "凭证号", "voucher", Kind.CODE, 12, leads=True),
        Column("sample", "抽查批次", "sample_id", Kind.CODE, 10),
        Column("on", "日期", "entry__on", Kind.DATE, 12),
        Column("summary", "摘要", "entry__summary", Kind.TEXT, 30, sort=False),
        Column("amount", "金额（元）", "entry__amount", Kind.MONEY, 14, total=True),
        Column("stratum", "分层", "stratum", Kind.TEXT, 18),
        Column("result", "结果", "result", Kind.CHOICE, 10, choices=SampleResult, tones=_RESULT_TONES),
        Column("note", "记录", "note", Kind.TEXT, 24, sort=False),
        Column("by", "审查人", "by", Kind.TEXT, 10),
    ),
    filters=(Filter("result", "结果", "result", choices_of(SampleResult)),),
    actions=(Action("抽取凭证", "funds:sample_create", Right.AUDIT_MONEY, icon="plus", primary=True),),
    purpose="经审会按公布的种子抽取的凭证和审查结果。",
)  # fmt: skip

QUESTIONS = Ledger(
    key="audit_questions", title="审查问题", unit="个", right=Right.VIEW_MONEY, rows=_questions,
    default_sort="-asked_at", page_url="funds:question_list", record_url="funds:question_detail",
    uses_year=True,
    columns=(
        Column("voucher", "凭证号", "voucher", Kind.CODE, 12, leads=True),
        Column("amount", "金额（元）", "entry__amount", Kind.MONEY, 14),
        Column("asked", "问题", "asked", Kind.TEXT, 34, sort=False),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=QuestionState, tones=_QUESTION_TONES),
        Column("due", "答复期限", "due_on", Kind.DATE, 12),
        Column("last", "最近一次", "last", Kind.TEXT, 34, sort=False),
        Column("asked_on", "提问时间", "asked_at", Kind.DATETIME, 16),
    ),
    filters=(Filter("state", "状态", "state", choices_of(QuestionState)),),
    purpose="经审会对凭证提出的问题和办公室的答复。",
)  # fmt: skip

OPINIONS = Ledger(
    key="audit_opinions", title="经费审查意见", unit="份", right=Right.VIEW_MONEY, rows=_opinions,
    default_sort="-year", page_url="funds:opinion_list", record_url="funds:opinion_detail", uses_year=True,
    columns=(
        Column("year", "年度", "year", Kind.CODE, 8, leads=True),
        Column("subject", "事项", "subject", Kind.CHOICE, 16, choices=OpinionSubject),
        Column("revision", "版次", "revision", Kind.INTEGER, 8),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=OpinionState,
               tones={"draft": "warning", "issued": "success"}),
        Column("conclusion", "审查结论", "conclusion", Kind.CHOICE, 16, choices=Conclusion),
        Column("meeting", "经审会会议", "meeting", Kind.TEXT, 24, sort=False),
        Column("decided", "议定日期", "decided_on", Kind.DATE, 12),
    ),
    filters=(
        Filter("subject", "事项", "subject", choices_of(OpinionSubject)),
        Filter("state", "状态", "state", choices_of(OpinionState)),
    ),
    actions=(Action("起草审查意见", "funds:opinion_create", Right.AUDIT_MONEY, icon="plus", primary=True),),
    purpose="经审会对预算、决算、会费和专项资金的年度审查意见。",
)  # fmt: skip

HANDOVERS = Ledger(
    key="handovers", title="财务交接监交", unit="次", right=Right.VIEW_MONEY, rows=_handovers,
    default_sort="-on", page_url="funds:handover_list", record_url="funds:handover_detail", uses_year=True,
    columns=(
        Column("on", "交接日期", "on", Kind.DATE, 12, leads=True),
        Column("post", "岗位", "post", Kind.TEXT, 12),
        Column("giver", "移交人", "giver", Kind.TEXT, 10),
        Column("taker", "接交人", "taker", Kind.TEXT, 10),
        Column("supervisor", "监交人", "supervisor__display_name", Kind.TEXT, 10),
        Column("cash", "实点现金（元）", "cash_counted", Kind.MONEY, 14),
        Column("bank", "银行余额（元）", "bank_stated", Kind.MONEY, 14),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=HandoverState,
               tones={"draft": "warning", "done": "success"}),
    ),
    filters=(Filter("state", "状态", "state", choices_of(HandoverState)),),
    actions=(Action("登记交接", "funds:handover_create", Right.POST_MONEY, icon="plus", primary=True),),
    purpose="财务人员调动时，在经审会成员监督下办理的交接。",
)  # fmt: skip

BANK_LINES = Ledger(
    key="bank_lines", title="银行对账单", unit="笔", right=Right.VIEW_MONEY, rows=_bank,
    default_sort="-on", page_url="funds:bank_line_list", uses_year=True,
    columns=(
        Column("on", "日期", "on", Kind.DATE, 12),
        Column("summary", "摘要", "summary", Kind.TEXT, 24, sort=False),
        Column("counterparty", "对方户名", "counterparty", Kind.TEXT, 18, sort=False),
        Column("reference", "流水号", "reference", Kind.CODE, 16, sort=False, default=False),
        Column("into", "收入（元）", "into", Kind.MONEY, 14, total=True),
        Column("out", "支出（元）", "out", Kind.MONEY, 14, total=True),
        Column("balance", "余额（元）", "balance", Kind.MONEY, 14),
        Column("way", "勾对方式", "match__way", Kind.CHOICE, 12, choices=MatchWay),
    ),
    filters=(
        Filter("state", "勾对", "state", _matched),
        Filter("on", "日期", "on", None),
    ),
    search=search_by("summary__icontains", "counterparty__icontains", "reference__icontains"),
    search_hint="摘要、对方户名、流水号",
    purpose="导入的银行交易明细及其勾对情况。",
)  # fmt: skip
LEDGERS = (SAMPLES, QUESTIONS, OPINIONS, HANDOVERS, BANK_LINES)
