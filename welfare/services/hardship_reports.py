"""Report sheets for an upper union: columns as chosen, only households that agreed, and a record."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum

from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.common.spreadsheets import Sheet, SheetColumn, write_workbook
from union.organisation.models import UnionProfile
from welfare.choices.hardship import Level
from welfare.models import Aid, HardshipFile, HouseholdPerson, UpperReport
from welfare.permissions import hardship as may
from welfare.rules.aid_flow import GIVEN
from welfare.rules.hardship_flow import HELPED

# What a row is made of: the file, its people (the main person first), yuan given so far.
Row = tuple[HardshipFile, list[HouseholdPerson], Decimal]
_Reader = Callable[[Row], object]


def _main(name: str) -> _Reader:
    return lambda row: getattr(row[1][0], name) if row[1] else ""


def _of_file(name: str) -> _Reader:
    return lambda row: getattr(row[0], name)


def _shown(name: str) -> _Reader:
    return lambda row: getattr(row[0], f"get_{name}_display")()


def _member(name: str) -> _Reader:
    return lambda row: getattr(row[0].member, name)


def _family(row: Row) -> str:
    others = (f"{each.get_kinship_display()}：{each.name}" for each in row[1][1:])
    return "；".join(others)


def _family_full(row: Row) -> str:
    parts = []
    for each in row[1][1:]:
        known = (each.name, each.id_number, each.get_occupation_display(), each.workplace, each.health)
        parts.append(f"{each.get_kinship_display()}：{'，'.join(word for word in known if word)}")
    return "；".join(parts)


# key → (heading, width, kind, how it is read); the national form's fields ([G22], domain notes 6.3).
COLUMNS: dict[str, tuple[str, float, str, _Reader]] = {
    "number": ("档案编号", 10, "text", _of_file("number")),
    "name": ("姓名", 10, "text", _main("name")),
    "sex": ("性别", 6, "text", lambda row: row[0].member.get_sex_display()),
    "id_number": ("身份证号", 21, "text", _main("id_number")),
    "ethnicity": ("民族", 8, "text", _member("ethnicity")),
    "identity": ("身份", 8, "text", _shown("identity")),
    "level": ("级别", 8, "text", _shown("level")),
    "category": ("困难类别", 10, "text", _shown("category")),
    "cause": ("致困主要原因", 14, "text", _shown("cause")),
    "second_cause": ("致困次要原因", 14, "text", _shown("second_cause")),
    "cause_text": ("致困描述", 30, "text", _of_file("cause_text")),
    "health": ("健康状况", 14, "text", _main("health")),
    "disability": ("残疾类别", 12, "text", _main("disability")),
    "marriage": ("婚姻状况", 8, "text", _shown("marriage")),
    "residence": ("户口类型", 8, "text", _shown("residence")),
    "insurance": ("医保", 10, "text", _shown("insurance")),
    "housing": ("住房类型", 14, "text", _shown("housing")),
    "housing_area": ("建筑面积", 10, "decimal", _of_file("housing_area")),
    "single_parent": ("单亲", 6, "text", _of_file("is_single_parent")),
    "without_work": ("零就业", 8, "text", _of_file("is_without_work")),
    "self_help": ("有自救能力", 10, "text", _of_file("can_help_itself")),
    "phone": ("联系电话", 14, "text", _of_file("phone")),
    "address": ("家庭住址", 26, "text", _of_file("address")),
    "monthly": ("本人月均收入", 14, "money", _main("monthly_income")),
    "income": ("家庭年总收入", 14, "money", _of_file("income")),
    "head_count": ("家庭人口", 8, "integer", _of_file("head_count")),
    "per_head": ("家庭月人均收入", 14, "money", _of_file("per_head")),
    "family": ("家庭成员", 26, "text", _family),
    "family_full": ("家庭成员（含证件、健康）", 40, "text", _family_full),
    "bank_holder": ("户名", 10, "text", _of_file("bank_holder")),
    "bank_name": ("开户银行", 18, "text", _of_file("bank_name")),
    "bank_account": ("银行账号", 22, "text", _of_file("bank_account")),
    "decided_on": ("建档日期", 12, "date", _of_file("decided_on")),
    "aid": ("累计帮扶（元）", 14, "money", lambda row: row[2]),
}
USUAL = (
    "number", "name", "sex", "id_number", "level", "category", "cause", "head_count", "income", "per_head",
    "phone", "aid",
)  # fmt: skip


@transaction.atomic
def upper_report(
    *, recipient: str, purpose: str, columns: Sequence[str], level: str, actor: User
) -> tuple[UpperReport, bytes]:
    """Write the sheet of the files on file whose household agreed; return the record of it and the .xlsx.

    The record names recipient, purpose, columns and files, so that everybody can be told where his data went
    (个人信息保护法 第 23 条). Households that did not agree are counted, never named.

    Raises:
        NotPermittedError: may not hand files out.
        DomainError: no recipient, purpose or column; nobody agreed.
    """
    if not may.reports_up(actor):
        raise NotPermittedError("您没有权限向上级工会提供困难档案")
    wanted = [key for key in COLUMNS if key in columns]
    if not recipient.strip() or not purpose.strip() or not wanted:
        raise DomainError("请填写接收单位、用途，并至少选择一列", field="recipient")
    files = HardshipFile.objects.filter(state__in=HELPED, consent__withdrawn_at=None)
    files = files.filter(level=level) if level else files
    agreed = list(files.filter(consent__covers_upper=True).select_related("member").order_by("pk"))
    if not agreed:
        raise DomainError("没有同意向上级工会提供的在档家庭；请先取得“向上级工会提供”的授权", field="level")
    report = UpperReport.objects.create(
        recipient=recipient.strip(), purpose=purpose.strip(), columns=wanted, level=level,
        row_count=len(agreed), left_out=files.count() - len(agreed), actor=actor,
    )  # fmt: skip
    report.files.set(agreed)
    audit.record(
        AuditAction.EXPORT, report, actor=actor,
        note=f"困难职工上报表：{report.recipient}，{len(agreed)} 户，{len(wanted)} 列",
        changes={"columns": [None, "、".join(COLUMNS[key][0] for key in wanted)]},
    )  # fmt: skip
    return report, _workbook(report, agreed, wanted)


def _workbook(report: UpperReport, files: list[HardshipFile], wanted: list[str]) -> bytes:
    people: dict[int, list[HouseholdPerson]] = {}
    rows = HouseholdPerson.objects.filter(file__in=files, left_on=None)
    for person in sorted(rows, key=lambda each: (each.kinship != "self", each.pk)):
        people.setdefault(person.file_id, []).append(person)
    given = Aid.objects.filter(file__in=files, state__in=GIVEN).order_by().values("file")
    yuan: dict[int, Any] = dict(given.annotate(sum=Sum("paid_amount")).values_list("file", "sum"))
    profile = UnionProfile.objects.first() or UnionProfile()
    level = Level(report.level).label if report.level else "全部"
    sheet = Sheet(
        name="困难职工",
        columns=[SheetColumn(COLUMNS[key][0], COLUMNS[key][1], COLUMNS[key][2]) for key in wanted],
        rows=[
            [COLUMNS[key][3](row) for key in wanted]
            for row in ((file, people.get(file.pk, []), yuan.get(file.pk, Decimal(0))) for file in files)
        ],
        title=f"{profile.hospital_name}困难职工上报表",
        lines=[
            f"接收单位：{report.recipient}　级别：{level}　户数：{report.row_count}",
            f"用途：{report.purpose}　导出日期：{today()}　编号：SB{report.pk:04d}",
            "含敏感个人信息，不得转发",
        ],
    )  # fmt: skip
    buffer = io.BytesIO()
    write_workbook(buffer, sheet)
    return buffer.getvalue()
