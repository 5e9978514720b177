"""查阅、复制 (个人信息保护法 第四十五条): all the system keeps about a member, as JSON and PDF in a zip.

The tables are found by their foreign keys, so a table added later is in it by itself.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, ForeignKey, Model
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.urls import reverse
from django.utils import timezone

from members import permissions
from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import NotPermittedError
from union.common.pdf import render_pdf
from union.jobs.models import Job
from union.jobs.services import JobContext, JobResult, enqueue
from union.organisation.models import UnionProfile

JOB_KIND = "members.self_export"
# Derived, technical or secret columns: they say nothing about the person that is not there already.
# Columns without a Chinese name (keys, links between rows) are left out for the same reason.
_LEFT_OUT = frozenset(
    {"id_number_index", "phone_index", "search_text", "password", "session_key", "version", "options_hash"}
)
_OF_ACCOUNT = ("appointments", "notices", "login_events")  # a running session is a key, not a fact
_NOT_ABOUT_THE_PERSON = frozenset({"members.DistinctPair"})


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one table about the person: key "app.Model", its Chinese name, rows as label → text."""

    key: str
    title: str
    rows: tuple[dict[str, str], ...]


def relations_to_member() -> list[ForeignObjectRel]:
    """Every foreign key of the product that points to a member, this app's and those above.

    Keys without a name for the way back (related_name="+") are among them.
    """
    return [
        rel
        for rel in Member._meta.get_fields(include_hidden=True)
        if isinstance(rel, ForeignObjectRel)
        and isinstance(rel.field, ForeignKey)
        and not rel.related_model._meta.auto_created
    ]


def tables_about(member: Member) -> Iterator[Table]:
    """Yield the record itself, the account, and every table with the member's id; empty ones too."""
    yield _table(member._meta.label, "会员档案", [member])
    if member.user is not None:
        yield _table("accounts.User", "登录账号", [member.user])
        yield from _of_account(member.user)
    for rel in relations_to_member():
        model = rel.related_model
        if model._meta.label in _NOT_ABOUT_THE_PERSON:
            continue
        rows = model._default_manager.filter(**{rel.field.name: member})
        key = f"{model._meta.label}.{rel.field.name}"
        yield _table(key, str(model._meta.verbose_name), list(rows))


def _of_account(user: User) -> Iterator[Table]:
    for rel in User._meta.related_objects:
        accessor = rel.get_accessor_name()
        if accessor in _OF_ACCOUNT:
            rows = list(getattr(user, accessor).all())
            yield _table(rel.related_model._meta.label, str(rel.related_model._meta.verbose_name), rows)


def _table(key: str, title: str, rows: list[Model]) -> Table:
    return Table(key, title, tuple(_row(row) for row in rows))


def _row(row: Model) -> dict[str, str]:
    found = {}
    for field in row._meta.concrete_fields:
        if field.name not in _LEFT_OUT and not str(field.verbose_name).isascii():
            found[str(field.verbose_name)] = _text(row, field)
    return {label: text for label, text in found.items() if text}


def _text(row: Model, field: Field[Any, Any]) -> str:
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    value = getattr(row, field.name)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return str(timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S") if hasattr(value, "tzinfo") else value)


def request_export(member: Member, *, actor: User) -> Job:
    """Start the job; one at a time per member and day.

    Raises:
        NotPermittedError: somebody else's data.
    """
    if not permissions.is_self(actor, member):
        raise NotPermittedError("只能导出本人的信息")
    day = today()
    return enqueue(
        JOB_KIND, args={"member": member.pk}, actor=actor, title="导出我的全部信息",
        key=f"self_export:{member.pk}:{day}",
    )  # fmt: skip


def run_export(context: JobContext) -> JobResult:
    """Write the zip. The right is asked again: only the person himself gets the file."""
    member = Member.objects.select_related("user", "branch", "department", "group").get(
        pk=context.args["member"]
    )
    if context.actor is None or not permissions.is_self(context.actor, member):
        raise NotPermittedError("只能导出本人的信息")
    tables = list(tables_about(member))
    context.progress(1, 2, "正在生成 PDF")
    packed = pack(tables)
    with context.final() as final:
        audit.record(AuditAction.EXPORT, member, actor=context.actor, note="导出本人全部信息")
        final.result = JobResult(
            message="您的全部信息已导出", file=packed, file_name="我的信息.zip", link=reverse("me:home")
        )
    return final.result


def pack(tables: list[Table]) -> bytes:
    """Return a zip with the tables as JSON (for machines) and PDF (for people)."""
    plain = {table.key: {"title": table.title, "rows": table.rows} for table in tables}
    profile = UnionProfile.objects.first() or UnionProfile()
    context = {"tables": tables, "pdf_unit": profile.name, "printed_at": timezone.localtime()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("我的信息.json", json.dumps(plain, ensure_ascii=False, indent=1, default=str))
        archive.writestr("我的信息.pdf", render_pdf("pdf/my_data.html", context, title="个人信息副本"))
    return buffer.getvalue()
