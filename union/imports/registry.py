"""What the import machinery puts into the registries: its jobs, its entry in the side bar, its duties."""

from union.common.registries import JobKind, NavItem, duties, job_kinds, navigation
from union.imports import duties as own_duties
from union.imports import permissions
from union.imports.services import jobs


def register() -> None:
    """Fill the kernel's registries; called from `ImportsConfig.ready()`."""
    may = permissions.may_import_anything
    job_kinds.register("imports.check", JobKind("核对导入文件", jobs.run_check, icon="upload", may_start=may))
    job_kinds.register("imports.apply", JobKind("写入导入数据", jobs.run_apply, icon="upload", may_start=may))
    job_kinds.register("imports.undo", JobKind("撤销导入", jobs.run_undo, icon="undo-2", may_start=may))
    navigation.register(
        "imports", NavItem("导入", "imports:home", "upload", may, position=80, section="管理")
    )
    duties.register("imports", own_duties.waiting_batches)
