"""What dues put into the registries; called once from ready()."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from members import demo_dues, duties_dues, home_dues
from members.figures import FIGURES
from members.ledgers_dues import LEDGERS
from members.models import DuesBooking
from members.reminder_dues import RULES
from members.selectors.dues import authorisations_visible_to
from members.selectors.dues_reports import publication
from members.services.dues_booking import SOURCE_KIND
from members.services.dues_merge import HANDLERS
from members.services.dues_opening import KIND as OPENING_KIND
from members.services.dues_opening import OPENING
from members.services.dues_payroll import KIND, PAYROLL
from union.common import registries
from union.common.registries import EntrySource, HomeCard, NavItem
from union.funds.choices import PublicationKind
from union.funds.services.publications import Table, builders
from union.imports.declare import kinds
from union.ledgers.declare import register as register_ledger
from union.organisation.choices import Right
from union.organisation.rights import holds
from union.reminders.declare import rules as reminder_rules

POSITION = 18  # in the side bar: after 我的资料, before 职代会


def register() -> None:
    """Fill the registries."""
    kinds.register(KIND, PAYROLL)
    kinds.register(OPENING_KIND, OPENING)
    for ledger in LEDGERS:
        register_ledger(ledger)
    registries.entry_sources.register(SOURCE_KIND, EntrySource("会费入账", _find_booking, _booking_url))
    for key, figure in FIGURES.items():
        registries.figures.register(key, figure)
    for key, handler in HANDLERS.items():
        registries.member_merge.register(key, handler)
    for name in ("months", "sheets", "requests", "arrears"):
        registries.duties.register(f"dues.{name}", getattr(duties_dues, name))
    for key, rule in RULES.items():
        reminder_rules.register(key, rule)
    registries.home_cards.register(
        "members.dues", HomeCard("members/_home_dues.html", home_dues.dues_card, position=45)
    )
    registries.demo_data.register("members.dues", demo_dues.fill)
    builders.register(PublicationKind.DUES, _publication)
    registries.attachment_access.register("members.duesauthorisation", _may_open_authorisation)
    _register_navigation()


def _may_open_authorisation(user: Any, attachment: Any) -> bool:
    return bool(authorisations_visible_to(user).filter(pk=attachment.owner_id).exists())


def _publication(first: dt.date, last: dt.date) -> Iterator[Table]:
    """会费收支公布 of a period for the members: the same sums as the page of the office."""
    found = publication(first, last)
    months = tuple((f"{month:%Y年%-m月}", amount) for month, amount in found["by_month"])
    yield Table("收入（按月）", (*months, ("收入合计", found["income"])))
    yield Table("收入（按支会）", (*found["by_branch"], ("收入合计", found["income"])))
    spent = (*found["spent"], ("支出合计", found["expense"]))
    yield Table("支出（按项目）", spent)
    yield Table("结余", (("本期收支结余", found["balance"]),), has_total=False)


def _find_booking(user: Any, pk: int) -> DuesBooking | None:
    """The act of booking behind a voucher, for those who see the dues of the whole hospital."""
    if not user.access.scope(Right.VIEW_DUES).everything:
        return None
    return DuesBooking.objects.filter(pk=pk).first()


def _booking_url(booking: DuesBooking) -> str:
    return reverse("dues:month_detail", args=[booking.booked_in.year, booking.booked_in.month])


def _sees_all(user: Any) -> bool:
    return bool(user.access.scope(Right.VIEW_DUES).everything)


def _collects(user: Any) -> bool:
    return bool(user.access.can(Right.COLLECT_DUES))


def _follows(user: Any) -> bool:
    return _collects(user) or bool(user.access.can(Right.DECIDE_DUES))


def _register_navigation() -> None:
    nav = registries.navigation.register
    nav(
        "dues",
        NavItem("会费", "dues:home", "wallet-cards", holds(Right.VIEW_DUES), POSITION, prefixes=("/dues/",)),
    )
    children = (
        ("dues.months", "会费月结", "dues:month_list", _sees_all),
        ("dues.accounts", "收缴台账", "dues:account_list", holds(Right.VIEW_DUES)),
        ("dues.arrears", "欠缴", "dues:arrears_list", holds(Right.VIEW_DUES)),
        ("dues.summary", "收缴汇总表", "dues:summary_list", holds(Right.VIEW_DUES)),
        ("dues.differences", "代扣差异", "dues:difference_list", _sees_all),
        ("dues.collections", "现金与转账收缴", "dues:collection_list", _collects),
        ("dues.receipts", "收据", "dues:receipt_list", holds(Right.VIEW_DUES)),
        ("dues.requests", "减免与退费", "dues:request_list", holds(Right.VIEW_DUES)),
        ("dues.authorisations", "代扣授权", "dues:authorisation_list", holds(Right.VIEW_DUES)),
        ("dues.unpaid", "连续未缴", "dues:unpaid_list", holds(Right.VIEW_DUES)),
        ("dues.cases", "连续未缴个案", "dues:case_list", _follows),
        ("dues.publication", "收支公布", "dues:publication", _sees_all),
    )
    for position, (key, label, url_name, visible) in enumerate(children):
        nav(key, NavItem(label, url_name, "", visible, position, parent="dues"))
