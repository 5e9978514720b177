"""Every URL × every role × own and foreign object, with canaries in everything foreign."""

import io
import zipfile
from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from django.db.models import Q
from django.test import Client
from django.urls import get_resolver, reverse

from tests.flows.canaries import CANARIES, CANARY
from tests.flows.rights_table import PUBLIC, TABLE
from tests.flows.rows import ROLES, SEES_ALL, Row
from tests.flows.world import World
from union.common.registries import navigation

SHOWN = {200, 204, 302, 303, 409, 422}
REFUSED = {404, 405}


@pytest.fixture(autouse=True)
def _pdf_as_its_source(monkeypatch):
    """A PDF is answered as the HTML it is drawn from: its text is compressed, a canary would hide there."""
    monkeypatch.setattr("union.common.pdf.draw_pdf", lambda html, **_limits: html.encode())


def url_names(resolver=None, prefix=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            namespace = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from url_names(pattern, namespace)
        else:
            yield f"{prefix}{pattern.name}"


def test_every_url_has_a_row_and_every_row_a_url():
    assert set(url_names()) == set(TABLE)


def ask(client: Client, world: World, name: str, row: Row, side: str):
    args = [world.key(arg.format(side=side)) for arg in row.args]
    data = {key: value.format(canary=CANARY) for key, value in row.data.items()}
    with transaction.atomic():
        response = getattr(client, row.method)(reverse(name, args=args), data)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    return response, body


def text_of(body: bytes) -> str:
    """The text of an answer; a zipped file (xlsx) is looked into."""
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return body.decode("utf-8", "replace")


def cells(role: str, world: World):
    """(name, row, side, allowed) of the whole table for one role."""
    for name, row in TABLE.items():
        yield name, row, "own", role in row.own
        if row.foreign is not None:
            yield name, row, "foreign", role in row.foreign


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_role_opens_exactly_its_rows(role):
    world = World(role)
    client = Client()
    client.force_login(world["user.own"])
    logged_in = client.cookies.output()
    wrong = []
    for name, row, side, allowed in cells(role, world):
        client.cookies = SimpleCookie(logged_in.replace("Set-Cookie: ", ""))
        response, body = ask(client, world, name, row, side)
        fine = response.status_code in (SHOWN if allowed else REFUSED) or name == "health:ready"
        to_login = response.status_code == 302 and "/login/" in response["Location"]
        if not fine or (to_login and name != "accounts:logout"):
            wrong.append(f"{name} {side}: {response.status_code}, {'allowed' if allowed else 'refused'}")
        told = CANARY if row.data.get("q") else None  # a search page repeats what was asked, and nothing more
        leaked = [word for word in CANARIES if word in text_of(body) and word != told]
        if leaked and role not in SEES_ALL:
            wrong.append(f"{name} {side}: leaks {leaked}")
    wrong += [f"side bar leads to {page}" for page in side_bar(world) if role not in TABLE[page].own]
    assert not wrong, "\n".join(wrong)


def side_bar(world: World) -> list[str]:
    """Names of the pages that the side bar of the role shows."""
    return [item.url_name for _key, item in navigation.items() if item.visible(world["user.own"])]


@pytest.mark.django_db
def test_anonymous_is_led_to_the_login_page():
    world = World("office")
    wrong = []
    for name, row in TABLE.items():
        response, body = ask(Client(), world, name, row, "own")
        to_login = response.status_code == 302 and response["Location"].startswith("/accounts/login/")
        if name not in PUBLIC and not to_login:
            wrong.append(f"{name}: {response.status_code}")
        if any(word in text_of(body) for word in CANARIES):
            wrong.append(f"{name}: leaks")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_a_leak_is_seen(monkeypatch):
    """The twin: with the scope condition gone, the same walk finds the canary."""
    world = World("branch")
    client = Client()
    client.force_login(world["user.own"])
    monkeypatch.setattr("union.organisation.rights.Scope.condition", lambda self, prefix="": Q(pk__gt=0))

    _response, body = ask(client, world, "members:member_list", TABLE["members:member_list"], "own")

    assert CANARY in text_of(body)
