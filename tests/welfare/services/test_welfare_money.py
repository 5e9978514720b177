"""All money of welfare against a model, and all or nothing at every query."""

import datetime as dt
import random
from decimal import Decimal

import pytest
import time_machine

from tests.factories_care import Cast as CareCast
from tests.factories_care import plan
from tests.factories_funds import approved_budget
from tests.factories_hardship import HardshipCast, approved_aid, noon, paid_list, paper, quick_file
from tests.factories_welfare import occasion
from tests.faulty_database import assert_all_or_nothing, stored
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.common.models import AuditEvent
from union.common.registries import Period, figures
from union.funds.models import Entry, EntryLine
from union.funds.selectors import is_booked
from union.funds.services.posting import Source
from welfare import models as m
from welfare.choices.donations import DriveAction, UseAction
from welfare.choices.mutual import PeriodAction
from welfare.choices.recuperation import StayAction
from welfare.selectors.care_payments import bill_of
from welfare.selectors.donations import money_of
from welfare.services import (
    aid_payments,
    aid_returns,
    care_payments,
    checkups,
    donations,
    gift_lists,
    hardship_files,
    hardship_life,
    mutual,
    recuperation,
)

pytestmark = pytest.mark.django_db
KINDS = ("gift_list", "aid_payment", "care_payment", "deposit", "donation_use")


def booked(kind):
    rows = Entry.objects.filter(source_kind=f"welfare.{kind}").values_list("amount", flat=True)
    return sum(rows, Decimal(0))


def told():
    """What each room says of itself."""
    signed = m.Visit.objects.filter(state="booked").values_list("amount", flat=True)
    deposited = m.Donation.objects.filter(deposit__isnull=False).values_list("amount", flat=True)
    used = m.DonationUse.objects.filter(state="booked").values_list("amount", flat=True)
    return [sum(signed), aid_payments.paid_total(), care_payments.paid_total(), sum(deposited), sum(used)]


class World:
    """One hospital with something of each kind, and what the cash book should say of it."""

    def __init__(self):
        approved_budget()
        self.care, self.hardship = CareCast(), HardshipCast()
        self.people = self.care.people(3)
        self.sums = dict.fromkeys(KINDS, Decimal(0))
        self.paid, self.waiting, self.lists, self.uses = [], [], [], []
        self.drive = donations.open_drive(
            {"title": "一日捐", "kind": "one_day", "purpose": "帮困", "starts_on": today(),
             "ends_on": today()}, actor=self.care.office,
        )  # fmt: skip
        self.period = mutual.open_period(plan(), starts_on=today(), actor=self.care.office)
        mutual.fill_period(self.period.pk, {"statuses": ["active"]}, actor=self.care.office)
        mutual.step_period(self.period.pk, PeriodAction.SUBMIT, actor=self.care.office)
        self.round = trip(self)

    def pay_aid(self, chance):
        files = [quick_file(self.hardship) for _ in range(chance.randint(1, 2))]
        rows = [approved_aid(self.hardship, file, str(chance.randint(1, 900))) for file in files]
        self.paid += [row.pk for row in rows]
        paid_list(self.hardship, rows + self.waiting)
        self.sums["aid_payment"] += sum(row.approved_amount for row in rows + self.waiting)
        self.paid += [row.pk for row in self.waiting]
        self.waiting = []

    def bounce(self, chance):
        if not self.paid:
            return
        pk = self.paid.pop(chance.randrange(len(self.paid)))
        row = aid_returns.return_row(
            m.Aid.objects.get(pk=pk).payment_id, pk, reason="账号不符", actor=self.hardship.second
        )
        self.sums["aid_payment"] -= row.amount
        self.waiting.append(m.Aid.objects.get(pk=pk))

    def hand_out(self, chance):
        row = handed_out(self.care, Decimal(chance.randint(1, 9)), f"名单{m.GiftList.objects.count()}")
        if row is not None:
            self.sums["gift_list"] += gift_lists.book_list(row.pk, actor=self.care.office)
            self.lists.append(row)

    def unbook(self, chance):
        if not self.lists:
            return
        row = self.lists.pop(chance.randrange(len(self.lists)))
        if chance.random() < 0.5:
            gift_lists.close_list(row.pk, actor=self.care.office)
        back = gift_lists.unbook_list(row.pk, actor=self.care.office, note="记错科目")
        self.sums["gift_list"] -= back
        if chance.random() < 0.5:
            self.sums["gift_list"] += gift_lists.book_list(row.pk, actor=self.care.office)
            self.lists.append(row)

    def pay_service(self, chance):
        target = chance.choice((self.period, self.round))
        left = bill_of(target).left
        amount = min(left, Decimal(chance.randint(1, 100)))
        if amount > 0:
            pay(self, target, amount)
            self.sums["care_payment"] += amount
        with pytest.raises(DomainError, match="最多可付"):
            pay(self, target, bill_of(target).left + 1)

    def take_back(self, chance):
        rows = list(m.CarePayment.objects.filter(reversed_on=None))
        if rows:
            row = chance.choice(rows)
            care_payments.take_back(row.pk, reason="重复", actor=self.care.office)
            self.sums["care_payment"] -= row.amount

    def give(self, chance):
        amount = chance.randint(5, 90)
        text = f"某公司 {amount}"
        donations.add_donations(self.drive.pk, text, branch=None, given_on=today(), actor=self.care.office)
        row = donations.deposit(self.drive.pk, on=today(), paid_into="bank", actor=self.care.office)
        self.sums["deposit"] += row.amount

    def undo(self, chance):
        rows = list(m.DonationDeposit.objects.filter(donations__isnull=False).distinct())
        row = chance.choice(rows) if rows else None
        if row is None:
            return
        if money_of(self.drive)["left"] < row.amount:
            with pytest.raises(DomainError, match="已安排使用"):
                donations.undo_deposit(row.pk, actor=self.care.office, reason="错")
            return
        donations.undo_deposit(row.pk, actor=self.care.office, reason="错")
        self.sums["deposit"] -= row.amount

    def use(self, chance):
        left = money_of(self.drive)["left"]
        if left < 1:
            return
        use = donations.propose_use(
            self.drive.pk,
            amount=min(left, Decimal(7)),
            purpose="助学",
            recipient="某",
            actor=self.care.office,
        )  # fmt: skip
        donations.step_use(use.pk, UseAction.APPROVE, actor=self.care.chair)
        donations.step_use(use.pk, UseAction.BOOK, actor=self.care.office)
        self.sums["donation_use"] += use.amount
        if chance.random() < 0.5:
            donations.step_use(use.pk, UseAction.UNBOOK, actor=self.care.office, note="退回")
            self.sums["donation_use"] -= use.amount

    MOVES = (pay_aid, bounce, bounce, hand_out, unbook, pay_service, take_back, give, undo, use)


def trip(world):
    starts = today() + dt.timedelta(days=60)
    round_ = recuperation.open_round(
        {"title": "疗休养", "place": "疗养院", "starts_on": starts, "ends_on": starts + dt.timedelta(days=4),
         "apply_until": starts - dt.timedelta(days=20), "cost_per_day": Decimal(400), "quota": 2},
        actor=world.care.office,
    )  # fmt: skip
    stay = recuperation.apply_for(round_.pk, world.people[0], actor=world.care.office)
    with pytest.raises(DomainError, match="还没有批准的人员"):
        pay(world, round_, Decimal(1))
    recuperation.step_stay(stay.pk, StayAction.RECOMMEND, actor=world.care.branch_chair)
    recuperation.step_stay(stay.pk, StayAction.APPROVE, actor=world.care.chair)
    return round_


def pay(world, target, amount):
    return care_payments.pay(
        target, amount=amount, on=today(), fund_source="allocation", actor=world.care.office
    )


def handed_out(cast, value, title):
    values = {
        "title": title, "occasion": occasion("national_day"), "on": today(), "item": None, "quantity": 1,
        "value": value, "pay_form": "goods", "fund_source": "dues",
        "audience": {"branches": [cast.branch.pk]},
    }  # fmt: skip
    row = gift_lists.save_list(values, actor=cast.office)
    if not gift_lists.fill_list(row.pk, actor=cast.office):
        return None
    gift_lists.approve_list(row.pk, actor=cast.chair)
    people = list(row.visits.values_list("pk", flat=True))
    gift_lists.hand_out(row.pk, people, on=today(), actor=cast.office)
    return row


@pytest.mark.parametrize("seed", [3, 4])
def test_every_room_and_the_cash_book_say_the_same_at_all_times(seed):
    chance, world = random.Random(seed), World()
    moves = list(World.MOVES) * 2
    chance.shuffle(moves)
    for move in moves:
        move(world, chance)
        assert [booked(kind) for kind in KINDS] == told() == list(world.sums.values()), move.__name__
    debit, credit = zip(*EntryLine.objects.values_list("debit", "credit"), strict=True)
    assert sum(debit) == sum(credit)
    year = Period(dt.date(today().year, 1, 1), today())
    assert figures["welfare.aid_yuan"].compute(year) == world.sums["aid_payment"]
    assert figures["welfare.list_yuan"].compute(year) >= world.sums["gift_list"]  # given stays given
    for payment in m.CarePayment.objects.all():
        assert is_booked(Source("welfare.care_payment", payment.pk)) == (payment.reversed_on is None)


def test_a_payment_the_bank_returned_is_booked_back_and_paid_again():
    approved_budget()
    cast = HardshipCast()
    files = [quick_file(cast) for _ in range(2)]
    rows = [approved_aid(cast, files[0], "1000"), approved_aid(cast, files[1], "600")]
    first = paid_list(cast, rows)
    back = aid_returns.return_row(first.pk, rows[1].pk, reason="户名不符", actor=cast.second)
    assert (back.amount, back.bank, back.paid_on) == (600, "本人 示范银行 6222000000001234", today())
    kinds = list(Entry.objects.order_by("number").values_list("kind", "amount"))
    assert kinds == [("normal", 1600), ("reversal", -1600), ("normal", 1000)]
    again = m.Aid.objects.get(pk=rows[1].pk)
    assert (again.state, again.payment, again.paid_amount, again.bank) == ("approved", None, None, "")
    assert list(again.events.values_list("action", flat=True))[-1] == "return-money"
    with pytest.raises(DomainError, match="已不在清单上"):
        aid_returns.return_row(first.pk, rows[1].pk, reason="又", actor=cast.second)
    with pytest.raises(DomainError, match="被银行退回"):
        hardship_life.exit_file(files[1].pk, actor=cast.chair, note="好转")
    with pytest.raises(NotPermittedError):
        aid_returns.return_row(first.pk, rows[0].pk, reason="x", actor=cast.vice)

    hardship_files.edit_facts(files[1].pk, {"bank_account": "6222000000005555"}, actor=cast.office)
    m.HardshipFile.objects.filter(pk=files[1].pk).update(state="exited")  # money that is owed stays owed
    second = paid_list(cast, [again], title="重新发放")
    again.refresh_from_db()
    assert again.bank.endswith("5555")
    assert (again.state, again.payment_id) == ("paid", second.pk)
    assert aid_payments.paid_total() == booked("aid_payment") == 1600
    signed = aid_payments.sign_list(first.pk, sheet=paper(), actor=cast.office)
    assert list(signed.aids.values_list("pk", "state")) == [(rows[0].pk, "signed")]
    aid_returns.return_row(first.pk, rows[0].pk, reason="错汇", actor=cast.second)  # the last row
    assert aid_payments.paid_total() == booked("aid_payment") == 600
    assert not is_booked(Source("welfare.aid_payment", first.pk))


def test_what_was_let_pass_over_the_budget_can_come_back_without_a_second_override():
    approved_budget(hardship=Decimal(100))
    cast = HardshipCast()
    rows = [approved_aid(cast, quick_file(cast), "500") for _ in range(2)]
    payment = paid_row_over_budget(cast, rows)
    aid_returns.return_row(payment.pk, rows[0].pk, reason="户名不符", actor=cast.second)
    assert booked("aid_payment") == aid_payments.paid_total() == 500
    rest = Entry.objects.latest("pk")
    assert (rest.amount, rest.created_by, rest.override_reason) == (500, cast.second, "突发重病")


def test_what_the_bank_returns_in_january_needs_no_budget_of_the_new_year():
    year = today().year
    approved_budget()
    cast = HardshipCast()
    rows = [approved_aid(cast, quick_file(cast), amount) for amount in ("1000", "600")]
    payment = paid_list(cast, rows)
    with time_machine.travel(noon(dt.date(year + 1, 1, 8)), tick=False):
        aid_returns.return_row(payment.pk, rows[1].pk, reason="户名不符", actor=cast.second)
    amounts = Entry.objects.order_by("pk").values_list("year", "amount", "created_by")
    told = [(year, 1600), (year + 1, -1600), (year + 1, 1000)]
    assert list(amounts) == [(*each, cast.second.pk) for each in told]


def paid_row_over_budget(cast, rows):
    from tests.factories import AppointmentFactory
    from tests.factories_hardship import approved_list
    from union.organisation.choices import Office

    both = cast.second
    AppointmentFactory(user=both, office=Office.CHAIR)
    payment = approved_list(cast, rows)
    aid_payments.pay_list(payment.pk, actor=both, override_reason="突发重病")
    m.PaymentList.objects.filter(pk=payment.pk).update(paid_by=both)
    both.appointments.filter(office=Office.CHAIR).delete()
    cast.second = type(both).objects.get(pk=both.pk)
    return payment


def everything():
    return stored(
        m.Visit, m.GiftList, m.Aid, m.PaymentList, m.AidReturn, m.CarePayment, m.Donation, m.DonationDeposit,
        m.DonationUse, m.DonationDrive, m.Stay, m.CheckupEntry, m.CareEvent, Entry, EntryLine, AuditEvent,
    )  # fmt: skip


def test_returns_lists_services_and_donations_are_all_or_nothing_at_every_query():
    world = World()
    office, chair = world.care.office, world.care.chair
    rows = [approved_aid(world.hardship, quick_file(world.hardship), "10") for _ in range(2)]
    payment = paid_list(world.hardship, rows)
    row = handed_out(world.care, Decimal(5), "节日")
    add = {"branch": None, "given_on": today(), "actor": office}
    round_ = checkups.open_round(
        {"title": "体检", "place": "中心", "starts_on": today(), "book_until": today(),
         "ends_on": today() + dt.timedelta(days=20)}, actor=office,
    )  # fmt: skip
    checkups.fill_round(round_.pk, {"statuses": ["active"]}, actor=office)
    days = {"first": today(), "last": today() + dt.timedelta(days=5)}
    checkups.add_slots(round_.pk, parts=["am"], capacity=1, weekends=True, actor=office, **days)
    entry, slot = round_.entries.first(), round_.slots.first()
    stay = recuperation.apply_for(world.round.pk, world.people[1], actor=office)
    recuperation.step_stay(stay.pk, StayAction.RECOMMEND, actor=world.care.branch_chair)
    done = {}
    for act in (
        lambda: aid_returns.return_row(
            payment.pk, rows[0].pk, reason="户名不符", actor=world.hardship.second
        ),
        lambda: gift_lists.book_list(row.pk, actor=office),
        lambda: gift_lists.unbook_list(row.pk, actor=office, note="记错"),
        lambda: donations.add_donations(world.drive.pk, "某公司 90\n某人 5", **add),
        lambda: done.update(
            deposit=donations.deposit(world.drive.pk, on=today(), paid_into="bank", actor=office)
        ),
        lambda: donations.undo_deposit(done["deposit"].pk, reason="错", actor=office),
        lambda: donations.deposit(world.drive.pk, on=today(), paid_into="cash", actor=office),
        lambda: done.update(
            use=donations.propose_use(
                world.drive.pk, amount=Decimal(9), purpose="助学", recipient="某", actor=office
            )
        ),
        lambda: donations.step_use(done["use"].pk, UseAction.APPROVE, actor=chair),
        lambda: donations.step_use(done["use"].pk, UseAction.BOOK, actor=office),
        lambda: donations.step_use(done["use"].pk, UseAction.UNBOOK, actor=office, note="退"),
        lambda: donations.step_drive(world.drive.pk, DriveAction.CLOSE, actor=office),
        lambda: done.update(pay=pay(world, world.period, Decimal(20))),
        lambda: care_payments.take_back(done["pay"].pk, reason="重", actor=office),
        lambda: recuperation.step_stay(stay.pk, StayAction.APPROVE, actor=chair),
        lambda: recuperation.set_groups(world.round.pk, 1, actor=office),
        lambda: checkups.book(entry.pk, slot.pk, actor=office),
        lambda: checkups.mark_attended(round_.pk, [entry.pk], on=today(), actor=office),
    ):
        assert assert_all_or_nothing(act, everything) > 3
    assert [booked(kind) for kind in KINDS] == told()
