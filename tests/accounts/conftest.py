import pytest
from django.contrib.auth.hashers import MD5PasswordHasher, get_hashers, reset_hashers
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory, officer
from union.organisation.choices import Office


@pytest.fixture
def user(db):
    return UserFactory(username="A10023", display_name="张晓明")


@pytest.fixture
def administrator(db):
    return officer(Office.SYSTEM_ADMIN)


@pytest.fixture
def log_in():
    """Post the login form the way a browser does: `log_in(client, user, password, ip=…)`."""

    def post(client: Client, name, password=PASSWORD, ip="10.0.0.1", **extra):
        data = {"username": getattr(name, "username", name), "password": password, **extra.pop("data", {})}
        return client.post(reverse("accounts:login"), data, REMOTE_ADDR=ip, **extra)

    return post


class CountingHasher(MD5PasswordHasher):
    """The suite's hasher that counts how often it worked."""

    algorithm = "counting"
    runs = 0

    def encode(self, password, salt):
        type(self).runs += 1
        return super().encode(password, salt)


@pytest.fixture
def hasher(db, settings):
    """The class whose `runs` tells how many passwords were hashed since the test began."""
    settings.PASSWORD_HASHERS = ["tests.accounts.conftest.CountingHasher"]
    reset_hashers(setting="PASSWORD_HASHERS")
    counting = type(get_hashers()[0])
    counting.runs = 0
    yield counting
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    reset_hashers(setting="PASSWORD_HASHERS")
