import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, connection

from tests.factories import PASSWORD, UserFactory
from union.accounts.models import AttemptWindow, LoginEvent, RecoveryCode, SecondFactor, User, UserSession


def test_djangos_own_door_stays_shut(user):
    assert authenticate(username=user.username, password=PASSWORD) is None


def test_djangos_own_permissions_are_not_used(user):
    assert not user.has_perm("accounts.change_user")


def test_login_names_differ_by_more_than_case(user):
    assert User.objects.get_by_natural_key("a10023") == user
    with pytest.raises(IntegrityError):
        UserFactory(username="a10023")


def test_the_phone_is_stored_encrypted(user):
    user.phone = "13912345678"
    user.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM accounts_user WHERE id = %s", [user.pk])
        assert "13912345678" not in cursor.fetchone()[0]
    assert User.objects.get(pk=user.pk).phone == "13912345678"


@pytest.mark.parametrize("model", [AttemptWindow, LoginEvent, RecoveryCode, SecondFactor, UserSession])
def test_rows_have_names_without_secrets(user, model, time_machine):
    time_machine.move_to("2026-11-21T02:00:00Z", tick=False)
    fields = {each.name for each in model._meta.get_fields()}
    row = model(**({"user": user} if "user" in fields else {"subject": "login:1"}))
    if model is LoginEvent:
        row.save()
    assert len(str(row)) < 40
    assert user.get_full_name() == str(user) == "张晓明"
