"""Nobody decides on what changed after his page was opened."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories_welfare import Cast, occasion
from tests.shown import shown
from union.common.dates import today
from welfare.models import GiftList
from welfare.services import gift_lists

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
