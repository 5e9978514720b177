"""Records of the smaller registers for the rights tables, on both sides; canaries in everything foreign."""

from congress.models import Appeal
from tests.flows.canaries import CANARY
from union.common.dates import today


def fill(world) -> None:
    """Add the records."""
    _appeals(world)


def _appeals(world) -> None:
    for side, word in (("own", "储物柜"), ("foreign", CANARY)):
        world.objects[f"appeal.{side}"] = Appeal.objects.create(
            source="group", topic="other", title=word, content=word, received_on=today(), state="assigned",
            member=world["member.foreign"], department=world[f"department.{side}"], due_on=today(),
        )  # fmt: skip
