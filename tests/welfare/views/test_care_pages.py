"""Pages of the care subjects: the way through them, and what nobody reads who has no business with it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import MemberFactory, officer
from tests.factories_care import Cast, paid_claim, period_in_force
from tests.factories_funds import approved_budget
from tests.factories_hardship import paper
from tests.flows.test_rights import text_of
from tests.shown import click
from union.common.dates import today
from union.common.models import Attachment
from union.common.registries import search_results
from union.funds.models import Entry
from union.organisation.choices import Office
from welfare.choices.donations import UseAction
from welfare.ledgers.checkups import ENTRIES
from welfare.ledgers.donations import DONATIONS
from welfare.ledgers.mutual import CLAIMS, ENROLMENTS
from welfare.ledgers.recuperation import STAYS
from welfare.ledgers.women import PROTECTIONS, ROSTER, SERVICES, SINGLE
from welfare.models import CareEvent, Claim, Donation, ProtectionPeriod, Stay
from welfare.screens_care import SEARCH
from welfare.services import care_payments, checkups, donations, recuperation, women

pytestmark = pytest.mark.django_db
IN_VOUCHER = "写进凭证，请勿写病情和家庭情况"
PLANTED = ("恶性肿瘤晚期", "双胞胎早产", "孩子读小学三年级", "家暴求助", "困难户甲", "病情意见")


@pytest.fixture
def cast():
    return Cast()


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def send(client, name, data, *args):
    answer = click(client, reverse(f"welfare:{name}", args=args), data)
    assert answer.status_code == 302, text_of(answer.content)[-3000:]
    return answer["Location"]


def opened(user, page):
    """Status of a page for ``user``; the file it may send is closed."""
    answer = client_of(user).get(page)
    for close in answer._resource_closers:  # not answer.close(): it ends the connection of the test
        close()
    return answer.status_code


def claim_files(cast, client, claim):
    """Scans and the form: for the office and the person; a claim exists for nobody else."""
    upload = {"files": paper("小结.pdf")}
    client.post(reverse("welfare:claim_files", args=[claim.pk]), upload)
    scan = Attachment.objects.get(kind="理赔材料")
    form = client.get(reverse("welfare:claim_paper", args=[claim.pk]))
    assert (form.status_code, form["Content-Type"]) == (200, "application/pdf")
    person = claim.enrolment.member
    person.user = officer(Office.MEMBER)
    person.save(update_fields=["user"])
    pages = [
        reverse("welfare:claim", args=[claim.pk]), reverse("welfare:claim_paper", args=[claim.pk]),
        reverse("common:attachment", args=[scan.pk]),
    ]  # fmt: skip
    seen = {
        name: [opened(user, page) for page in pages]
        for name, user in (("own", person.user), ("branch", cast.branch_chair), ("chair", cast.chair))
    }
    assert seen == {"own": [200] * 3, "branch": [404] * 3, "chair": [404] * 3}


def test_services_are_found_and_say_who_may_see_them(cast):
    """Search and 谁可以看到 keep to the scope; claims and protection are found by those in charge alone."""
    cast.people(1)
    row = period_in_force(cast).enrolments.get()
    claim = paid_claim(cast, row, 900)
    woman = cast.people(1, sex="female")[0]
    protection = ProtectionPeriod.objects.create(
        member=woman, kind="nursing", starts_on=today(), ends_on=today() + dt.timedelta(days=90)
    )
    finders = [provider.find for key, provider in search_results.items() if key in SEARCH]
    found = {
        office: sorted({hit.url.split("/")[2] for find in finders for hit in find(user, text, 9)})
        for office, user, text in (
            ("office", cast.office, row.member.name), ("branch", cast.branch_chair, row.member.name),
            ("women", cast.office, woman.name), ("branch_women", cast.branch_chair, woman.name),
            ("stranger", officer(Office.DELEGATE), row.member.name),
        )
    }  # fmt: skip
    assert found == {
        "office": ["claims", "mutual"], "branch": ["mutual"], "women": ["women"], "branch_women": [],
        "stranger": [],
    }  # fmt: skip
    assert "welfare.counselling" not in search_results
    seen = {}
    for kind, pk in (("claim", claim.pk), ("enrolment", row.pk), ("protection", protection.pk)):
        page = reverse("organisation:who_may_see", args=[kind, pk])
        seen[kind] = [client_of(user).get(page).status_code for user in (cast.office, cast.branch_chair)]
    assert seen == {"claim": [200, 404], "enrolment": [200, 200], "protection": [200, 404]}


def test_auditors_open_every_payment_they_read_in_the_cash_book(cast):
    approved_budget()
    cast.people(1)
    period = period_in_force(cast)
    payment = care_payments.pay(
        period, amount=Decimal(10), on=today(), fund_source="dues", actor=cast.office, note="首次付款"
    )
    page, entry = reverse("welfare:care_payment", args=[payment.pk]), Entry.objects.get()
    target = reverse("welfare:mutual_period", args=[period.pk])
    for office, leads_on in ((Office.AUDITOR, False), (Office.LEADERSHIP, False), (Office.CHAIR, True)):
        client = client_of(officer(office))
        assert page in client.get(reverse("welfare:care_payments")).content.decode()
        voucher = client.get(reverse("funds:entry_detail", args=[entry.pk])).content.decode()
        assert f'href="{page}"' in voucher
        body = client.get(page).content.decode()
        assert ("10.00" in body, f'href="{target}"' in body) == (True, leads_on)
        assert (client.get(target).status_code == 200) is leads_on
        assert "冲销付款" not in body
    undo = reverse("welfare:care_payment_undo", args=[payment.pk])
    assert IN_VOUCHER in client_of(cast.office).get(undo).content.decode()
    care_payments.take_back(payment.pk, reason="重复付款", actor=cast.office)
    body = client_of(cast.office).get(page).content.decode()
    vouchers = [reverse("funds:entry_detail", args=[each.pk]) for each in Entry.objects.all()]
    assert [url in body for url in vouchers] == [True, True]
    assert "重复付款" in body
    assert opened(cast.branch_chair, page) == 404


def test_a_claim_goes_its_way_through_the_pages(cast):
    member = cast.people(1)[0]
    period = period_in_force(cast)
    client = client_of(cast.office)
    papers = period.plan.papers
    facts = {
        "member": member.pk,
        "kind": "hospital",
        "happened_on": today(),
        "claimed": "2000",
        "papers": papers,
    }
    refused = client.post(reverse("welfare:claim_add"), {**facts, "kind": "women"})
    assert "没有已生效的这类保障" in text_of(refused.content)
    send(client, "claim_add", facts)
    claim = Claim.objects.get()
    claim_files(cast, client, claim)
    send(client, "claim_step", {"claimed": "2000", "papers": papers}, claim.pk, "check")
    send(client, "claim_step", {"on": today()}, claim.pk, "submit")
    send(client, "claim_step", {"on": today(), "approved": "1800"}, claim.pk, "decide")
    pay = reverse("welfare:claim_step", args=[claim.pk, "pay"])
    over = click(client, pay, {"on": today(), "paid": "1900"})
    assert "不能超过核定" in text_of(over.content)
    send(client, "claim_step", {"on": today(), "paid": "1800"}, claim.pk, "pay")
    claim.refresh_from_db()
    assert (claim.state, claim.paid) == ("paid", Decimal(1800))


def test_a_member_books_applies_and_sees_his_own(cast):
    user = officer(Office.MEMBER)
    member = MemberFactory(user=user, branch=cast.branch, group=cast.group, born_on=dt.date(1985, 1, 1))
    period_in_force(cast)
    values = {
        "title": "职工体检", "place": "体检中心", "starts_on": today(), "book_until": today(),
        "ends_on": today() + dt.timedelta(days=20),
    }  # fmt: skip
    row = checkups.open_round(values, actor=cast.office)
    checkups.fill_round(row.pk, {}, actor=cast.office)
    checkups.add_slots(
        row.pk, first=today(), last=row.ends_on, parts=["am"], capacity=5, actor=cast.office, weekends=True
    )
    trip = recuperation.open_round(
        {
            "title": "疗休养", "place": "山区", "starts_on": today() + dt.timedelta(days=50), "quota": 5,
            "ends_on": today() + dt.timedelta(days=52), "cost_per_day": Decimal(300),
            "apply_until": today() + dt.timedelta(days=9),
        },
        actor=cast.office,
    )  # fmt: skip
    client = client_of(user)
    send(client, "checkup_book", {"slot": row.slots.first().pk}, row.entries.get(member=member).pk)
    send(client, "recuperation_apply", {"reason": "值夜班多年"}, trip.pk)
    page = text_of(client.get(reverse("welfare:mine")).content)
    assert all(word in page for word in ("职工住院津贴互助保障", "职工体检", "疗休养", "改期"))
    paper = client_of(cast.office).get(reverse("welfare:stay_paper", args=[Stay.objects.get().pk]))
    assert paper.content.startswith(b"%PDF")


def test_donations_through_the_pages_with_their_papers(cast):
    donor = cast.people(1, user=officer(Office.MEMBER))[0]
    client = client_of(cast.office)
    drive = {
        "title": "一日捐",
        "kind": "one_day",
        "starts_on": today(),
        "ends_on": today(),
        "purpose": "帮困",
    }
    send(client, "drive_add", drive)
    refused = client.post(reverse("welfare:donations_add", args=[1]), {"given_on": today(), "text": "王 x"})
    assert refused.status_code in (200, 404)
    from welfare.models import DonationDrive

    pk = DonationDrive.objects.get().pk
    send(client, "donations_add", {"given_on": today(), "text": f"{donor.staff_no} 50\n某公司 500"}, pk)
    send(client, "deposit", {"on": today(), "paid_into": "bank"}, pk)
    mine = Donation.objects.get(member=donor)
    for person, address in (
        (cast.office, reverse("welfare:drive_sheet", args=[pk])),
        (donor.user, reverse("welfare:donation_receipt", args=[mine.pk])),
    ):
        assert client_of(person).get(address).content.startswith(b"%PDF")
    other = Donation.objects.exclude(pk=mine.pk).get()
    assert client_of(donor.user).get(reverse("welfare:donation_receipt", args=[other.pk])).status_code == 404
    approved_budget()
    use = donations.propose_use(pk, amount=Decimal(100), purpose="救助", recipient="甲", actor=cast.office)
    donations.step_use(use.pk, UseAction.APPROVE, actor=cast.chair)
    donations.step_use(use.pk, UseAction.BOOK, actor=cast.office)
    for page in (
        reverse("welfare:deposit_undo", args=[mine.deposit_id]),
        reverse("welfare:use_step", args=[use.pk, "unbook"]),
    ):
        assert IN_VOUCHER in client.get(page).content.decode()


def plant(cast):
    """Everything that only a few may read, on one woman of the branch."""
    woman = cast.people(1, sex="female")[0]
    enrolment = period_in_force(cast).enrolments.get(member=woman)
    claim = paid_claim(cast, enrolment, 900)
    claim.diagnosis = PLANTED[0]
    claim.save()
    CareEvent.objects.filter(subject="claim").update(note=PLANTED[5])
    period = women.add_period(woman, kind="leave", starts_on=today(), note=PLANTED[1], actor=cast.office)
    single = women.add_single_parent(woman, since=today(), children=PLANTED[2], actor=cast.office)
    women.add_service(woman, kind="rights", on=today(), note=PLANTED[3], actor=cast.office)
    drive = donations.open_drive(
        {"title": "捐", "kind": "case", "purpose": "帮困", "starts_on": today(), "ends_on": today()},
        actor=cast.office,
    )
    donations.add_donations(drive.pk, "某公司 900", branch=None, given_on=today(), actor=cast.office)
    donations.deposit(drive.pk, on=today(), paid_into="bank", actor=cast.office)
    use = donations.propose_use(
        drive.pk, amount=Decimal(100), purpose="救助", recipient=PLANTED[4], actor=cast.office
    )
    pages = [
        reverse("welfare:claim", args=[claim.pk]), reverse("welfare:protection", args=[period.pk]),
        reverse("welfare:single_end", args=[single.pk]), reverse("welfare:drive", args=[drive.pk]),
        reverse("welfare:use", args=[use.pk]), reverse("members:member_detail", args=[woman.pk]),
        reverse("members:member_timeline", args=[woman.pk]), reverse("reminders:notice_list"), "/",
    ]  # fmt: skip
    for ledger in (CLAIMS, ENROLMENTS, ENTRIES, STAYS, DONATIONS, ROSTER, PROTECTIONS, SERVICES, SINGLE):
        columns = "&".join(f"columns={column.key}" for column in ledger.columns)
        pages += [
            f"{reverse(ledger.page_url)}?{columns}",
            f"{reverse('ledgers:print', args=[ledger.key])}?{columns}",
        ]
    return pages


@pytest.mark.parametrize(
    ("office", "may_read"),
    [
        (Office.COMMITTEE_MEMBER, set()),
        (Office.LEADERSHIP, set()),
        (Office.AUDITOR, {PLANTED[4]}),
        (Office.BRANCH_CHAIR, set()),
        (Office.GROUP_LEADER, set()),
        (Office.WOMEN_MEMBER, {PLANTED[1], PLANTED[2]}),
        (Office.CHAIR, {PLANTED[1], PLANTED[2], PLANTED[4]}),
        (Office.OFFICE_STAFF, {PLANTED[0], PLANTED[1], PLANTED[2], PLANTED[4], PLANTED[5]}),
        (Office.AUDIT_ADMIN, set()),
    ],
)
def test_illness_children_and_the_helped_are_read_by_those_in_charge_alone(cast, office, may_read):
    pages = plant(cast)
    scope = {Office.BRANCH_CHAIR: {"branch": cast.branch}, Office.GROUP_LEADER: {"group": cast.group}}
    client = client_of(officer(office, **scope.get(office, {})))
    read = set()
    for page in pages:
        text = text_of(client.get(page).content)
        read |= {word for word in PLANTED if word in text}
    assert read == may_read
