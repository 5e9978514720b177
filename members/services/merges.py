"""Two records of one person become one: everything moves, what would corrupt votes or money refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Window

from members import permissions
from members.choices import MembershipStatus
from members.models import DistinctPair, Member, MemberMerge
from members.rules.duplicates import CHECKS, MANY, Pair, Row, find_pairs
from members.services.members import EDITABLE, derive
from members.services.stale import display_value, label_of
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError
from union.common.registries import member_merge, sensitive_fields


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field in which two records differ; ``kept`` and ``removed`` are ready for display."""

    field: str
    label: str
    kept: str
    removed: str


_COLUMNS = {
    "pk": "pk", "name": "name", "pinyin": "name_pinyin", "born_on": "born_on", "sex": "sex",
    "department_id": "department_id", "id_index": "id_number_index", "phone_index": "phone_index",
}  # fmt: skip


def suspicious_pairs() -> list[Pair]:
    """Return the pairs of the whole registry; the database finds who agrees, only these rows are read."""
    shared = {check.label: _agreeing(check.fields) for check in CHECKS}
    asked = Member.objects.filter(pk__in=set().union(*shared.values())).order_by()
    rows = (Row(*values) for values in asked.values_list(*_COLUMNS.values()))
    distinct = frozenset(DistinctPair.objects.values_list("first_id", "second_id"))
    return find_pairs(rows, distinct, shared)


def _agreeing(fields: Sequence[str]) -> list[int]:
    """Keys of the rows that agree in ``fields`` with a few others; whole groups, in no order."""
    columns = [_COLUMNS[name] for name in fields]
    known = Member.objects.unmerged().exclude(**{f"{columns[-1]}__isnull": True}).order_by()
    counted = known.annotate(sharing=Window(Count("pk"), partition_by=columns))
    return list(counted.filter(sharing__range=(2, MANY)).values_list("pk", flat=True))


@transaction.atomic
def mark_distinct(one: Member, other: Member, *, actor: User) -> DistinctPair:
    """Say that two records are two people; the finder leaves them alone from now on. Twice is once.

    Raises:
        NotPermittedError: ``actor`` may not merge.
        DomainError: the same record twice.
    """
    _require(actor)
    if one.pk == other.pk:
        raise DomainError("请选择两份不同的档案")
    first, second = sorted((one.pk, other.pk))
    pair, made = DistinctPair.objects.get_or_create(
        first_id=first, second_id=second, defaults={"actor": actor}
    )
    if made:
        audit.record(AuditAction.CREATE, pair, actor=actor, note="确认为不同的人")
    return pair


def conflicts_between(kept: Member, removed: Member) -> list[Conflict]:
    """Fields that both records fill differently; encrypted ones are not shown, only named."""
    found = []
    for name in EDITABLE:
        mine, other = getattr(kept, name), getattr(removed, name)
        if name == "extra" or other in (None, "", False) or mine in (None, "", False) or mine == other:
            continue
        found.append(Conflict(name, label_of(name), _shown(name, mine), _shown(name, other)))
    return found


def _shown(name: str, value: Any) -> str:
    if f"member.{name}" in sensitive_fields:
        return "（已登记，内容不显示）"
    return display_value(name, str(value) if hasattr(value, "pk") else value)


def refusals_of(kept: Member, removed: Member) -> list[str]:
    """Why these two cannot be merged, in the words of each handler; empty if they can."""
    found = [handler.refuse(kept, removed) for handler in member_merge]
    own = [] if kept.pk != removed.pk else ["请选择两份不同的档案"]
    if removed.merged_into_id or kept.merged_into_id:
        own.append("其中一份档案已经合并过")
    if MembershipStatus.DECEASED in (kept.membership_status, removed.membership_status):
        own.append("已故人员的档案不能合并；登记有误时请先更正会籍")
    return own + [text for text in found if text]


@transaction.atomic
def merge_members(
    kept: Member, removed: Member, *, choices: Mapping[str, str], reason: str, actor: User
) -> MemberMerge:
    """Move everything of ``removed`` to ``kept``; the removed row stays, empty of numbers, pointing on.

    ``choices`` maps a conflicting field to "kept" or "removed"; a field filled on one side only is taken
    from there. Membership state stays that of ``kept``; the histories are joined.

    Raises:
        NotPermittedError: ``actor`` may not merge.
        DomainError: a handler refuses, a conflict was not decided, or no reason is given.
    """
    _require(actor)
    rows = {
        row.pk: row
        for row in Member.objects.select_for_update().filter(pk__in=(kept.pk, removed.pk)).order_by("pk")
    }
    kept, removed = rows[kept.pk], rows[removed.pk]
    if not reason.strip():
        raise DomainError("请说明合并的依据", field="reason")
    refusals = refusals_of(kept, removed)
    if refusals:
        raise DomainError("不能合并：" + "；".join(refusals))
    values = _resolve(kept, removed, choices)
    moved = {
        key: count for key, handler in member_merge.items() if (count := handler.move(kept, removed, actor))
    }
    staff_no = removed.staff_no or ""
    _empty(removed, kept)
    _fill(kept, values)
    merge = MemberMerge.objects.create(
        kept=kept, removed=removed, moved=moved, removed_staff_no=staff_no, reason=reason.strip(), actor=actor
    )
    audit.record(AuditAction.MERGE, kept, actor=actor, changes=dict.fromkeys(values))
    audit.record(AuditAction.MERGE, removed, actor=actor, changes={"merged_into": [None, kept.pk]})
    return merge


def _resolve(kept: Member, removed: Member, choices: Mapping[str, str]) -> dict[str, Any]:
    """Fields that ``kept`` takes over from ``removed``."""
    disputed = {conflict.field for conflict in conflicts_between(kept, removed)}
    open_fields = [name for name in sorted(disputed) if choices.get(name) not in ("kept", "removed")]
    if open_fields:
        listed = "、".join(label_of(name) for name in open_fields)
        raise DomainError(f"两份档案内容不一致，请逐项选择：{listed}")
    values = {name: getattr(removed, name) for name in EDITABLE if _taken_over(name, kept, removed, choices)}
    values.pop("extra", None)
    extra = {**removed.extra, **kept.extra}
    if extra != kept.extra:
        values["extra"] = extra
    if "id_number" in values:  # the number brings its kind, sex and birthday
        values |= {name: getattr(removed, name) for name in ("id_kind", "sex", "born_on")}
    return values


def _taken_over(name: str, kept: Member, removed: Member, choices: Mapping[str, str]) -> bool:
    """The removed row's value counts where it was chosen, or where the kept row has none."""
    empty = (None, "", False)
    if getattr(removed, name) in empty:
        return False
    return getattr(kept, name) in empty or choices.get(name) == "removed"


def _empty(removed: Member, kept: Member) -> None:
    """The removed row gives up its unique numbers, then points to the kept one."""
    Member.objects.filter(pk=removed.pk).update(
        merged_into=kept, staff_no=None, member_no=None, id_number="", id_number_index=None,
        phone="", phone_index=None, search_text="", version=F("version") + 1,
    )  # fmt: skip
    removed.refresh_from_db()


def _fill(kept: Member, values: Mapping[str, Any]) -> None:
    kept.refresh_from_db(fields=["user"])
    for name, value in values.items():
        setattr(kept, name, value)
    derive(kept)
    kept.version += 1
    kept.save()


def _require(actor: User) -> None:
    if not permissions.can_merge(actor):
        raise NotPermittedError("您没有权限合并档案")
