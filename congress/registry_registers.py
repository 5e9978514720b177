"""Registries of the smaller registers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse

from congress import demo_registers as demo
from congress.duties import registers as duties
from congress.figures.registers import FIGURES
from congress.ledgers.appeals import APPEALS
from congress.ledgers.contracts import CONTRACTS
from congress.ledgers.disclosures import DISCLOSURES, ITEMS
from congress.ledgers.mediations import MEDIATIONS
from congress.ledgers.negotiations import NEGOTIATIONS
from congress.models import Appeal, Contract, Mediation, MediationParty, Negotiator
from congress.permissions import registers as may
from congress.reminders_registers import RULES
from congress.rules.contracts import ENDED
from congress.rules.disclosures import OPEN as OPEN_DISCLOSURES
from congress.selectors.appeals import appeals_visible_to
from congress.selectors.contracts import contracts_in_force, contracts_visible_to
from congress.selectors.disclosures import disclosures_visible_to
from congress.sensitive_registers import FIELDS
from congress.shipped_registers import BALLOT_KIND, BALLOT_LABEL, KIND, LABEL
from members.models import Member
from union.accounts.models import User
from union.common import registries
from union.common.registries import (
    CalendarEntry,
    HomeCard,
    MergeHandler,
    NavItem,
    SearchProvider,
    SearchResult,
    TimelineEntry,
)
from union.common.shipped.rule_sets import RULE_LABELS
from union.ledgers.declare import register as register_ledger
from union.organisation.choices import Right
from union.organisation.rights import holds, works_here
from union.reminders.declare import rules as reminder_rules


def _move_appeals(kept: Member, removed: Member, _actor: object) -> int:
    return Appeal.objects.filter(member=removed).update(member=kept)


def _move_negotiators(kept: Member, removed: Member, _actor: object) -> int:
    return Negotiator.objects.filter(member=removed).update(member=kept)


def _refuse_negotiators(kept: Member, removed: Member) -> str:
    mine = Contract.objects.filter(negotiators__member=kept)
    if mine.filter(pk__in=Contract.objects.filter(negotiators__member=removed)).exists():
        return "两份档案是同一份集体合同的协商代表，合并会改变双方人数，请先核对协商代表"
    return ""


def _move_parties(kept: Member, removed: Member, _actor: object) -> int:
    return MediationParty.objects.filter(member=removed).update(member=kept)


def _refuse_parties(kept: Member, removed: Member) -> str:
    mine = Mediation.objects.filter(parties__member=kept)
    if mine.filter(pk__in=Mediation.objects.filter(parties__member=removed)).exists():
        return "两份档案是同一件调解的双方当事人，请先核对是否同一人"
    return ""


_MERGES = {
    "congress.Appeal.member": MergeHandler("职工意见", _move_appeals),
    "congress.MediationParty.member": MergeHandler("调解当事人", _move_parties, _refuse_parties),
    "congress.Negotiator.member": MergeHandler("集体协商代表", _move_negotiators, _refuse_negotiators),
}


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


def find_contracts(user: User, text: str, limit: int) -> Iterator[SearchResult]:
    """Contracts by title, for those who see the congress."""
    for row in contracts_visible_to(user).filter(title__icontains=text)[:limit]:
        url = reverse("congress:contract_detail", args=[row.pk])
        yield SearchResult(row.title, row.get_state_display(), url, "file-text")


def contracts_in(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """Days by which a contract's step is due or on which it ends, in the calendar."""
    rows = contracts_visible_to(user)
    for day, word in (("due_on", "办理期限"), ("ends_on", "期满")):
        found = rows.filter(**{f"{day}__range": (first, last)}).exclude(state__in=ENDED)
        for row in found:
            on = getattr(row, day)
            url = reverse("congress:contract_detail", args=[row.pk])
            yield CalendarEntry(on, on, f"{row.title}{word}", "集体合同", url)


def disclosures_in(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """Days by which something is to be published, for those who see the congress."""
    if not user.access.can(Right.VIEW_CONGRESS):
        return
    rows = disclosures_visible_to(user).filter(due_on__range=(first, last), state__in=OPEN_DISCLOSURES)
    for row in rows:
        url = reverse("congress:disclosure_detail", args=[row.pk])
        yield CalendarEntry(row.due_on, row.due_on, f"{row.item}应公开", "院务公开", url)


def find_disclosures(user: User, text: str, limit: int) -> Iterator[SearchResult]:
    """Publications by title, as far as the user reads them."""
    for row in disclosures_visible_to(user).filter(item__title__icontains=text)[:limit]:
        url = reverse("congress:disclosure_detail", args=[row.pk])
        yield SearchResult(str(row), row.get_state_display(), url, "file-text")


def negotiations_of(member: Member, user: User) -> Iterator[TimelineEntry]:
    """A member's part in collective bargaining, for those who see the congress."""
    seats = Negotiator.objects.filter(member=member, contract__in=contracts_visible_to(user))
    for seat in seats.select_related("contract"):
        url = reverse("congress:contract_detail", args=[seat.contract_id])
        title = f"担任{seat.get_side_display()}协商代表"
        yield TimelineEntry(seat.contract.proposed_on, title, seat.contract.title, url=url, icon="users")


def contract_card(user: User, _today: dt.date) -> Mapping[str, Any] | None:
    """The contracts that bind the reader, on everybody's start page; one query. None where there is none."""
    rows = list(contracts_in_force()) if may.may_hand_in(user) else []
    return {"rows": rows} if rows else None


def register() -> None:
    """Fill the registries."""
    registries.home_cards.register(
        "congress.contracts",
        HomeCard("congress/registers/_home_contracts.html", contract_card, position=70, main=True),
    )
    RULE_LABELS[KIND] = LABEL
    RULE_LABELS[BALLOT_KIND] = BALLOT_LABEL
    for key, handler in _MERGES.items():
        registries.member_merge.register(key, handler)
    for ledger in (APPEALS, CONTRACTS, NEGOTIATIONS, DISCLOSURES, ITEMS, MEDIATIONS):
        register_ledger(ledger)
    for key, figure in FIGURES.items():
        registries.figures.register(key, figure)
    for key, rule in RULES.items():
        reminder_rules.register(key, rule)
    registries.duties.register("congress.appeals", duties.appeals)
    for name in ("contracts", "disclosures", "mediations", "appointments"):
        registries.duties.register(f"congress.{name}", getattr(duties, name))
    for key, field in FIELDS.items():
        registries.sensitive_fields.register(key, field)
    registries.timeline.register("congress.appeals", appeals_of)
    registries.timeline.register("congress.contracts", negotiations_of)
    registries.calendar_entries.register("congress.disclosures", disclosures_in)
    registries.search_results.register("congress.disclosures", SearchProvider("院务公开", find_disclosures))
    registries.calendar_entries.register("congress.contracts", contracts_in)
    registries.search_results.register("congress.contracts", SearchProvider("集体合同", find_contracts))
    registries.search_results.register("congress.appeals", SearchProvider("职工意见", find_appeals))
    registries.demo_data.register("congress.registers", demo.fill)
    _register_navigation()


def _register_navigation() -> None:
    nav = registries.navigation.register
    sees = holds(Right.VIEW_CONGRESS)
    entries = (
        ("appeals", "职工意见", "congress:appeal_list", holds(Right.VIEW_APPEALS), 50),
        ("contracts", "集体合同", "congress:contract_list", sees, 52),
        ("disclosures", "院务公开", "congress:disclosure_list", sees, 53),
        ("mediations", "调解", "congress:mediation_list", holds(Right.MEDIATE), 54),
        ("disclosed", "公开栏", "congress:disclosed", works_here, 55),
        ("appointments", "待任命", "congress:appointment_list", holds(Right.GRANT_ALL_OFFICES), 56),
        ("my_appeals", "我的意见", "congress:appeal_mine", may.may_hand_in, 51),
    )
    for key, label, url_name, visible, position in entries:
        nav(f"congress.{key}", NavItem(label, url_name, "", visible, position, parent="congress"))
