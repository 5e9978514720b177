"""Hardship files, aid and payment lists for the rights tables; everything foreign carries the canary."""

import datetime as dt
from decimal import Decimal

from tests.flows.canaries import CANARY
from welfare.models import (
    Aid,
    ErasureList,
    HardshipConsent,
    HardshipFile,
    HardshipSpell,
    HouseholdPerson,
    Objection,
    PaymentList,
    Publicity,
)

DAY = dt.date(2026, 5, 1)


def fill(world) -> None:
    """hardship.{side} (in 公示, hung out long ago), objection.{side}, aid.{side}, payment; person.{side}."""
    user = world["user.foreign"]
    for side in ("own", "foreign"):
        file = _file(world, side, user)
        publicity = Publicity.objects.create(
            file=file, starts_on=DAY, ends_on=DAY, days=5, place="栏", shown={"姓名": CANARY}
        )
        world.objects |= {
            f"hardship.{side}": file,
            f"household.{side}": file.people.get(),
            f"hardship_objection.{side}": Objection.objects.create(
                publicity=publicity, received_on=DAY, text=CANARY, objector=CANARY
            ),
            f"aid.{side}": Aid.objects.create(
                file=file, kind="living", year=2026, subject=f"{CANARY}生活", same_key="living:2026",
                reason=CANARY, proposed_amount=Decimal("7654.32"), applied_on=DAY, applied_by=user,
                branch=file.branch, override_reason=CANARY, bank=CANARY,
            ),
        }  # fmt: skip
    world.objects["aid_payment"] = PaymentList.objects.create(
        title=f"{CANARY}清单", fund_source="donation", created_by=user
    )

    world.objects["erasure"] = ErasureList.objects.create(
        kind="hardship", ended_by=DAY, rule="办结满 5 年", proposed_on=DAY
    )


def _file(world, side, user) -> HardshipFile:
    member = world[f"member.{side}"]
    consent = HardshipConsent.objects.create(
        member=member, covers_health=True, covers_check=True, covers_bank=True, channel="paper", given_on=DAY,
        recorded_by=user,
    )  # fmt: skip
    file = HardshipFile.objects.create(
        member=member, consent=consent, branch=member.branch, cause="own_illness", state="public",
        cause_text=CANARY, address=CANARY, bank_account=CANARY, bank_holder=CANARY, check_source=CANARY,
        per_head=Decimal("7654.32"), applied_on=DAY, applied_by=user, category_words=CANARY,
    )  # fmt: skip
    HouseholdPerson.objects.create(
        file=file, consent=consent, kinship="self", name=CANARY, health=CANARY, workplace=CANARY,
        id_number="", monthly_income=Decimal("7654.32"),
    )  # fmt: skip
    HardshipSpell.objects.create(
        file=file, starts_on=DAY, level="hospital", category="deep", cause="own_illness", branch=file.branch
    )
    file.events.create(action="edited", to_state="public", note=CANARY, changes=f'{{"{CANARY}": ["", ""]}}')
    return file
