"""What the screens of the kernel ask of the registry: search box, start page, units, who may see a record."""

# ruff: noqa: ARG001 - the signatures are those of the registries

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q
from django.urls import reverse

from members.choices import MembershipStatus
from members.models import Member
from members.selectors import first_hits, members_visible_to, own_member
from union.accounts.models import User
from union.common import audit
from union.common.charts import horizontal_bar
from union.common.choices import AuditAction
from union.common.registries import SearchResult
from union.organisation.choices import Right, UnitKind
from union.organisation.models import units_of

_BARS = 12
_ACTIVE = Q(membership_status=MembershipStatus.ACTIVE)
_RETAINED = Q(membership_status=MembershipStatus.RETAINED)


def _count(condition: Q) -> Count:
    return Count("pk", filter=condition)


def find_members(user: User, text: str, limit: int) -> Iterator[SearchResult]:
    """Members within the user's scope: whose name begins with the text first, then by name."""
    fields = ("pk", "name", "staff_no", "department__name", "membership_status")
    for pk, name, number, unit, status in first_hits(user, text, fields, limit):
        state = "" if status == MembershipStatus.ACTIVE else MembershipStatus(status).label
        yield SearchResult(
            title=name,
            detail=" · ".join(filter(None, (number, unit, state))),
            url=reverse("members:member_detail", args=[pk]),
            icon="user",
        )


def branch_card(user: User, today: dt.date) -> Mapping[str, Any] | None:
    """Members by branch, for those who see the whole hospital; one query. None for others."""
    if not user.access.scope(Right.VIEW_MEMBERS).everything:
        return None
    rows = list(
        Member.objects.kept().unmerged()
        .values(branch_name=F("branch__name"))
        .annotate(active=_count(_ACTIVE), retained=_count(_RETAINED), kept=Count("pk"))
        .order_by("-kept")
    )  # fmt: skip
    total = sum(row["kept"] for row in rows)
    if not total:
        return None
    bars = [(row["branch_name"] or "未归支会", row["kept"], None) for row in rows[:_BARS]]
    title = f"在册与保留会籍共 {total:,} 人，{bars[0][0]}最多"
    chart = horizontal_bar(bars, title=title, unit="人", narrow=True)
    return {"rows": rows, "title": title, "chart": chart, "url": reverse("members:member_list")}


def password_facts(user: User) -> Iterator[str]:
    """Yield the own ID number, its end, and the birth date: no password rests on them."""
    member = own_member(user)
    if member is None:
        return
    if member.id_number:
        yield from (member.id_number, member.id_number[-8:], member.id_number[-6:])
    if member.born_on:
        yield from (f"{member.born_on:%Y%m%d}", f"{member.born_on:%y%m%d}")


def merges(user: User) -> bool:
    """Whether the side bar shows 疑似重复."""
    return user.access.scope(Right.EDIT_MEMBERS).everything


@transaction.atomic
def move_units(kind: str, from_id: int, to_id: int, actor: Any) -> int:
    """Members of unit ``from_id`` are in ``to_id`` now, and in the branch that unit has; see `UnitMove`.

    A unit without a branch leaves them in theirs. Each member's trail says what changed: one event for
    one step of the version, as services.stale expects.
    """
    unit: Any = units_of(UnitKind(kind)).get(pk=to_id)
    branch: Any = unit if kind == "branch" else unit.branch
    members = Member.objects.filter(**{f"{kind}_id": from_id})
    if from_id == to_id:
        members = members.exclude(branch=branch) if branch is not None else members.none()
    was = list(members.values_list("pk", "branch__name", f"{kind}__name", "group__name", "group__branch_id"))
    values: dict[str, Any] = {f"{kind}_id": to_id, "version": F("version") + 1}
    if branch is not None:
        values["branch_id"] = branch.pk
        if kind == "department":  # a group of another branch is no longer theirs
            members.exclude(group=None).exclude(group__branch=branch).update(group=None)
    moved = members.update(**values)
    audit.record_many(AuditAction.UPDATE, _moves(kind, unit.name, branch, was), actor=actor)
    return moved


def _moves(kind: str, unit: str, branch: Any, was: Iterable[tuple[Any, ...]]) -> Iterator[audit.Entry]:
    """What the trail of each moved member is told; one object stands for all of them."""
    reference = Member()
    for pk, old_branch, old_unit, old_group, group_branch_id in was:
        reference.pk = pk
        pairs = {"branch": (old_branch, branch.name if branch else old_branch), kind: (old_unit, unit)}
        if kind == "department" and branch is not None and group_branch_id not in (None, branch.pk):
            pairs["group"] = (old_group, None)
        changes = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
        yield audit.Entry(reference, changes, f"随{UnitKind(kind).label}调整")


def headcounts(kind: str) -> dict[int, tuple[int, int]]:
    """(active, retained) members per unit of ``kind``; key 0 = without such a unit."""
    rows = (
        Member.objects.kept().unmerged()
        .values_list(f"{kind}_id")
        .annotate(
            active=_count(_ACTIVE),
            retained=_count(_RETAINED),
        )
        .order_by()
    )  # fmt: skip
    return {unit or 0: (active, retained) for unit, active, retained in rows}


def find_record(user: User, pk: int) -> Member | None:
    """The member for 谁可以看到, within the user's scope."""
    return members_visible_to(user).filter(pk=pk).first()
