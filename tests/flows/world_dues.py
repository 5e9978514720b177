"""Objects of dues for the rights tables, on both sides."""

import datetime as dt

from members.models import (
    DuesAuthorisation,
    DuesBooking,
    DuesCollection,
    DuesDifference,
    DuesEntry,
    DuesMonth,
    DuesReceipt,
    DuesRequest,
    UnpaidCase,
)
from tests.factories import UserFactory

MONTH = dt.date(2026, 1, 1)


def fill(world) -> None:
    """A month with one booking; per side an account, a difference, a sheet, a receipt, and the papers."""
    DuesMonth.objects.create(month=MONTH)
    booking = DuesBooking.objects.create(
        kind="collection", booked_in=MONTH, on=MONTH, summary="试", method="cash"
    )
    clerk = UserFactory(username="dues-clerk")
    for serial, side in enumerate(("own", "foreign"), start=1):
        member = world[f"member.{side}"]
        units = {"branch": world[f"branch.{side}"], "group": world[f"group.{side}"]}
        common = {"booking": booking, "booked_in": MONTH, "member": member, "month": MONTH, **units}
        DuesEntry.objects.create(kind="due", amount="20.00", **common)
        DuesEntry.objects.create(kind="paid", method="cash", amount="5.00", **common)
        span = {"first_month": MONTH, "last_month": MONTH}
        world.objects |= {
            f"difference.{side}": DuesDifference.objects.create(
                month=MONTH, kind="zero", member=member, expected="20.00", stated="20.00", paid="0.00"
            ),
            f"collection.{side}": DuesCollection.objects.create(
                method="cash", collected_on=MONTH, total="5.00", recorded_by=clerk, **units
            ),
            f"receipt.{side}": DuesReceipt.objects.create(
                year=2026, serial=serial, member=member, booking=booking, amount="5.00", method="cash",
                issued_on=MONTH, issued_by=clerk, **span,
            ),
            f"dues_request.{side}": DuesRequest.objects.create(
                kind="waiver", member=member, reason="困难", requested_by=clerk, **span
            ),
            f"authorisation.{side}": DuesAuthorisation.objects.create(
                member=member, first_month=MONTH, signed_on=MONTH, recorded_by=clerk
            ),
            f"unpaid_case.{side}": UnpaidCase.objects.create(
                member=member, until=MONTH, months=6, owed="120.00", opened_by=clerk
            ),
        }  # fmt: skip
