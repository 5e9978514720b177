"""The way of an import batch: uploaded → checked → confirmed → applied → perhaps undone."""

from __future__ import annotations

from union.common.errors import TransitionError
from union.imports.choices import BatchState as S

ARROWS: dict[S, frozenset[S]] = {
    S.STAGED: frozenset({S.STAGED, S.CHECKING, S.DISCARDED}),
    # CHECKING → CHECKING: a lost worker's check is begun again. → STAGED, FAILED: its job has ended.
    S.CHECKING: frozenset({S.CHECKING, S.CHECKED, S.FAILED, S.STAGED, S.DISCARDED}),
    S.CHECKED: frozenset({S.STAGED, S.APPLYING, S.DISCARDED}),
    S.FAILED: frozenset({S.STAGED, S.DISCARDED}),
    # APPLYING → CHECKED: nothing was written, the user decides again.
    S.APPLYING: frozenset({S.APPLIED, S.CHECKED}),
    S.APPLIED: frozenset({S.UNDONE}),
    S.UNDONE: frozenset(),
    S.DISCARDED: frozenset(),
}
_REFUSALS = {
    S.APPLYING: "这批数据已有人确认，正在写入，请稍候查看结果",
    S.APPLIED: "这批数据已经导入，没有重复写入",
    S.UNDONE: "这批数据已经撤销；如需再次导入，请重新上传文件",
    S.DISCARDED: "这批数据已放弃；如需导入，请重新上传文件",
    S.CHECKING: "文件正在核对，请等核对完成",
    S.STAGED: "文件还没有核对，请等核对完成",
    S.FAILED: "文件无法读取，请更换文件后重新上传",
}


def require_arrow(present: S, target: S) -> None:
    """Let the step ``present`` → ``target`` pass if the table has it.

    Raises:
        TransitionError: with a sentence about the present state.
    """
    if target not in ARROWS[present]:
        raise TransitionError(_REFUSALS.get(present, f"“{present.label}”的批次不能{target.label}"))
