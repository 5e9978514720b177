"""Whoever belongs to the household of a file takes no part in it, whatever office he holds."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import AppointmentFactory, MemberFactory
from tests.factories_funds import approved_budget
from tests.factories_hardship import HardshipCast, approved_aid, checked, quick_file
from union.common.errors import NotPermittedError
from union.organisation.choices import Office
from welfare.services import aid_payments, hardship_files, hardship_steps

pytestmark = pytest.mark.django_db


def closed_list(cast, file):
    payment = aid_payments.make_list(title="第一批", fund_source="allocation", actor=cast.office)
    aid_payments.put_on_list(payment.pk, [approved_aid(cast, file).pk], actor=cast.office)
    return aid_payments.lock_list(payment.pk, actor=cast.office)


def test_a_spouse_does_not_approve_the_list():
    cast = HardshipCast()
    approved_budget()
    file, spouse = quick_file(cast), MemberFactory(user=cast.vice)
    person = {"kinship": "spouse", "name": spouse.name, "id_number": spouse.id_number}
    hardship_files.save_person(file.pk, person | {"monthly_income": Decimal(0)}, actor=cast.office)
    with pytest.raises(NotPermittedError):
        aid_payments.approve_list(closed_list(cast, file).pk, actor=cast.vice)


def test_nobody_pays_his_own_aid():
    cast = HardshipCast()
    approved_budget()
    member = MemberFactory(user=cast.second, group=cast.group, branch=cast.branch)
    payment = closed_list(cast, quick_file(cast, member=member))
    aid_payments.approve_list(payment.pk, actor=cast.vice)
    with pytest.raises(NotPermittedError):
        aid_payments.pay_list(payment.pk, actor=cast.second)


def test_the_household_never_learns_who_objected():
    cast = HardshipCast()
    file = checked(cast)
    hardship_steps.publish_file(file.pk, place="公告栏", level="hospital", actor=cast.office)
    hardship_steps.record_objection(file.pk, text="他家有两套房", objector="钱某", actor=cast.office)
    AppointmentFactory(office=Office.OFFICE_STAFF, user=cast.person)
    for user, sees in ((cast.person, False), (cast.office, True)):
        client = Client()
        client.force_login(user)
        page = client.get(reverse("welfare:hardship_detail", args=[file.pk])).content.decode()
        assert ("他家有两套房" in page, "钱某" in page) == (sees, sees)
