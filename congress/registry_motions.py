"""Registries of motions."""

from __future__ import annotations

from typing import Any

from congress import demo_motions, screens_motions
from congress.duties import motions as duties
from congress.figures.motions import BREAKDOWNS, FIGURES
from congress.ledgers.motions import MOTIONS as LEDGER
from congress.models import Motion, MotionRating, Seconder
from congress.services.motions_import import MOTIONS
from members.models import Member
from union.common import registries
from union.common.registries import HomeCard, MergeHandler, NavItem, SearchProvider
from union.imports.declare import kinds
from union.ledgers.declare import register as register_ledger
from union.reminders.declare import rules


def _move_motions(kept: Member, removed: Member, _actor: object) -> int:
    return Motion.objects.filter(mover=removed).update(mover=kept)


def _move_seconders(kept: Member, removed: Member, _actor: object) -> int:
    return Seconder.objects.filter(member=removed).update(member=kept)


def _refuse_seconders(kept: Member, removed: Member) -> str:
    mine = set(kept.seconded_motions.values_list("motion_id", flat=True))
    theirs = set(removed.seconded_motions.values_list("motion_id", flat=True))
    moved = set(removed.motions.values_list("pk", flat=True)) | set(kept.motions.values_list("pk", flat=True))
    if mine & theirs or (mine | theirs) & moved:
        return "两份档案提出或附议了同一件提案，合并会改变附议人数，请先核对提案"
    return ""


def _move_ratings(kept: Member, removed: Member, _actor: object) -> int:
    return MotionRating.objects.filter(member=removed).update(member=kept)


def _refuse_ratings(kept: Member, removed: Member) -> str:
    mine = set(kept.motion_ratings.values_list("motion_id", "round"))
    if mine & set(removed.motion_ratings.values_list("motion_id", "round")):
        return "两份档案评价了同一件提案，合并会改变满意率，请先核对提案评价"
    return ""


_MERGES = {
    "congress.Motion.mover": MergeHandler("提案", _move_motions),
    "congress.Seconder.member": MergeHandler("提案附议", _move_seconders, _refuse_seconders),
    "congress.MotionRating.member": MergeHandler("提案评价", _move_ratings, _refuse_ratings),
}


def register() -> None:
    """Fill the registries."""
    for key, handler in _MERGES.items():
        registries.member_merge.register(key, handler)
    kinds.register("motions", MOTIONS)
    register_ledger(LEDGER)
    registries.duties.register("congress.motions", duties.duties)
    registries.calendar_entries.register("congress.motions", duties.calendar)
    rules.register("congress.motions", duties.REMINDERS)
    registries.search_results.register(
        "motions", SearchProvider("提案", screens_motions.find_motions, while_typing=True)
    )
    registries.attachment_access.register("congress.motion", screens_motions.may_open)
    registries.home_cards.register(
        "congress.motions", HomeCard("motions/_home_states.html", screens_motions.state_card, position=50)
    )
    registries.demo_data.register("congress.motions", demo_motions.fill)
    _register_figures()
    _register_navigation()


def _register_figures() -> None:
    found: dict[str, Any] = {**FIGURES, **BREAKDOWNS}
    for key, figure in found.items():
        registries.figures.register(key, figure)


def _register_navigation() -> None:
    nav, desk = registries.navigation.register, "motions:desk"
    item = NavItem("提案", desk, "message-square", screens_motions.has_desk, 22, prefixes=("/motions/",))
    nav("motions", item)
    children = (
        ("motions.desk", "工作台", desk, screens_motions.has_desk),
        ("motions.list", "提案台账", "motions:motion_list", screens_motions.reads),
        ("motions.report", "工作报告", "motions:report", screens_motions.reads_report),
    )
    for position, (key, label, url_name, visible) in enumerate(children):
        nav(key, NavItem(label, url_name, "", visible, position, parent="motions"))
