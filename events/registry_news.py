"""Registries of notices and articles."""

from __future__ import annotations

from events import kernel_news as kernel
from events.demo_culture import fill_news
from events.duties import news as duties
from events.figures.news import FIGURES
from events.ledgers.news import LEDGERS
from events.reminders_news import RULES
from union.common import registries
from union.common.registries import HomeCard, NavItem, SearchProvider
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
    registries.duties.register("events.to_confirm", duties.to_confirm)
    registries.duties.register("events.articles", duties.to_review)
    registries.calendar_entries.register("events.bulletins", kernel.calendar)
    registries.timeline.register("events.articles", kernel.timeline)
    registries.search_results.register("bulletins", SearchProvider("通知", kernel.find_bulletins))
    registries.search_results.register("articles", SearchProvider("稿件", kernel.find_articles))
    registries.attachment_access.register("events.bulletin", kernel.may_open_bulletin_file)
    registries.attachment_access.register("events.article", kernel.may_open_article_file)
    registries.unit_moves.register("events.news", kernel.move_branch)
    registries.home_cards.register(
        "events.news", HomeCard("events/_home_news.html", kernel.home_card, position=5)
    )
    registries.demo_data.register("events.news", fill_news)
    nav = registries.navigation.register
    nav("events.news", NavItem("通知与宣传", "events:news", "", works_here, 20, parent="culture"))
    for position, (key, label, name) in enumerate(
        (("bulletins", "通知台账", "events:bulletin_list"), ("articles", "稿件台账", "events:article_list"))
    ):
        nav(
            f"events.{key}",
            NavItem(label, name, "", holds(Right.VIEW_MEMBERS), 21 + position, parent="culture"),
        )
