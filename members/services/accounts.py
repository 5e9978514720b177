"""A login for a member: login name = 工号, a one-time initial password, the office 会员 over himself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import Q

from members import permissions
from members.models import Member
from union.accounts.models import User
from union.accounts.services.accounts import open_account
from union.accounts.services.passwords import set_initial_password
from union.common import audit, phones
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.organisation.choices import Office
from union.organisation.services.offices import give_office, refuse_account_above

# No account, or one that was made for an officer on paper and never given a password.
_NO_PASSWORD = Q(user=None) | Q(user__password__startswith=UNUSABLE_PASSWORD_PREFIX, user__is_active=True)


@dataclass(frozen=True, slots=True)
class Slip:
    """What a member is given on paper; the password is stored nowhere else."""

    name: str
    department: str
    username: str
    password: str


@transaction.atomic
def open_login(member: Member, *, actor: User | None) -> Slip:
    """Open an account for ``member`` and tie it to the record.

    The union office may do this for members it edits; the account itself is opened by the system.

    Raises:
        NotPermittedError: ``actor`` may not edit this member, or the account on paper holds an office
            that ``actor`` could not give: its password would be the office.
        DomainError: no 工号, a login already, a closed account, or the login name is somebody else's.
    """
    row = Member.objects.select_for_update(of=("self",)).select_related("department").get(pk=member.pk)
    if actor is not None and not permissions.can_edit(actor, row):
        raise NotPermittedError("您没有权限为这名会员开通账号")
    if row.user is not None and row.user.can_log_in:
        raise DomainError(f"{row.name}已有登录账号")
    if not row.staff_no:
        raise DomainError(f"{row.name}没有工号，不能开通账号；请先登记工号")
    phone = row.phone if phones.is_mobile(row.phone) else ""
    if row.user is not None:  # an officer on paper until now
        _refuse_closed(row.user)
        refuse_account_above(actor, row.user)
        user, password = row.user, set_initial_password(row.user)
    else:
        user, password = open_account(row.staff_no, row.name, actor=None, phone=phone)
        Member.objects.filter(pk=row.pk).update(user=user)
    give_office(user, Office.MEMBER, starts_on=today(), document="会员自助服务", actor=None)
    audit.record(AuditAction.UPDATE, row, actor=actor, note="开通登录账号")
    return Slip(row.name, row.department.name if row.department else "", user.username, password)


def _refuse_closed(user: User) -> None:
    if not user.is_active:
        raise DomainError("账号已停用，请由系统管理员启用")


def without_login(members: Iterable[int]) -> list[Member]:
    """Of these ids, members in the registry with a 工号 and no login, by 工号."""
    rows = Member.objects.kept().unmerged().filter(_NO_PASSWORD, pk__in=list(members))
    return list(
        rows.exclude(staff_no=None).select_related("branch", "department", "group").order_by("staff_no")
    )
