"""Logins for many members at once: a job whose result is an Excel file of one-time passwords to hand out."""

from __future__ import annotations

import io
from collections.abc import Sequence

from members import permissions
from members.services.accounts import Slip, open_login, without_login
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError
from union.common.spreadsheets import Sheet, SheetColumn, write_workbook
from union.jobs.models import Job
from union.jobs.services import JobContext, JobResult, enqueue

JOB_KIND = "members.open_logins"
MAX_AT_ONCE = 2000


def request_logins(member_ids: Sequence[int], *, actor: User) -> Job:
    """Start the job for those of ``member_ids`` who have a 工号 and no login yet.

    Raises:
        NotPermittedError: ``actor`` may not edit the whole registry.
        DomainError: nobody is left, or too many at once.
    """
    if not permissions.can_create(actor):
        raise NotPermittedError("您没有权限批量开通账号")
    ids = [member.pk for member in without_login(member_ids)]
    if not ids:
        raise DomainError("所选会员都已有账号，或没有工号")
    if len(ids) > MAX_AT_ONCE:
        raise DomainError(f"一次最多开通 {MAX_AT_ONCE} 人，请分批办理")
    return enqueue(JOB_KIND, args={"members": ids}, actor=actor, title=f"开通 {len(ids)} 个会员账号")


def run_logins(context: JobContext) -> JobResult:
    """Open the logins in one transaction with the job's end: a second run opens nothing twice."""
    if context.actor is None or not permissions.can_create(context.actor):
        raise NotPermittedError("您没有权限批量开通账号")
    with context.final() as final:
        slips = [open_login(member, actor=context.actor) for member in without_login(context.args["members"])]
        audit.record(
            AuditAction.EXPORT, None, actor=context.actor, note=f"会员账号初始密码条 {len(slips)} 份"
        )
        message = f"已开通 {len(slips)} 个账号，请打印密码条后删除文件"
        final.result = JobResult(message, file=_workbook(slips), file_name="会员账号密码条.xlsx")
    return final.result


def _workbook(slips: Sequence[Slip]) -> bytes:
    columns = [
        SheetColumn("科室", width=18),
        SheetColumn("姓名", width=12),
        SheetColumn("登录名", width=14),
        SheetColumn("初始密码（首次登录须修改）", width=28),
    ]
    rows = [(slip.department, slip.name, slip.username, slip.password) for slip in slips]
    buffer = io.BytesIO()
    write_workbook(buffer, Sheet("密码条", columns=columns, rows=rows, title="会员账号初始密码条", lines=[]))
    return buffer.getvalue()
