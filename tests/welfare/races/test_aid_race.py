"""Two clerks at once: aid, payment lists, returns, places and ceilings are given once. With the twins."""

import threading
from decimal import Decimal

import pytest
from django.db import connection, connections, transaction

from tests.factories import officer
from tests.factories_care import Cast as CareCast
from tests.factories_funds import approved_budget
from tests.factories_hardship import HardshipCast, approved_aid, approved_list, paid_list, quick_file, wanted
from tests.factories_welfare import Cast, new_standard, proposal, report
from tests.funds.races.test_numbers import together
from tests.welfare.services.test_recuperation import asked, plan
from union.common.dates import today
from union.common.errors import DomainError
from union.funds.models import Entry
from union.organisation.choices import Office
from welfare.choices.recuperation import StayAction
from welfare.models import Aid, AidReturn, CarePayment, HardshipFile, PaymentList, Stay
from welfare.rules.aid_flow import PAYMENT
from welfare.services import aid as aids
from welfare.services import aid_payments, aid_returns, care_payments, hardship_life, recuperation, visits

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("needs concurrent writers")


def refused(raised, count):
    """All but one were told in words why not."""
    assert len(raised) == count
    assert all(isinstance(error, DomainError) for error in raised), raised


def test_two_clerks_pay_and_return_the_same_list_once():
    approved_budget()
    cast = HardshipCast()
    row = approved_aid(cast, quick_file(cast), "800")
    payment = approved_list(cast, [row])
    clerks = [cast.office, cast.second, officer(Office.OFFICE_STAFF)]
    refused(together(3, lambda n: aid_payments.pay_list(payment.pk, actor=clerks[n])), 2)
    assert (Entry.objects.count(), Aid.objects.get().events.filter(action="pay").count()) == (1, 1)

    back = together(
        3, lambda n: aid_returns.return_row(payment.pk, row.pk, reason="户名不符", actor=clerks[n])
    )
    refused(back, 2)
    assert AidReturn.objects.count() == 1
    assert sum(Entry.objects.values_list("amount", flat=True)) == aid_payments.paid_total() == 0


def ended_while_money_comes_back():
    """What somebody was told who ended the file meanwhile; the states of aid and file afterwards."""
    approved_budget()
    cast = HardshipCast()
    file, raised = quick_file(cast), []
    row = approved_aid(cast, file, "800")
    payment = paid_list(cast, [row])

    def end():
        try:
            hardship_life.exit_file(file.pk, actor=cast.chair, note="好转")
        except DomainError as error:
            raised.append(str(error))
        finally:
            connections.close_all()

    other = threading.Thread(target=end, daemon=True)
    with transaction.atomic():
        aid_returns.return_row(payment.pk, row.pk, reason="户名不符", actor=cast.second)
        other.start()
        other.join(1)
        assert other.is_alive()  # it waits for us
    other.join(30)
    return raised, Aid.objects.get().state, HardshipFile.objects.get().state


def test_a_file_is_not_ended_while_its_money_comes_back():
    told, *states = ended_while_money_comes_back()
    assert [each[:13] for each in told] == ["这一户有帮扶款被银行退回，"]
    assert states == ["approved", "on_file"]


def test_twin_without_the_files_lock_it_is_ended_though_money_is_owed(monkeypatch):
    monkeypatch.setattr(aid_returns, "locked_file", lambda pk: HardshipFile.objects.get(pk=pk))
    assert ended_while_money_comes_back() == ([], "approved", "exited")


def test_one_household_gets_one_thing_once_and_two_chairs_approve_it_once():
    cast = HardshipCast()
    file = quick_file(cast)
    clerks = [cast.office, cast.second, officer(Office.OFFICE_STAFF), officer(Office.OFFICE_STAFF)]
    refused(together(4, lambda n: aids.apply_aid(file.pk, wanted("900"), actor=clerks[n])), 3)
    row = Aid.objects.get()
    third = officer(Office.OFFICE_STAFF)
    aids.review_aid(row.pk, amount=Decimal(900), source="dues", actor=third)
    chairs = [cast.chair, cast.vice]
    refused(together(2, lambda n: aids.approve_aid(row.pk, actor=chairs[n])), 1)
    assert row.events.filter(action="approve").count() == 1


def test_a_row_goes_on_one_of_two_lists():
    approved_budget()
    cast = HardshipCast()
    row = approved_aid(cast, quick_file(cast), "800")
    lists = [
        aid_payments.make_list(title=f"清单{n}", fund_source="allocation", actor=cast.office)
        for n in range(2)
    ]
    taken = [0, 0]

    def put(number):
        taken[number] = aid_payments.put_on_list(lists[number].pk, [row.pk], actor=cast.office)

    assert together(2, put) == []
    assert sorted(taken) == [0, 1]
    assert Aid.objects.get().events.filter(action="list").count() == 1


def test_the_last_place_the_last_yuan_and_the_years_ceiling_are_given_once():
    approved_budget()
    care = CareCast()
    round_ = plan(care, quota=1)
    stays = [asked(care, round_, member) for member in care.people(2)]
    chairs = [care.chair, officer(Office.VICE_CHAIR)]
    refused(
        together(2, lambda n: recuperation.step_stay(stays[n].pk, StayAction.APPROVE, actor=chairs[n])), 1
    )
    assert Stay.objects.filter(state="approved").count() == 1

    def pay(_number):
        care_payments.pay(
            round_, amount=Decimal(1500), on=today(), fund_source="dues",
            actor=care.office,
        )  # fmt: skip

    refused(together(2, pay), 1)  # 400 yuan a day for five days: two times 1,500 do not fit
    assert CarePayment.objects.count() == Entry.objects.count() == 1

    cast = Cast()
    group = {"cap": 1000, "year_cap": 1000, "cap_group": "灾病", "frequency": "per_event"}
    two = []
    for code in ("disaster", "hardship"):
        standard = new_standard(code, **group)
        visit = report(cast, code)
        two.append((visit.pk, proposal(visit, "800", standard=standard)))
    clerks = [cast.office, officer(Office.OFFICE_STAFF)]
    refused(together(2, lambda n: visits.check_visit(*two[n], actor=clerks[n])), 1)


def _unlocked(gate):
    """A list that is read without a lock, by two at once."""

    def read(list_id, action, _actor, _version=None):
        payment = PaymentList.objects.get(pk=list_id)
        step = PAYMENT.step_for(payment.state, action)
        gate.wait(30)
        return payment, step

    return read


def test_twin_without_the_lock_a_list_is_paid_twice(monkeypatch):
    """What the lock is for: the key of the voucher alone saves the cash book, not the history."""
    approved_budget()
    cast = HardshipCast()
    payment = approved_list(cast, [approved_aid(cast, quick_file(cast), "800")])
    monkeypatch.setattr(aid_payments, "locked_list", _unlocked(threading.Barrier(2)))
    clerks = [cast.office, cast.second]
    together(2, lambda n: aid_payments.pay_list(payment.pk, actor=clerks[n]))
    assert Aid.objects.get().events.filter(action="pay").count() == 2
    assert Entry.objects.count() == 1


def test_twin_without_the_households_lock_the_constraint_has_to_stop_the_second(monkeypatch):
    cast = HardshipCast()
    file, gate = quick_file(cast), threading.Barrier(2)

    def same_for_both(_file, _key):
        gate.wait(30)

    monkeypatch.setattr(aids, "locked_file", lambda pk: HardshipFile.objects.get(pk=pk))
    monkeypatch.setattr(aids, "same_thing", same_for_both)
    clerks = [cast.office, cast.second]
    raised = together(2, lambda n: aids.apply_aid(file.pk, wanted(), actor=clerks[n]))
    assert [str(error) for error in raised] == ["同一事项的帮扶刚刚由他人登记"]
