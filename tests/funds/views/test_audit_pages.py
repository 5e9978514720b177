"""The auditors' pages and the bank page, as they are clicked."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import officer
from tests.factories_funds import auditor, bank_line, booked_income
from tests.shown import shown
from union.common.attachments import attachments_of
from union.common.dates import today
from union.funds.choices import HandoverState, OpinionState
from union.funds.models import (
    AuditOpinion,
    AuditQuestion,
    AuditSample,
    BankMatch,
    Entry,
    Handover,
    Publication,
)

pytestmark = pytest.mark.django_db
DAY = today().isoformat()


def at(name, *args):
    return reverse(f"funds:{name}", args=args)


def test_an_auditor_draws_looks_asks_and_issues(client):
    client.force_login(auditor())
    booked_income(key="a")
    values = {"first_on": DAY, "last_on": DAY, "large_from": "50", "size": "5", "seed": "88", "note": "季度"}
    page = client.post(at("sample_create"), values, follow=True).content.decode()
    assert "按种子重抽一致" in page
    row = AuditSample.objects.get().rows.get()
    client.post(at("sample_result", row.pk), {"result": "doubt", "note": "", "question": "附件呢？"})
    assert AuditQuestion.objects.get().entry == row.entry
    assert "有疑问" in client.get(at("sample_detail", row.sample_id)).content.decode()

    client.post(at("opinion_create"), {"year": today().year, "subject": "final"})
    opinion = AuditOpinion.objects.get()
    refused = client.post(at("opinion_detail", opinion.pk), {}).content.decode()
    assert "请先填写审查情况和审查结论" in refused
    words = {"checked": "账证相符", "conclusion": "agreed", "meeting": "第一次会议", "decided_on": DAY}
    client.post(at("opinion_edit", opinion.pk), words | {"version": opinion.version})
    stale = client.post(at("opinion_edit", opinion.pk), words | {"version": 99})
    assert stale.status_code == 409
    assert "账证相符" in stale.content.decode()
    client.post(at("opinion_detail", opinion.pk), {})
    opinion.refresh_from_db()
    assert opinion.state == OpinionState.ISSUED
    assert client.get(at("opinion_edit", opinion.pk)).status_code == 404


def test_a_handover_is_prepared_by_the_office_and_signed_by_an_auditor(client):
    booked_income("100.00", key="a")
    client.force_login(officer())
    values = {
        "on": DAY, "post": "出纳", "giver": "张三", "taker": "李四", "reason": "调动", "books": "日记账",
        "cash_counted": "0.00", "bank_stated": "100.00", "note": "", "version": "0",
    }  # fmt: skip
    client.post(at("handover_create"), values)
    row = Handover.objects.get()
    assert client.post(at("handover_detail", row.pk), {}).status_code == 404  # the office does not sign
    scan = SimpleUploadedFile("签字.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    client.post(at("handover_scan", row.pk), {"scan": scan})
    assert attachments_of(row).count() == 1
    client.force_login(auditor())
    client.post(at("handover_detail", row.pk), shown(client, at("handover_detail", row.pk)))
    row.refresh_from_db()
    assert row.state == HandoverState.DONE


def test_the_office_matches_by_hand_and_takes_apart(client):
    client.force_login(officer())
    entry = booked_income("30.00", key="a")
    line = bank_line("30.00", on=today() - dt.timedelta(days=1))
    other = bank_line("7.00")
    chosen = {"bank": [line.pk, other.pk], "book": [entry.lines.get(account__journal="bank").pk]}
    page = client.post(at("bank_match"), chosen, follow=True).content.decode()
    assert "两边金额不相等" in page
    client.post(at("bank_match"), {"action": "auto"})
    match = BankMatch.objects.get()
    page = client.get(at("bank")).content.decode()
    assert "调节后相符" in page
    assert Entry.objects.get().code in page
    client.post(at("bank_unmatch", match.pk))
    assert not BankMatch.objects.exists()


def test_accounts_are_looked_at_before_they_are_published(client):
    client.force_login(officer())
    year = today().year - 1
    span = f"{year}-01-01_{year}-12-31"
    page = client.get(at("publish"), {"kind": "dues", "period": span}).content.decode()
    assert f"{year} 年会费收支公布" in page
    assert not Publication.objects.exists()
    client.post(at("publish"), {"kind": "dues", "period": span, "note": ""})
    again = client.post(at("publish"), {"kind": "dues", "period": span, "note": ""}).content.decode()
    assert "更正说明" in again
    assert Publication.objects.count() == 1
    bad = client.post(at("publish"), {"kind": "dues", "period": "x", "note": ""})
    assert bad.status_code == 200
