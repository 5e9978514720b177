"""Registries of honours."""

from __future__ import annotations

from typing import Any

from events import kernel_honours as kernel
from events.demo_honours import fill_honours
from events.duties import honours as duties
from events.figures.honours import FIGURES
from events.ledgers.honours import LEDGERS
from events.reminders_honours import RULES
from union.common import registries
from union.common.registries import NavItem, SearchProvider
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
    for key, rule in RULES.items():
        reminder_rules.register(key, rule)
    for name in ("to_nominate", "to_vote", "to_run", "to_review"):
        registries.duties.register(f"events.honours_{name}", getattr(duties, name))
    registries.calendar_entries.register("events.honours", kernel.calendar)
    registries.timeline.register("events.honours", kernel.timeline)
    registries.search_results.register("honours", SearchProvider("荣誉", kernel.find_honours))
    registries.attachment_access.register("events.nomination", kernel.may_open_nomination_file)
    registries.attachment_access.register("events.honour", kernel.may_open_honour_file)
    registries.unit_moves.register("events.honours", kernel.move_branch)
    registries.demo_data.register("events.honours", fill_honours)
    children: tuple[tuple[str, str, str, Any], ...] = (
        ("programmes", "评优评先", "events:programme_list", holds(Right.VIEW_MEMBERS)),
        ("honours", "荣誉台账", "events:honour_list", holds(Right.VIEW_MEMBERS)),
        ("my_honours", "我的荣誉", "events:honour_mine", works_here),
    )
    for position, (key, label, name, visible) in enumerate(children):
        registries.navigation.register(
            f"events.{key}", NavItem(label, name, "", visible, 30 + position, parent="culture")
        )
