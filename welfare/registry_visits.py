"""Visits in the registries."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from union.common import registries
from union.common.registries import (
    EntrySource,
    HomeCard,
    JobKind,
    MergeHandler,
    NavItem,
    SearchProvider,
    VisibleRecord,
)
from union.common.shipped.rule_sets import RULE_LABELS
from union.imports.declare import kinds
from union.ledgers.declare import register as register_ledger
from union.organisation.choices import Right
from union.reminders.declare import rules as reminder_rules
from welfare import demo_visits, screens_visits, sensitive_visits
from welfare.duties import visits as duties
from welfare.figures.visits import FIGURES
from welfare.ledgers.visits import LEDGERS
from welfare.models import GiftList
from welfare.permissions import visits as may
from welfare.reminder_visits import RULES
from welfare.selectors.visits import visits_visible_to
from welfare.services import visit_merges, visit_runs
from welfare.services.visit_import import VISITS


def register() -> None:
    """Fill the registries."""
    RULE_LABELS["visit_approval"] = "慰问审批额度"
    _register_records()
    _register_screens()
    _register_navigation()
    kinds.register("visits", VISITS)
    for ledger in LEDGERS:
        register_ledger(ledger)
    for key, figure in FIGURES.items():
        registries.figures.register(key, figure)
    registries.job_kinds.register(
        visit_runs.JOB_KIND,
        JobKind("开立到期慰问", visit_runs.run, icon="heart", may_start=may.handles),
    )
    for key, rule in RULES.items():
        reminder_rules.register(key, rule)
    registries.demo_data.register("welfare.visits", demo_visits.fill)


def _find_visit(user: Any, pk: int) -> Any:
    return visits_visible_to(user).filter(pk=pk).first()


def _find_list(user: Any, pk: int) -> Any:
    return GiftList.objects.filter(pk=pk).first() if may.handles(user) else None


def _register_records() -> None:
    sources = registries.entry_sources
    sources.register(
        "welfare.visit",
        EntrySource("慰问", _find_visit, lambda visit: reverse("welfare:visit_detail", args=[visit.pk])),
    )
    sources.register(
        "welfare.gift_list",
        EntrySource("集体发放", _find_list, lambda row: reverse("welfare:list_detail", args=[row.pk])),
    )
    for key, field in sensitive_visits.FIELDS.items():
        registries.sensitive_fields.register(key, field)
    registries.attachment_access.register("welfare.visit", sensitive_visits.may_open)
    for key, (move, refuse) in visit_merges.HANDLERS.items():
        registries.member_merge.register(key, MergeHandler("慰问", move, refuse))
    rights = (Right.VIEW_VISITS, Right.HANDLE_VISITS, Right.APPROVE_VISITS)
    registries.visible_records.register(
        "visit",
        VisibleRecord(
            "慰问", _find_visit, rights, subject=lambda visit: visit.member or visit,
            owner=lambda visit: visit.member.user if visit.member else None,
        ),
    )  # fmt: skip


def _register_screens() -> None:
    registries.duties.register("welfare.visits", duties.visits)
    registries.duties.register("welfare.gift_lists", duties.lists)
    registries.timeline.register("welfare.visits", screens_visits.timeline)
    registries.calendar_entries.register("welfare.visits", screens_visits.calendar)
    registries.search_results.register("welfare.visits", SearchProvider("慰问", screens_visits.find))
    registries.home_cards.register(
        "welfare.visits", HomeCard("welfare/_home_visits.html", screens_visits.home_card, position=50)
    )


def _register_navigation() -> None:
    nav = registries.navigation.register
    places = ("/welfare/visits/", "/welfare/lists/", "/welfare/stock/", "/welfare/standards/")
    nav("visits", NavItem("送温暖", "welfare:visit_list", "heart", may.sees_visits, 30, prefixes=places))
    children = (
        ("visits.list", "慰问台账", "welfare:visit_list", may.sees_visits),
        ("visits.report", "上报慰问", "welfare:visit_report", may.may_open_reports),
        ("visits.coverage", "应访已访", "welfare:coverage", may.sees_visits),
        ("visits.unreached", "久未慰问", "welfare:unreached", may.sees_visits),
        ("visits.lists", "集体发放", "welfare:list_list", may.sees_lists),
        ("visits.stock", "慰问物品", "welfare:stock", may.handles),
        ("visits.standards", "慰问标准", "welfare:standard_list", may.sees_visits),
        ("visits.mine", "我的上报", "welfare:visit_mine", may.may_open_reports),
    )
    for position, (key, label, url_name, visible) in enumerate(children):
        nav(key, NavItem(label, url_name, "", visible, position, parent="visits"))
