import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD
from union.accounts.services.accounts import open_account
from union.common.models import AuditEvent

CHANGE = reverse("accounts:password_change")
SECURITY = reverse("accounts:security")
NEW = "blauer-Regenschirm-77"


def change(client, old=PASSWORD, new=NEW, repeated=None, **extra):
    form = {"old_password": old, "new_password": new, "repeated": new if repeated is None else repeated}
    return client.post(CHANGE, form | extra)


def text_of(response):
    return response.content.decode()


def test_the_initial_password_opens_nothing_but_its_own_change(client, db, log_in):
    user, initial = open_account("N1", "新同事", actor=None)
    log_in(client, user, initial, data={"next": "/jobs/"})
    for address in (SECURITY, reverse("common:home"), reverse("accounts:user_list")):
        assert client.get(address).url.startswith(CHANGE)
    assert client.post(reverse("accounts:other_sessions_end")).url == CHANGE
    htmx = client.get(SECURITY, headers={"HX-Request": "true"})
    assert htmx["HX-Redirect"] == CHANGE
    assert "一次性初始密码" in text_of(client.get(CHANGE))

    assert change(client, initial, next=SECURITY).url == SECURITY

    assert client.get(SECURITY).status_code == 200
    user.refresh_from_db()
    assert not user.must_change_password
    assert user.initial_password_expires_at is None
    assert log_in(Client(), user, initial).status_code == 200


def test_who_must_change_the_password_may_leave(client, db, log_in):
    user, initial = open_account("N1", "新同事", actor=None)
    log_in(client, user, initial)
    assert client.post(reverse("accounts:logout")).url == reverse("accounts:login")


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ({"old": "not-the-old-one"}, "原密码不正确"),
        ({"new": PASSWORD}, "不能与原密码相同"),
        ({"new": "kurz"}, "至少 10 位"),
        ({"new": "zhangxiaoming1"}, "本人的姓名"),
        ({"new": "A10023-A10023"}, "本人的姓名"),
        ({"new": "password12345"}, "太常见"),
        ({"repeated": "something else"}, "不一致"),
        ({"repeated": ""}, "不一致"),
    ],
)
def test_a_direct_post_is_held_to_the_rules(client, user, log_in, form, reason):
    user.name_pinyin = "zhangxiaoming"
    user.save()
    log_in(client, user)
    response = change(client, **form)

    assert response.status_code == 200
    assert reason in text_of(response)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_long_passphrase_is_accepted_whole(client, user, log_in):
    log_in(client, user)
    new = ("Regenschirm am Fenster; " * 6)[:128]
    assert change(client, new=new).status_code == 302
    user.refresh_from_db()
    assert user.check_password(new)
    assert not user.check_password(new[:-1])


def test_guesses_at_the_old_password_are_counted(client, user, log_in):
    log_in(client, user)
    answers = [change(client, old=f"guess-{number}").status_code for number in range(6)]
    assert answers == [200] * 5 + [429]
    assert change(client).status_code == 429


def test_dengbao_asks_for_a_new_password_after_ninety_days(client, user, log_in, settings):
    settings.UNION_PASSWORD_PROFILE = "dengbao"
    with time_machine.travel("2026-01-01T02:00:00Z", tick=False) as clock:
        user.set_password(PASSWORD)
        log_in(client, user)
        assert client.get(SECURITY).url.startswith(CHANGE)  # its age is not known
        assert "三类" in text_of(change(client, new="blauerregenschirm"))
        assert change(client).status_code == 302

        for days, allowed in ((89, True), (90, False)):
            clock.move_to(f"2026-0{3 if days == 89 else 4}-{31 if days == 89 else '01'}T02:00:00Z")
            fresh = Client()
            log_in(fresh, user, NEW)
            response = fresh.get(SECURITY)
            assert (response.status_code == 200) is allowed

        settings.UNION_PASSWORD_PROFILE = "default"
        assert fresh.get(SECURITY).status_code == 200


def test_no_password_stands_in_the_trail(client, user, log_in):
    log_in(client, user)
    change(client, old="not-the-old-one")
    change(client)
    trail = str([vars(event) for event in AuditEvent.objects.all()])
    assert PASSWORD not in trail
    assert NEW not in trail
    assert "not-the-old-one" not in trail
