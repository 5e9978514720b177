"""The organisation sheet (组织架构) as a kind of import: branches, departments and groups by name."""

from __future__ import annotations

import io
from typing import Final

from members.rules.organisation_sheet import ORGANISATION_COLUMNS
from members.services import organisation_import_apply as writing
from members.services import organisation_import_check as checking
from members.services.roster import branch_names, department_names
from union.common.spreadsheets import TemplateColumn, write_template
from union.imports.declare import ImportKind
from union.organisation.choices import Right

NOTES: Final = (
    "每行写一个工会小组，支会和科室逐行写全，不要合并单元格。",
    "系统中没有的支会、科室、小组会新建；已有的不变；科室或小组写在别的支会下，按调整隶属办理。",
    "文件里没有写到的支会、科室、小组不会被撤销。",
    "“组长”只作提示：任职要凭文件在“任职”中办理。",
)


def template() -> bytes:
    """An empty sheet with drop-downs from the present branches and departments."""
    choices = {"branch": branch_names(), "department": department_names()}
    columns = [
        TemplateColumn(
            column.label, kind="text", choices=choices.get(column.key, []), is_required=column.key == "branch"
        )
        for column in ORGANISATION_COLUMNS
    ]
    target = io.BytesIO()
    write_template(target, "工会组织架构", columns=columns, notes=list(NOTES))
    return target.getvalue()


ORGANISATION: Final = ImportKind(
    label="组织架构",
    summary="建立支会、科室和工会小组，或调整它们的隶属。",
    right=Right.EDIT_ORGANISATION,
    columns=lambda: ORGANISATION_COLUMNS,
    prepare=checking.prepare,
    check=checking.check,
    remarks=checking.remarks,
    apply=writing.apply,
    undo=writing.undo,
    undo_obstacles=writing.obstacles,
    template=template,
    options=frozenset({"all_or_nothing"}),
    unit="个小组",
    icon="network",
    notes=NOTES,
    undo_note="撤销会把这批新建的支会、科室、小组办理撤销，并把调整过的隶属恢复原样；历史记录保留。",
    reasons={
        "branch_missing": "支会没有填", "two_branches": "科室写在两个支会下", "duplicate": "文件中重复",
        "too_long": "名称太长", "cell": "单元格没有值",
    },
)  # fmt: skip
