"""What the cash book puts into the registries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union.common import registries
from union.common.models import Attachment
from union.common.registries import NavItem
from union.funds import demo, duties, figures, ledgers, permissions
from union.ledgers.declare import register as register_ledger

if TYPE_CHECKING:
    from union.accounts.models import User


def register() -> None:
    """Called once from FundsConfig.ready()."""
    registries.demo_data.register("funds", demo.fill)
    for ledger in ledgers.LEDGERS:
        register_ledger(ledger)
    for key, figure in figures.FIGURES.items():
        registries.figures.register(key, figure)
    for name in ("budgets", "month_close", "next_budget"):
        registries.duties.register(f"funds.{name}", getattr(duties, name))
    registries.attachment_access.register("funds.entry", _may_open)
    _register_navigation()


def _may_open(user: User, attachment: Attachment) -> bool:  # noqa: ARG001 - receipts are open to all who see money
    return permissions.can_view(user)


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
    )
    for position, (key, label, url_name, visible) in enumerate(children):
        nav(key, NavItem(label, url_name, "", visible, position, parent="funds"))
