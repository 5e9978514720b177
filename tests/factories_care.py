"""Rows of mutual protection, check-ups, recuperation, donations, women's work and counselling for tests."""

import datetime as dt
from decimal import Decimal

from tests.factories import GroupFactory, MemberFactory, officer
from union.common.dates import today
from union.organisation.choices import Office
from welfare.choices.mutual import ClaimAction, PeriodAction
from welfare.models import Enrolment, MutualPeriod, MutualPlan
from welfare.services import claims, mutual


class Cast:
    """A hospital with one group and the people who work on services."""

    def __init__(self) -> None:
        self.group = GroupFactory()
        self.branch = self.group.branch
        self.office = officer(Office.OFFICE_STAFF)
        self.chair = officer(Office.CHAIR)
        self.branch_chair = officer(Office.BRANCH_CHAIR, branch=self.branch)

    def people(self, count: int, **values):
        """So many members of the group."""
        born = {"born_on": dt.date(1985, 5, 1), "group": self.group, "branch": self.branch}
        return [MemberFactory(**{**born, **values}) for _ in range(count)]


def plan(code: str = "hospital") -> MutualPlan:
    return MutualPlan.objects.get(code=code)


def period_in_force(cast: Cast, code: str = "hospital", *, starts_on: dt.date | None = None) -> MutualPeriod:
    """A list of everybody who may join, sent and confirmed."""
    start = starts_on or today().replace(month=1, day=1)
    row = mutual.open_period(plan(code), starts_on=start, actor=cast.office)
    mutual.fill_period(row.pk, {"statuses": ["active"]}, actor=cast.office)
    mutual.step_period(row.pk, PeriodAction.SUBMIT, actor=cast.office)
    return mutual.step_period(row.pk, PeriodAction.CONFIRM, actor=cast.office, policy_no="HZ1")


def paid_claim(cast: Cast, enrolment: Enrolment, amount, *, on: dt.date | None = None):
    """A claim all the way to its payment."""
    day, amount = on or today(), Decimal(amount)
    claim = claims.enter_claim(
        enrolment, happened_on=day, diagnosis="住院", claimed=amount, actor=cast.office,
        papers=tuple(enrolment.period.plan.papers),
    )  # fmt: skip
    steps = (
        (ClaimAction.CHECK, {"claimed": amount}), (ClaimAction.SUBMIT, {"on": day}),
        (ClaimAction.DECIDE, {"on": day, "approved": amount}), (ClaimAction.PAY, {"on": day, "paid": amount}),
    )  # fmt: skip
    for action, values in steps:
        claim = claims.step_claim(claim.pk, action, actor=cast.office, values=values)
    return claim
