"""What is owed for a list of mutual protection or a round of recuperation, and what was paid."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from union.accounts.models import User
from union.funds.selectors import booked_exists, voucher_number
from welfare.choices.mutual import PeriodState
from welfare.models import CarePayment, MutualPeriod, RecuperationRound
from welfare.permissions import care as may
from welfare.selectors.recuperation import TAKEN

KIND = "welfare.care_payment"
_BILLED = (PeriodState.SUBMITTED, PeriodState.IN_FORCE)


@dataclass(frozen=True, slots=True)
class Bill:
    """People, yuan owed for them, yuan paid; ``problem``: why nothing can be paid now."""

    people: int
    owed: Decimal
    paid: Decimal
    problem: str = ""

    @property
    def left(self) -> Decimal:
        """Yuan still to pay; negative: more was paid than is owed now."""
        return self.owed - self.paid

    @property
    def over(self) -> Decimal:
        """Yuan paid beyond what is owed now; somebody left the list after it was paid."""
        return max(-self.left, Decimal(0))

    @property
    def words(self) -> str:
        """The sum in words."""
        return f"{self.people} 人应付 {self.owed:,.2f} 元，已付 {self.paid:,.2f} 元"


def _rows(target: MutualPeriod | RecuperationRound) -> QuerySet[CarePayment]:
    if isinstance(target, MutualPeriod):
        return CarePayment.objects.filter(period=target)
    return CarePayment.objects.filter(round=target)


def payments_of(target: MutualPeriod | RecuperationRound) -> QuerySet[CarePayment]:
    """Payments with their voucher, oldest first, reversed ones among them."""
    rows = _rows(target).select_related("created_by")
    return rows.annotate(voucher=voucher_number(KIND), is_booked=booked_exists(KIND)).order_by("pk")


def bill_of(target: MutualPeriod | RecuperationRound) -> Bill:
    """What is owed now.

    Mutual protection: the fees of everybody on a list that was sent, 退保 among them (the association gives
    nothing back). Recuperation: the cost of everybody approved or gone.
    """
    paid = _rows(target).filter(reversed_on=None).aggregate(total=Sum("amount"))["total"] or Decimal(0)
    if isinstance(target, MutualPeriod):
        found = target.enrolments.aggregate(people=Count("pk"), owed=Sum("fee"))
        problem = "" if target.state in _BILLED else "名单报送以后才能付款"
        return Bill(found["people"], found["owed"] or Decimal(0), paid, problem)
    people = target.stays.filter(state__in=TAKEN).count()
    return Bill(people, target.cost * people, paid, "" if people else "还没有批准的人员，不能付款")


def care_payments_in_scope(user: User | None) -> QuerySet[CarePayment]:
    """Payments are of the whole hospital: for those who see its services or its money."""
    rows = CarePayment.objects.select_related("period", "round")
    return rows if user is None or may.sees_payments(user) else rows.none()
