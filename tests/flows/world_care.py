"""Objects of the small subjects of care for the rights tables, on both sides."""

import datetime as dt

from django.utils import timezone

from tests.factories import UserFactory
from welfare import models as m

DAY = dt.date(2026, 5, 1)


def fill(world) -> None:
    """Add objects by name: `world.objects |= {...}`; foreign ones carry the canaries of canaries.py."""
    _mutual(world)
    _checkups(world)
    _recuperation(world)
    _donations(world)
    _women(world)
    _counselling(world)


def _mutual(world) -> None:
    from tests.flows.canaries import CANARY

    plan = m.MutualPlan.objects.get(code="hospital")
    period = m.MutualPeriod.objects.create(
        plan=plan, title="名单", starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 12, 31), fee=plan.fee
    )
    world.objects["mutual_period"] = period
    world.objects["care_payment"] = m.CarePayment.objects.create(
        period=period, on=DAY, amount=1, people=1, fund_source="dues", paid_from="bank",
        created_by=world["user.foreign"],
    )  # fmt: skip
    for side in ("own", "foreign"):
        member = world[f"member.{side}"]
        row = m.Enrolment.objects.create(period=period, member=member, branch=member.branch, fee=plan.fee)
        claim = m.Claim.objects.create(
            enrolment=row,
            happened_on=DAY,
            diagnosis=f"{CANARY}病",
            due_on=DAY,
            entered_on=DAY,
            claimed="7654.32",
        )
        m.CareEvent.objects.create(
            subject="claim", subject_id=claim.pk, action="create", to_state="entered", note=f"{CANARY}意见"
        )
        world.objects |= {f"enrolment.{side}": row, f"claim.{side}": claim}


def _checkups(world) -> None:
    row = m.CheckupRound.objects.create(
        title="体检", starts_on=DAY, ends_on=dt.date(2030, 1, 1), book_until=DAY, place="体检中心"
    )
    world.objects["checkup_round"] = row
    for side in ("own", "foreign"):
        member = world[f"member.{side}"]
        world.objects[f"checkup.{side}"] = m.CheckupEntry.objects.create(
            round=row, member=member, branch=member.branch
        )


def _recuperation(world) -> None:
    from tests.flows.canaries import CANARY

    row = m.RecuperationRound.objects.create(
        title="疗休养", place="山区", starts_on=dt.date(2030, 5, 1), ends_on=dt.date(2030, 5, 5), quota=10,
        apply_until=dt.date(2030, 4, 1), cost_per_day=300,
    )  # fmt: skip
    world.objects["recuperation_round"] = row
    for side in ("own", "foreign"):
        member = world[f"member.{side}"]
        world.objects[f"stay.{side}"] = m.Stay.objects.create(
            round=row,
            member=member,
            branch=member.branch,
            reason=f"{CANARY}理由" if side == "foreign" else "理由",
            state="applied",
        )


def _donations(world) -> None:
    from tests.flows.canaries import CANARY

    drive = m.DonationDrive.objects.create(
        title="一日捐", kind="one_day", purpose="帮困", starts_on=DAY, ends_on=DAY
    )
    use = m.DonationUse.objects.create(
        drive=drive, amount=10, purpose="助学", recipient=f"{CANARY}受助", proposed_on=DAY
    )
    m.CareEvent.objects.create(
        subject="use", subject_id=use.pk, action="create", to_state="proposed", note=f"{CANARY}家境"
    )
    world.objects |= {"drive": drive, "use": use}
    for side in ("own", "foreign"):
        member = world[f"member.{side}"]
        world.objects[f"donation.{side}"] = m.Donation.objects.create(
            drive=drive, member=member, donor_name=member.name, branch=member.branch, amount=100, given_on=DAY
        )
    world.objects["deposit"] = m.DonationDeposit.objects.create(drive=drive, on=DAY, amount=100, count=1)
    m.Donation.objects.filter(pk=world["donation.foreign"].pk).update(deposit=world["deposit"])


def _women(world) -> None:
    from tests.flows.canaries import CANARY

    for side in ("own", "foreign"):
        member = world[f"member.{side}"]
        told = CANARY if side == "foreign" else ""  # those in charge of this woman read hers
        words = {"member": member, "note": f"{told}情况"}
        world.objects[f"protection.{side}"] = m.ProtectionPeriod.objects.create(
            kind="pregnancy", starts_on=DAY, ends_on=dt.date(2030, 1, 1), **words
        )
        world.objects[f"single.{side}"] = m.SingleParent.objects.create(
            member=member, since=DAY, children=f"{told}孩子"
        )
        m.WomenService.objects.create(kind="family", on=DAY, **words)


def _counselling(world) -> None:
    counsellor = m.Counsellor.objects.create(
        user=UserFactory(username="counsellor"), name="咨询师", place="室"
    )
    world.objects["counsellor"] = counsellor
    for hours, side in enumerate(("own", "foreign"), 30):
        begin = timezone.now() + dt.timedelta(hours=hours)
        world.objects[f"booking.{side}"] = m.CounsellingSlot.objects.create(
            counsellor=counsellor,
            starts_at=begin,
            ends_at=begin + dt.timedelta(minutes=50),
            state="booked",
            member=world[f"member.{side}"],
        )
