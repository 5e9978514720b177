"""What the cash book puts into the registries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from union.common import registries
from union.common.models import Attachment
from union.common.registries import NavItem
from union.funds import demo, duties, figures, ledgers, ledgers_audit, permissions
from union.funds.choices import AccountKind, PublicationKind
from union.funds.reminders import RULES
from union.funds.selectors.publications import by_category, left_by_source
from union.funds.services import bank_import, publications
from union.imports.declare import kinds
from union.ledgers.declare import register as register_ledger
from union.organisation.rights import works_here
from union.reminders.declare import rules as reminder_rules

if TYPE_CHECKING:
    from union.accounts.models import User


def register() -> None:
    """Called once from FundsConfig.ready()."""
    registries.demo_data.register("funds", demo.fill)
    for ledger in (*ledgers.LEDGERS, *ledgers_audit.LEDGERS):
        register_ledger(ledger)
    for key, figure in figures.FIGURES.items():
        registries.figures.register(key, figure)
    for name in ("budgets", "month_close", "next_budget", "questions", "handovers"):
        registries.duties.register(f"funds.{name}", getattr(duties, name))
    for key, rule in RULES.items():
        reminder_rules.register(key, rule)
    kinds.register(bank_import.KIND, bank_import.STATEMENT)
    publications.builders.register(PublicationKind.FUNDS, _publication)
    registries.attachment_access.register("funds.entry", _may_open)
    registries.attachment_access.register("funds.handover", _may_open)
    _register_navigation()


def _may_open(user: User, attachment: Attachment) -> bool:  # noqa: ARG001 - receipts are open to all who see money
    return permissions.can_view(user)


def _publication(first: dt.date, last: dt.date) -> Iterator[publications.Table]:
    yield publications.Table("收入", by_category(AccountKind.INCOME, first, last))
    yield publications.Table("支出", by_category(AccountKind.EXPENSE, first, last))
    yield publications.Table("各项经费结余", left_by_source(first, last))


def _register_navigation() -> None:
    nav = registries.navigation.register
    nav("funds", NavItem("经费", "funds:home", "wallet", permissions.can_view, 50, prefixes=("/funds/",)))
    children = (
        ("funds.home", "经费概况", "funds:home", permissions.can_view),
        ("funds.entries", "记账凭证", "funds:entry_list", permissions.can_view),
        ("funds.cash_book", "现金银行日记账", "funds:cash_book", permissions.can_view),
        ("funds.lines", "收支明细账", "funds:account_lines", permissions.can_view),
        ("funds.execution", "预算执行", "funds:execution", permissions.can_view),
        ("funds.budgets", "预算", "funds:budget_list", permissions.can_view),
        ("funds.closing", "结账", "funds:closing", permissions.can_view),
        ("funds.bank", "银行对账", "funds:bank", permissions.can_view),
    )
    for position, (key, label, url_name, visible) in enumerate(children):
        nav(key, NavItem(label, url_name, "", visible, position, parent="funds"))
    nav("money_audit", NavItem("经费审查", "funds:audit_home", "list-checks", permissions.can_view, 51))
    audits = (
        ("money_audit.home", "审查工作台", "funds:audit_home"),
        ("money_audit.samples", "抽查凭证", "funds:sample_list"),
        ("money_audit.questions", "审查问题", "funds:question_list"),
        ("money_audit.opinions", "审查意见", "funds:opinion_list"),
        ("money_audit.handovers", "交接监交", "funds:handover_list"),
    )
    for position, (key, label, url_name) in enumerate(audits):
        nav(key, NavItem(label, url_name, "", permissions.can_view, position, parent="money_audit"))
    nav("publications", NavItem("收支公布", "funds:publication_list", "file-spreadsheet", works_here, 52))
