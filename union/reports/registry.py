"""What the reports put into the registries; called once from ready()."""

from union.common import registries
from union.common.registries import HomeCard, JobKind, NavItem
from union.reminders.declare import rules as reminder_rules
from union.reports import demo, duties
from union.reports.home import report_card
from union.reports.permissions import can_build, can_read_some
from union.reports.reminder_rules import RULES
from union.reports.rule_codes import CHOICES
from union.reports.selectors.reports import may_open_file, may_open_photo
from union.reports.services import building, files

ATTEMPTS = 30  # nothing is written before the end: a worker that is killed again and again does no harm


def register() -> None:
    """Fill the registries."""
    registries.job_kinds.register(
        building.JOB_KIND,
        JobKind(
            "编制工作报告", building.run_build, icon="file-text", may_start=can_build, max_attempts=ATTEMPTS
        ),
    )
    registries.job_kinds.register(
        files.DRAFT_JOB,
        JobKind("生成报告 PDF", files.run_draft, icon="file-text", may_start=files.may_draw, keep_days=3),
    )
    registries.job_kinds.register(
        files.FILES_JOB,
        JobKind("制作报告文件", files.run_files, icon="file-text", max_attempts=ATTEMPTS),
    )
    registries.attachment_access.register("reports.report", may_open_file)
    registries.attachment_access.register("reports.reportchapter", may_open_photo)
    registries.duties.register("reports", duties.waiting)
    for key, rule in RULES.items():
        reminder_rules.register(key, rule)
    for key, words in CHOICES.items():
        registries.rule_choices.register(key, words)
    card = HomeCard("reports/_home.html", report_card, position=10, main=True)
    registries.home_cards.register("reports", card)
    registries.demo_data.register("reports", demo.fill)
    nav = registries.navigation.register
    nav("reports", NavItem("报告", "reports:list", "file-text", can_read_some, 60, prefixes=("/reports/",)))
    children = (
        ("reports.list", "工作报告", "reports:list"),
        ("reports.overview", "一屏总览", "reports:overview"),
        ("reports.statistics", "统计年报", "reports:statistics"),
    )
    for position, (key, label, url_name) in enumerate(children):
        nav(key, NavItem(label, url_name, "", can_read_some, position, parent="reports"))
