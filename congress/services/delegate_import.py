"""A list of delegates from Excel: matched by 工号, else by a name that only one member bears."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from congress.choices.delegates import (
    DelegateCategory,
    DelegationRole,
    MandateEnd,
    MandateOrigin,
    PanelRole,
)
from congress.models import Constituency, Delegation, Mandate, Term
from congress.selectors.terms import current_term
from congress.services.mandates import end_mandate, give_mandate
from members.models import Member
from union.accounts.models import User
from union.common.dates import parse_date, today
from union.common.errors import DomainError, StaleError
from union.common.names import clean_name
from union.common.spreadsheets import Column, TableRow, TemplateColumn, write_template
from union.imports import codec
from union.imports.choices import RowState
from union.imports.declare import CheckedRow, Finding, ImportKind, Reading
from union.imports.models import ImportBatch
from union.organisation.choices import Right

COLUMNS: Final = (
    Column("staff_no", "工号", ("职工编号", "员工编号", "人员编码")),
    Column("name", "姓名", ("代表姓名", "名字")),
    Column("area", "选区", ("选举单位", "所属选区")),
    Column("delegation", "代表团", ("代表组", "团组", "代表团（组）")),
    Column("role", "团内职务", ("团职务",)),
    Column("category", "构成", ("代表构成", "代表类别")),
    Column("number", "代表证号", ("证号", "代表编号")),
    Column("starts_on", "任职日期", ("当选日期", "产生日期")),
)
_LABELS = {column.key: column.label for column in COLUMNS}
_CATEGORIES = {
    "中层": DelegateCategory.LEADER, "管理": DelegateCategory.LEADER, "领导": DelegateCategory.LEADER,
    "一线": DelegateCategory.PROFESSIONAL, "专业技术": DelegateCategory.PROFESSIONAL,
}  # fmt: skip
_ROLES = {each.label: each.value for each in DelegationRole}
NOTES: Final = (
    "名册导入本届（今天所在的一届）；请先登记本届职代会。",
    "按工号认人；没有工号时，只有唯一同名的会员才能对上，重名的行会退回。",
    "列席和特邀人员不是正式代表，不要放在名册里。",
    "名册中的选区和代表团，系统里没有的会按名称新建。",
)


@dataclass(slots=True)
class Prepared:
    """The members and delegates there are, and what the file has named so far."""

    term: Term | None
    by_number: dict[str, tuple[int, str, str]] = field(default_factory=dict)  # 工号 → (pk, name, status)
    by_name: dict[str, list[int]] = field(default_factory=dict)
    held: dict[int, int] = field(default_factory=dict)  # member → number of the certificate
    numbers: set[int] = field(default_factory=set)
    seen: Counter[int] = field(default_factory=Counter)
    people: dict[int, tuple[str, str]] = field(default_factory=dict)  # pk → (name, status)


def prepare(_reading: Reading) -> Prepared:
    """Read members and delegates once; two queries."""
    found = Prepared(current_term(today()))
    rows = Member.objects.unmerged().values_list("pk", "staff_no", "name", "membership_status")
    for pk, number, name, status in rows:
        found.people[pk] = (name, status)
        found.by_name.setdefault(name, []).append(pk)
        if number:
            found.by_number[number.upper()] = (pk, name, status)
    if found.term is not None:
        for row in Mandate.objects.filter(term=found.term):
            found.numbers.add(row.number)
            if row.ends_on is None:
                found.held[row.member_id] = row.number
    return found


def check(rows: Iterable[TableRow], prepared: Prepared) -> Iterator[CheckedRow]:
    """Yield the outcome of each row; writes nothing."""
    for row in rows:
        cells = {column.key: _text(row.values.get(column.key)) for column in COLUMNS}
        reasons = [Finding(key, _LABELS.get(key, key), "", text, "cell") for key, text in row.issues.items()]
        member = _member(cells, prepared, reasons)
        own = prepared.held.get(member) if member is not None else None
        values = _values(cells, row, prepared, reasons, own)
        outcome = CheckedRow(
            number=row.number, state=RowState.REFUSED, cells=row.cells, subject_id=member,
            label=f"{cells['staff_no']} {cells['name']}".strip(), reasons=reasons,
        )  # fmt: skip
        if not reasons and member is not None:
            outcome.values = {"member": member, **values}
            is_held = member in prepared.held
            outcome.state = RowState.SAME if is_held else RowState.NEW
        yield outcome


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _member(cells: dict[str, str], prepared: Prepared, reasons: list[Finding]) -> int | None:
    """Whose row it is; adds the reason why nobody, why not this one, or why not again."""
    if prepared.term is None:
        reasons.append(_refusal("name", cells, "还没有登记本届职代会，请先登记届次", "term"))
        return None
    pk, problem = _found_by(cells["staff_no"].upper(), clean_name(cells["name"]), prepared)
    if pk is None or problem:
        reasons.append(_refusal("staff_no" if cells["staff_no"] else "name", cells, problem, "unknown"))
        return None
    if prepared.people[pk][1] != "active":
        reasons.append(_refusal("name", cells, "不是在册会员，不能担任职工代表", "status"))
    prepared.seen[pk] += 1
    if prepared.seen[pk] > 1:
        reasons.append(_refusal("name", cells, "文件中前面已有这名代表", "duplicate"))
    return pk


def _refusal(key: str, cells: dict[str, str], text: str, code: str) -> Finding:
    return Finding(key, _LABELS[key], cells[key], text, code)


def _found_by(number: str, name: str, prepared: Prepared) -> tuple[int | None, str]:
    """(key of the member, what is wrong): the 工号 decides, a name alone only if nobody else bears it."""
    if number:
        found = prepared.by_number.get(number)
        if found is None:
            return None, f"花名册中没有工号 {number}"
        if name and clean_name(found[1]) != name:
            return None, f"工号 {number} 在花名册中是{found[1]}，与文件不符"
        return found[0], ""
    same = prepared.by_name.get(name, [])
    if len(same) != 1:
        return None, f"花名册中有 {len(same)} 名“{name}”，请补充工号" if same else f"花名册中没有“{name}”"
    return same[0], ""


def _values(
    cells: dict[str, str], row: TableRow, prepared: Prepared, reasons: list[Finding], own: int | None
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "area": cells["area"][:40],
        "delegation": cells["delegation"][:40],
        "number": None,
    }
    found["role"] = _ROLES.get(cells["role"], DelegationRole.MEMBER.value)
    if cells["role"] and cells["role"] not in _ROLES:
        reasons.append(Finding("role", "团内职务", cells["role"], "团内职务请写团长、副团长或代表", "role"))
    found["category"] = _category(cells["category"], reasons)
    if cells["number"]:
        digits = cells["number"].removesuffix(".0")
        taken = digits.isdecimal() and int(digits) in prepared.numbers - {own}
        if not digits.isdecimal() or not 1 <= int(digits) <= 9999 or taken:  # noqa: PLR2004 - four digits on the card
            text = "本届已有人使用这个代表证号" if taken else "代表证号应为 1 至 9999 的数字"
            reasons.append(Finding("number", "代表证号", cells["number"], text, "number"))
        else:
            found["number"] = int(digits)
    found["starts_on"] = _day(row, prepared, reasons)
    return found


def _category(text: str, reasons: list[Finding]) -> str:
    for part, category in _CATEGORIES.items():
        if part in text:
            return category.value
    if text and text not in {"其他", "其他职工", "工勤"}:
        reasons.append(
            Finding(
                "category", "构成", text, "构成请写中层以上管理人员、一线专业技术人员或其他职工", "category"
            )
        )
    return DelegateCategory.OTHER.value


def _day(row: TableRow, prepared: Prepared, reasons: list[Finding]) -> Any:
    cell = row.values.get("starts_on")
    if cell in (None, "") or prepared.term is None:
        return prepared.term.starts_on if prepared.term else None
    try:
        day = parse_date(cell)
    except ValueError as error:
        reasons.append(Finding("starts_on", "任职日期", str(cell), str(error), "date"))
        return None
    if not prepared.term.starts_on <= day <= prepared.term.last_day:
        reasons.append(Finding("starts_on", "任职日期", str(cell), f"不在{prepared.term}任期内", "date"))
    return day


def apply(batch: ImportBatch, actor: User | None) -> None:
    """Give a mandate for each new row; constituencies and delegations are made by name.

    Raises:
        DomainError: nobody confirms it (command line), or a mandate is refused.
        StaleError: the term of the check has ended.
    """
    if actor is None:
        raise DomainError("代表名册须由工会办公室在页面上确认导入")
    term = current_term(today())
    if term is None:
        raise StaleError("本届职代会已变动，请重新检查文件")
    done = []
    for row in batch.rows.filter(state=RowState.NEW).order_by("number"):
        values = codec.load(row.values)
        mandate = give_mandate(
            term, Member.objects.get(pk=values["member"]), category=DelegateCategory(values["category"]),
            starts_on=values["starts_on"], document=f"代表名册导入第 {batch.pk} 批", actor=actor,
            constituency=_area(term, values), delegation=_delegation(term, values["delegation"]),
            origin=MandateOrigin.IMPORTED, role=PanelRole(values["role"]), number=values["number"],
        )  # fmt: skip
        done.append((row.pk, codec.dump({**values, "mandate": mandate.pk})))
    for pk, packed in done:
        batch.rows.filter(pk=pk).update(values=packed)


def _delegation(term: Term, name: str) -> Delegation | None:
    if not name:
        return None
    position = term.delegations.count() + 1
    return Delegation.objects.get_or_create(term=term, name=name, defaults={"position": position})[0]


def _area(term: Term, values: dict[str, Any]) -> Constituency | None:
    if not values["area"]:
        return None
    found = {
        "position": term.constituencies.count() + 1,
        "delegation": _delegation(term, values["delegation"]),
    }
    return Constituency.objects.get_or_create(term=term, name=values["area"], defaults=found)[0]


def undo(batch: ImportBatch, actor: User | None) -> None:
    """End the mandates of the batch as entered by mistake; they stay on record and open no vacancy."""
    for row in batch.rows.filter(state=RowState.NEW):
        pk = codec.load(row.values).get("mandate")
        mandate = Mandate.objects.filter(pk=pk, ends_on=None).first() if pk else None
        if mandate is not None:
            end_mandate(
                mandate.pk, ends_on=max(today(), mandate.starts_on), reason=MandateEnd.MISTAKE,
                document=f"撤销代表名册导入第 {batch.pk} 批", actor=actor,
            )  # fmt: skip


def obstacles(batch: ImportBatch) -> list[str]:
    """What these delegates have done since: whoever has taken part in a session cannot be undone."""
    pks = [codec.load(row.values).get("mandate") for row in batch.rows.filter(state=RowState.NEW)]
    rows = Mandate.objects.filter(pk__in=[pk for pk in pks if pk])
    used = rows.filter(attendances__isnull=False).distinct().count()
    return [f"{used} 名代表已参加会议签到，不能整批撤销，请逐人终止"] if used else []


def template() -> bytes:
    """An empty list with drop-downs."""
    choices = {"role": list(_ROLES), "category": list(DelegateCategory.labels)}
    columns = [
        TemplateColumn(
            column.label, kind="text", choices=choices.get(column.key, []), is_required=column.key == "name"
        )
        for column in COLUMNS
    ]
    target = io.BytesIO()
    write_template(target, "职工代表名册", columns=columns, notes=list(NOTES))
    return target.getvalue()


DELEGATES_IMPORT: Final = ImportKind(
    label="职工代表名册",
    summary="把选举产生的代表名册一次录入本届：选区、代表团、构成、代表证号。",
    right=Right.MANAGE_CONGRESS,
    columns=lambda: COLUMNS,
    prepare=prepare,
    check=check,
    apply=apply,
    undo=undo,
    undo_obstacles=obstacles,
    template=template,
    options=frozenset({"all_or_nothing"}),
    brief=("area", "delegation"),
    unit="名代表",
    icon="users",
    notes=NOTES,
    undo_note="撤销会终止这批代表的资格和代表任职，记录保留为“登记有误”，不产生缺额。",
    reasons={
        "unknown": "花名册中没有、重名或不符", "status": "不是在册会员",
        "duplicate": "文件中重复", "number": "代表证号", "date": "日期", "category": "构成",
        "role": "团内职务",
        "term": "没有本届", "cell": "单元格没有值",
    },
)  # fmt: skip
