"""Aid and its payment: amounts, bands, separation of duties, one booking ever, all or nothing."""
# ruff: noqa: E501

import datetime as dt
import itertools
import json
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.factories import AppointmentFactory, officer
from tests.factories_funds import approved_budget
from tests.factories_hardship import (
    HardshipCast,
    approved_aid,
    approved_list,
    child_facts,
    paid_list,
    paper,
    quick_file,
    wanted,
)
from tests.factories_welfare import past_visit
from tests.faulty_database import assert_all_or_nothing, stored
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.common.models import AuditEvent
from union.common.registries import Period, figures
from union.funds.models import Entry, EntryLine
from union.organisation.choices import Office
from welfare.choices.aid import AidState, PaymentState
from welfare.models import Aid, AidEvent, HardshipFile, HardshipSpell, PaymentList, Visit
from welfare.rules.aid_flow import AID, PAYMENT, AidAction, PaymentAction
from welfare.selectors.aid import aids_of
from welfare.services import aid as aids
from welfare.services import aid_payments, aid_returns, hardship_files, hardship_life

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return HardshipCast()


def in_cash_book():
    return sum(
        Entry.objects.filter(source_kind="welfare.aid_payment").values_list("amount", flat=True), Decimal(0)
    )


def figure(key, year):
    return figures[f"welfare.{key}"].compute(Period(dt.date(year, 1, 1), dt.date(year, 12, 31)))


def test_four_amounts_a_snapshot_and_one_booking(cast):
    approved_budget()
    file = quick_file(cast)
    hardship_files.save_person(file.pk, child_facts(), actor=cast.office)
    row = aids.apply_aid(file.pk, wanted("1800"), actor=cast.office)
    aids.review_aid(row.pk, amount=Decimal(1500), source="donation", actor=cast.office, note="核减")
    with pytest.raises(DomainError, match="不能超过审核金额"):
        aids.approve_aid(row.pk, amount=Decimal(1600), actor=cast.chair)
    row = aids.approve_aid(row.pk, amount=Decimal(1200), actor=cast.chair)
    payment = paid_list(cast, [row], source="donation")
    row.refresh_from_db()
    amounts = (row.proposed_amount, row.reviewed_amount, row.approved_amount, row.paid_amount)
    assert amounts == (1800, 1500, 1200, 1200)
    assert row.bank == "本人 示范银行 6222000000001234"
    hardship_files.edit_facts(
        file.pk, {"bank_account": "6222000000009999", "rigid_expense": Decimal(0)}, actor=cast.office
    )
    kept = json.loads(Aid.objects.get(pk=row.pk).snapshot)
    assert [person["kinship"] for person in kept["people"]] == ["self", "son"]
    assert kept["per_head"] == "416.67" != str(HardshipFile.objects.get(pk=file.pk).per_head)

    entry = Entry.objects.get(source_kind="welfare.aid_payment")
    assert (entry.amount, entry.lines.filter(debit__gt=0).get().fund_source) == (1200, "donation")
    assert not [word for word in ("生活困难", file.member.name, "尿毒症") if word in entry.summary]
    with pytest.raises(TransitionError):
        aid_payments.pay_list(payment.pk, actor=cast.second)
    PaymentList.objects.filter(pk=payment.pk).update(state="approved")  # even then: the key books once ever
    Aid.objects.filter(payment=payment).update(state="listed")
    aid_payments.pay_list(payment.pk, actor=cast.second)
    assert Entry.objects.filter(source_kind="welfare.aid_payment").count() == 1
    signed = aid_payments.sign_list(payment.pk, sheet=paper(), actor=cast.office)
    assert (signed.state, Aid.objects.get().state) == ("signed", "signed")


def test_the_same_thing_is_not_helped_twice(cast):
    file = quick_file(cast)
    son = hardship_files.save_person(file.pk, child_facts(), actor=cast.office)
    daughter = hardship_files.save_person(
        file.pk, {**child_facts(8), "kinship": "daughter"}, actor=cast.office
    )
    first = aids.apply_aid(file.pk, wanted(kind="school", person=son), actor=cast.office)
    with pytest.raises(DomainError, match="同一事项不重复帮扶"):
        aids.apply_aid(file.pk, wanted(kind="autumn", subject="金秋助学", person=son), actor=cast.office)
    aids.apply_aid(file.pk, wanted(kind="autumn", subject="金秋助学", person=daughter), actor=cast.office)
    with pytest.raises(DomainError, match="须写明帮扶家庭中的哪一位"):
        aids.apply_aid(file.pk, wanted(kind="medical"), actor=cast.office)
    stranger = quick_file(cast).people.get()
    with pytest.raises(DomainError, match="须写明帮扶家庭中的哪一位"):
        aids.apply_aid(file.pk, wanted(kind="living", person=stranger), actor=cast.office)
    with pytest.raises(IntegrityError), transaction.atomic():  # the database holds it as well
        Aid.objects.create(
            file=file,
            kind="school",
            year=today().year,
            subject="x",
            same_key=first.same_key,
            proposed_amount=1,
            applied_on=today(),
            applied_by=cast.office,
        )
    aids.withdraw_aid(first.pk, actor=cast.office)
    aids.apply_aid(file.pk, wanted(kind="school", person=son), actor=cast.office)


@pytest.mark.parametrize(
    ("amount", "who", "document", "message"),
    [
        ("2000", "vice", "", ""),
        ("2000.01", "vice", "纪要", "由工会主席审批"),
        ("3000", "chair", "", "填写集体研究"),
        ("3000", "chair", "纪要", ""),
        ("1000", "office", "", "不能审批自己登记或审核"),
    ],
)
def test_the_amount_decides_who_approves(cast, amount, who, document, message):
    file = quick_file(cast)
    row = aids.apply_aid(file.pk, wanted(amount), actor=cast.office)
    reason = "特别困难" if Decimal(amount) > 2000 else ""
    if reason:
        with pytest.raises(DomainError, match="每次上限 2,000"):
            aids.review_aid(row.pk, amount=Decimal(amount), source="dues", actor=cast.office)
    aids.review_aid(row.pk, amount=Decimal(amount), source="dues", actor=cast.office, override_reason=reason)
    if message:
        with pytest.raises(DomainError, match=message):
            aids.approve_aid(row.pk, actor=getattr(cast, who), document=document)
    else:
        aids.approve_aid(row.pk, actor=getattr(cast, who), document=document)
    assert (Aid.objects.get().state == "approved") == (not message)


def test_nobody_approves_what_he_handed_in_or_reviewed_or_pays_what_he_approved(cast):
    approved_budget()
    both = officer(Office.OFFICE_STAFF)
    AppointmentFactory(user=both, office=Office.CHAIR)
    file = quick_file(cast)
    row = aids.apply_aid(file.pk, wanted(), actor=both)
    aids.review_aid(row.pk, amount=Decimal(500), source="dues", actor=cast.office)
    with pytest.raises(NotPermittedError, match="不能审批自己登记或审核"):
        aids.approve_aid(row.pk, actor=both)
    aids.approve_aid(row.pk, actor=cast.chair)
    payment = aid_payments.make_list(title="清单", fund_source="dues", actor=cast.office)
    aid_payments.put_on_list(payment.pk, [row.pk], actor=cast.office)
    aid_payments.lock_list(payment.pk, actor=both)
    with pytest.raises(NotPermittedError, match="不相容岗位"):
        aid_payments.approve_list(payment.pk, actor=both)
    aid_payments.unlock_list(payment.pk, actor=cast.chair, note="核对金额")
    aid_payments.lock_list(payment.pk, actor=cast.office)
    aid_payments.approve_list(payment.pk, actor=both)
    with pytest.raises(NotPermittedError, match="不相容岗位"):
        aid_payments.pay_list(payment.pk, actor=both)
    own = quick_file(cast, cast.colleague(user=cast.chair))
    mine = aids.apply_aid(own.pk, wanted(), actor=cast.chair)
    aids.review_aid(mine.pk, amount=Decimal(1), source="dues", actor=cast.office)
    with pytest.raises(NotPermittedError, match="本人或家庭成员"):
        aids.approve_aid(mine.pk, actor=cast.chair)


def test_every_arrow_that_is_not_in_the_tables_is_refused(cast):
    file = quick_file(cast)
    row = aids.apply_aid(file.pk, wanted(), actor=cast.second)
    steps = {
        AidAction.REVIEW: lambda: aids.review_aid(
            row.pk, amount=Decimal(1), source="dues", actor=cast.office
        ),
        AidAction.APPROVE: lambda: aids.approve_aid(row.pk, actor=cast.chair),
        AidAction.RETURN: lambda: aids.return_aid(row.pk, actor=cast.chair, note="再核"),
        AidAction.REJECT: lambda: aids.reject_aid(row.pk, actor=cast.office, note="不符"),
        AidAction.WITHDRAW: lambda: aids.withdraw_aid(row.pk, actor=cast.second),
        AidAction.GIVE_UP: lambda: aids.give_up_aid(row.pk, actor=cast.chair, note="不再发放"),
    }
    payment = aid_payments.make_list(title="清单", fund_source="dues", actor=cast.office)
    moves = {
        PaymentAction.LOCK: lambda: aid_payments.lock_list(payment.pk, actor=cast.office),
        PaymentAction.UNLOCK: lambda: aid_payments.unlock_list(payment.pk, actor=cast.chair, note="退"),
        PaymentAction.APPROVE: lambda: aid_payments.approve_list(payment.pk, actor=cast.chair),
        PaymentAction.PAY: lambda: aid_payments.pay_list(payment.pk, actor=cast.second),
        PaymentAction.SIGN: lambda: aid_payments.sign_list(payment.pk, sheet=paper(), actor=cast.office),
        PaymentAction.CANCEL: lambda: aid_payments.cancel_list(payment.pk, actor=cast.office),
    }
    given = {"paid_on": today(), "paid_amount": 1, "approved_amount": 1, "payment": payment}
    for state, action in itertools.product(AidState, AidAction):
        if state not in AID.of(action).sources:
            Aid.objects.filter(pk=row.pk).update(state=state, **given)
            with pytest.raises(TransitionError), transaction.atomic():
                steps[action]()
    for state, action in itertools.product(PaymentState, PaymentAction):
        if state not in PAYMENT.of(action).sources:
            PaymentList.objects.filter(pk=payment.pk).update(
                state=state, paid_on=today(), decided_by=cast.vice
            )
            with pytest.raises(TransitionError), transaction.atomic():
                moves[action]()


def test_a_list_is_paid_only_as_it_was_approved(cast):
    approved_budget()
    file, other = quick_file(cast), quick_file(cast)
    rows = [approved_aid(cast, file), approved_aid(cast, other)]
    elsewhere = approved_aid(cast, quick_file(cast), source="dues")
    payment = aid_payments.make_list(title="清单", fund_source="allocation", actor=cast.office)
    with pytest.raises(DomainError, match="还没有人"):
        aid_payments.lock_list(payment.pk, actor=cast.office)
    assert (
        aid_payments.put_on_list(payment.pk, [*(row.pk for row in rows), elsewhere.pk], actor=cast.office)
        == 2
    )
    with pytest.raises(DomainError, match="帮扶款正在发放"):
        hardship_life.exit_file(other.pk, actor=cast.chair, note="好转")
    assert aid_payments.take_off_list(payment.pk, [rows[1].pk], actor=cast.office) == 1
    hardship_life.exit_file(other.pk, actor=cast.chair, note="好转")
    assert Aid.objects.get(pk=rows[1].pk).state == "withdrawn"
    assert aid_payments.lock_list(payment.pk, actor=cast.office).total == 1000
    with pytest.raises(DomainError, match="不能再增减"):
        aid_payments.take_off_list(payment.pk, [rows[0].pk], actor=cast.office)
    aid_payments.approve_list(payment.pk, actor=cast.chair)
    HardshipFile.objects.filter(pk=file.pk).update(bank_account="")
    with pytest.raises(DomainError, match="没有登记银行账户"):
        aid_payments.pay_list(payment.pk, actor=cast.office)
    with pytest.raises(DomainError, match="发放日期应在"):
        aid_payments.pay_list(payment.pk, actor=cast.office, on=today() + dt.timedelta(days=1))
    Aid.objects.filter(pk=rows[0].pk).update(approved_amount=Decimal(900))
    with pytest.raises(DomainError, match="与批准时不一致"):
        aid_payments.pay_list(payment.pk, actor=cast.office, paid_from="cash")
    Aid.objects.filter(pk=rows[0].pk).update(approved_amount=Decimal(1000))
    aid_payments.pay_list(payment.pk, actor=cast.office, paid_from="cash")
    assert in_cash_book() == aid_payments.paid_total() == 1000


def test_only_households_on_file_with_consent_are_helped(cast):
    for state in ("applied", "exited", "removed"):
        file = quick_file(cast, state=state)
        with pytest.raises(DomainError, match="只有在档的困难家庭"):
            aids.apply_aid(file.pk, wanted(), actor=cast.office)
    late = quick_file(cast, state="temporary", temporary_until=today() - dt.timedelta(days=1))
    with pytest.raises(DomainError, match="到期"):
        aids.apply_aid(late.pk, wanted(), actor=cast.office)
    with pytest.raises(DomainError, match="必须大于 0"):
        aids.apply_aid(quick_file(cast).pk, wanted("0"), actor=cast.office)
    file = quick_file(cast)
    row = aids.apply_aid(file.pk, wanted(), actor=cast.office)
    with pytest.raises(DomainError, match="不能用于困难帮扶"):
        aids.review_aid(row.pk, amount=Decimal(1), source="other", actor=cast.office)
    with pytest.raises(NotPermittedError):
        aids.apply_aid(file.pk, wanted(subject="x"), actor=officer(Office.COMMITTEE_MEMBER))
    hardship_life.withdraw_consent(file.pk, actor=cast.office)
    assert Aid.objects.get(pk=row.pk).state == "withdrawn"


def returned(cast):
    """Aid the bank returned."""
    row = approved_aid(cast, quick_file(cast), "600")
    aid_returns.return_row(paid_list(cast, [row]).pk, row.pk, reason="病重，户名不符", actor=cast.second)
    return Aid.objects.get(pk=row.pk)


def test_aid_the_bank_returned_can_be_given_up_and_never_holds_up_a_consent_taken_back(cast):
    approved_budget()
    row, other = returned(cast), returned(cast)
    for who in (cast.office, officer(Office.OFFICE_STAFF)):
        with pytest.raises(NotPermittedError):
            aids.give_up_aid(row.pk, actor=who, note="已停用账户")
    with pytest.raises(DomainError, match="终止发放须说明理由"):
        aids.give_up_aid(row.pk, actor=cast.chair, note=" ")
    plain = approved_aid(cast, quick_file(cast), "50")
    with pytest.raises(NotPermittedError, match="只有银行退回的"):
        aids.give_up_aid(plain.pk, actor=cast.chair, note="不再需要")
    aids.give_up_aid(row.pk, actor=cast.chair, note="本人放弃")
    row.refresh_from_db()
    assert (row.state, row.events.last().note) == ("withdrawn", "本人放弃")
    assert not aids_of(row.file).get().bounced
    hardship_life.exit_file(row.file_id, actor=cast.chair, note="好转")

    HardshipFile.objects.filter(pk=other.file_id).update(state="exited")  # ended before the bank returned it
    hardship_life.withdraw_consent(other.file_id, actor=cast.office)
    other.refresh_from_db()
    back = other.returns.get()
    assert (other.state, other.events.last().action) == ("withdrawn", "file-ended")
    assert (back.amount, back.reason, back.bank, back.snapshot) == (600, "", "", "")
    assert not [event for event in other.events.all() if event.note]
    third = returned(cast)
    hardship_life.withdraw_consent(third.file_id, actor=cast.office)
    assert HardshipFile.objects.get(pk=third.file_id).state == "removed"
    assert in_cash_book() == aid_payments.paid_total() == 0


def everything():
    return stored(HardshipFile, Aid, PaymentList, HardshipSpell, Entry, EntryLine, AidEvent, AuditEvent)


def test_approving_paying_and_booking_are_all_or_nothing_at_every_query(cast):
    approved_budget()
    file = quick_file(cast)
    row = aids.apply_aid(file.pk, wanted(), actor=cast.office)
    aids.review_aid(row.pk, amount=Decimal(900), source="dues", actor=cast.office)
    counts = [assert_all_or_nothing(lambda: aids.approve_aid(row.pk, actor=cast.chair), everything)]
    payment = aid_payments.make_list(title="清单", fund_source="dues", actor=cast.office)
    aid_payments.put_on_list(payment.pk, [row.pk], actor=cast.office)
    for act in (
        lambda: aid_payments.lock_list(payment.pk, actor=cast.office),
        lambda: aid_payments.approve_list(payment.pk, actor=cast.vice),
        lambda: aid_payments.pay_list(payment.pk, actor=cast.second),
        lambda: aid_payments.sign_list(payment.pk, sheet=paper(), actor=cast.office),
        lambda: hardship_life.exit_file(file.pk, actor=cast.chair, note="好转"),
    ):
        counts += [assert_all_or_nothing(act, everything)]
    assert all(count > 5 for count in counts)
    assert in_cash_book() == aid_payments.paid_total() == 900


def test_eleven_households_at_new_year_and_ten_people_visited_stay_apart(cast):
    """[S004]: 11 户 17,400 元 at New Year; 五必访 10 人 3,310 元: aid in 户, visits in 人, neither in the other."""
    approved_budget()
    year = today().year
    rest = Decimal(17400) - 10 * Decimal(1580)
    amounts = [Decimal(1580)] * 10 + [rest]
    rows = [
        approved_aid(cast, quick_file(cast), amount, kind="festival", subject="元旦春节")
        for amount in amounts
    ]
    paid_list(cast, rows)
    for number in range(10):
        past_visit(cast.colleague(), "hospital_stay", dt.date(year, 1, 5), "331", remark=str(number))

    assert (figure("aid_households", year), figure("aid_yuan", year)) == (11, 17400)
    assert {each.key: each.value for each in figure("aid_households_by_kind", year)} == {"festival": 11}
    assert (figure("visit_people", year), figure("visit_yuan", year)) == (10, 3310)
    assert (figure("visit_households", year), figure("aid_times", year)) == (0, 11)
    second = approved_aid(cast, rows[0].file, "100", kind="living")
    paid_list(cast, [second])
    assert (figure("aid_households", year), figure("aid_times", year)) == (11, 12)
    assert Visit.objects.count() == 10
    assert in_cash_book() == aid_payments.paid_total() == 17500
    assert approved_list(cast, [approved_aid(cast, quick_file(cast), "50")]).total == 50
