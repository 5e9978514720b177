"""期初欠缴: what members owed before the system was used, as a kind of import."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from members.choices import DuesBookingKind, DuesKind
from members.models import DuesBooking, DuesEntry, DuesMonth, Member
from members.rules.dues_payroll import Person, as_number
from members.services.dues_booking import add_lines, closing_books, open_current_month, take_back_lines
from union.accounts.models import User
from union.common.dates import parse_month
from union.common.errors import DomainError
from union.common.money import parse_money
from union.common.names import clean_name
from union.common.spreadsheets import Column, TableRow, TemplateColumn, write_template
from union.imports import codec
from union.imports.choices import RowState
from union.imports.declare import CheckedRow, Finding, ImportKind, Reading
from union.imports.models import ImportBatch
from union.organisation.choices import Right

KIND: Final = "dues_opening"
COLUMNS: tuple[Column, ...] = (
    Column("staff_no", "工号", ("职工号", "人员编号", "员工编号"), identifying=True),
    Column("name", "姓名", ("会员姓名", "职工姓名")),
    Column("month", "所属月份", ("月份", "欠缴月份")),
    Column("amount", "欠缴金额", ("欠缴会费", "欠费", "金额")),
)
NOTES: Final = (
    "每行一名会员的一个月；合并欠缴多个月的，可以只写最后一个月。",
    "只登记使用本系统以前的欠缴；系统核算过的月份不能再登记期初。",
    "同一会员同一个月只登记一次；撤销用冲销的方式办理。",
)


@dataclass(slots=True)
class Prepared:
    """Members by number, months the system has computed, what is registered already."""

    people: dict[str, Person]
    computed: set[dt.date]
    registered: set[tuple[int, dt.date]]
    seen: set[tuple[int, dt.date]] = field(default_factory=set)


def prepare(_reading: Reading) -> Prepared:
    """Read the registry."""
    rows = Member.objects.unmerged().exclude(staff_no=None)
    people = {
        str(number): Person(pk, clean_name(name), branch)
        for number, pk, name, branch in rows.values_list("staff_no", "pk", "name", "branch_id")
    }
    registered = DuesEntry.objects.filter(kind=DuesKind.OPENING, reverses=None, reversed_by=None)
    return Prepared(
        people,
        set(DuesMonth.objects.exclude(computed_at=None).values_list("month", flat=True)),
        set(registered.values_list("member_id", "month")),
    )


def check(rows: Iterable[TableRow], prepared: Prepared) -> Iterator[CheckedRow]:
    """Yield each row as new, or refused with every reason."""
    for row in rows:
        yield _checked(row, prepared)


def _checked(row: TableRow, prepared: Prepared) -> CheckedRow:
    number, name = as_number(row.values.get("staff_no", "")), clean_name(str(row.values.get("name", "")))
    reasons = [Finding(key, key, "", sentence, "cell") for key, sentence in row.issues.items()]
    person = prepared.people.get(number)
    if person is None or person.name != name:
        text = f"工号 {number or '（空）'} 与姓名“{name}”在花名册中对不上"
        reasons.append(Finding("staff_no", "工号", number, text, "nobody"))
    month = _read(reasons, "month", "所属月份", row, parse_month)
    amount = _read(reasons, "amount", "欠缴金额", row, parse_money)
    if amount is not None and amount <= 0:
        reasons.append(Finding("amount", "欠缴金额", str(amount), "欠缴金额应大于 0", "amount"))
    if month in prepared.computed:
        text = f"{month:%Y-%m} 已由系统核算，不能再登记期初欠缴"
        reasons.append(Finding("month", "所属月份", f"{month:%Y-%m}", text, "computed"))
    if person is not None and month is not None:
        key = (person.pk, month)
        if key in prepared.registered or key in prepared.seen:
            reasons.append(Finding("month", "所属月份", "", "这名会员这个月的期初欠缴已登记", "twice"))
        prepared.seen.add(key)
    fine = not reasons and person is not None
    return CheckedRow(
        number=row.number, state=RowState.NEW if fine else RowState.REFUSED, label=f"{number} {name}".strip(),
        subject_id=person.pk if person and fine else None, cells=row.cells, reasons=reasons,
        values={"member": person.pk, "month": month, "amount": str(amount)} if person and fine else {},
        changes={"amount": ["", str(amount)]} if fine else {},
    )  # fmt: skip


def _read(reasons: list[Finding], key: str, label: str, row: TableRow, parse: Any) -> Any:
    cell = row.values.get(key, "")
    try:
        return parse(cell)
    except ValueError as error:
        text = str(error) if cell != "" else f"{label}没有填"
        reasons.append(Finding(key, label, str(cell)[:30], text, key))
        return None


def apply(batch: ImportBatch, actor: User | None) -> None:
    """Write the lines in this month's books; nothing goes to the cash book.

    Raises:
        DomainError: this month is closed, or somebody registered the same meanwhile.
    """
    values = [
        codec.load(text) for text in batch.rows.filter(state=RowState.NEW).values_list("values", flat=True)
    ]
    members = Member.objects.in_bulk([each["member"] for each in values])
    taken = DuesEntry.objects.filter(kind=DuesKind.OPENING, reverses=None, reversed_by=None)
    registered = set(taken.filter(member__in=members).values_list("member_id", "month"))
    if any((each["member"], each["month"]) in registered for each in values):
        raise DomainError("有会员的期初欠缴在核对后已被登记，请重新核对")
    with closing_books(
        DuesBookingKind.OPENING, open_current_month(), summary=_summary(batch), actor=actor
    ) as booking:
        parts = [(members[v["member"]], v["month"], Decimal(v["amount"])) for v in values]
        add_lines(booking, DuesKind.OPENING, parts)


def _summary(batch: ImportBatch) -> str:
    return f"登记期初欠缴会费（导入第 {batch.pk} 批）"


def undo(batch: ImportBatch, actor: User | None) -> None:
    """Reverse what the batch registered."""
    bookings = DuesBooking.objects.filter(kind=DuesBookingKind.OPENING, summary=_summary(batch))
    lines = DuesEntry.objects.filter(booking__in=bookings, reversed_by=None)
    with closing_books(
        DuesBookingKind.OPENING_UNDONE,
        open_current_month(),
        summary=f"撤销{_summary(batch)}"[:120],
        actor=actor,
    ) as booking:
        take_back_lines(booking, lines)


def obstacles(batch: ImportBatch) -> list[str]:
    """Opening arrears that were paid meanwhile stay."""
    bookings = DuesBooking.objects.filter(kind=DuesBookingKind.OPENING, summary=_summary(batch))
    mine = DuesEntry.objects.filter(booking__in=bookings)
    pairs = set(mine.values_list("member_id", "month"))
    paid = DuesEntry.objects.filter(kind=DuesKind.PAID, member__in=[pk for pk, _month in pairs])
    settled = pairs & set(paid.values_list("member_id", "month"))
    return [f"其中 {len(settled)} 人的期初欠缴已经补缴"] if settled else []


def template() -> bytes:
    """An empty sheet."""
    target = io.BytesIO()
    columns = [TemplateColumn(column.label, is_required=True) for column in COLUMNS]
    write_template(target, "期初欠缴会费", columns=columns, notes=list(NOTES))
    return target.getvalue()


OPENING: Final = ImportKind(
    label="期初欠缴会费",
    summary="使用本系统以前会员欠缴的会费。",
    right=Right.CLOSE_DUES,
    columns=lambda: COLUMNS,
    prepare=prepare,
    check=check,
    apply=apply,
    undo=undo,
    undo_obstacles=obstacles,
    template=template,
    options=frozenset({"all_or_nothing"}),
    unit="行",
    icon="wallet",
    brief=("amount",),
    notes=NOTES,
    reasons={"nobody": "对不上会员", "computed": "系统已核算", "twice": "已登记", "amount": "金额有误"},
)
