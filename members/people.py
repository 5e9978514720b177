"""Members without an account who are given an office: the picker of officers finds them here."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from members.models import Member
from members.selectors import members_visible_to, search
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError
from union.common.registries import PersonSource
from union.organisation.services.offices import ensure_person, refuse_account_above


def find(user: User, text: str, limit: int) -> Iterator[tuple[int, str, str]]:
    """Yield (pk, name, note) of members in the registry and in the scope who have a 工号 and no account."""
    rows = search(members_visible_to(user).kept().unmerged(), text, user)
    rows = rows.filter(user=None).exclude(staff_no=None).select_related("department")
    for member in rows[:limit]:
        unit = member.department.name if member.department else ""
        yield member.pk, member.name, " · ".join(filter(None, (member.staff_no, unit)))


def label(user: User, pk: int) -> str:
    """Name and 工号 of a member in the scope; "" for others, who are guessed at by their number."""
    found = members_visible_to(user).filter(pk=pk).values_list("name", "staff_no").first()
    return f"{found[0]}（{found[1]}）" if found else ""


@transaction.atomic
def open_person(pk: int, actor: User) -> User:
    """Make an account without a password for a member and tie it to the record; the existing one if any.

    Raises:
        DomainError: not in the scope, no 工号, or the account of that name is another record's.
        NotPermittedError: that account holds an office above those that ``actor`` may give.
    """
    visible = members_visible_to(actor).filter(pk=pk)
    row = Member.objects.select_for_update(of=("self",)).filter(pk__in=visible.values("pk")).first()
    if row is None or not row.staff_no:
        raise DomainError("请从候选中选择人员；没有工号的会员请先登记工号", field="user")
    if row.user is not None:
        return row.user
    user = ensure_person(row.name, username=row.staff_no, actor=actor)
    refuse_account_above(actor, user)
    if Member.objects.filter(user=user).exists():
        raise DomainError("这个工号的账号已归另一份档案，请先在“疑似重复”中核对", field="user")
    Member.objects.filter(pk=row.pk).update(user=user)
    audit.record(AuditAction.UPDATE, row, actor=actor, note="登记人员（不登录），用于任职")
    return user


SOURCE = PersonSource(find, label, open_person)
