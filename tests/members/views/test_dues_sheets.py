import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from members.forms.dues import CollectionForm
from members.models import DuesCollection, DuesReceipt
from members.services.dues_months import compute_month
from members.services.dues_prepayment import Payable
from tests.factories import GroupFactory, MemberFactory, officer
from tests.factories_dues import payer

pytestmark = pytest.mark.django_db


def test_the_help_names_a_monthly_amount_only_where_it_is_one():
    months = [dt.date(2026, month, 1) for month in (4, 5, 6)]
    fees = [Decimal("22.80"), Decimal("22.80"), Decimal("11.40")]
    payable = Payable(MemberFactory(), Decimal(0), tuple(zip(months, fees, strict=True)))
    field = CollectionForm(payables=[payable]).fields[f"amount_{payable.member.pk}"]
    assert field.help_text == "没有欠缴；预缴各月金额不同，到 2026-06 共可交 57.00 元"


@time_machine.travel(dt.datetime(2026, 4, 15, 9, 0), tick=False)
def test_a_sheet_with_coming_months_from_the_group_to_the_receipt(client):
    group = GroupFactory()
    member, office = payer(group=group, branch=group.branch), officer()
    compute_month(dt.date(2026, 4, 1), actor=office)
    field, url = f"amount_{member.pk}", f"{reverse('dues:collection_create')}?group={group.pk}"
    values = {"method": "cash", "collected_on": "2026-04-15", field: "45.60"}

    client.force_login(officer("group_leader", group=group))
    assert "欠缴 22.80 元；预缴" not in client.get(url).content.decode()
    refused = client.post(url, values).content.decode()
    assert "多于欠缴 22.80 元" in refused
    assert 'value="45.60"' in refused
    assert (
        "欠缴 22.80 元；预缴每月 22.80 元，到 2027-04 共可交 296.40 元"
        in client.get(f"{url}&ahead=1").content.decode()
    )
    client.post(f"{url}&ahead=1", values)

    sheet = DuesCollection.objects.get()
    page = reverse("dues:collection_detail", args=[sheet.pk])
    client.force_login(office)
    assert "其中预缴（元）" in client.get(page).content.decode()
    client.post(page, {"action": "receive"})

    receipt = DuesReceipt.objects.get()
    shown = client.get(reverse("dues:receipt_detail", args=[receipt.pk])).content.decode()
    assert "其中预缴" in shown
    assert "22.80 元" in shown
    assert client.get(reverse("dues:receipt_paper", args=[receipt.pk]))["Content-Type"] == "application/pdf"
