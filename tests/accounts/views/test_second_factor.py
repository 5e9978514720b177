import re
import time

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp

from tests.factories import PASSWORD, officer
from union.accounts.models import RecoveryCode, SecondFactor, UserSession
from union.accounts.rules.codes import base32
from union.accounts.services import second_factor
from union.accounts.services.passwords import reset_password
from union.accounts.session_store import stored_key
from union.common.models import AuditEvent
from union.organisation.choices import Office

SECURITY = reverse("accounts:security")
SETUP = reverse("accounts:second_factor_setup")
VERIFY = reverse("accounts:second_factor_verify")


@pytest.fixture
def clock():
    with time_machine.travel("2026-11-21T02:00:00Z", tick=False) as traveller:
        yield traveller


def code_of(user):
    """What the phone shows now."""
    secret = SecondFactor.objects.get(user=user).secret
    return f"{totp(bytes.fromhex(secret), t0=0) if time.time() else 0:06d}"


@pytest.fixture
def protected(user, clock):
    """A user with a second factor; 30 s later, so that the next code is a fresh one."""
    second_factor.begin_setup(user)
    user.fresh_codes = second_factor.confirm_setup(user, PASSWORD, code_of(user))
    clock.shift(30)
    return user


def enter(client, code, **data):
    return client.post(VERIFY, {"code": code, **data})


def test_setting_up_shows_the_code_and_wants_password_and_code(client, user, clock, log_in):
    log_in(client, user)
    other = Client()
    log_in(other, user)
    assert "开始设置" in client.get(SETUP).content.decode()
    assert client.post(reverse("accounts:second_factor_begin")).url == SETUP
    factor = SecondFactor.objects.get(user=user)
    page = client.get(SETUP).content.decode()
    assert base32(factor.secret) in page
    assert "<svg" in page
    assert "style=" not in page
    assert factor.confirmed_at is None

    key = client.session.session_key
    refused = client.post(SETUP, {"old_password": "wrong", "code": code_of(user)})
    assert "原密码不正确" in refused.content.decode()
    refused = client.post(SETUP, {"old_password": PASSWORD, "code": "000000"})
    assert "动态码不正确" in refused.content.decode()
    done = client.post(SETUP, {"old_password": PASSWORD, "code": code_of(user)})

    shown = re.findall(r"<code[^>]*>([a-z0-9-]{19})</code>", done.content.decode())
    assert len(shown) == len(set(shown)) == 10
    assert client.session.session_key != key
    assert client.get(SECURITY).status_code == 200
    assert other.get(SECURITY).status_code == 302, "sessions opened without the factor end"


def test_the_secret_and_the_codes_are_not_in_the_database_in_clear(protected, django_db_blocker):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM accounts_secondfactor")
        stored = cursor.fetchone()[0]
    assert SecondFactor.objects.get().secret not in stored
    hashes = set(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert not hashes & set(protected.fresh_codes)


def test_after_the_password_nothing_opens_before_the_code(client, protected, log_in):
    assert log_in(client, protected, data={"next": SECURITY}).url == SECURITY
    assert client.get(SECURITY).url == f"{VERIFY}?next=%2Faccounts%2Fsecurity%2F"
    assert client.post(reverse("accounts:other_sessions_end")).url == VERIFY
    assert client.get(SETUP).url.startswith(VERIFY)
    assert client.get(reverse("accounts:password_change")).url.startswith(VERIFY)
    key = client.session.session_key

    assert enter(client, code_of(protected), next=SECURITY).url == SECURITY

    assert client.get(SECURITY).status_code == 200
    assert client.session.session_key != key
    assert not UserSession.objects.filter(session_key=stored_key(key)).exists()
    assert AuditEvent.objects.get(action="login").note == "密码与动态码"


def test_a_code_works_once(protected, clock, log_in):
    code = code_of(protected)
    first, second = Client(), Client()
    log_in(first, protected)
    log_in(second, protected)
    assert enter(first, code).status_code == 302
    assert "已经用过" in enter(second, code).content.decode()
    clock.shift(30)
    assert enter(second, code).status_code == 200, "nor a step later, within the tolerance"
    assert enter(second, code_of(protected)).status_code == 302


def test_the_code_that_confirmed_the_setup_does_not_log_in(user, clock, client, log_in):
    second_factor.begin_setup(user)
    code = code_of(user)
    second_factor.confirm_setup(user, PASSWORD, code)
    log_in(client, user)
    assert enter(client, code).status_code == 200


def test_a_recovery_code_works_once_however_it_is_typed(protected, log_in):
    code = protected.fresh_codes[3]
    first, second = Client(), Client()
    log_in(first, protected)
    assert enter(first, f" {code.upper().replace('-', ' ')} ").status_code == 302
    log_in(second, protected)
    assert enter(second, code).status_code == 200
    assert protected.recovery_codes.count() == 9
    assert AuditEvent.objects.filter(action="second_factor", note="使用备用码").count() == 1


def test_codes_are_guessed_no_more_often_than_passwords(client, protected, clock, log_in):
    log_in(client, protected)
    answers = [enter(client, f"{number:06d}").status_code for number in range(8)]
    assert answers == [200] * 5 + [429] * 3
    assert enter(client, code_of(protected)).status_code == 429
    clock.shift(901)
    assert enter(client, code_of(protected)).status_code == 302


def test_a_new_session_gives_a_guesser_of_codes_no_new_window(protected, log_in):
    evaluated = 0
    for number in range(20):
        client = Client()
        log_in(client, protected, ip=f"10.0.8.{number}")
        answer = client.post(VERIFY, {"code": f"{number:06d}"}, REMOTE_ADDR=f"10.0.8.{number}")
        evaluated += answer.status_code == 200
    assert evaluated == 10


def test_a_password_reset_does_not_lead_around_the_code(client, protected, administrator, log_in):
    initial = reset_password(protected, actor=administrator)
    log_in(client, protected, initial)
    assert client.get(SECURITY).url.startswith(VERIFY)
    assert client.get(reverse("accounts:password_change")).url.startswith(VERIFY)
    enter(client, code_of(protected))
    assert client.get(SECURITY).url.startswith(reverse("accounts:password_change"))


def test_offices_that_see_much_must_set_one_up_in_production(client, db, clock, log_in, settings):
    settings.UNION_REQUIRE_SECOND_FACTOR = True
    staff = officer(Office.OFFICE_STAFF)
    log_in(client, staff)
    assert client.get(reverse("common:home")).url == SETUP
    assert client.get(SECURITY).url.startswith(SETUP)
    client.post(reverse("accounts:second_factor_begin"))
    done = client.post(SETUP, {"old_password": PASSWORD, "code": code_of(staff)})
    assert done.status_code == 200
    assert client.get(SECURITY).status_code == 200


@pytest.mark.parametrize(("office", "asked"), [
    (Office.CHAIR, True), (Office.AUDITOR, True), (Office.LEADERSHIP, True), (Office.SYSTEM_ADMIN, True),
    (Office.MEMBER, False), (Office.DELEGATE, False),
])  # fmt: skip
def test_which_offices_are_asked(client, db, settings, office, asked):
    settings.UNION_REQUIRE_SECOND_FACTOR = True
    client.force_login(officer(office))
    assert (client.get(SECURITY).status_code == 302) is asked
    settings.UNION_REQUIRE_SECOND_FACTOR = False
    assert client.get(SECURITY).status_code == 200


def test_a_session_that_never_entered_a_code_is_asked_where_one_is_required(client, protected, settings):
    from tests.factories import AppointmentFactory

    AppointmentFactory(user=protected, office=Office.CHAIR)
    settings.UNION_REQUIRE_SECOND_FACTOR = True
    client.force_login(protected)
    assert client.get(SECURITY).url.startswith(VERIFY)


def test_switching_off_wants_password_and_code_and_no_office(client, protected, clock, log_in, settings):
    from tests.factories import AppointmentFactory

    log_in(client, protected)
    enter(client, code_of(protected))
    clock.shift(30)
    off = reverse("accounts:second_factor_off")
    assert (
        "原密码不正确" in client.post(off, {"old_password": "x", "code": code_of(protected)}).content.decode()
    )
    assert client.get(off).status_code == 200

    appointment = AppointmentFactory(user=protected, office=Office.CHAIR)
    settings.UNION_REQUIRE_SECOND_FACTOR = True
    form = {"old_password": PASSWORD, "code": code_of(protected)}
    assert "不能停用" in client.post(off, form).content.decode()
    appointment.delete()
    assert client.post(off, form).url == SECURITY
    assert not SecondFactor.objects.exists()
    assert not RecoveryCode.objects.exists()


def test_recovery_codes_are_renewed(client, protected, log_in):
    log_in(client, protected)
    enter(client, protected.fresh_codes[0])
    form = {"old_password": PASSWORD, "code": code_of(protected)}
    page = client.post(reverse("accounts:second_factor_codes"), form).content.decode()
    shown = re.findall(r"<code[^>]*>([a-z0-9-]{19})</code>", page)
    assert len(shown) == 10
    assert not set(shown) & set(protected.fresh_codes)
    assert protected.recovery_codes.count() == 10


def test_a_running_factor_is_not_replaced_by_a_direct_post(client, protected, log_in):
    secret = SecondFactor.objects.get().secret
    log_in(client, protected)
    enter(client, code_of(protected))
    assert client.post(reverse("accounts:second_factor_begin")).url == SECURITY
    assert client.get(SETUP).url == SECURITY
    assert SecondFactor.objects.get().secret == secret


def test_without_a_pending_code_the_page_leads_on(client, user, log_in):
    log_in(client, user)
    assert client.get(VERIFY).url == reverse("common:home")
    assert enter(client, "123456").url == reverse("common:home")
