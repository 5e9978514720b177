"""Somebody's ID or phone number does not stay in addresses, audit notes or the plain columns of an import."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from members.services.members import update_member
from tests.factories import MemberFactory, officer
from union.common.models import AuditEvent
from union.imports.models import ImportBatch
from union.jobs.services import run_now
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
ID, PHONE = "99010119900307123X", "13987650123"


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


@pytest.fixture
def browser(clerk):
    client = Client()
    client.force_login(clerk)
    return client


@pytest.mark.parametrize("number", [ID, PHONE, f"王 {PHONE}"])
@pytest.mark.parametrize(
    "page", ["members:member_list", "members:membership_change_list", "ledgers:officers"]
)
def test_ledger_leads_away_from_an_address_with_a_number(browser, number, page):
    answer = browser.get(reverse(page), {"q": number, "size": "20"})
    assert (answer.status_code, answer.url) == (302, f"{reverse(page)}?size=20")
    assert "上方的搜索框" in browser.get(answer.url).content.decode()


def test_ledger_still_finds_by_name_and_staff_number(browser):
    MemberFactory(name="冯金丝", staff_no="20231234567")
    for text in ("冯金丝", "20231234567"):
        assert "冯金丝" in browser.get(reverse("members:member_list"), {"q": text}).content.decode()


def test_search_box_finds_by_phone(browser):
    MemberFactory(name="冯金丝", phone=PHONE)
    assert "冯金丝" in browser.post(reverse("common:search"), {"q": PHONE}).content.decode()


def test_numbers_typed_into_reasons_and_remarks_do_not_reach_the_trail(browser, clerk):
    member = MemberFactory()
    browser.post(reverse("common:reveal", args=["member.id_number", member.pk]), {"reason": f"核对 {ID}"})
    update_member(member, version=member.version, values={"interests": f"家属 {PHONE}"}, actor=clerk)
    told = "".join(f"{event.note}{event.changes}" for event in AuditEvent.objects.all())
    assert "核对" in told
    assert "家属" in told
    assert ID not in told
    assert PHONE not in told


def test_numbers_in_the_wrong_column_lie_in_no_plain_column(browser, clerk):
    text = f"工号,姓名,身份证号,科室,手机\nK1,冯金丝,,{ID},{PHONE}\nK2,冯金,,{PHONE},\n"
    file = SimpleUploadedFile("花名册.csv", text.encode("utf-8-sig"))
    browser.post(reverse("imports:kind_home", args=["roster"]), {"file": file})
    batch = ImportBatch.objects.get()
    run_now(batch.job)
    batch.refresh_from_db()
    assert batch.refused_count == 2
    with connection.cursor() as cursor:
        for table in ("imports_importbatch", "imports_importrow"):
            cursor.execute(f"SELECT * FROM {table}")
            plain = repr(cursor.fetchall())
            assert ID not in plain
            assert PHONE not in plain
