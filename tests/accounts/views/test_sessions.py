import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import PASSWORD, UserFactory
from union.accounts.models import UserSession
from union.accounts.services.accounts import close_account
from union.accounts.services.passwords import reset_password
from union.accounts.session_store import SessionStore
from union.common.choices import AuditAction
from union.common.models import AuditEvent

SECURITY = reverse("accounts:security")
START = "2026-11-21T01:00:00Z"


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def is_in(client):
    return client.get(SECURITY).status_code == 200


def test_half_an_hour_without_use_ends_the_session(clock, client, user, log_in):
    log_in(client, user)
    clock.shift(29 * 60)
    assert is_in(client)
    clock.shift(29 * 60)
    assert is_in(client)
    clock.shift(30 * 60)

    response = client.get(SECURITY)

    assert response.url == f"{reverse('accounts:login')}?reason=idle&next=%2Faccounts%2Fsecurity%2F"
    assert "较长时间没有操作" in client.get(response.url).content.decode()
    assert not UserSession.objects.filter(user=user).exists()
    event = AuditEvent.objects.get(action=AuditAction.SESSION_ENDED, note="长时间未操作")
    assert event.route == "accounts:security"  # written before Django has looked for the page


def test_twelve_hours_end_the_session_however_busy(clock, client, user, log_in):
    log_in(client, user)
    for _ in range(35):
        clock.shift(20 * 60)
        assert is_in(client)
    clock.shift(20 * 60)

    assert "reason=too_old" in client.get(SECURITY).url


def test_the_limits_are_settings(clock, client, user, log_in, settings):
    settings.UNION_IDLE_MINUTES = 5
    log_in(client, user)
    clock.shift(301)
    assert not is_in(client)


def test_a_session_without_stamps_gets_them(clock, client, user):
    client.force_login(user)
    row = UserSession.objects.get(user=user)
    assert row.started_at == row.last_seen_at == timezone.now()
    clock.shift(1801)
    assert not is_in(client)


def test_the_last_use_is_noted_once_a_minute(clock, client, user, log_in):
    log_in(client, user)
    clock.shift(59)
    assert is_in(client)
    assert UserSession.objects.get().last_seen_at == timezone.now() - dt.timedelta(seconds=59)
    clock.shift(1)
    assert is_in(client)
    assert UserSession.objects.get().last_seen_at == timezone.now()


def test_a_time_out_during_htmx_changes_the_whole_page(clock, client, user, log_in):
    log_in(client, user)
    clock.shift(1801)
    response = client.get(SECURITY, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/"})
    assert response.status_code == 204
    assert response["HX-Redirect"] == f"{reverse('accounts:login')}?reason=idle"


def test_closing_an_account_ends_its_sessions_at_the_next_request(client, user, administrator, log_in):
    log_in(client, user)
    assert is_in(client)
    close_account(user, actor=administrator)
    assert not is_in(client)
    assert not UserSession.objects.filter(user=user).exists()


def test_an_account_closed_by_sql_has_no_session_either(client, user, log_in):
    log_in(client, user)
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert not is_in(client)


def test_a_password_reset_ends_all_sessions(client, user, administrator, log_in):
    log_in(client, user)
    reset_password(user, actor=administrator)
    assert not is_in(client)


def test_a_changed_password_ends_the_others_and_keeps_this_one_under_a_new_key(user, log_in):
    here, there = Client(), Client()
    log_in(here, user)
    log_in(there, user)
    before = here.session.session_key
    new = "blauer-regenschirm-77"
    form = {"old_password": PASSWORD, "new_password": new, "repeated": new}
    assert here.post(reverse("accounts:password_change"), form).url == SECURITY

    assert is_in(here)
    assert not is_in(there)
    assert here.session.session_key != before
    assert log_in(Client(), user, PASSWORD).status_code == 200
    assert log_in(Client(), user, new).status_code == 302


def test_own_sessions_are_listed_and_ended_one_by_one_or_all_others(user, log_in):
    here, there, third = Client(), Client(), Client()
    log_in(here, user, HTTP_USER_AGENT="Windows Chrome")
    log_in(there, user, ip="10.7.7.7", HTTP_USER_AGENT="iPhone Safari")
    log_in(third, user, HTTP_USER_AGENT="Linux Firefox")
    page = here.get(SECURITY).content.decode()
    assert all(text in page for text in ("Chrome · Windows", "Safari · iPhone", "10.7.7.7", "本次会话"))
    assert there.session.session_key not in page

    handle = UserSession.objects.get(ip="10.7.7.7").handle
    assert here.post(reverse("accounts:session_end", args=[handle])).url == SECURITY
    assert not is_in(there)
    assert is_in(third)

    here.post(reverse("accounts:other_sessions_end"))
    assert not is_in(third)
    assert is_in(here)


def test_nobody_ends_the_session_of_another(user, log_in):
    owner, stranger = Client(), Client()
    log_in(owner, user)
    log_in(stranger, UserFactory())
    stranger.post(reverse("accounts:session_end", args=[UserSession.objects.get(user=user).handle]))
    assert is_in(owner)


def test_expired_sessions_of_nobody_can_be_cleared(db, client):
    store = SessionStore()
    store["x"] = 1
    store.set_expiry(-1)
    store.save()
    SessionStore.clear_expired()
    assert not UserSession.objects.exists()


def test_a_page_costs_two_queries_for_session_and_user(client, user, log_in, django_assert_num_queries):
    log_in(client, user)
    with django_assert_num_queries(2):
        assert client.get(reverse("accounts:login")).status_code == 302


def test_the_table_of_sessions_opens_no_session(client, user, log_in):
    log_in(client, user)
    row = UserSession.objects.get()
    assert client.session.session_key not in (row.session_key, row.handle, row.session_data)
    thief = Client()
    for stolen in (row.session_key, row.handle):
        thief.cookies["sessionid"] = stolen
        assert not is_in(thief)
