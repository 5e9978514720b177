"""Money of visits: the cash book always says what the visits say; all or nothing at every query."""
# ruff: noqa: E501

import random
from decimal import Decimal

import pytest

from tests.factories import officer
from tests.factories_funds import approved_budget
from tests.factories_welfare import PNG, Cast, occasion, past_visit, proposal, report, signed
from tests.faulty_database import assert_all_or_nothing, stored
from union.common.dates import add_months, today
from union.common.errors import DomainError
from union.common.models import AuditEvent
from union.funds.models import Entry, EntryLine
from union.organisation.choices import Office
from welfare.models import GiftList, StockMove, Visit, VisitEvent
from welfare.services import gift_lists, visit_booking, visits

pytestmark = pytest.mark.django_db


def in_cash_book():
    rows = Entry.objects.filter(source_kind__startswith="welfare.").values_list("amount", flat=True)
    return sum(rows, Decimal(0))


def in_visits():
    """Booked here: what was booked elsewhere is no part of this cash book."""
    rows = Visit.objects.filter(state="booked", is_booked_elsewhere=False)
    return sum(rows.values_list("amount", flat=True), Decimal(0))


class Model:
    """What the totals should be, kept beside the product: {visit: amount} of what is booked."""

    def __init__(self, cast):
        self.cast, self.booked, self.waiting, self.lists = cast, {}, {}, []

    def book(self, chance):
        pk = chance.choice(sorted(self.waiting))
        visit_booking.book_visit(pk, actor=self.cast.office, paid_from=chance.choice(("cash", "bank")))
        self.booked[pk] = self.waiting.pop(pk)

    def unbook(self, chance):
        pk = chance.choice(sorted(self.booked))
        visit_booking.unbook_visit(pk, actor=self.cast.office, note="更正")
        self.waiting[pk] = self.booked.pop(pk)

    def visit(self, chance):
        amount = Decimal(chance.randint(0, 200000)) / 100
        code = chance.choice(("hospital_stay", "hardship", "disaster"))
        done = signed(self.cast, code, amount, member=self.cast.colleague())
        self.waiting[done.pk] = amount

    def hand_out(self, chance):
        values = {
            "title": f"名单{GiftList.objects.count()}", "occasion": occasion("national_day"), "on": today(), "item": None,
            "quantity": 1, "value": Decimal(chance.randint(1, 5)), "pay_form": "goods",
            "fund_source": "dues", "audience": {"branches": [self.cast.branch.pk]},
        }  # fmt: skip
        row = gift_lists.save_list(values, actor=self.cast.office)
        if not gift_lists.fill_list(row.pk, actor=self.cast.office):
            return
        gift_lists.approve_list(row.pk, actor=self.cast.chair)
        people = list(row.visits.values_list("pk", flat=True))
        some = chance.sample(people, chance.randint(1, len(people)))
        gift_lists.hand_out(row.pk, some, on=today(), actor=self.cast.office)
        gift_lists.book_list(row.pk, actor=self.cast.office)
        self.lists.append(values["value"] * len(some))

    @property
    def total(self):
        return sum(self.booked.values(), Decimal(0)) + sum(self.lists, Decimal(0))


@pytest.mark.parametrize("seed", [1, 2])
def test_the_total_of_visits_equals_the_cash_book_at_all_times(seed):
    chance = random.Random(seed)
    approved_budget()
    model = Model(Cast())
    past_visit(model.cast.member, "birth", today(), "777")  # of the past: in no cash book
    for _turn in range(25):
        ways = (
            [model.visit, model.visit]
            + [model.book] * 2 * bool(model.waiting)
            + [model.unbook] * bool(model.booked)
        )
        chance.choice([*ways, model.hand_out])(chance)
        assert in_cash_book() == in_visits() == model.total
    lines = EntryLine.objects.values_list("debit", "credit")
    assert sum(debit for debit, _credit in lines) == sum(credit for _debit, credit in lines)


def everything():
    return stored(Visit, Entry, EntryLine, VisitEvent, AuditEvent, StockMove)


def test_approving_signing_and_booking_are_all_or_nothing():
    approved_budget()
    cast = Cast()
    visit = report(cast)
    visits.check_visit(visit.pk, proposal(visit), actor=cast.office)
    queries = [
        assert_all_or_nothing(lambda: visits.approve_visit(visit.pk, actor=cast.chair), everything),
        assert_all_or_nothing(
            lambda: visits.record_visit(visit.pk, visits.Visited(today(), "病房", "工会"), actor=cast.office), everything
        ),
        assert_all_or_nothing(
            lambda: visits.sign_visit(visit.pk, actor=cast.office, signer="本人", drawn=PNG), everything
        ),
        assert_all_or_nothing(lambda: visit_booking.book_visit(visit.pk, actor=cast.office), everything),
        assert_all_or_nothing(
            lambda: visit_booking.unbook_visit(visit.pk, actor=cast.office, note="错"), everything
        ),
    ]  # fmt: skip
    assert all(count > 5 for count in queries)
    assert in_cash_book() == 0


def test_booking_a_list_is_all_or_nothing():
    approved_budget()
    cast = Cast()
    item = gift_lists.save_item(
        {"name": "油", "kind": "goods", "unit": "桶", "price": Decimal(10), "supplier": ""}, actor=cast.office
    )
    gift_lists.receive(item, 5, on=today(), note="", actor=cast.office)
    values = {
        "title": "名单", "occasion": occasion("heat"), "on": today(), "item": item, "quantity": 1, "value": 10,
        "pay_form": "goods", "fund_source": "dues", "audience": {},
    }  # fmt: skip
    row = gift_lists.save_list(values, actor=cast.office)
    gift_lists.fill_list(row.pk, actor=cast.office)
    people = list(row.visits.values_list("pk", flat=True))
    for act in (
        lambda: gift_lists.approve_list(row.pk, actor=cast.chair),
        lambda: gift_lists.hand_out(row.pk, people, on=today(), actor=cast.office),
        lambda: gift_lists.book_list(row.pk, actor=cast.office),
    ):
        assert_all_or_nothing(act, everything)
    assert in_cash_book() == in_visits() == 10


def test_a_payment_is_not_booked_by_who_may_not_or_before_the_visit():
    approved_budget()
    cast = Cast()
    visit = signed(cast)
    for actor in (cast.leader, cast.chair, officer(Office.AUDITOR)):
        with pytest.raises(DomainError):
            visit_booking.book_visit(visit.pk, actor=actor)
    with pytest.raises(DomainError, match="不能早于慰问日期"):
        visit_booking.book_visit(visit.pk, actor=cast.office, on=add_months(today(), -12))
    assert in_cash_book() == 0
