"""Hardship files and aid in the registries."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from members.permissions import is_member
from union.common import registries
from union.common.registries import EntrySource, MergeHandler, NavItem, SearchProvider, VisibleRecord
from union.common.shipped.rule_sets import RULE_LABELS
from union.ledgers.declare import register as register_ledger
from union.organisation.choices import Right
from union.reminders.declare import rules as reminder_rules
from welfare import demo_hardship, screens_hardship, sensitive_hardship, triggers
from welfare.duties import hardship as duties
from welfare.duties import retention
from welfare.figures.hardship import FIGURES
from welfare.ledgers import aid as aid_ledgers
from welfare.ledgers import hardship as file_ledgers
from welfare.ledgers import retention as erasure_ledgers
from welfare.models import PaymentList
from welfare.permissions import hardship as may
from welfare.reminder_hardship import RULES
from welfare.rules.retention import years_problem
from welfare.selectors.hardship import files_visible_to
from welfare.selectors.retention import sees_erasures
from welfare.services import aid_payments, hardship_merges
from welfare.shipped import retention as retention_rule
from welfare.shipped.hardship import LABELS


def register() -> None:
    """Fill the registries."""
    RULE_LABELS.update(LABELS)
    RULE_LABELS[retention_rule.KIND] = retention_rule.LABEL
    _register_records()
    _register_screens()
    _register_navigation()
    for ledger in (*file_ledgers.LEDGERS, *aid_ledgers.LEDGERS, *erasure_ledgers.LEDGERS):
        register_ledger(ledger)
    for key, figure in FIGURES.items():
        registries.figures.register(key, figure)
    for key, rule in (RULES | retention.RULES).items():
        reminder_rules.register(key, rule)
    triggers.anniversaries.register("hardship", screens_hardship.anniversaries)
    registries.demo_data.register("welfare.hardship", demo_hardship.fill)


def _find_file(user: Any, pk: int) -> Any:
    return files_visible_to(user).filter(pk=pk).first()


def _find_list(user: Any, pk: int) -> Any:
    return PaymentList.objects.filter(pk=pk).first() if may.sees_payments(user) else None


def _register_records() -> None:
    registries.entry_sources.register(
        aid_payments.SOURCE,
        EntrySource("困难帮扶", _find_list, lambda row: reverse("welfare:aid_payment", args=[row.pk])),
    )
    for key, field in sensitive_hardship.FIELDS.items():
        registries.sensitive_fields.register(key, field)
    access = registries.attachment_access
    access.register("welfare.hardshipfile", sensitive_hardship.may_open_paper)
    access.register("welfare.paymentlist", sensitive_hardship.may_open_sheet)
    for key, (move, refuse) in hardship_merges.HANDLERS.items():
        registries.member_merge.register(key, MergeHandler("困难档案", move, refuse))
    rights = (Right.VIEW_HARDSHIP, Right.HANDLE_HARDSHIP, Right.APPROVE_HARDSHIP)
    registries.visible_records.register(
        "hardship",
        VisibleRecord(
            "困难档案", _find_file, rights, subject=lambda file: file.member,
            owner=lambda file: file.member.user,
        ),
    )  # fmt: skip


def _register_screens() -> None:
    registries.duties.register("welfare.hardship", duties.files)
    registries.duties.register("welfare.aid", duties.aid)
    registries.duties.register("welfare.erasure", retention.duties)
    registries.rule_checks.register(retention_rule.KIND, years_problem)
    registries.timeline.register("welfare.hardship", screens_hardship.timeline)
    registries.calendar_entries.register("welfare.hardship", screens_hardship.calendar)
    registries.search_results.register("welfare.hardship", SearchProvider("困难档案", screens_hardship.find))


def _register_navigation() -> None:
    nav = registries.navigation.register
    places = ("/welfare/hardship/", "/welfare/aid/", "/welfare/erasure/")
    top = NavItem("困难帮扶", "welfare:hardship_list", "user-check", may.sees_files, 32, prefixes=places)
    nav("hardship", top)
    children = (
        ("hardship.list", "困难档案", "welfare:hardship_list", may.sees_files),
        ("hardship.aid", "帮扶台账", "welfare:aid_list", may.sees_files),
        ("hardship.payments", "发放清单", "welfare:aid_payments", may.sees_payments),
        ("hardship.spells", "在档期间", "welfare:hardship_spells", may.sees_files),
        ("hardship.report", "上报表", "welfare:hardship_report", may.reports_up),
        ("hardship.erasure", "保存期满清除", "welfare:erasure_list", sees_erasures),
        ("hardship.board", "公示", "welfare:hardship_board", may.sees_board),
        ("hardship.mine", "我的困难申请", "welfare:hardship_mine", is_member),
    )
    for position, (key, label, url_name, visible) in enumerate(children):
        nav(key, NavItem(label, url_name, "", visible, position, parent="hardship"))
