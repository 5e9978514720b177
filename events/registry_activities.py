"""Registries of plans, calendar, activities and sign-ups."""

from typing import Any

from events import kernel_activities as kernel
from events.demo_activities import fill
from events.duties import activities as duties
from events.figures.activities import FIGURES
from events.ledgers.activities import LEDGERS
from events.permissions.activities import manages_any
from events.reminders_activities import RULES
from events.selectors.calendar import OWN_KEY
from union.common import registries
from union.common.registries import EntrySource, NavItem, SearchProvider
from union.ledgers.declare import register as register_ledger
from union.organisation.choices import Right
from union.organisation.rights import holds, works_here
from union.reminders.declare import rules as reminder_rules


def register() -> None:
    """Fill the registries."""
    for ledger in LEDGERS:
        register_ledger(ledger)
    for key, figure in FIGURES.items():
        registries.figures.register(key, figure)
    for key, handler in kernel.MERGES.items():
        registries.member_merge.register(key, handler)
    for name in ("approvals", "organising", "tasks", "closing"):
        registries.duties.register(f"events.{name}", getattr(duties, name))
    registries.calendar_entries.register(OWN_KEY, kernel.calendar)
    registries.timeline.register("events.activities", kernel.timeline)
    registries.search_results.register(
        "activities", SearchProvider("活动", kernel.find_activities, while_typing=True)
    )
    registries.attachment_access.register("events.activity", kernel.may_open_file)
    registries.attachment_access.register("events.costline", kernel.may_open_receipt)
    registries.unit_moves.register("events.activities", kernel.move_branch)
    registries.entry_sources.register(
        "events.activity", EntrySource("活动", kernel.find_activity, kernel.activity_url)
    )
    for key, rule in RULES.items():
        reminder_rules.register(key, rule)
    registries.demo_data.register("events.activities", fill)
    _navigation()


def _navigation() -> None:
    nav = registries.navigation.register
    nav("events", NavItem("活动", "events:calendar", "calendar", works_here, 40, prefixes=("/events/",)))
    children: tuple[tuple[str, str, str, Any], ...] = (
        ("events.calendar", "活动日历", "events:calendar", works_here),
        ("events.mine", "我的活动", "events:mine", works_here),
        ("events.plans", "年度计划", "events:plan_list", _plans),
        ("events.list", "活动台账", "events:activity_list", holds(Right.VIEW_MEMBERS)),
        ("events.signups", "报名台账", "events:signup_list", holds(Right.VIEW_MEMBERS)),
    )
    for position, (key, label, url_name, visible) in enumerate(children):
        nav(key, NavItem(label, url_name, "", visible, position, parent="events"))


def _plans(user: Any) -> bool:
    return bool(user.access.can(Right.VIEW_MEMBERS) or manages_any(user))
