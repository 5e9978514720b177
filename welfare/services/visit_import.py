"""历史慰问台账 as a kind of import: checked against the registry, written as “另行入账”, undone whole."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils import timezone

from members.models import Member
from union.accounts.models import User
from union.common import bulk
from union.common.dates import today
from union.common.errors import StaleError
from union.common.spreadsheets import TableRow, TemplateColumn, write_template
from union.funds.choices import FundSource
from union.imports import codec
from union.imports.choices import RowState
from union.imports.declare import CheckedRow, Finding, ImportKind, Reading
from union.imports.models import ImportBatch
from union.organisation.choices import Right
from welfare.choices.visits import Origin, PayForm, Relation, VisitState
from welfare.models import Occasion, Visit
from welfare.models.visits import CLOSED_WITHOUT
from welfare.rules.visit_sheet import VISIT_COLUMNS, Fault, PastVisit, read_row, word_key
from welfare.selectors.audience import CATEGORY
from welfare.selectors.standards import standard_on

Key = tuple[int, int, dt.date, str]
_COLUMNS = (
    "member_id", "occasion_id", "category", "relation", "happened_on", "visited_on", "details", "cash_amount",
    "gift", "gift_value", "amount", "pay_form", "fund_source", "visitors", "place", "signer", "voucher_no",
    "remark", "state", "origin", "is_booked_elsewhere", "import_batch", "branch_id", "group_id",
    "department_id", "created_at",
)  # fmt: skip
NOTES: Final = (
    "按工号认人，姓名必须一致；对不上的行会退回。",
    "慰问类别写法不同时，选择一次对应的类别，以后自动识别。",
    "过去的慰问按原样接受：超过标准或次数的只作提示。",
    "导入的慰问记为“另行入账”：计入慰问统计，不进入本系统的经费账。",
)
_MAX_REMARKED = 200


@dataclass(slots=True)
class Prepared:
    """What one pass over a file needs to know."""

    today: dt.date
    members: dict[str, tuple[int, str]]
    occasions: dict[str, Occasion]
    known: dict[Key, Decimal]
    caps: dict[tuple[int, int], Decimal | None] = field(default_factory=dict)
    seen: set[Key] = field(default_factory=set)
    unknown: Counter[str] = field(default_factory=Counter)


def occasion_names() -> list[str]:
    """Names a word can be mapped to."""
    return list(Occasion.objects.values_list("name", flat=True))


def words_of_occasions(aliases: dict[str, str] | None = None) -> dict[str, Occasion]:
    """Every known word for an occasion: name, code, shipped and remembered words."""
    rows = list(Occasion.objects.all())
    by_name = {row.name: row for row in rows}
    words = {word_key(word): row for row in rows for word in (row.name, row.code, *row.aliases)}
    for word, name in (aliases or {}).items():
        if name in by_name:
            words[word_key(word)] = by_name[name]
    return words


def prepare(reading: Reading) -> Prepared:
    """Read members, occasions and what is there already; once per file."""
    rows = Member.objects.unmerged().exclude(staff_no=None).values_list("staff_no", "pk", "name")
    visits = Visit.objects.exclude(state__in=CLOSED_WITHOUT).filter(member__isnull=False)
    key = ("member_id", "occasion_id", "happened_on", "relation")
    return Prepared(
        today=reading.today,
        members={number.upper(): (pk, name) for number, pk, name in rows if number},
        occasions=words_of_occasions(dict(reading.aliases.get("occasion", {}))),
        known={row[:4]: row[4] for row in visits.values_list(*key, "amount")},
    )


def check(rows: Iterable[TableRow], prepared: Prepared) -> Iterator[CheckedRow]:
    """Yield the outcome of each row in order: new, same (it is here already) or refused."""
    for row in rows:
        found = read_row(row.values, prepared.today)
        found.faults += [Fault(key, "", text, "cell") for key, text in row.issues.items()]
        yield _outcome(row, found, prepared)


def remarks(prepared: Prepared) -> dict[str, Any]:
    """Words for which no occasion is known."""
    return {"unknown": {"occasion": prepared.unknown.most_common(_MAX_REMARKED)}}


def _outcome(row: TableRow, found: PastVisit, prepared: Prepared) -> CheckedRow:
    outcome = CheckedRow(
        number=row.number,
        state=RowState.REFUSED,
        label=f"{found.staff_no} {found.name}".strip(),
        cells=row.cells,
    )
    member_id = _member(found, prepared)
    occasion = _occasion(found, prepared)
    if found.faults or member_id is None or occasion is None or found.on is None:
        outcome.reasons = [_finding(fault) for fault in found.faults]
        return outcome
    relation = _relation(found.texts.get("reason", ""), row.values.get("relation", ""), occasion)
    key = (member_id, occasion.pk, found.on, relation)
    amount = found.cash + found.gift_value
    outcome.subject_id = member_id
    if key in prepared.seen:
        fault = Fault("on", str(found.on), "同一人、同一类别、同一日期在文件中出现两次", "duplicate")
        outcome.reasons = [_finding(fault)]
        return outcome
    prepared.seen.add(key)
    if key in prepared.known:
        return _known(outcome, prepared.known[key], amount)
    outcome.state = RowState.NEW
    outcome.values = _values(found, member_id, occasion, relation, row)
    outcome.hints = list(_hints(found, occasion, amount, prepared))
    return outcome


def _known(outcome: CheckedRow, there: Decimal, amount: Decimal) -> CheckedRow:
    if there == amount:
        outcome.state = RowState.SAME
        return outcome
    text = f"已有这次慰问，金额为 {there:,.2f} 元，与文件不同：请先核对"
    outcome.reasons = [_finding(Fault("cash", f"{amount}", text, "differs"))]
    return outcome


def _member(found: PastVisit, prepared: Prepared) -> int | None:
    if not found.staff_no:
        return None
    known = prepared.members.get(found.staff_no)
    if known is None:
        found.faults.append(Fault("staff_no", found.staff_no, "登记簿中没有这个工号", "staff_no_unknown"))
        return None
    if found.name and found.name != known[1]:
        text = f"工号 {found.staff_no} 在登记簿中不是这个姓名"
        found.faults.append(Fault("name", found.name, text, "name_differs"))
        return None
    return known[0]


def _occasion(found: PastVisit, prepared: Prepared) -> Occasion | None:
    if not found.word:
        return None
    occasion = prepared.occasions.get(word_key(found.word))
    if occasion is None:
        prepared.unknown[found.word] += 1
        text = f"慰问类别“{found.word}”不认识，请选择对应的类别"
        found.faults.append(Fault("occasion", found.word, text, "occasion_unknown"))
    return occasion


_RELATIONS: Final = (
    ("岳", Relation.PARENT_IN_LAW), ("公公", Relation.PARENT_IN_LAW), ("婆婆", Relation.PARENT_IN_LAW),
    ("祖", Relation.GRANDPARENT), ("父", Relation.PARENT), ("母", Relation.PARENT), ("配偶", Relation.SPOUSE),
    ("丈夫", Relation.SPOUSE), ("妻", Relation.SPOUSE), ("子", Relation.CHILD), ("女", Relation.CHILD),
)  # fmt: skip


def _relation(reason: str, told: Any, occasion: Occasion) -> str:
    """Whom it met, where the occasion asks and the file says so; "" otherwise."""
    if not occasion.asks_relation:
        return ""
    text = str(told or reason)
    return next((relation.value for word, relation in _RELATIONS if word in text), "")


def _values(
    found: PastVisit, member_id: int, occasion: Occasion, relation: str, row: TableRow
) -> dict[str, Any]:
    sources = {choice.label: choice.value for choice in FundSource}
    return {
        "member": member_id, "occasion": occasion.pk, "on": found.on, "relation": relation,
        "cash": str(found.cash), "gift_value": str(found.gift_value),
        "source": sources.get(str(row.values.get("source", "")).strip(), ""), **found.texts,
    }  # fmt: skip


def _hints(found: PastVisit, occasion: Occasion, amount: Decimal, prepared: Prepared) -> Iterator[Finding]:
    assert found.on is not None
    key = (occasion.pk, found.on.year)
    if key not in prepared.caps:
        standard = standard_on(occasion, found.on)
        prepared.caps[key] = standard.cap if standard else None
    cap = prepared.caps[key]
    if cap is not None and amount > cap:
        text = f"当时的单次上限为 {cap:,.2f} 元，按原样接受"
        yield Finding("cash", "慰问金", f"{amount}", text, "over_cap")


def _finding(fault: Fault) -> Finding:
    return Finding(fault.field, fault.column, fault.value, fault.text, fault.code)


def apply(batch: ImportBatch, actor: User | None) -> None:  # noqa: ARG001 - the machinery's signature
    """Write the new rows as visits of the past; nothing is posted to the cash book.

    Raises:
        StaleError: a member or one of these visits changed since the check.
    """
    rows = [codec.load(text) for text in _new_values(batch)]
    ids = {row["member"] for row in rows}
    units = ("pk", "category", "branch_id", "group_id", "department_id")
    people = {
        row[0]: row
        for row in Member.objects.unmerged()
        .annotate(category=CATEGORY)
        .filter(pk__in=ids)
        .values_list(*units)
    }
    known = set(
        Visit.objects.exclude(state__in=CLOSED_WITHOUT).filter(member_id__in=ids)
        .values_list("member_id", "occasion_id", "happened_on", "relation")
    )  # fmt: skip
    mine = {(row["member"], row["occasion"], row["on"], row["relation"]) for row in rows}
    if ids - people.keys() or mine & known:
        raise StaleError("会员登记或慰问记录在检查之后有变化，请重新核对后再确认")
    at = timezone.now()
    bulk.insert(Visit, _COLUMNS, (_row(row, people[row["member"]], batch.pk, at) for row in rows))


def _new_values(batch: ImportBatch) -> Iterator[str]:
    rows = batch.rows.filter(state=RowState.NEW).order_by("number")
    yield from rows.values_list("values", flat=True).iterator(chunk_size=1000)


def _row(values: dict[str, Any], person: tuple[Any, ...], batch: int, at: dt.datetime) -> tuple[Any, ...]:
    cash, gift_value = Decimal(values["cash"]), Decimal(values["gift_value"])
    _pk, category, branch, group, department = person
    form = PayForm.CASH.value if cash else PayForm.GOODS.value if values["gift"] else ""
    return (
        values["member"], values["occasion"], category, values["relation"], values["on"], values["on"],
        values["reason"], cash, values["gift"], gift_value, cash + gift_value, form, values["source"],
        values["visitors"], values["place"], values["signer"], values["voucher_no"], values["remark"],
        VisitState.BOOKED.value, Origin.IMPORTED.value, True, batch, branch, group, department, at,
    )  # fmt: skip


def obstacles(batch: ImportBatch) -> list[str]:
    """What was built on the imported visits: services that were recorded with them."""
    count = Visit.objects.filter(import_batch=batch.pk, services__isnull=False).distinct().count()
    return [f"有 {count} 项慰问已登记服务"] if count else []


def undo(batch: ImportBatch, actor: User | None) -> None:  # noqa: ARG001 - the machinery's signature
    """Take the imported visits away again."""
    Visit.objects.filter(import_batch=batch.pk).delete()


def sums(batch: ImportBatch) -> dict[str, Any]:
    """Times, people and yuan of what a batch wrote, also per occasion; for the command."""
    rows = Visit.objects.filter(import_batch=batch.pk)
    asked = {"times": Count("pk"), "people": Count("member", distinct=True), "yuan": Sum("amount")}
    total: dict[str, Any] = rows.aggregate(**asked)
    by: Any = rows.order_by("occasion__position").values("occasion__name").annotate(**asked)
    return {
        "yuan": float(total["yuan"] or 0),
        "distinct_people": total["people"],
        "by_occasion": {
            row["occasion__name"]: {
                "times": row["times"],
                "people": row["people"],
                "yuan": float(row["yuan"]),
            }
            for row in by
        },
    }


def template() -> bytes:
    """An empty sheet with the occasions to choose from."""
    kinds = {"on": "date", "cash": "money", "gift_value": "money"}
    choices = {"occasion": occasion_names(), "source": [choice.label for choice in FundSource]}
    required = {"on", "name", "staff_no", "occasion"}
    columns = [
        TemplateColumn(
            column.label, kind=kinds.get(column.key, "text"), choices=choices.get(column.key, []),
            is_required=column.key in required,
        )
        for column in VISIT_COLUMNS
    ]  # fmt: skip
    target = io.BytesIO()
    write_template(target, f"{today().year - 1} 年职工慰问台账", columns=columns, notes=list(NOTES))
    return target.getvalue()


VISITS: Final = ImportKind(
    label="慰问台账",
    summary="把过去的慰问登记进来，计入统计。",
    right=Right.HANDLE_VISITS,
    columns=lambda: VISIT_COLUMNS,
    prepare=prepare,
    check=check,
    remarks=remarks,
    apply=apply,
    undo=undo,
    undo_obstacles=obstacles,
    template=template,
    options=frozenset({"all_or_nothing"}),
    alias_choices={"occasion": occasion_names},
    masks={"reason": lambda text: "（已登记）" if text else ""},
    brief=("occasion", "on", "cash"),
    unit="人次",
    icon="heart",
    notes=NOTES,
    undo_note="撤销会删除这批导入的全部慰问记录。",
    reasons={
        "staff_no": "工号没有填", "staff_no_unknown": "工号不存在", "name_differs": "姓名与工号不符",
        "occasion_missing": "类别没有填", "occasion_unknown": "类别不认识", "date": "日期看不懂",
        "date_future": "日期在将来", "money": "金额看不懂", "duplicate": "文件中重复",
        "differs": "与已有记录不同", "cell": "单元格没有值",
    },
    subject_url=lambda pk: reverse("welfare:entitlement", args=[pk]),
)  # fmt: skip
