import pytest
from django.contrib.auth.hashers import make_password
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory
from union.accounts.choices import LoginResult
from union.accounts.models import LoginEvent, UserSession
from union.accounts.services.accounts import change_phone, close_account, open_account
from union.accounts.services.login import REFUSED
from union.accounts.session_store import stored_key
from union.common.choices import AuditAction
from union.common.models import AuditEvent

HOME = reverse("common:home")
LOGIN = reverse("accounts:login")
SECURITY = reverse("accounts:security")


def user_of(client):
    """Id of the user that the client's session belongs to; None if it belongs to nobody."""
    key = client.session.session_key
    row = UserSession.objects.filter(session_key=stored_key(key)).first() if key else None
    return row.user_id if row else None


def test_a_page_leads_to_the_login_and_the_login_back_to_the_page(client, user, log_in):
    response = client.get(SECURITY)
    assert response.status_code == 302
    assert response.url == f"{LOGIN}?next=%2Faccounts%2Fsecurity%2F"

    response = log_in(client, user, data={"next": SECURITY})

    assert response.url == SECURITY
    assert client.get(SECURITY).status_code == 200


def test_a_part_of_a_page_leads_the_whole_page_to_the_login(client, db):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/jobs/?page=2"}
    response = client.get(SECURITY, headers=headers)

    assert response.status_code == 204
    assert response["HX-Redirect"] == f"{LOGIN}?next=%2Fjobs%2F%3Fpage%3D2"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example", "/\\evil.example",
        "https:evil.example", "///evil.example",
        "javascript:alert(1)", "/%0d%0aLocation:%20https://evil.example\r\nX: y",
        "\\\\evil", "evil.example", "",
    ],
)  # fmt: skip
def test_a_foreign_next_is_not_followed(client, user, log_in, target):
    assert log_in(client, user, data={"next": target}).url == HOME


def test_the_login_name_is_taken_without_regard_to_case_and_width(client, user, log_in):
    assert log_in(client, " ａ10023").status_code == 302
    assert user_of(client) == user.pk


def test_a_phone_logs_in_where_it_fits_exactly_one_open_account(client, user, log_in):
    change_phone(user, "139 1234 5678", actor=None)
    assert log_in(client, "13912345678").status_code == 302
    assert user_of(client) == user.pk


def test_a_phone_of_two_accounts_logs_nobody_in(client, user, log_in):
    twin = UserFactory()
    for each in (user, twin):
        change_phone(each, "13912345678", actor=None)
    assert REFUSED in log_in(client, "13912345678").content.decode()

    close_account(twin, actor=None)
    assert log_in(client, "13912345678").status_code == 302
    assert user_of(client) == user.pk


def test_wrong_unknown_closed_and_passwordless_get_the_same_answer(client, user, log_in):
    close_account(UserFactory(username="closed"), actor=None)
    UserFactory(username="paper", password=make_password(None))
    attempts = {
        "wrong": (user.username, "wrong-password"), "unknown": ("nobody", PASSWORD),
        "closed": ("closed", PASSWORD), "paper": ("paper", PASSWORD),
    }  # fmt: skip
    pages = set()
    for name, password in attempts.values():
        response = log_in(client, name, password)
        assert response.status_code == 200
        pages.add(response.context["form"].non_field_errors().as_text())
    assert pages == {f"* {REFUSED}"}


@pytest.mark.parametrize("name", ["A10023", "nobody", "closed", "paper", "13900000000"])
def test_the_hasher_works_once_whoever_is_named(client, hasher, log_in, name):
    UserFactory(username="A10023", password=make_password(PASSWORD))
    UserFactory(username="closed", password=make_password(PASSWORD), is_active=False)
    UserFactory(username="paper", password=make_password(None))
    hasher.runs = 0

    log_in(client, name, "wrong-password")

    assert hasher.runs == 1


def test_the_session_key_changes_at_login_and_nothing_of_the_old_session_stays(client, user, log_in):
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted

    log_in(client, user)

    assert client.session.session_key != planted
    assert "planted" not in client.session
    assert not UserSession.objects.filter(session_key=stored_key(planted)).exists()


def test_another_user_at_the_same_browser_gets_a_session_of_his_own(client, user, log_in):
    other = UserFactory()
    log_in(client, user)
    first = client.session.session_key
    log_in(client, other)

    assert user_of(client) == other.pk
    assert not UserSession.objects.filter(session_key=stored_key(first)).exists()


def test_logout_ends_the_session_on_the_server(client, user, log_in):
    log_in(client, user)
    key = client.session.session_key
    response = client.post(reverse("accounts:logout"))

    assert response["Clear-Site-Data"] == '"cache", "storage"'
    client.cookies["sessionid"] = key
    assert client.get(SECURITY).status_code == 302
    assert AuditEvent.objects.filter(action=AuditAction.LOGOUT, actor=user).count() == 1


def test_a_link_cannot_log_anybody_out(client, user):
    client.force_login(user)
    assert client.get(reverse("accounts:logout")).status_code == 405
    assert client.get(SECURITY).status_code == 200


def test_login_and_failure_stand_in_history_and_audit(client, user, log_in):
    agent = "Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537.36"
    log_in(client, user, "wrong-password", ip="10.9.8.7", HTTP_USER_AGENT=agent)
    log_in(client, user, ip="10.9.8.7", HTTP_USER_AGENT=agent)

    events = list(LoginEvent.objects.order_by("pk").values_list("result", "ip", "device"))
    assert events == [
        (LoginResult.WRONG_PASSWORD, "10.9.8.7", "Chrome · Windows"),
        (LoginResult.OK, "10.9.8.7", "Chrome · Windows"),
    ]
    trail = list(
        AuditEvent.objects.order_by("seq").values_list("action", "outcome", "actor_id", "object_id", "ip")
    )
    assert trail == [
        ("login_failed", "refused", None, str(user.pk), "10.9.8.7"),
        ("login", "ok", user.pk, str(user.pk), "10.9.8.7"),
    ]


def test_a_name_nobody_has_is_not_written_down(client, db, log_in):
    log_in(client, "MyPasswordTypedHere", "x")
    event = AuditEvent.objects.get()
    assert (event.object_id, event.note) == ("", "登录名不存在")
    assert "MyPassword" not in str(vars(event))


def test_an_expired_initial_password_is_refused_and_says_so(client, db, log_in, time_machine):
    time_machine.move_to("2026-11-21T00:00:00Z", tick=False)
    user, password = open_account("N1", "新同事", actor=None)
    time_machine.move_to("2026-11-28T00:00:00Z", tick=False)

    response = log_in(client, user, password)

    assert "初始密码已过期" in response.content.decode()
    assert user_of(client) is None


def test_who_is_logged_in_is_led_on(client, user):
    client.force_login(user)
    assert client.get(LOGIN).url == HOME


def test_extra_fields_change_nothing(client, user, log_in):
    log_in(
        client, user, data={"is_active": "0", "must_change_password": "1", "user": "1", "display_name": "x"}
    )
    user.refresh_from_db()
    assert (user.is_active, user.must_change_password, user.display_name) == (True, False, "张晓明")
