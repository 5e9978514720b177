"""Records of the smaller registers for the rights tables, on both sides; canaries in everything foreign."""

import datetime as dt

from congress.models import (
    Appeal,
    BodyElection,
    Contract,
    Disclosure,
    DisclosureFeedback,
    DisclosureItem,
    Mediation,
    MediationParty,
    Negotiator,
    PerformanceCheck,
)
from tests.flows.canaries import CANARY
from union.common.dates import today


def fill(world) -> None:
    """Add the records."""
    _appeals(world)
    world.objects["congress.submitted"] = BodyElection.objects.create(
        seat="chair", term_label="第八届", starts_on=today(), ends_on=today() + dt.timedelta(days=1000),
        planned_on=today(), state="submitted",
    )  # fmt: skip
    _contracts(world)
    _disclosures(world)
    _mediations(world)


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


def _disclosures(world) -> None:
    item = DisclosureItem.objects.create(topic="spending", title="大额支出", audience="staff", form="board")
    values = {"audience": "staff", "form": "board", "drafted_by": world["user.foreign"]}
    published = Disclosure.objects.create(
        item=item, due_on=today(), state="published", published_on=today(), content="支出", **values
    )
    other = DisclosureItem.objects.create(topic="titles", title="职称评聘", audience="staff", form="board")
    drafted = Disclosure.objects.create(item=other, due_on=today(), state="drafted", content="名单", **values)
    world.objects |= {
        "disclosure_item": item, "disclosure.own": published, "disclosure.foreign": drafted,
        "disclosure_feedback": DisclosureFeedback.objects.create(
            disclosure=published, author=world["user.foreign"], text="明细", on=today()
        ),
    }  # fmt: skip


def _mediations(world) -> None:
    for side, word in (("own", "排班争执"), ("foreign", CANARY)):
        row = Mediation.objects.create(
            kind="labour", applied_on=today(), form="oral", matter=word, reasons=word, state="mediating",
            registered_by=world["user.foreign"], mediator=world[f"user.{side}"], due_on=today(),
        )  # fmt: skip
        MediationParty.objects.create(mediation=row, role="applicant", name=word)
        world.objects[f"mediation.{side}"] = row
