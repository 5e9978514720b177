"""Registries of terms, delegates and sessions."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from congress import demo_sessions as demo
from congress.duties import sessions as duties
from congress.figures.sessions import FIGURES
from congress.ledgers import trainings
from congress.ledgers.delegates import LEDGERS
from congress.models import BodyCandidate, Nominee, OfficerReview
from congress.permissions.sessions import can_read_paper, sees_congress
from congress.reminder_rules import RULES
from congress.selectors.terms import sessions_visible_to
from congress.services.delegate_import import DELEGATES_IMPORT
from congress.services.mandates import follow_member, follow_unit
from members.models import Member
from union.accounts.models import User
from union.common import registries
from union.common.registries import MergeHandler, NavItem, SearchProvider, SearchResult, TimelineEntry
from union.imports.declare import kinds
from union.ledgers.declare import register as register_ledger
from union.organisation.choices import Right
from union.organisation.rights import holds, works_here
from union.reminders.declare import rules as reminder_rules


def _refuse_mandates(kept: Member, removed: Member) -> str:
    mine = set(kept.mandates.values_list("term_id", flat=True))
    if mine & set(removed.mandates.values_list("term_id", flat=True)):
        return "两份档案在同一届都有代表资格，合并会影响应到人数和表决，请先核对代表名册"
    return ""


def _move_mandates(kept: Member, removed: Member, _actor: object) -> int:
    return removed.mandates.update(member=kept)


def _refuse_nominees(kept: Member, removed: Member) -> str:
    mine = set(kept.nominations.values_list("election_id", flat=True))
    if mine & set(removed.nominations.values_list("election_id", flat=True)):
        return "两份档案在同一次选举中都是候选人，合并会影响得票，请先更正候选人名单"
    return ""


def _move_nominees(kept: Member, removed: Member, _actor: object) -> int:
    return Nominee.objects.filter(member=removed).update(member=kept)


def _refuse_candidates(kept: Member, removed: Member) -> str:
    mine = set(kept.body_candidacies.values_list("election_id", "office"))
    if mine & set(removed.body_candidacies.values_list("election_id", "office")):
        return "两份档案在同一次换届选举中都是候选人，合并会影响得票，请先更正候选人名单"
    return ""


def _move_candidates(kept: Member, removed: Member, _actor: object) -> int:
    return BodyCandidate.objects.filter(member=removed).update(member=kept)


def _refuse_reviews(kept: Member, removed: Member) -> str:
    key = ("office", "year", "kind")
    mine = set(kept.officer_reviews.values_list(*key))
    if mine & set(removed.officer_reviews.values_list(*key)):
        return "两份档案对同一职务同一年度都有考核记录，请先核对干部档案"
    return ""


def _move_reviews(kept: Member, removed: Member, _actor: object) -> int:
    return OfficerReview.objects.filter(member=removed).update(member=kept)


_MERGES = {
    "congress.Mandate.member": MergeHandler("职工代表资格", _move_mandates, _refuse_mandates),
    "congress.Nominee.member": MergeHandler("代表候选人", _move_nominees, _refuse_nominees),
    "congress.BodyCandidate.member": MergeHandler("换届候选人", _move_candidates, _refuse_candidates),
    "congress.OfficerReview.member": MergeHandler("干部考核", _move_reviews, _refuse_reviews),
}


def mandates_of(member: Member, _user: User) -> Iterator[TimelineEntry]:
    """Mandates in a member's timeline: from, and until when and why."""
    for row in member.mandates.select_related("term", "constituency"):
        url = reverse("congress:delegate_detail", args=[row.pk])
        where = str(row.constituency or "")
        yield TimelineEntry(row.starts_on, f"当选{row.term}职工代表", where, url=url, icon="user-check")
        if row.ends_on:
            yield TimelineEntry(
                row.ends_on,
                f"{row.term}代表资格终止：{row.get_end_reason_display()}",
                row.end_document,
                icon="user",
            )


def find_sessions(user: User, text: str, limit: int) -> Iterator[SearchResult]:
    """Sessions whose theme or name (六届一次) has the text."""
    for row in sessions_visible_to(user).order_by("-opens_on")[:50]:
        if limit and (text in str(row) or text in row.short_name or text in row.theme):
            limit -= 1
            url = reverse("congress:session_detail", args=[row.pk])
            yield SearchResult(str(row), f"{row.opens_on} {row.get_state_display()}", url, "calendar")


def register() -> None:
    """Fill the registries."""
    for key, handler in _MERGES.items():
        registries.member_merge.register(key, handler)
    registries.member_changes.register("congress.mandates", follow_member)
    registries.unit_moves.register("congress", follow_unit)
    registries.timeline.register("congress.mandates", mandates_of)
    registries.search_results.register("congress.sessions", SearchProvider("职代会", find_sessions))
    registries.calendar_entries.register("congress.sessions", duties.sessions)
    registries.attachment_access.register(
        "congress.paper", lambda user, file: can_read_paper(user, file.owner)
    )
    for name in ("preparation", "vacancies", "terms", "opinions", "findings", "papers", "check_in"):
        registries.duties.register(f"congress.{name}", getattr(duties, name))
    for key, figure in FIGURES.items():
        registries.figures.register(key, figure)
    for ledger in (*LEDGERS, *trainings.LEDGERS):
        register_ledger(ledger)
    for key, rule in RULES.items():
        reminder_rules.register(key, rule)
    kinds.register("delegates", DELEGATES_IMPORT)
    registries.demo_data.register("congress", demo.fill)
    _register_navigation()


def _register_navigation() -> None:
    reads = holds(Right.VIEW_CONGRESS)
    nav = registries.navigation.register
    nav(
        "congress",
        NavItem("职代会", "congress:home", "landmark", sees_congress, 18, prefixes=("/congress/",)),
    )
    children = (
        ("congress.home", "本届概况", "congress:home", sees_congress),
        ("congress.sessions", "会议", "congress:session_list", reads),
        ("congress.delegates", "职工代表", "congress:delegate_list", reads),
        ("congress.bodies", "换届", "congress:body_election_list", reads),
        ("congress.reviews", "干部档案", "congress:review_list", reads),
        ("congress.public", "决议公布", "congress:public", works_here),
    )
    for position, (key, label, url_name, visible) in enumerate(children):
        nav(key, NavItem(label, url_name, "", visible, position, parent="congress"))
