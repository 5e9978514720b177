"""Registries of the smaller registers."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from congress import demo_registers as demo
from congress.duties import registers as duties
from congress.figures.registers import FIGURES
from congress.ledgers.appeals import APPEALS
from congress.models import Appeal
from congress.permissions import registers as may
from congress.reminders_registers import RULES
from congress.selectors.appeals import appeals_visible_to
from congress.shipped_registers import KIND, LABEL
from members.models import Member
from union.accounts.models import User
from union.common import registries
from union.common.registries import MergeHandler, NavItem, SearchProvider, SearchResult, TimelineEntry
from union.common.shipped.rule_sets import RULE_LABELS
from union.ledgers.declare import register as register_ledger
from union.organisation.choices import Right
from union.reminders.declare import rules as reminder_rules


def _move_appeals(kept: Member, removed: Member, _actor: object) -> int:
    return Appeal.objects.filter(member=removed).update(member=kept)


_MERGES = {"congress.Appeal.member": MergeHandler("职工意见", _move_appeals)}


def appeals_of(member: Member, user: User) -> Iterator[TimelineEntry]:
    """A member's own opinions in his timeline, for himself and for the union."""
    if not (user.access.can(Right.VIEW_APPEALS) or member.user_id == user.pk):
        return
    for row in Appeal.objects.filter(member=member):
        yield TimelineEntry(
            row.received_on, f"反映意见：{row.title}", row.get_state_display(), icon="message-square",
            url=reverse("congress:appeal_detail", args=[row.pk]),
        )  # fmt: skip


def find_appeals(user: User, text: str, limit: int) -> Iterator[SearchResult]:
    """Opinions whose subject holds the text, within the scope."""
    for row in appeals_visible_to(user).filter(title__icontains=text)[:limit]:
        url = reverse("congress:appeal_detail", args=[row.pk])
        detail = f"{row.received_on} · {row.get_state_display()}"
        yield SearchResult(row.title, detail, url, "message-square")


def register() -> None:
    """Fill the registries."""
    RULE_LABELS[KIND] = LABEL
    for key, handler in _MERGES.items():
        registries.member_merge.register(key, handler)
    for ledger in (APPEALS,):
        register_ledger(ledger)
    for key, figure in FIGURES.items():
        registries.figures.register(key, figure)
    for key, rule in RULES.items():
        reminder_rules.register(key, rule)
    registries.duties.register("congress.appeals", duties.appeals)
    registries.timeline.register("congress.appeals", appeals_of)
    registries.search_results.register("congress.appeals", SearchProvider("职工意见", find_appeals))
    registries.demo_data.register("congress.registers", demo.fill)
    _register_navigation()


def _register_navigation() -> None:
    nav = registries.navigation.register

    def reads(user: User) -> bool:
        return user.access.can(Right.VIEW_APPEALS)

    entries = (
        ("appeals", "职工意见", "congress:appeal_list", reads, 50),
        ("my_appeals", "我的意见", "congress:appeal_mine", may.may_hand_in, 51),
    )
    for key, label, url_name, visible, position in entries:
        nav(f"congress.{key}", NavItem(label, url_name, "", visible, position, parent="congress"))
