"""How visits follow a member who is merged into another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from members.models import Member
from welfare.models import Visit
from welfare.models.visits import CLOSED_WITHOUT

_KEY = ("occasion_id", "happened_on", "relation")


def _move(kept: Member, removed: Member, _actor: Any) -> int:
    return Visit.objects.filter(member=removed).update(member=kept)


def _refuse(kept: Member, removed: Member) -> str:
    """The same event on both records would be counted (and perhaps paid) twice: a person decides first."""
    mine = set(Visit.objects.filter(member=kept).exclude(state__in=CLOSED_WITHOUT).values_list(*_KEY))
    other = set(Visit.objects.filter(member=removed).exclude(state__in=CLOSED_WITHOUT).values_list(*_KEY))
    return "两份档案有同一类别、同一日期的慰问，请先核对并撤回其中一项" if mine & other else ""


def _move_spouse(kept: Member, removed: Member, _actor: Any) -> int:
    return Visit.objects.filter(spouse=removed).update(spouse=kept)


HANDLERS: dict[str, tuple[Callable[[Member, Member, Any], int], Callable[[Member, Member], str]]] = {
    "welfare.Visit.member": (_move, _refuse),
    "welfare.Visit.spouse": (_move_spouse, lambda _kept, _removed: ""),
}
