"""参保名单 as a kind of import: people onto the open list of their plan; undone whole."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from members.models import Member
from union.accounts.models import User
from union.common import id_numbers
from union.common.encryption import blind_index
from union.common.errors import DomainError, StaleError
from union.common.names import clean_name
from union.common.spreadsheets import Column, TableRow, TemplateColumn, write_template
from union.imports import codec
from union.imports.choices import RowState
from union.imports.declare import CheckedRow, Finding, ImportKind, Reading
from union.imports.models import ImportBatch
from union.organisation.choices import Right
from welfare.choices.mutual import PeriodState
from welfare.models import Enrolment, MutualPeriod
from welfare.rules.mutual import joining_problem
from welfare.selectors.mutual import listed_elsewhere, terms_of

COLUMNS: Final = (
    Column("serial", "序号"),
    Column("name", "姓名", ("职工姓名", "被保障人", "被保障人姓名")),
    Column("staff_no", "工号", ("职工编号",), identifying=True),
    Column("id_number", "身份证号", ("证件号码", "身份证号码"), identifying=True),
    Column("plan", "批次", ("参保批次", "保障计划", "计划"), contains=False),
)
_LABELS: Final = {column.key: column.label for column in COLUMNS}
NOTES: Final = (
    "先在系统中新建参保名单（批次），再导入人员；“批次”列写名单名称，只有一份编制中的名单时可以不填。",
    "按工号或身份证号认人，姓名必须一致；年龄、性别不符或同一时间已参保的行会退回。",
)


@dataclass(slots=True)
class Prepared:
    """What one pass over a file needs to know, read once."""

    by_staff_no: dict[str, Member]
    by_id: dict[str, Member]
    lists: dict[str, MutualPeriod]
    taken: dict[int, set[int]] = field(default_factory=dict)  # list → members on it, or insured elsewhere


def _text(values: Mapping[str, Any], key: str) -> str:
    return str(values.get(key) or "").strip()


def prepare(_reading: Reading) -> Prepared:
    """Read members, open lists and who is on them."""
    rows = (
        Member.objects.unmerged()
        .active()
        .only("pk", "staff_no", "name", "sex", "born_on", "id_number_index", "branch_id")
    )
    people = list(rows)
    periods = list(MutualPeriod.objects.filter(state=PeriodState.OPEN).select_related("plan"))
    found = Prepared(
        {row.staff_no.upper(): row for row in people if row.staff_no},
        {row.id_number_index: row for row in people if row.id_number_index},
        {period.title: period for period in periods},
    )
    for period in periods:
        found.taken[period.pk] = set(listed_elsewhere(period).values_list("member_id", flat=True))
        found.taken[period.pk] |= set(period.enrolments.values_list("member_id", flat=True))
    return found


def check(rows: Iterable[TableRow], prepared: Prepared) -> Iterator[CheckedRow]:
    """Yield the outcome of each row in order: new, or refused with the reason."""
    for row in rows:
        yield _outcome(row, prepared)


def _outcome(row: TableRow, prepared: Prepared) -> CheckedRow:
    name, number = clean_name(_text(row.values, "name")), _text(row.values, "staff_no").upper()
    outcome = CheckedRow(
        number=row.number, state=RowState.REFUSED, label=f"{number} {name}".strip(), cells=row.cells
    )
    period = _list_of(row, prepared)
    member = prepared.by_staff_no.get(number) if number else None
    if member is None and (id_number := _text(row.values, "id_number").upper()):
        member = prepared.by_id.get(blind_index(id_number, "member.id_number") or "")
    problem = _problem(row, period, member, name, prepared)
    if problem is not None or period is None or member is None:
        outcome.reasons = [problem] if problem else []
        return outcome
    prepared.taken[period.pk].add(member.pk)
    outcome.state, outcome.subject_id = RowState.NEW, member.pk
    outcome.values = {"period": period.pk, "member": member.pk}
    return outcome


def _list_of(row: TableRow, prepared: Prepared) -> MutualPeriod | None:
    wanted = _text(row.values, "plan")
    if not wanted:
        return next(iter(prepared.lists.values())) if len(prepared.lists) == 1 else None
    by_plan = [period for period in prepared.lists.values() if period.plan.name == wanted]
    return prepared.lists.get(wanted) or (by_plan[0] if len(by_plan) == 1 else None)


def _problem(
    row: TableRow, period: MutualPeriod | None, member: Member | None, name: str, prepared: Prepared
) -> Finding | None:
    if period is None:
        known = "、".join(prepared.lists) or "没有"
        return _finding(
            "plan", _text(row.values, "plan"), f"请写明编制中的名单（目前：{known}）", "list_unknown"
        )
    if member is None:
        return _finding(
            "staff_no", _text(row.values, "staff_no"), "按工号和身份证号都没有找到在册会员", "unknown"
        )
    if name and name != member.name:
        return _finding("name", name, "姓名与登记簿不一致", "name_differs")
    if member.pk in prepared.taken[period.pk]:
        return _finding("name", name, "已在名单上，或同一时间已参加同一计划", "taken")
    problem = joining_problem(
        terms_of(period.plan), sex=member.sex, born_on=member.born_on, on=period.starts_on
    )
    return _finding("name", name, problem, "terms") if problem else None


def _finding(key: str, value: str, text: str, code: str) -> Finding:
    return Finding(key, _LABELS[key], value, text, code)


def apply(batch: ImportBatch, actor: User | None) -> None:  # noqa: ARG001 - the machinery's signature
    """Put the new rows on their lists.

    Raises:
        StaleError: a list was sent or somebody was added since the check.
    """
    texts = batch.rows.filter(state=RowState.NEW).order_by("number").values_list("values", flat=True)
    rows = [codec.load(text) for text in texts]
    ids = {row["period"] for row in rows}
    periods = {p.pk: p for p in MutualPeriod.objects.select_for_update().filter(pk__in=ids)}
    wanted = {(row["period"], row["member"]) for row in rows}
    known = set(Enrolment.objects.filter(period__in=ids).values_list("period_id", "member_id"))
    if wanted & known or any(period.state != PeriodState.OPEN for period in periods.values()):
        raise StaleError("参保名单在检查之后有变化，请重新核对后再确认")
    branches = dict(
        Member.objects.filter(pk__in=[row["member"] for row in rows]).values_list("pk", "branch_id")
    )
    Enrolment.objects.bulk_create(
        [
            Enrolment(
                period_id=row["period"], member_id=row["member"], fee=periods[row["period"]].fee,
                branch_id=branches[row["member"]], import_batch=batch.pk,
            )
            for row in rows
        ],
        batch_size=1000,
    )  # fmt: skip


def obstacles(batch: ImportBatch) -> list[str]:
    """Lists that were sent since, and claims."""
    rows = Enrolment.objects.filter(import_batch=batch.pk)
    sent = rows.exclude(period__state=PeriodState.OPEN).count()
    return [f"其中 {sent} 人所在的名单已报送"] if sent else []


def undo(batch: ImportBatch, actor: User | None) -> None:  # noqa: ARG001 - the machinery's signature
    """Take the imported people off the lists again.

    Raises:
        DomainError: a list was sent meanwhile.
    """
    if obstacles(batch):
        raise DomainError("名单已报送，不能撤销导入")
    Enrolment.objects.filter(import_batch=batch.pk).delete()


def template() -> bytes:
    """An empty sheet."""
    required = {"name"}
    columns = [
        TemplateColumn(
            column.label, is_required=column.key in required, width=20 if column.key == "id_number" else 14
        )
        for column in COLUMNS
    ]  # fmt: skip
    target = io.BytesIO()
    write_template(target, "互助保障参保名单", columns=columns, notes=list(NOTES))
    return target.getvalue()


ENROLMENTS: Final = ImportKind(
    label="互助保障参保名单",
    summary="把参保人员加入编制中的名单。",
    right=Right.MANAGE_WELFARE,
    columns=lambda: COLUMNS,
    prepare=prepare,
    check=check,
    apply=apply,
    undo=undo,
    undo_obstacles=obstacles,
    template=template,
    options=frozenset({"all_or_nothing"}),
    masks={"id_number": id_numbers.mask},
    brief=("plan",),
    unit="人",
    icon="shield-check",
    notes=NOTES,
    undo_note="撤销会把这批人员移出名单。",
    reasons={
        "list_unknown": "没有这份名单", "unknown": "查无此人", "name_differs": "姓名不符", "taken": "已参保",
        "terms": "不符合参保条件",
    },
)  # fmt: skip
