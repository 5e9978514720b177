"""Objects of welfare for the rights tables, on both sides."""

import datetime as dt

from tests.flows import world_welfare_hardship
from welfare.models import GiftItem, GiftList, Occasion, Visit, VisitReport


def fill(world) -> None:
    """Add objects by name: `world.objects |= {...}`; foreign ones carry the canaries of world.py."""
    _visits(world)
    world_welfare_hardship.fill(world)


def _visits(world) -> None:
    from tests.flows.world import CANARY

    stay = Occasion.objects.get(code="hospital_stay")
    for side in ("own", "foreign"):
        member = world[f"member.{side}"]
        visit = Visit.objects.create(
            occasion=stay, standard=stay.standards.latest("valid_from"), member=member, category="active",
            happened_on=dt.date(2026, 5, 1), due_on=dt.date(2026, 5, 6),
            branch=member.branch, group=member.group,
            details=f"病情{CANARY}", where=f"病房{CANARY}", illness=CANARY,
        )  # fmt: skip
        VisitReport.objects.create(
            visit=visit, reporter=None, happened_on=visit.happened_on, details=f"{CANARY}上报"
        )
        world.objects[f"visit.{side}"] = visit
    world.objects["gift_item"] = GiftItem.objects.create(name="米面油", price="100")
    world.objects["gift_list"] = GiftList.objects.create(
        title="名单", occasion=stay, standard=stay.standards.latest("valid_from"), on=dt.date(2026, 5, 1)
    )
