"""How the rows of the small subjects of care follow a member who is merged into another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from members.models import Member
from union.common.registries import MergeHandler
from welfare.models import (
    CheckupEntry,
    CounsellingSlot,
    Donation,
    Enrolment,
    ProtectionPeriod,
    SingleParent,
    Stay,
    WomenService,
)


def mover(model: Any, field: str = "member") -> Callable[[Member, Member, Any], int]:
    """Give the rows of ``removed`` to ``kept``."""

    def move(kept: Member, removed: Member, _actor: Any) -> int:
        return int(model.objects.filter(**{field: removed}).update(**{field: kept}))

    return move


def refuser(model: Any, once_per: str, words: str) -> Callable[[Member, Member], str]:
    """Both are on the same list: a person decides first which row is the right one."""

    def refuse(kept: Member, removed: Member) -> str:
        mine = model.objects.filter(member=kept).values(once_per)
        return words if model.objects.filter(member=removed, **{f"{once_per}__in": mine}).exists() else ""

    return refuse


def _move_bookings(kept: Member, removed: Member, _actor: Any) -> int:
    """Bookings follow the person; how many there are is told to nobody."""
    CounsellingSlot.objects.filter(member=removed).update(member=kept)
    return 0


def _single(kept: Member, removed: Member) -> str:
    open_ones = SingleParent.objects.filter(member__in=(kept, removed), until=None)
    return "两份档案都登记了单亲家庭，请先截止其中一份" if open_ones.count() > 1 else ""


HANDLERS: dict[str, MergeHandler] = {
    "welfare.Enrolment.member": MergeHandler(
        "互助保障参保", mover(Enrolment),
        refuser(Enrolment, "period", "两份档案在同一份参保名单上，请先把其中一份移出或退保"),
    ),
    "welfare.CheckupEntry.member": MergeHandler(
        "体检名单", mover(CheckupEntry),
        refuser(CheckupEntry, "round", "两份档案在同一份体检名单上，请先把其中一份移出"),
    ),
    "welfare.Stay.member": MergeHandler(
        "疗休养申请", mover(Stay), refuser(Stay, "round", "两份档案申请了同一批疗休养，请先撤回其中一份")
    ),
    "welfare.Donation.member": MergeHandler("捐款", mover(Donation)),
    "welfare.ProtectionPeriod.member": MergeHandler(
        "女职工保护期", mover(ProtectionPeriod),
        refuser(ProtectionPeriod, "starts_on", "两份档案有同一天起的保护期，请先核对"),
    ),
    "welfare.SingleParent.member": MergeHandler("单亲家庭", mover(SingleParent), _single),
    "welfare.WomenService.member": MergeHandler("女职工服务", mover(WomenService)),
    "welfare.CounsellingSlot.member": MergeHandler("职工服务预约", _move_bookings),
}  # fmt: skip
