"""Nobody approves or signs what changed after his page was opened."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import officer
from tests.funds.views.test_audit_pages import auditor
from tests.shown import shown
from union.common.dates import today
from union.funds.models import Budget, Handover
from union.funds.rules.budgets import BudgetAction
from union.funds.selectors.accounts import budget_accounts
from union.funds.services import budgets, handovers
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db


def page_of(user):
    client = Client()
    client.force_login(user)
    return client


def submitted(amount, office, budget=None):
    row = budget or budgets.start_budget(today().year, actor=office)
    if budget:
        budgets.take_step(row, BudgetAction.WITHDRAW, actor=office)
    line = next(each for each in budget_accounts(row.year) if each.code == "50405")
    row.refresh_from_db()
    plan = {line.pk: budgets.Planned(Decimal(amount), "dues")}
    budgets.save_lines(row, plan, version=row.version, reason="", actor=office)
    budgets.take_step(row, BudgetAction.SUBMIT, actor=office)
    return row


def test_a_budget_changed_since_the_page_is_not_approved():
    office, chair = officer(), page_of(officer(Office.CHAIR))
    budget = submitted(1000, office)
    url = reverse("funds:budget_detail", args=[budget.pk])
    seen = shown(chair, url)
    submitted(900000, office, budget)
    click = {"action": "approve", "document": "全委会", "note": ""}
    answer = chair.post(url, click | seen)
    assert Budget.objects.get().state == "submitted"
    assert answer.status_code == 409
    assert "请重新查看后再办理" in answer.content.decode()
    chair.post(url, click)
    chair.post(url, click | {"version": "x"})
    assert Budget.objects.get().state == "submitted"
    chair.post(url, click | shown(chair, url))
    assert Budget.objects.get().state == "approved"


def test_a_handover_changed_since_the_page_is_not_signed():
    office, signer = officer(), page_of(auditor())
    values = {
        "on": today(), "post": "出纳", "giver": "张三", "taker": "李四", "reason": "调动", "books": "日记账",
        "cash_counted": Decimal(0), "bank_stated": Decimal(0), "note": "",
    }  # fmt: skip
    row = handovers.save_handover(None, values, version=0, actor=office, today=today())
    url = reverse("funds:handover_detail", args=[row.pk])
    seen = shown(signer, url)
    handovers.save_handover(row, values | {"books": "没有账"}, version=1, actor=office, today=today())
    assert signer.post(url, seen).status_code == 409
    assert signer.post(url, {}).status_code == 409
    assert Handover.objects.get().state == "draft"
    signer.post(url, shown(signer, url))
    assert Handover.objects.get().state == "done"
