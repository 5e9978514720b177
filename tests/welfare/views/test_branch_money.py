"""The right to the money that holds for a branch opens nothing of the hospital's."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import AppointmentFactory, BranchFactory, officer
from union.common.dates import today
from union.organisation.choices import Office
from welfare.models import DonationDrive, DonationUse

pytestmark = pytest.mark.django_db


def test_a_committee_member_of_a_branch_reads_no_hospital_money():
    office = officer(Office.OFFICE_STAFF)
    drive = DonationDrive.objects.create(
        title="抗震募捐", starts_on=today(), ends_on=today(), created_by=office
    )
    use = DonationUse.objects.create(
        drive=drive, amount=Decimal(777), purpose="救助某职工家庭", recipient="赵甲", proposed_by=office,
        proposed_on=today(),
    )  # fmt: skip
    branch = AppointmentFactory(office=Office.COMMITTEE_MEMBER, branch=BranchFactory()).user
    auditor = officer(Office.AUDITOR)
    for user, sees in ((branch, False), (auditor, True)):
        client = Client()
        client.force_login(user)
        listed = client.get(reverse("welfare:use_list")).content.decode()
        assert ("救助某职工家庭" in listed) == sees
        assert client.get(reverse("welfare:use", args=[use.pk])).status_code == (200 if sees else 404)
