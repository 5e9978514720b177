"""How hardship files follow a member who is merged into another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from members.models import Member
from welfare.models import HardshipConsent, HardshipFile
from welfare.rules.hardship_flow import CLOSED


def _move_file(kept: Member, removed: Member, _actor: Any) -> int:
    return HardshipFile.objects.filter(member=removed).update(member=kept)


def _refuse_two(kept: Member, removed: Member) -> str:
    """One household, one open file: a person decides which of two stays."""
    both = HardshipFile.objects.filter(member__in=(kept, removed)).exclude(state__in=CLOSED).count()
    return "两份会员档案都有未结束的困难档案，一户只能有一份，请先核对并结束其中一份" if both > 1 else ""


def _move_consents(kept: Member, removed: Member, _actor: Any) -> int:
    return HardshipConsent.objects.filter(member=removed).update(member=kept)


HANDLERS: dict[str, tuple[Callable[[Member, Member, Any], int], Callable[[Member, Member], str]]] = {
    "welfare.HardshipFile.member": (_move_file, _refuse_two),
    "welfare.HardshipConsent.member": (_move_consents, lambda _kept, _removed: ""),
}
