"""Each role walks the pages it is led to and takes the ledgers it may: nowhere a planted fact of welfare.

The walk keeps to the rooms that know of people and their welfare. On 2026-11-22 it was made once through all
rooms and all ledgers (1,658 pages and files, nothing found); tests/flows asks every address of the platform.
"""

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import officer
from tests.factories_care import period_in_force
from tests.factories_funds import approved_budget
from tests.factories_hardship import FACTS, HardshipCast, approved_aid, child_facts, paid_list, quick_file
from tests.factories_welfare import report
from tests.flows.test_rights import text_of
from union.common.dates import today
from union.common.registries import ledgers
from union.ledgers.services import keep_view
from union.organisation.choices import Office
from welfare import models as m
from welfare.services import hardship_files

pytestmark = pytest.mark.django_db
ILL, INCOME, BANK, CHILD = "多发性骨髓瘤", "98765.43", "6222008877665544", "二娃子"
READ = {"visits": ILL, "aid": ILL}  # ledgers in which the office does meet them
WORDS = (ILL, INCOME, "98,765.43", BANK, CHILD)
ROLES = {
    "group": Office.GROUP_LEADER, "branch": Office.BRANCH_CHAIR, "dept": Office.DEPARTMENT_CONTACT,
    "delegate": Office.DELEGATE, "auditor": Office.AUDITOR, "committee": Office.COMMITTEE_MEMBER,
    "leadership": Office.LEADERSHIP, "admin": Office.SYSTEM_ADMIN, "auditlog": Office.AUDIT_ADMIN,
}  # fmt: skip
_UNITS = {"group": "group", "branch": "branch"}
_LINK = re.compile(r'href="(/[^"#?]*)')
_WALKED = ("/welfare/", "/members/", "/notices/", "/me/", "/reports/", "/calendar/")


@pytest.fixture
def planted():
    """Illness, income, bank and child in every column that can hold them."""
    approved_budget()
    cast = HardshipCast()
    cast.leader, member = officer(Office.GROUP_LEADER, group=cast.group), cast.member
    visit = report(cast, details=ILL, where=ILL, relative_name=CHILD)
    names = (
        "words",
        "illness",
        "place",
        "check_note",
        "override_reason",
        "decision_note",
        "missed_reason",
        "remark",
    )
    m.Visit.objects.filter(pk=visit.pk).update(**dict.fromkeys(names, ILL))
    visit.events.update(note=ILL)
    visit.services.create(kind="care", on=today(), note=ILL)
    visit.reports.update(reporter=cast.office)
    file = quick_file(cast, member)
    facts = {**FACTS, "bank_account": BANK, "other_income": Decimal(INCOME), "cause_text": ILL}
    hardship_files.edit_facts(file.pk, facts, actor=cast.office)
    hardship_files.save_person(file.pk, child_facts(name=CHILD, health=ILL), actor=cast.office)
    paid_list(cast, [approved_aid(cast, file, "800", subject=ILL, reason=CHILD)])
    enrolment = period_in_force(cast).enrolments.get(member=member)
    m.Claim.objects.create(
        enrolment=enrolment,
        happened_on=today(),
        diagnosis=ILL,
        due_on=today(),
        entered_on=today(),
        claimed=INCOME,
    )
    m.SingleParent.objects.create(member=member, since=today(), children=CHILD)
    m.ProtectionPeriod.objects.create(
        member=member, kind="pregnancy", starts_on=today(), ends_on=today(), note=ILL
    )
    return cast


def walk(client):
    """(address, text) of every page that links lead to from the first one; records and files alike."""
    waiting, seen = ["/"], {"/"}
    while waiting:
        address = waiting.pop()
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = text_of(body)
        yield address, text
        for link in _LINK.findall(text) if "html" in answer.get("Content-Type", "") else ():
            if link not in seen and link.startswith(_WALKED):
                seen.add(link)
                waiting.append(link)


def taken(client, user, keys=()):
    """(name, text) of every ledger of people and welfare with all its columns, printed and as a file."""
    for ledger in [each for each in ledgers if each.page_url.startswith(("welfare:", "members:"))]:
        if keys and ledger.key not in keys:
            continue
        keep_view(user, ledger, columns=[column.key for column in ledger.columns])
        answer = client.get(reverse("ledgers:print", args=[ledger.key]))
        if answer.status_code == 404:
            continue
        yield f"print {ledger.key}", text_of(answer.content)
        answer = client.post(reverse("ledgers:export", args=[ledger.key]))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        yield f"export {ledger.key}", text_of(body)


def test_no_role_meets_a_planted_fact_on_any_page_or_export(planted, monkeypatch):
    monkeypatch.setattr("union.common.pdf.draw_pdf", lambda html, **_limits: html.encode())
    found, walked = [], {}
    for role, office in ROLES.items():
        unit = {_UNITS[role]: getattr(planted, _UNITS[role])} if role in _UNITS else {}
        client, user = Client(), officer(office, **unit)
        client.force_login(user)
        pages = [*walk(client), *taken(client, user)]
        walked[role] = len(pages)
        found += [(role, name, word) for name, text in pages for word in WORDS if word in text]
    assert not found
    assert walked["committee"] > 60, walked  # the walk is one
    office = Client()
    office.force_login(planted.office)
    record = office.get(reverse("welfare:visit_detail", args=[m.Visit.objects.get(reports__isnull=False).pk]))
    assert ILL in record.content.decode()  # and who handles it reads it: the words are really there
    texts = dict(taken(office, planted.office, READ))
    assert {(name, word) for name, text in texts.items() for word in WORDS if word in text} >= {
        (f"{way} {key}", word) for key, word in READ.items() for way in ("print", "export")
    }  # in the columns that nobody else gets
