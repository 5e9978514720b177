"""The roster as a kind of import (职工花名册): what the machinery in union.imports is given.

Reading and comparing: roster_check; writing: roster_apply; taking back: roster_undo. A file makes
members and changes their data; it never changes a membership state.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from django.urls import reverse

from members.choices import Sex
from members.models import ExtraField
from members.rules.roster import ROSTER_COLUMNS
from members.services import roster_apply, roster_check, roster_undo
from union.common import id_numbers, phones
from union.common.dates import today
from union.common.models import CodeItem
from union.common.spreadsheets import Column, TemplateColumn, write_template
from union.imports.declare import ImportKind
from union.organisation.choices import Right
from union.organisation.models import Branch, Department, Group

TEMPLATE_FIELDS: Final = (
    "staff_no", "name", "sex", "ethnicity", "born_on", "id_number", "political_status", "education",
    "professional_title", "post_category", "department", "branch", "group", "started_work_on",
    "joined_union_on", "phone", "employment_kind", "dues_base", "marital_status", "note",
)  # fmt: skip
_HELP: Final = {
    "staff_no": "工号与身份证号至少填一项",
    "born_on": "如 1985-07-03；填了身份证号可不填",
    "id_number": "18 位，单元格为文本格式",
    "joined_union_on": "如 2010-05-01；计费基数从这个月起算",
    "dues_base": "岗位工资与薪级工资之和，元",
}
_KINDS: Final = {
    "born_on": "date",
    "started_work_on": "date",
    "joined_union_on": "date",
    "dues_base": "money",
}


def columns() -> Sequence[Column]:
    """Columns of a roster, with the fields the hospital has defined."""
    extra = ExtraField.objects.filter(is_active=True).values_list("key", "label")
    return (*ROSTER_COLUMNS, *(Column(f"extra.{key}", label, contains=False) for key, label in extra))


def template() -> bytes:
    """An empty roster with drop-downs from the present units and code lists."""
    labels = {column.key: column.label for column in ROSTER_COLUMNS}
    choices = {"sex": [sex.label for sex in Sex], **_codes(), **_units()}
    sheet = [
        TemplateColumn(
            labels[key], kind=_KINDS.get(key, "text"), choices=choices.get(key, []),
            is_required=key == "name", help=_HELP.get(key, ""),
        )
        for key in TEMPLATE_FIELDS
    ]  # fmt: skip
    target = io.BytesIO()
    write_template(target, "职工花名册", columns=sheet, notes=list(NOTES))
    return target.getvalue()


def _codes() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind, label in CodeItem.objects.filter(kind__in=TEMPLATE_FIELDS, is_active=True).values_list(
        "kind", "label"
    ):
        found.setdefault(kind, []).append(label)
    return found


def _units() -> dict[str, list[str]]:
    return {"branch": branch_names(), "department": department_names(), "group": group_names()}


def branch_names() -> list[str]:
    """Names of the branches that exist today."""
    return list(Branch.objects.open_on(today()).values_list("name", flat=True))


def department_names() -> list[str]:
    """Names of the departments that exist today."""
    return list(Department.objects.open_on(today()).values_list("name", flat=True))


def group_names() -> list[str]:
    """Names of the groups that exist today, each once."""
    return list(dict.fromkeys(Group.objects.open_on(today()).values_list("name", flat=True)))


def member_url(pk: int) -> str:
    """The member's page."""
    return reverse("members:member_detail", args=[pk])


NOTES: Final = (
    "按工号或身份证号认人，不按姓名；工号与身份证号对不上的行会退回。",
    "空白单元格不覆盖系统中已有的内容。",
    "导入不改变任何人的会籍：新登记的人为“在册”，其他变动请在会员档案中办理。",
    "同一份文件再导入一次，不会产生任何变化。",
)

REASONS: Final = {
    "name_missing": "姓名没有填",
    "key_missing": "工号和身份证号都没有填",
    "staff_no": "工号格式不对",
    "id_length": "身份证号位数不对",
    "id_old": "15 位旧身份证号",
    "id_form": "身份证号有其他字符",
    "id_birth": "身份证号里的日期不存在",
    "id_checksum": "身份证号校验码不对",
    "id_other": "证件号码格式不对",
    "id_kind": "证件类型看不懂",
    "id_precision": "号码被 Excel 改掉",
    "id_other_no": "身份证号与工号不一致",
    "no_other_id": "工号与身份证号不一致",
    "duplicate": "文件中重复",
    "sex": "性别看不懂",
    "sex_conflict": "性别与身份证号不一致",
    "birth_conflict": "出生日期与身份证号不一致",
    "date": "日期看不懂",
    "date_future": "日期在将来",
    "money": "金额看不懂",
    "unit_unknown": "支会、科室或小组不存在",
    "member_no_taken": "会员证号重复",
    "boolean": "是否看不懂",
    "too_long": "内容太长",
    "cell": "单元格没有值",
}

ROSTER: Final = ImportKind(
    label="职工花名册",
    summary="登记新会员，更新已有会员的资料和计费基数。",
    right=Right.IMPORT_ROSTER,
    columns=columns,
    prepare=roster_check.prepare,
    check=roster_check.check,
    remarks=roster_check.remarks,
    apply=roster_apply.apply,
    undo=roster_undo.undo,
    undo_obstacles=roster_undo.obstacles,
    template=template,
    options=frozenset({"create", "effective", "overwrite", "all_or_nothing"}),
    alias_choices={"branch": branch_names, "department": department_names, "group": group_names},
    masks={
        "id_number": id_numbers.mask,
        "phone": phones.mask,
        "bank_account": id_numbers.mask,
        "email": lambda _value: "***",
        "address": lambda _value: "***",
    },
    brief=("branch", "department", "group", "post_category", "employment_kind", "joined_union_on"),
    unit="人",
    icon="users",
    notes=NOTES,
    undo_note="撤销会删除这批新登记的会员，并把变更过的资料和计费基数恢复原样；随导入新建的支会、科室、小组保留。",
    reasons=REASONS,
    subject_url=member_url,
)
