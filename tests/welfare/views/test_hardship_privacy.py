"""Nobody reads a fact of a household he has no business with: every role, every page, every export."""
# ruff: noqa: E501

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import officer
from tests.factories_funds import approved_budget
from tests.factories_hardship import FACTS, HardshipCast, approved_aid, child_facts, paid_list, quick_file
from tests.flows.test_rights import text_of
from union.common.dates import today
from union.common.models import AuditEvent
from union.common.registries import search_results, timeline
from union.organisation.choices import Office
from union.reminders.models import Notice
from welfare.models import HardshipFile
from welfare.services import hardship_files

pytestmark = pytest.mark.django_db
PLANTED = (
    "多发性骨髓瘤",
    "6222008877665544",
    "二娃子",
    "98765.43",
    "家徒四壁",
    "示范路甲九号",
    "学费欠缴",
    "邻居老六",
)


@pytest.fixture
def cast():
    return HardshipCast()


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def planted(cast):
    """A file full of what nobody else may read: illness, bank, child, income, findings, address, reason, objector."""
    file = quick_file(cast, cast.member)
    hardship_files.edit_facts(
        file.pk, {**FACTS, "bank_account": PLANTED[1], "other_income": Decimal(PLANTED[3]), "cause_text": PLANTED[0], "address": PLANTED[5]}, actor=cast.office,
    )  # fmt: skip
    hardship_files.save_person(file.pk, child_facts(name=PLANTED[2], health=PLANTED[0]), actor=cast.office)
    row = approved_aid(cast, file, "800", reason=PLANTED[6])
    paid_list(cast, [row])
    publicity = file.publicities.create(
        starts_on=today(),
        ends_on=today(),
        days=1,
        place="栏",
        shown={"姓名": file.member.name},
        closed_on=today(),
    )
    publicity.objections.create(received_on=today(), text=PLANTED[4], objector=PLANTED[7])
    file.events.create(
        action="edited", to_state="on_file", note=PLANTED[4], changes=f'{{"x": ["", "{PLANTED[0]}"]}}'
    )
    return file


def addresses(file):
    aid = file.aids.get()
    record, step = (
        reverse("welfare:hardship_detail", args=[file.pk]),
        ("first-review", "yearly-review", "exit"),
    )
    pages = (
        "hardship_list",
        "hardship_spells",
        "hardship_board",
        "hardship_report",
        "aid_list",
        "aid_payments",
    )
    member = file.member_id
    return [
        "/", record, *(reverse(f"welfare:{page}") for page in pages),
        *(reverse("welfare:hardship_step", args=[file.pk, each]) for each in step),
        *(reverse("welfare:hardship_paper", args=[file.pk, kind]) for kind in ("form", "publicity")),
        *(reverse(f"welfare:hardship_{name}", args=[file.pk]) for name in ("edit", "person_add", "consent", "objection")),
        reverse("welfare:aid_detail", args=[aid.pk]), reverse("welfare:aid_paper", args=[aid.pk]),
        reverse("welfare:aid_payment", args=[aid.payment_id]), reverse("welfare:aid_payment_sheet", args=[aid.payment_id]),
        reverse("members:member_detail", args=[member]), reverse("members:member_timeline", args=[member]),
        reverse("reminders:notice_list"), reverse("welfare:visit_list"), reverse("welfare:unreached"),
        *(reverse("ledgers:print", args=[key]) for key in ("hardship", "aid", "aid_payments", "hardship_spells")),
    ]  # fmt: skip


ROLES = ("group", "committee", "auditor", "colleague", "security")  # all roles: test_privacy_crawl.py


@pytest.mark.parametrize("role", ROLES)
def test_no_page_and_no_export_tells_anything_of_a_household(cast, role):
    approved_budget()
    file = planted(cast)
    user = {
        "group": lambda: officer(Office.GROUP_LEADER, group=cast.group),
        "colleague": lambda: cast.colleague(user=officer(Office.MEMBER)).user,
        "committee": lambda: officer(Office.COMMITTEE_MEMBER),
        "auditor": lambda: officer(Office.AUDITOR),
        "security": lambda: officer(Office.SECURITY_ADMIN),
    }[role]()  # fmt: skip
    client = client_of(user)
    words = (*PLANTED, file.number, "98,765.43", "尿毒症")
    for address in addresses(file):
        body = text_of(client.get(address).content)
        assert not [word for word in words if word in body], address
    for key in ("hardship", "aid", "aid_payments", "hardship_spells"):
        answer = client.post(reverse("ledgers:export", args=[key]), {"query": ""})
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert not [word for word in words if word in text_of(body)], key
    for key, pk in (
        ("household.health", file.people.last().pk),
        ("hardship.bank_account", file.pk),
        ("aid.bank", file.aids.get().pk),
    ):
        shown = client.post(reverse("common:reveal", args=[key, pk]), {"reason": "看看"})
        assert not [word for word in words if word in shown.content.decode()]
    assert not list(timeline["welfare.hardship"](file.member, user))
    assert not list(search_results["welfare.hardship"].find(user, file.member.name, 5))
    report = {"recipient": "市总工会", "purpose": "核查", "columns": ["name", "bank_account"], "level": ""}
    assert client.post(reverse("welfare:hardship_report"), report).status_code == 404
    assert not HardshipFile.objects.get().views.filter(user=user).exists()


def test_who_handles_reads_it_every_look_is_kept_and_the_person_sees_his_own(cast):
    approved_budget()
    file = planted(cast)
    page = reverse("welfare:hardship_detail", args=[file.pk])

    body = client_of(cast.office).get(page).content.decode()
    assert all(word in body for word in (PLANTED[0], PLANTED[2], PLANTED[4], PLANTED[5], PLANTED[7]))
    assert PLANTED[1] not in body  # the account is masked, and revealed for a purpose alone
    client_of(cast.chair).get(page)
    again = client_of(cast.office).get(page).content.decode()
    assert {(view.user, view.times) for view in file.views.all()} == {(cast.office, 2), (cast.chair, 1)}
    assert "谁查看过" in again
    own = client_of(cast.person).get(page).content.decode()
    assert PLANTED[5] in own
    assert not [word for word in (PLANTED[4], PLANTED[7], "谁查看过") if word in own]
    assert file.views.count() == 2
    reveal = reverse("common:reveal", args=["hardship.bank_account", file.pk])
    assert PLANTED[1] in client_of(cast.office).post(reveal, {"reason": "核对发放"}).content.decode()
    assert PLANTED[1] not in client_of(cast.chair).post(reveal, {"reason": "看看"}).content.decode()
    titles = " ".join(Notice.objects.values_list("title", flat=True))
    trail = " ".join(f"{row.note} {row.changes}" for row in AuditEvent.objects.all())
    assert not [word for word in PLANTED if word in titles or word in trail]
