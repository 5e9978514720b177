"""Pages of the smaller registers."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from congress.models import (
    AgendaItem,
    Appeal,
    BodyCandidate,
    BodyElection,
    Contract,
    Disclosure,
    Mediation,
)
from congress.selectors.contracts import contracts_in_force
from tests.factories import UserFactory, officer
from tests.factories_ballots import a_session
from tests.factories_registers import Registry, decided_vote
from union.common.dates import today
from union.common.models import AuditEvent
from union.organisation.choices import Office

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


def test_an_item_leads_to_its_vote_and_back(client):
    house = Registry()
    session = a_session()
    item = AgendaItem.objects.create(session=session, title="绩效分配办法", vote_mode="hands")
    client.force_login(house.office)
    agenda = reverse("congress:session_detail", args=[session.pk])
    assert f"{reverse('congress:vote_create')}?item={item.pk}" in client.get(agenda).content.decode()
    form = client.get(reverse("congress:vote_create"), {"item": item.pk}).context["form"]
    assert (form.initial["title"], form.initial["mode"], form.initial["base"]) == (
        item.title,
        "hands",
        "entitled",
    )
    vote = decided_vote(session=session, agenda_item=item)
    assert reverse("congress:vote_detail", args=[vote.pk]) in client.get(agenda).content.decode()
    assert (
        f"{agenda}?tab=agenda" in client.get(reverse("congress:vote_detail", args=[vote.pk])).content.decode()
    )
    client.force_login(UserFactory())
    assert client.get(agenda).status_code == 404


def test_security_appoints_the_winners_the_office_submits(client):
    house = Registry()
    election = BodyElection.objects.create(
        seat="chair", term_label="第八届", starts_on=today(), ends_on=today() + dt.timedelta(days=1000),
        planned_on=today(), held_on=today(), state="approved", approval_document="总工复〔2026〕2号",
    )  # fmt: skip
    BodyCandidate.objects.create(
        election=election, member=house.speaker, office="vice_chair", votes=80, is_elected=True
    )
    client.force_login(house.office)
    detail = reverse("congress:body_election_detail", args=[election.pk])
    page = client.get(detail).content.decode()
    assert "提请任命" in page
    assert "办理到任" not in page
    client.post(reverse("congress:body_election_step", args=[election.pk, "submit"]))
    assert client.get(reverse("congress:appointment_list")).status_code == 404
    client.force_login(officer(Office.SECURITY_ADMIN))
    assert house.speaker.name in client.get(reverse("congress:appointment_list")).content.decode()
    assert client.get(reverse("congress:appointment_confirm", args=[election.pk])).status_code == 200
    client.post(reverse("congress:appointment_confirm", args=[election.pk]))
    assert house.speaker.user.appointments.get().office == Office.VICE_CHAIR
    election.refresh_from_db()
    assert election.state == "in_office"


def test_a_publication_and_a_mediation_on_their_pages(client):
    house = Registry()
    client.force_login(house.office)
    client.post(
        reverse("congress:disclosure_item_create"),
        {"topic": "spending", "title": "大额支出", "audience": "staff", "form": "board", "every_months": 3,
         "is_active": "on", "first_due": today()},
    )  # fmt: skip
    row = Disclosure.objects.get()
    draft = reverse("congress:disclosure_step", args=[row.pk, "draft"])
    assert client.get(draft).status_code == 200
    client.post(draft, {"version": 1, "content": "支出明细", "audience": "staff", "form": "board"})
    assert client.get(reverse("congress:disclosure_step", args=[row.pk, "approve"])).status_code == 404
    client.force_login(house.chair)
    client.post(reverse("congress:disclosure_step", args=[row.pk, "approve"]), {"version": 2})
    client.force_login(house.office)
    publish = reverse("congress:disclosure_step", args=[row.pk, "publish"])
    client.post(publish, {"version": 3, "published_on": today(), "place": "公开栏"})
    client.force_login(house.speaker.user)
    assert "大额支出" in client.get(reverse("congress:disclosed")).content.decode()
    client.post(reverse("congress:disclosure_feedback", args=[row.pk]), {"text": "请附明细"})
    detail = client.get(reverse("congress:disclosure_detail", args=[row.pk])).content.decode()
    assert "请附明细" in detail
    assert "拟稿人" not in detail

    client.force_login(house.office)
    values = {
        "kind": "labour",
        "applied_on": today(),
        "form": "oral",
        "matter": "加班计算",
        "reasons": "协商",
    }
    made = client.post(reverse("congress:mediation_create"), values)
    file = Mediation.objects.get()
    assert made.url == reverse("congress:mediation_detail", args=[file.pk])
    seen = AuditEvent.objects.filter(action="reveal").count()
    client.get(made.url)
    assert AuditEvent.objects.filter(action="reveal").count() == seen + 1
    client.force_login(house.contact)
    assert client.get(made.url).status_code == 404


def test_everybody_reads_the_contract_in_force_and_nothing_before(client):
    row = Registry().contract()
    staff, page = UserFactory(), reverse("congress:contract_agreed")
    client.force_login(staff)
    assert page not in client.get("/").content.decode()
    Contract.objects.filter(pk=row.pk).update(
        state="in_force", draft="第一条 工资每月十日发放。", starts_on=today(), effective_on=today(),
        ends_on=today() + dt.timedelta(700), informed_on=today(),
    )  # fmt: skip
    assert page in client.get("/").content.decode()
    shown = client.get(page).content.decode()
    assert "工资每月十日发放" in shown
    Contract.objects.filter(pk=row.pk).update(starts_on=today() - dt.timedelta(700), ends_on=today())
    assert page in client.get("/").content.decode()
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):  # expired, though nobody has ended it
        assert not contracts_in_force()
    Contract.objects.filter(pk=row.pk).update(state="ended")
    assert "工资每月十日发放" not in client.get(page).content.decode()
