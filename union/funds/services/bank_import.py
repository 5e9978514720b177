"""银行对账单: the bank's list of a period as a kind of import; a line that came once does not come again."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from union.common.dates import parse_date
from union.common.money import parse_money
from union.common.spreadsheets import Column, TableRow, TemplateColumn, UnreadableFile, write_template
from union.funds.models import BankLine
from union.funds.rules.bank import line_key
from union.funds.services.bank import match_all
from union.imports import codec
from union.imports.choices import RowState
from union.imports.declare import CheckedRow, Finding, ImportKind, Reading
from union.imports.models import ImportBatch
from union.organisation.choices import Right

if TYPE_CHECKING:
    from union.accounts.models import User

KIND: Final = "bank_statement"
COLUMNS: tuple[Column, ...] = (
    Column("on", "交易日期", ("日期", "记账日期", "入账日期", "交易时间"), identifying=True),
    Column("income", "收入金额", ("贷方发生额", "贷方金额", "转入金额", "存入金额", "收入")),
    Column("expense", "支出金额", ("借方发生额", "借方金额", "转出金额", "支取金额", "支出")),
    Column("balance", "余额", ("账户余额", "本次余额", "交易后余额")),
    Column("reference", "流水号", ("交易流水号", "凭证号", "交易流水", "凭证号码")),
    Column("counterparty", "对方户名", ("对方名称", "对手户名", "交易对手", "户名")),
    Column("summary", "摘要", ("用途", "附言", "备注", "交易摘要")),
)
NOTES: Final = (
    "每行一笔交易：收入、支出只填一项；余额是这一笔之后的账户余额，用来核对有没有缺行。",
    "账户号码等其他列不会读取。银行按时间倒序打印的，可以直接上传。",
    "同一笔交易只登记一次，前后两份对账单的日期可以重叠。",
    "登记后系统先按凭证号、再按金额和日期自动勾对，其余的在“银行对账”中人工勾对。",
)
_LONGEST = {"reference": 80, "counterparty": 120, "summary": 200}


@dataclass(slots=True)
class Prepared:
    """Keys that are there already, and what this file has shown so far."""

    known: set[str]
    seen: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    position: int = 0
    chain: list[tuple[Decimal, Decimal]] = field(
        default_factory=list
    )  # (amount, balance) in the file's order


def prepare(reading: Reading) -> Prepared:
    """Read what is known.

    Raises:
        UnreadableFile: a column is missing without which a line cannot be told.
    """
    if not {"on", "balance"} <= reading.fields or not {"income", "expense"} & reading.fields:
        raise UnreadableFile("没有找到“交易日期”“收入金额”“支出金额”“余额”列，请对照模板检查表头")
    return Prepared(set(BankLine.objects.values_list("key", flat=True)))


def check(rows: Iterable[TableRow], prepared: Prepared) -> Iterator[CheckedRow]:
    """Yield each row as new, known already, or refused with every reason."""
    for row in rows:
        yield _checked(row, prepared)


def _checked(row: TableRow, prepared: Prepared) -> CheckedRow:
    reasons = [Finding(key, key, "", sentence, "cell") for key, sentence in row.issues.items()]
    on = _read(reasons, "on", row, parse_date)
    balance = _read(reasons, "balance", row, parse_money)
    amount = _amount(reasons, row)
    texts = {key: str(row.values.get(key, "")).strip()[:most] for key, most in _LONGEST.items()}
    if reasons or on is None or balance is None or amount is None:
        return CheckedRow(row.number, RowState.REFUSED, cells=row.cells, reasons=reasons)
    same = (on, amount, balance, "\x1f".join(texts.values()))
    prepared.seen[same] += 1
    key = line_key(*same, prepared.seen[same])
    prepared.position += 1
    prepared.chain.append((amount, balance))
    values = {**texts, "on": on, "amount": str(amount), "balance": str(balance), "key": key}
    return CheckedRow(
        number=row.number, state=RowState.SAME if key in prepared.known else RowState.NEW,
        label=f"{on} {amount:+,.2f}", cells=row.cells,
        values={**values, "position": prepared.position},
        changes={} if key in prepared.known else {"amount": ["", f"{amount:+,.2f}"]},
        hints=_hints(prepared),
    )  # fmt: skip


def _hints(prepared: Prepared) -> list[Finding]:
    """Say so where a balance does not follow from the line beside it, in either direction of time."""
    if len(prepared.chain) < 2:  # noqa: PLR2004 - a line and the one before
        return []
    (last_amount, last), (amount, balance) = prepared.chain[-2:]
    if balance in (last + amount, last - last_amount):
        return []
    text = f"余额与上一行不连续：上一行余额 {last:,.2f} 元，可能缺少交易行"
    return [Finding("balance", "余额", f"{balance:,.2f}", text, "gap")]


def _amount(reasons: list[Finding], row: TableRow) -> Decimal | None:
    sides = []
    for key in ("income", "expense"):
        cell = row.values.get(key, "")
        if cell in ("", None, "-", "—"):
            sides.append(Decimal(0))
            continue
        read = _read(reasons, key, row, parse_money)
        if read is None:
            return None
        sides.append(read)
    income, expense = sides
    if bool(income) == bool(expense):
        reasons.append(Finding("income", "收入金额", "", "收入、支出必须且只能填一项", "amount"))
        return None
    return income or -abs(expense)


def _read(reasons: list[Finding], key: str, row: TableRow, parse: Any) -> Any:
    label = next(column.label for column in COLUMNS if column.key == key)
    cell = row.values.get(key, "")
    try:
        return parse(cell)
    except ValueError as error:
        text = str(error) if cell != "" else f"{label}没有填"
        reasons.append(Finding(key, label, str(cell)[:30], text, key))
        return None


def apply(batch: ImportBatch, actor: User | None) -> None:
    """Write the new lines in the order of time and match what is certain; lines known by now are left out."""
    rows = batch.rows.filter(state__in=(RowState.NEW, RowState.SAME)).order_by("number")
    every = [codec.load(text) for text in rows.values_list("values", flat=True)]
    if _runs_backwards(every):
        every.reverse()
    known = set(BankLine.objects.values_list("key", flat=True))
    BankLine.objects.bulk_create(
        BankLine(
            batch=batch, position=position, on=each["on"], amount=Decimal(each["amount"]),
            balance=Decimal(each["balance"]), reference=each["reference"],
            counterparty=each["counterparty"], summary=each["summary"], key=each["key"],
        )
        for position, each in enumerate(every, 1)
        if each["key"] not in known
    )  # fmt: skip
    match_all(actor=actor)


def _runs_backwards(every: list[dict[str, Any]]) -> bool:
    """Whether the bank printed the newest first: by days, or within one day by balances."""
    if len(every) > 1 and every[0]["on"] != every[-1]["on"]:
        return bool(every[0]["on"] > every[-1]["on"])
    steps = list(pairwise(every))
    forward = sum(_follows(before, after) for before, after in steps)
    return sum(_follows(after, before) for before, after in steps) > forward


def _follows(before: dict[str, Any], after: dict[str, Any]) -> bool:
    return Decimal(before["balance"]) + Decimal(after["amount"]) == Decimal(after["balance"])


def undo(batch: ImportBatch, _actor: User | None) -> None:
    """Take the lines of the batch out."""
    BankLine.objects.filter(batch=batch).delete()


def obstacles(batch: ImportBatch) -> list[str]:
    """Matched lines stay until they are taken apart."""
    matched = BankLine.objects.filter(batch=batch).exclude(match=None).count()
    return [f"其中 {matched} 笔已与日记账勾对，请先取消勾对"] if matched else []


def template() -> bytes:
    """An empty sheet."""
    target = io.BytesIO()
    columns = [TemplateColumn(each.label, is_required=each.key in ("on", "balance")) for each in COLUMNS]
    write_template(target, "银行对账单", columns=columns, notes=list(NOTES))
    return target.getvalue()


STATEMENT: Final = ImportKind(
    label="银行对账单",
    summary="银行提供的账户交易明细，用来与银行日记账核对。",
    right=Right.POST_MONEY,
    columns=lambda: COLUMNS,
    prepare=prepare,
    check=check,
    apply=apply,
    undo=undo,
    undo_obstacles=obstacles,
    template=template,
    options=frozenset({"all_or_nothing"}),
    unit="笔",
    icon="wallet",
    brief=("amount",),
    notes=NOTES,
    undo_note="撤销会删除这份对账单登记的交易；已勾对的须先取消勾对。",
    reasons={"amount": "金额有误", "on": "日期有误", "balance": "余额有误", "gap": "余额不连续"},
)
