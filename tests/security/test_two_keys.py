"""Password and second factor of an account lie in two hands (三员分立); a slip is not made twice."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from tests.factories import MemberFactory, UserFactory, officer
from union.accounts.models import SecondFactor, User
from union.accounts.services import passwords, second_factor
from union.common.errors import NotPermittedError
from union.common.models import SubmittedForm
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
TOKEN = {"form_token": "a" * 32}


def with_factor(user):
    second_factor.begin_setup(user)
    return user


def test_who_resets_passwords_does_not_reset_second_factors():
    user, admin, guard = (
        with_factor(UserFactory()),
        officer(Office.SYSTEM_ADMIN),
        officer(Office.SECURITY_ADMIN),
    )
    with pytest.raises(NotPermittedError):
        second_factor.reset_second_factor(user, actor=admin)
    with pytest.raises(NotPermittedError):
        passwords.reset_password(user, actor=guard)
    assert SecondFactor.objects.filter(user=user).exists()
    second_factor.reset_second_factor(user, actor=guard)
    assert not SecondFactor.objects.filter(user=user).exists()


def test_pages_show_each_administrator_only_his_button():
    user = with_factor(UserFactory())
    SecondFactor.objects.update(confirmed_at="2026-01-01T00:00:00Z")
    page = {}
    for office in (Office.SYSTEM_ADMIN, Office.SECURITY_ADMIN):
        client = Client()
        client.force_login(officer(office))
        page[office] = client.get(reverse("accounts:user_detail", args=[user.pk])).content.decode()
    assert "/reset-password/" in page[Office.SYSTEM_ADMIN]
    assert "/reset-second-factor/" not in page[Office.SYSTEM_ADMIN]
    assert "/reset-second-factor/" in page[Office.SECURITY_ADMIN]
    assert "/reset-password/" not in page[Office.SECURITY_ADMIN]


def test_nobody_resets_his_own_and_the_server_helps_the_last_one():
    guard = with_factor(officer(Office.SECURITY_ADMIN))
    with pytest.raises(NotPermittedError):
        second_factor.reset_second_factor(guard, actor=guard)
    call_command("reset_second_factor", guard.username)
    assert not SecondFactor.objects.filter(user=guard).exists()
    with pytest.raises(CommandError):
        call_command("reset_second_factor", guard.username)


def test_reloading_the_slip_does_not_reset_the_password_again():
    user, client = UserFactory(), Client()
    client.force_login(officer(Office.SYSTEM_ADMIN))
    address = reverse("accounts:user_reset_password", args=[user.pk])
    first = client.post(address, TOKEN)
    password = re.search(r"<code>([a-z0-9-]{19})</code>", first.content.decode())[1]

    again = client.post(address, TOKEN)

    assert again.status_code == 302
    assert again.url == reverse("accounts:user_detail", args=[user.pk])
    assert User.objects.get(pk=user.pk).check_password(password)


def test_reloading_a_member_slip_leads_to_the_record():
    member, client = MemberFactory(), Client()
    client.force_login(officer(Office.OFFICE_STAFF))
    address = reverse("members:account_open", args=[member.pk])
    assert client.post(address, TOKEN).status_code == 200
    again = client.post(address, TOKEN)
    assert (again.status_code, again.url) == (302, reverse("members:member_detail", args=[member.pk]))


def test_strangers_write_no_form_tokens():
    client = Client()
    for number in range(5):
        client.post(reverse("members:member_list"), {"form_token": f"{number:032d}"})
        client.post(
            reverse("accounts:login"), {"form_token": f"{number:032d}", "username": "x", "password": "y"}
        )
    assert not SubmittedForm.objects.exists()
