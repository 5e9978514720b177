"""Pages of the smaller registers."""

import pytest
from django.urls import reverse

from congress.models import Appeal
from tests.factories import UserFactory
from tests.factories_registers import Registry

pytestmark = pytest.mark.django_db


def test_an_opinion_without_a_name_on_its_pages(client):
    user = UserFactory()
    client.force_login(user)
    page = client.post(
        reverse("congress:appeal_create"),
        {"topic": "pay", "title": "补贴", "content": "希望按月发放", "anonymous": "on"},
    )
    code = page.context["found"].code
    assert code in page.content.decode()
    assert Appeal.objects.get().registered_by is None
    found = client.post(reverse("congress:appeal_by_code"), {"code": code})
    assert "还没有答复" in found.content.decode()
    assert client.post(reverse("congress:appeal_by_code"), {"code": "1"}).status_code == 422
    assert client.get(reverse("congress:appeal_detail", args=[Appeal.objects.get().pk])).status_code == 404


def test_the_department_does_not_read_who_spoke_and_answers(client):
    house = Registry()
    row = house.appeal()
    house.appeal_step(row, "assign", department=house.department)
    client.force_login(house.contact)
    text = client.get(reverse("congress:appeal_detail", args=[row.pk])).content.decode()
    assert "希望提前一周公布排班" in text
    assert house.speaker.name not in text
    step = reverse("congress:appeal_step", args=[row.pk, "answer"])
    assert client.get(step).status_code == 200
    answered = client.post(step, {"version": row.version + 1, "answer": "自下周起", "note": ""}, follow=True)
    assert "已答复待评价" in answered.content.decode()
    late = client.post(step, {"version": row.version + 1, "answer": "又一次"})
    assert "不能答复" in late.content.decode()


def test_a_contract_on_its_pages(client):
    house = Registry()
    client.force_login(house.office)
    made = client.post(
        reverse("congress:contract_create"),
        {
            "kind": "wages",
            "title": "工资专项",
            "proposed_by": "staff",
            "proposed_on": "2026-01-05",
            "topics": "工资",
        },
        follow=True,
    )
    assert "职工方协商代表不少于 3 人" in made.content.decode()
    row = house.contract()
    page = client.get(reverse("congress:contract_detail", args=[row.pk])).content.decode()
    assert "登记对方答复" in page
    assert "协商代表还不符合规定" not in page
    assert client.get(reverse("congress:contract_step", args=[row.pk, "sign"])).status_code == 404
    client.post(
        reverse("congress:contract_step", args=[row.pk, "answer"]),
        {"version": row.version, "answered_on": row.proposed_on},
    )
    meeting = {
        "held_on": row.proposed_on,
        "topics": "津贴",
        "minutes": "一致",
        "staff_signed": "on",
        "employer_signed": "on",
    }
    client.post(reverse("congress:negotiation_create", args=[row.pk]), meeting)
    assert client.get(reverse("congress:contract_step", args=[row.pk, "draft"])).status_code == 200
    assert row.meetings.get().employer_signed
