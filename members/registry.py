"""What this app puts into the registries; called once from ready()."""

from typing import Any

from django.db.models import Exists, OuterRef

from members import (
    demo,
    duties,
    kernel,
    ledgers,
    people,
    reminder_rules,
    rule_codes,
    sensitive,
    timeline,
    week,
)
from members.models import Member
from members.services import account_slips, self_export
from members.services.merge_handlers import HANDLERS
from members.services.organisation_import import ORGANISATION
from members.services.roster import ROSTER
from union.common import registries
from union.common.registries import (
    HomeCard,
    JobKind,
    NavItem,
    SearchProvider,
    SettingsPage,
    VisibleRecord,
    demo_data,
)
from union.imports.declare import kinds
from union.ledgers.declare import register as register_ledger
from union.organisation.choices import Right
from union.organisation.rights import holds, works_here
from union.reminders.declare import rules as reminder_rule_registry


def register() -> None:
    """Fill the registries."""
    demo_data.register("members", demo.fill)
    for ledger in ledgers.LEDGERS:
        register_ledger(ledger)
    kinds.register("roster", ROSTER)
    kinds.register("organisation", ORGANISATION)
    for key, rule in reminder_rules.RULES.items():
        reminder_rule_registry.register(key, rule)
    for key, words in rule_codes.CHOICES.items():
        registries.rule_choices.register(key, words)
    _register_record()
    _register_kernel()
    _register_navigation()


def _register_record() -> None:
    for name in ("membership", "applications", "transfers", "offices"):
        registries.timeline.register(f"members.{name}", getattr(timeline, name))
    for key, handler in HANDLERS.items():
        registries.member_merge.register(key, handler)
    for key, field in sensitive.FIELDS.items():
        registries.sensitive_fields.register(key, field)
    rights = (
        Right.VIEW_MEMBERS, Right.VIEW_CONTACT, Right.VIEW_IDENTITY, Right.VIEW_BANK, Right.VIEW_FAMILY,
        Right.VIEW_DUES_BASE, Right.EDIT_MEMBERS,
    )  # fmt: skip
    registries.visible_records.register(
        "member", VisibleRecord("会员", kernel.find_record, rights, owner=lambda member: member.user)
    )


def _register_kernel() -> None:
    for name in ("applications", "transfers", "corrections", "retirements", "birthdays", "leavers"):
        registries.duties.register(f"members.{name}", getattr(duties, name))
    for name in ("birthdays", "retirements"):
        registries.calendar_entries.register(f"members.{name}", getattr(week, name))
    registries.search_results.register(
        "members", SearchProvider("会员", kernel.find_members, while_typing=True)
    )
    registries.home_cards.register(
        "members.branches", HomeCard("members/_home_branches.html", kernel.branch_card, position=40)
    )
    registries.people.register("member", people.SOURCE)
    registries.password_facts.register("members", kernel.password_facts)
    registries.user_facts.register("is_member", lambda: Exists(Member.objects.of_account(OuterRef("pk"))))
    registries.unit_moves.register("members", kernel.move_units)
    registries.unit_headcounts.register("members", kernel.headcounts)
    registries.job_kinds.register(
        self_export.JOB_KIND, JobKind("导出我的信息", self_export.run_export, icon="download", keep_days=7)
    )
    registries.job_kinds.register(
        account_slips.JOB_KIND,
        JobKind(
            "开通会员账号", account_slips.run_logins, icon="key-round", keep_days=1,
            may_start=lambda user: user.access.scope(Right.EDIT_MEMBERS).everything,
        ),
    )  # fmt: skip
    registries.settings_pages.register(
        "members.extra_fields",
        SettingsPage(
            "自定义字段", "members:extra_field_list", "会员档案里本单位自己的项目", "columns-3",
            lambda user: user.access.can(Right.EDIT_SETTINGS),
        ),
    )  # fmt: skip


def _register_navigation() -> None:
    def right(wanted: Right) -> Any:
        return lambda user: user.access.can(wanted)

    nav = registries.navigation.register
    nav(
        "members",
        NavItem(
            "会员", "members:member_list", "users", holds(Right.VIEW_MEMBERS), 10, prefixes=("/members/",)
        ),
    )
    children = (
        ("members.list", "花名册", "members:member_list", holds(Right.VIEW_MEMBERS)),
        ("members.changes", "会籍变动", "members:membership_change_list", holds(Right.VIEW_MEMBERS)),
        ("members.join", "入会申请", "members:join_list", holds(Right.VIEW_MEMBERS)),
        ("members.transfers", "会籍接转", "members:transfer_list", holds(Right.VIEW_MEMBERS)),
        ("members.retirement", "退休提示", "members:retirement_list", right(Right.DECIDE_MEMBERSHIP)),
        ("members.corrections", "更正申请", "members:correction_list", right(Right.EDIT_MEMBERS)),
        ("members.duplicates", "疑似重复", "members:duplicate_list", kernel.merges),
    )
    for position, (key, label, url_name, visible) in enumerate(children):
        nav(key, NavItem(label, url_name, "", visible, position, parent="members"))
    nav("me", NavItem("我的资料", "me:home", "id-card", works_here, 15, prefixes=("/me/",)))
