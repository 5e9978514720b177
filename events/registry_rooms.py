"""The side bar entry 职工之家 and its subjects."""

from __future__ import annotations

from events import (
    registry_clubs,
    registry_competitions,
    registry_hazards,
    registry_library,
    registry_suggestions,
    registry_trainings,
    registry_venues,
)
from events.demo_rooms import fill
from union.common import registries
from union.common.registries import NavItem
from union.organisation.rights import works_here

SUBJECTS = (
    registry_hazards,
    registry_suggestions,
    registry_competitions,
    registry_trainings,
    registry_clubs,
    registry_venues,
    registry_library,
)


def register() -> None:
    """The entry itself, then its subjects."""
    item = NavItem("职工之家", "rooms:hazard_home", "building-2", works_here, 42, prefixes=("/rooms/",))
    registries.navigation.register("rooms", item)
    for subject in SUBJECTS:
        subject.register()
    registries.demo_data.register("events.rooms", fill)
