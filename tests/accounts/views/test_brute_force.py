import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory
from union.accounts.models import AttemptWindow
from union.accounts.services import throttle
from union.accounts.services.accounts import change_phone, unlock_account
from union.common.choices import AuditAction
from union.common.models import AuditEvent

NAT = "203.0.113.7"


def test_of_three_hundred_guesses_ten_are_evaluated_in_a_quarter_of_an_hour(user, hasher, log_in):
    user.set_password(PASSWORD)
    user.save()
    hasher.runs = 0
    guesser = Client()
    with time_machine.travel("2026-11-21T02:00:00Z", tick=False) as clock:
        for number in range(300):
            ip = f"198.51.{number % 250}.{number % 99}"  # from everywhere, so that only the account counts
            log_in(guesser, user, f"guess-{number}", ip=ip)
            clock.shift(2.99)  # 300 guesses in just under 15 minutes

    assert hasher.runs == 10


def test_the_right_password_is_not_looked_at_while_locked(user, log_in):
    guesser = Client()
    for number in range(5):
        assert log_in(guesser, user, f"guess-{number}").status_code == 200
    response = log_in(guesser, user, PASSWORD)

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 900
    assert "请在 15 分钟后再试" in response.content.decode()


def test_the_lock_opens_by_itself(user, log_in):
    with time_machine.travel("2026-11-21T02:00:00Z", tick=False) as clock:
        for number in range(5):
            log_in(Client(), user, f"guess-{number}")
        assert log_in(Client(), user).status_code == 429
        clock.shift(901)
        assert log_in(Client(), user).status_code == 302


def test_from_one_address_five_from_everywhere_ten(user, log_in):
    for ip in ("10.0.0.1", "10.0.0.2"):
        for number in range(5):
            assert log_in(Client(), user, f"guess-{number}", ip=ip).status_code == 200
    assert log_in(Client(), user, "guess", ip="10.0.0.3").status_code == 429


def test_names_nobody_has_lock_in_the_same_way(db, log_in):
    answers = [log_in(Client(), "nobody", f"guess-{number}").status_code for number in range(6)]
    assert answers == [200] * 5 + [429]


def test_the_phone_and_the_name_of_one_account_share_one_count(user, hasher, log_in):
    change_phone(user, "13912345678", actor=None)
    hasher.runs = 0
    for number in range(20):
        log_in(Client(), "13912345678" if number % 2 else user.username, "guess", ip=f"10.0.1.{number}")
    assert hasher.runs == 10


def test_a_whole_hospital_behind_one_address_gets_in_while_somebody_guesses(db, log_in):
    staff = UserFactory.create_batch(60)
    victims = UserFactory.create_batch(3)
    guesser = Client()
    entered = 0
    for number, each in enumerate(staff):
        for victim in victims:
            log_in(guesser, victim, f"guess-{number}", ip=NAT)
        entered += log_in(Client(), each, ip=NAT).status_code == 302
    assert entered == 60


def test_spraying_one_password_over_everybody_locks_nobody_out(db, log_in):
    staff = UserFactory.create_batch(30)
    for password in ("Spring2026!", "Summer2026!", "Autumn2026!", "Winter2026!"):
        for each in staff:
            log_in(Client(), each, password, ip=NAT)
    assert all(log_in(Client(), each, ip=NAT).status_code == 302 for each in staff)


def test_a_forged_forwarded_header_changes_nothing(user, hasher, log_in):
    user.set_password(PASSWORD)
    user.save()
    hasher.runs = 0
    for number in range(20):
        log_in(
            Client(),
            user,
            "guess",
            ip=NAT,
            HTTP_X_FORWARDED_FOR=f"10.2.3.{number}",
            HTTP_X_REAL_IP="10.0.0.9",
        )
    assert hasher.runs == 5


def test_behind_our_proxy_the_address_it_saw_counts_not_the_forged_one(user, hasher, log_in, settings):
    settings.UNION_TRUSTED_PROXIES = 1
    user.set_password(PASSWORD)
    user.save()
    hasher.runs = 0
    for number in range(20):
        header = f"10.2.3.{number}, 198.51.100.1"  # the last entry is the proxy's own
        log_in(Client(), user, "guess", ip="127.0.0.1", HTTP_X_FORWARDED_FOR=header)
    assert hasher.runs == 5


def test_a_browser_that_logged_in_before_is_not_locked_out_by_strangers(user, log_in):
    own = Client()
    log_in(own, user)
    own.post(reverse("accounts:logout"))
    for number in range(20):
        log_in(Client(), user, f"guess-{number}", ip=f"10.0.2.{number}")

    assert log_in(Client(), user, ip="10.0.3.1").status_code == 429
    assert log_in(own, user).status_code == 302


def test_a_known_browser_has_a_limit_too_and_is_known_for_its_user_only(user, log_in):
    own, other = Client(), UserFactory()
    log_in(own, user)
    own.post(reverse("accounts:logout"))
    assert [log_in(own, user, "guess").status_code for _ in range(6)] == [200] * 5 + [429]

    for number in range(10):
        log_in(Client(), other, f"guess-{number}", ip=f"10.0.2.{number}")
    assert log_in(own, other, ip="10.0.4.4").status_code == 429


def test_a_forged_device_cookie_is_not_believed(user, log_in):
    guesser = Client()
    guesser.cookies["device"] = "eyJ1IjoxLCJkIjoiYSJ9:1x:forged"
    assert [log_in(guesser, user, "guess").status_code for _ in range(6)] == [200] * 5 + [429]


def test_success_forgives_the_mistakes_made_here_and_no_others(user, log_in):
    for number in range(5):
        log_in(Client(), user, f"guess-{number}", ip="10.0.5.5")
    for _ in range(3):
        log_in(Client(), user, "typo", ip="10.0.0.1")
    assert log_in(Client(), user, ip="10.0.0.1").status_code == 302

    anywhere = AttemptWindow.objects.get(subject=f"login:{user.pk}", place="")
    here = [row for row in AttemptWindow.objects.exclude(place="") if not row.hits]
    assert len(anywhere.hits) == 8
    assert len(here) == 1


def test_the_lock_is_told_to_the_owner_and_the_trail_once(user, log_in):
    for number in range(9):
        log_in(Client(), user, f"guess-{number}")

    assert AuditEvent.objects.filter(action=AuditAction.LOCKED).count() == 1
    assert AuditEvent.objects.filter(action=AuditAction.LOGIN_FAILED).count() == 5
    assert next(iter(user.login_events.values_list("result", flat=True))) == "locked"


def test_an_administrator_can_unlock(user, administrator, log_in):
    for number in range(5):
        log_in(Client(), user, f"guess-{number}")
    assert throttle.locked_places(user) == 1
    unlock_account(user, actor=administrator)

    assert throttle.locked_places(user) == 0
    assert log_in(Client(), user).status_code == 302


@pytest.mark.parametrize("field", ["subject", "place"])
def test_no_address_and_no_typed_name_is_kept_in_clear(db, log_in, field):
    log_in(Client(), "TypedPassword1", "x", ip="10.11.12.13")
    kept = " ".join(AttemptWindow.objects.values_list(field, flat=True))
    assert "TypedPassword1".lower() not in kept.lower()
    assert "10.11.12.13" not in kept
