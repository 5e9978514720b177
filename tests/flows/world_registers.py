"""Records of the smaller registers for the rights tables, on both sides; canaries in everything foreign."""

from congress.models import Appeal, Contract, Negotiator, PerformanceCheck
from tests.flows.canaries import CANARY
from union.common.dates import today


def fill(world) -> None:
    """Add the records."""
    _appeals(world)
    _contracts(world)


def _appeals(world) -> None:
    for side, word in (("own", "储物柜"), ("foreign", CANARY)):
        world.objects[f"appeal.{side}"] = Appeal.objects.create(
            source="group", topic="other", title=word, content=word, received_on=today(), state="assigned",
            member=world["member.foreign"], department=world[f"department.{side}"], due_on=today(),
        )  # fmt: skip


def _contracts(world) -> None:
    row = Contract.objects.create(
        kind="wages", title="工资专项集体合同", proposed_on=today(), topics="夜班津贴", state="negotiating"
    )
    world.objects |= {
        "contract": row,
        "negotiator": Negotiator.objects.create(contract=row, side="employer", name="院方代表"),
        "contract_check": PerformanceCheck.objects.create(contract=row, due_on=today()),
    }
