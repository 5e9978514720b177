"""Nobody decides on what changed after his page was opened."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories_care, factories_hardship
from tests.factories_welfare import Cast, occasion, proposal, report
from tests.shown import shown
from union.common.dates import today
from welfare.choices.mutual import ClaimAction
from welfare.models import GiftList
from welfare.services import (
    aid,
    aid_payments,
    claims,
    donations,
    gift_lists,
    hardship_files,
    visits,
)

pytestmark = pytest.mark.django_db


def page_of(user):
    client = Client()
    client.force_login(user)
    return client


def list_values(**more):
    return {
        "title": "中秋慰问", "occasion": occasion("mid_autumn"), "on": today(), "item": None, "quantity": 1,
        "value": Decimal(100), "pay_form": "goods", "fund_source": "allocation",
        "audience": {"statuses": ["active"]},
    } | more  # fmt: skip


def gift_list(cast):
    cast.colleague()
    row = gift_lists.save_list(list_values(), actor=cast.office)
    gift_lists.fill_list(row.pk, actor=cast.office)
    return row


def dearer(cast, row):
    gift_lists.save_list(list_values(value=Decimal(500)), actor=cast.office, gift_list=row)
    gift_lists.fill_list(row.pk, actor=cast.office)


def fewer(cast, row):
    gift_lists.leave_out(row.pk, [row.visits.first().pk], actor=cast.office)


@pytest.mark.parametrize("change", [dearer, fewer])
def test_a_list_changed_since_the_page_is_not_approved(change):
    cast = Cast()
    row, chair = gift_list(cast), page_of(cast.chair)
    page, url = (
        reverse("welfare:list_detail", args=[row.pk]),
        reverse("welfare:list_step", args=[row.pk, "approve"]),
    )
    seen = shown(chair, page)
    change(cast, row)
    for sent in (seen, {}, {"version": "x"}, {"version": "9" * 30}):
        told = chair.post(url, sent, follow=True).content.decode()
        assert GiftList.objects.get().state == "draft"
        assert "请重新查看后再办理" in told


def test_a_list_is_approved_with_what_the_page_showed_and_a_valid_form_alone():
    cast = Cast()
    row, chair = gift_list(cast), page_of(cast.chair)
    page, url = (
        reverse("welfare:list_detail", args=[row.pk]),
        reverse("welfare:list_step", args=[row.pk, "approve"]),
    )
    seen = shown(chair, page)
    told = chair.post(url, seen | {"document": "纪" * 121}, follow=True).content.decode()
    assert GiftList.objects.get().state == "draft"
    assert "集体研究记录" in told
    chair.post(url, seen)
    assert GiftList.objects.get().state == "approved"


def test_two_clerks_do_not_overwrite_each_others_list():
    cast = Cast()
    row, office = gift_list(cast), page_of(cast.office)
    url = reverse("welfare:list_edit", args=[row.pk])
    seen = shown(office, url)
    dearer(cast, row)
    form = {
        "title": "中秋", "occasion": occasion("mid_autumn").pk, "on": today(), "quantity": 1, "value": "90",
        "pay_form": "goods", "fund_source": "dues", "statuses": ["active"],
    }  # fmt: skip
    assert office.post(url, form | seen).status_code == 409
    assert office.post(url, form).status_code == 409
    assert GiftList.objects.get().value == 500
    office.post(url, form | shown(office, url))
    assert GiftList.objects.get().value == 90


def visit_room():
    """A visit that the office lowered and the chair had open."""
    cast = Cast()
    visit = report(cast)
    visits.check_visit(visit.pk, proposal(visit, "500"), actor=cast.office)

    def change():
        visits.return_visit(visit.pk, note="请核对", actor=cast.vice)
        visits.check_visit(visit.pk, proposal(visit, "1900"), actor=cast.office)

    return visit, "visit_step", "approve", cast.chair, {"document": "", "note": ""}, change


def aid_room():
    cast = factories_hardship.HardshipCast()
    file = factories_hardship.quick_file(cast)
    row = aid.apply_aid(file.pk, factories_hardship.wanted("1000"), actor=cast.office)
    amount = {"source": "allocation", "actor": cast.office}
    aid.review_aid(row.pk, amount=Decimal(1000), **amount)

    def change():
        aid.return_aid(row.pk, note="请核对", actor=cast.vice)
        row.refresh_from_db()
        aid.review_aid(row.pk, amount=Decimal(2000), **amount)

    return row, "aid_step", "approve", cast.chair, {"amount": "1000", "document": "", "note": ""}, change


def hardship_room():
    cast = factories_hardship.HardshipCast()
    file = factories_hardship.drafted(cast)

    def change():
        hardship_files.save_person(file.pk, factories_hardship.child_facts(), actor=cast.office)

    return file, "hardship_step", "submit", cast.office, {}, change


def use_room():
    cast = factories_care.Cast()
    drive = donations.open_drive(
        {"title": "募捐", "starts_on": today(), "ends_on": today(), "purpose": "救助"}, actor=cast.office
    )
    use = donations.DonationUse.objects.create(
        drive=drive, amount=Decimal(100), purpose="救助", recipient="甲", proposed_by=cast.office,
        proposed_on=today(),
    )  # fmt: skip

    def change():
        use.amount, use.version = Decimal(900), use.version + 1
        use.save()

    return use, "use_step", "approve", cast.chair, {"note": ""}, change


def claim_room():
    cast = factories_care.Cast()
    member = cast.people(1)[0]
    enrolment = factories_care.period_in_force(cast).enrolments.get(member=member)
    claim = claims.enter_claim(
        enrolment, happened_on=today(), diagnosis="住院", claimed=Decimal(900), actor=cast.office,
        papers=tuple(enrolment.period.plan.papers),
    )  # fmt: skip
    values = {"claimed": Decimal(900)}
    claim = claims.step_claim(claim.pk, ClaimAction.CHECK, actor=cast.office, values=values)

    def change():
        claim.claimed, claim.version = Decimal(1900), claim.version + 1
        claim.save()

    return claim, "claim_step", "submit", cast.office, {"on": today()}, change


@pytest.mark.parametrize("room", [visit_room, aid_room, hardship_room, use_room, claim_room])
def test_a_record_changed_since_its_step_page_stays_as_it_is(room):
    row, name, action, user, typed, change = room()
    url, client = reverse(f"welfare:{name}", args=[row.pk, action]), page_of(user)
    seen = shown(client, url)
    change()
    row.refresh_from_db()
    before = (row.state, row.version)
    for sent in (seen, {}, {"version": "x"}):
        answer = client.post(url, typed | sent)
        row.refresh_from_db()
        assert (row.state, row.version) == before
        assert answer.status_code == 409
    assert client.post(url, typed | shown(client, url)).status_code == 302
    row.refresh_from_db()
    assert row.state != before[0]


def test_a_payment_list_changed_since_the_page_is_not_approved_nor_sent():
    cast = factories_hardship.HardshipCast()
    rows = [
        factories_hardship.approved_aid(cast, factories_hardship.quick_file(cast), "600") for _ in range(2)
    ]
    payment = aid_payments.make_list(title="春节", fund_source="allocation", actor=cast.office)
    aid_payments.put_on_list(payment.pk, [rows[0].pk], actor=cast.office)
    office, chair = page_of(cast.office), page_of(cast.vice)
    page = reverse("welfare:aid_payment", args=[payment.pk])
    lock, approve = (
        reverse("welfare:aid_payment_step", args=[payment.pk, action]) for action in ("lock", "approve")
    )
    seen = shown(office, page)
    aid_payments.put_on_list(payment.pk, [rows[1].pk], actor=cast.second)
    for sent in (seen, {}):
        office.post(lock, sent)
        payment.refresh_from_db()
        assert payment.state == "open"
    office.post(lock, shown(office, page))
    seen = shown(chair, page)
    aid_payments.unlock_list(payment.pk, note="请核对", actor=cast.chair)
    aid_payments.take_off_list(payment.pk, [rows[0].pk], actor=cast.office)
    aid_payments.lock_list(payment.pk, actor=cast.office)
    for sent in (seen, {}):
        told = chair.post(approve, {"document": "纪要"} | sent, follow=True).content.decode()
        payment.refresh_from_db()
        assert payment.state == "locked"
        assert "请核对后再提交" in told
    chair.post(approve, {"document": "纪要"} | shown(chair, page))
    payment.refresh_from_db()
    assert payment.state == "approved"
