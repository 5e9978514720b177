"""会费代扣: the payroll file of a month as a kind of import.

Every row ends matched or unmatched; what was deducted from matched rows is booked by set, the rest waits
for a decision. The same file again changes nothing; a corrected one reverses and adds what differs.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from members.choices import DuesBookingKind, DuesMethod, DuesMonthState, PayrollRowState
from members.models import DuesDifference, DuesMonth, DuesPayroll, DuesPayrollRow, Member
from members.rules.dues import check_month
from members.rules.dues_payroll import PAYROLL_COLUMNS, PayrollLine, Person, read_line
from members.services.dues_booking import closing_books, open_month
from members.services.dues_differences import book_corrections, find_differences
from members.services.dues_months import compute_open
from members.services.dues_sets import book_payroll
from union.accounts.models import User
from union.common import bulk
from union.common.dates import parse_month, today
from union.common.errors import DomainError
from union.common.money import parse_money
from union.common.names import clean_name
from union.common.spreadsheets import SkippedRow, TableRow, TemplateColumn, UnreadableFile, write_template
from union.imports import codec
from union.imports.choices import RowState
from union.imports.declare import CheckedRow, Finding, ImportKind, Reading
from union.imports.models import ImportBatch
from union.organisation.choices import Right

KIND: Final = "payroll"
NOTES: Final = (
    "每行一名职工；工号与姓名都与花名册一致才算匹配，只有姓名的行不匹配。",
    "“应扣会费”是财务计算的金额，“实扣会费”是实际扣到的金额；没有扣到的写 0，行不要删。",
    "月份取自标题（如“会费代扣明细（2026年1月）”）；标题没有月份时，上传时填写。",
    "末尾的“合计”行与各行之和核对，不作为数据。",
    "未匹配的行、少扣、多扣、未扣、不应缴却列入和应缴未列入的，在“会费月结”中逐项处理。",
)
_ROW_FIELDS = (
    "payroll_id", "number", "state", "staff_no", "name", "department", "remark", "reason", "member_id",
    "branch_id", "due", "paid",
)  # fmt: skip


@dataclass(slots=True)
class Prepared:
    """The registry by number, the month, the sums of all rows, and the file's own 合计."""

    month: dt.date
    people: dict[str, Person]
    totals: Callable[[], Sequence[SkippedRow]]
    columns: dict[str, int]
    sums: dict[str, Decimal] = field(default_factory=lambda: {"due": Decimal(0), "paid": Decimal(0)})


def prepare(reading: Reading) -> Prepared:
    """Read the registry; find the month in the options or in the sheet's title.

    Raises:
        UnreadableFile: no month, two different ones, one that is closed or cannot be meant, no 实扣 column.
    """
    if not {"staff_no", "paid"} <= reading.fields:
        raise UnreadableFile("没有找到“工号”和“实扣会费”两列，请对照模板检查表头")
    month = _month(reading)
    people = {
        str(number): Person(pk, clean_name(name), branch_id)
        for number, pk, name, branch_id in Member.objects.unmerged()
        .exclude(staff_no=None)
        .values_list("staff_no", "pk", "name", "branch_id")
    }
    return Prepared(month, people, reading.totals, dict(reading.columns))


def _month(reading: Reading) -> dt.date:
    stated = reading.month
    wanted = str(reading.options.get("month") or "")
    if not wanted and stated is None:
        raise UnreadableFile("文件标题里没有月份，请在上传时填写月份，如 2026-01")
    try:
        month = parse_month(wanted) if wanted else stated
        assert month is not None
        check_month(month, reading.today)
    except ValueError as error:
        raise UnreadableFile(str(error)) from error
    except DomainError as error:
        raise UnreadableFile(str(error)) from error
    if stated is not None and stated != month:
        raise UnreadableFile(
            f"文件标题写的是 {stated:%Y年%-m月}，与所选月份 {month:%Y年%-m月}不一致，没有导入"
        )
    return month


def check(rows: Iterable[TableRow], prepared: Prepared) -> Iterator[CheckedRow]:
    """Yield each row as 新增 (matched) or 退回 (unmatched, with its reason)."""
    for row in rows:
        line = read_line(row.values, prepared.people)
        line.reasons += [(key, "", sentence, "cell") for key, sentence in row.issues.items()]
        if row.issues:
            line.person = None
        prepared.sums["due"] += line.due
        prepared.sums["paid"] += line.paid
        yield _checked(row, line)


def _checked(row: TableRow, line: PayrollLine) -> CheckedRow:
    person = line.person
    values = {
        "staff_no": line.staff_no, "name": line.name, "department": line.department, "remark": line.remark,
        "due": str(line.due), "paid": str(line.paid), "member": person.pk if person else None,
    }  # fmt: skip
    labels = {column.key: column.label for column in PAYROLL_COLUMNS}
    return CheckedRow(
        number=row.number, state=RowState.NEW if person else RowState.REFUSED,
        label=f"{line.staff_no} {line.name}".strip(), subject_id=person.pk if person else None,
        cells=row.cells, values=values,
        changes={"due": ["", f"{line.due}"], "paid": ["", f"{line.paid}"]} if person else {},
        reasons=[Finding(key, labels.get(key, key), *rest) for key, *rest in line.reasons],
    )  # fmt: skip


def remarks(prepared: Prepared) -> dict[str, Any]:
    """Month, sums of all rows, and the file's own 合计 row (last of them); amounts as text."""
    stated = _stated(prepared)
    found: dict[str, Any] = {"dues_month": prepared.month.isoformat()}
    for key, total in prepared.sums.items():
        found[f"all_{key}"] = str(total)
        found[f"stated_{key}"] = str(stated[key]) if key in stated else ""
    return found


def _stated(prepared: Prepared) -> dict[str, Decimal]:
    totals = list(prepared.totals())
    if not totals:
        return {}
    cells, found = totals[-1].cells, {}
    for key in ("due", "paid"):
        at = prepared.columns.get(key)
        cell = cells[at] if at is not None and at < len(cells) else ""
        if cell != "":
            try:
                found[key] = parse_money(cell)
            except ValueError:
                continue
    return found


def apply(batch: ImportBatch, actor: User | None) -> None:
    """Book the file: what is due, what was deducted, which differences wait. All or nothing.

    Raises:
        DomainError: the month is closed, or corrections of it are booked already (unless nothing changed).
    """
    month = dt.date.fromisoformat(batch.reading["dues_month"])
    rows = [(row.number, codec.load(row.values), row) for row in batch.rows.order_by("number")]
    digest = _digest(rows)
    current = DuesPayroll.objects.filter(month=month, is_current=True).first()
    if current is not None and current.digest == digest:
        _repeat(month, actor)
        return
    month_row = open_month(month)
    _refuse_booked(month)
    compute_open(month_row, actor=actor)
    DuesPayroll.objects.filter(month=month, is_current=True).update(is_current=False)
    payroll = _keep(batch, month, rows, digest)
    summary = f"{month:%Y年%-m月}工资代扣会费"
    with closing_books(
        DuesBookingKind.PAYROLL, month_row, summary=summary, actor=actor, method=DuesMethod.PAYROLL
    ) as booking:
        book_payroll(booking, month, payroll.pk)
    find_differences(payroll)
    book_corrections(month_row, actor=actor)


def _repeat(month: dt.date, actor: User | None) -> None:
    """The same file again: the registry is looked at once more while the month is open, nothing else."""
    if DuesMonth.objects.filter(month=month, state=DuesMonthState.OPEN).exists():
        compute_open(open_month(month), actor=actor)


def _refuse_booked(month: dt.date) -> None:
    if DuesDifference.objects.filter(month=month, booking__isnull=False).exists():
        raise DomainError(
            f"{month:%Y年%-m月}的差异更正已记入以后月份，代扣文件不能再更换；新的差异请在以后月份办理"
        )


def _digest(rows: Iterable[tuple[int, dict[str, Any], Any]]) -> str:
    """Of what the rows say, not of the file: a copy saved again is the same file."""
    digest = hashlib.sha256()
    for _number, values, _row in rows:
        digest.update("\t".join(str(values[key]) for key in sorted(values)).encode() + b"\n")
    return digest.hexdigest()


def _keep(batch: ImportBatch, month: dt.date, rows: Sequence[Any], digest: str) -> DuesPayroll:
    """Write the file and its rows in plain: amounts and names of staff, as they came."""
    matched = [values for _number, values, _row in rows if values["member"]]
    reading = batch.reading
    payroll = DuesPayroll.objects.create(
        month=month, batch=batch, digest=digest, rows=len(rows), matched=len(matched),
        unmatched=len(rows) - len(matched),
        due=sum((Decimal(values["due"]) for values in matched), Decimal(0)),
        paid=sum((Decimal(values["paid"]) for values in matched), Decimal(0)),
        all_due=Decimal(reading["all_due"]), all_paid=Decimal(reading["all_paid"]),
        stated_due=_decimal(reading["stated_due"]), stated_paid=_decimal(reading["stated_paid"]),
    )  # fmt: skip
    ids = [values["member"] for values in matched]
    branches = dict(Member.objects.filter(pk__in=ids).values_list("pk", "branch_id"))
    bulk.insert(DuesPayrollRow, _ROW_FIELDS, (_row(payroll, branches, *each) for each in rows))
    return payroll


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _row(
    payroll: DuesPayroll, branches: Mapping[int, int | None], number: int, values: dict[str, Any], row: Any
) -> tuple[Any, ...]:
    member = values["member"]
    state = PayrollRowState.MATCHED if member else PayrollRowState.UNMATCHED
    reason = "；".join(finding.text for finding in codec.load_findings(row.reasons))[:200]
    return (
        payroll.pk, number, state.value, values["staff_no"], values["name"], values["department"],
        values["remark"], reason, member, branches.get(member) if member else None,
        Decimal(values["due"]), Decimal(values["paid"]),
    )  # fmt: skip


def undo(batch: ImportBatch, actor: User | None) -> None:
    """Take back what the file booked, by reversal; the file before it is not brought back.

    Raises:
        DomainError: see `obstacles`.
    """
    payroll = DuesPayroll.objects.filter(batch=batch, is_current=True).first()
    if payroll is None:
        return
    month_row = open_month(payroll.month)
    with transaction.atomic(), closing_books(
        DuesBookingKind.PAYROLL_UNDONE, month_row, actor=actor, method=DuesMethod.PAYROLL,
        summary=f"撤销{payroll.month:%Y年%-m月}工资代扣会费",
    ) as booking:  # fmt: skip
        book_payroll(booking, payroll.month, 0)
    DuesDifference.objects.filter(month=payroll.month).delete()
    payroll.is_current = False
    payroll.save(update_fields=["is_current"])


def obstacles(batch: ImportBatch) -> list[str]:
    """Why the file can no longer be taken back: its month is closed, or corrections were booked."""
    payroll = DuesPayroll.objects.filter(batch=batch, is_current=True).first()
    if payroll is None:
        return []
    found = []
    if DuesMonth.objects.filter(month=payroll.month, state=DuesMonthState.CLOSED).exists():
        found.append(f"{payroll.month:%Y年%-m月}会费已结账")
    if DuesDifference.objects.filter(month=payroll.month, booking__isnull=False).exists():
        found.append("差异的更正已记入以后月份")
    return found


def template() -> bytes:
    """An empty sheet for the finance department."""
    target = io.BytesIO()
    kinds = {"due": "money", "paid": "money"}
    columns = [
        TemplateColumn(
            column.label,
            kind=kinds.get(column.key, "text"),
            is_required=column.key in ("staff_no", "name", "paid"),
        )
        for column in PAYROLL_COLUMNS
    ]
    write_template(target, f"会费代扣明细（{today():%Y年%-m月}）", columns=columns, notes=list(NOTES))
    return target.getvalue()


PAYROLL: Final = ImportKind(
    label="会费代扣",
    summary="每月的工资代扣明细：逐行核对会员，入账，列出差异。",
    right=Right.CLOSE_DUES,
    columns=lambda: PAYROLL_COLUMNS,
    prepare=prepare,
    check=check,
    remarks=remarks,
    apply=apply,
    undo=undo,
    undo_obstacles=obstacles,
    template=template,
    options=frozenset({"month"}),
    unit="人",
    icon="wallet",
    brief=("due", "paid"),
    notes=NOTES,
    undo_note="撤销会用冲销的方式退回这份文件的全部入账，并删除本月尚未更正的差异。",
    reasons={
        "no_number": "没有工号", "nobody": "花名册中没有此工号", "name": "工号与姓名不一致",
        "amount": "金额有误", "cell": "单元格没有值",
    },
)  # fmt: skip
