import threading
import time

import pytest
from django.db import connections
from django_otp.oath import totp

from tests.factories import PASSWORD, UserFactory
from union.accounts.models import SecondFactor
from union.accounts.services import login, second_factor, throttle
from union.common.errors import DomainError

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(count, act):
    """Call `act(number)` in `count` threads at the same moment; return what came out."""
    gate, results = threading.Barrier(count), []

    def run(number):
        gate.wait()
        try:
            results.append(act(number))
        except Exception as error:  # noqa: BLE001 - looked at by the test
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_forty_parallel_guesses_are_not_evaluated_more_often_than_five():
    user = UserFactory()

    def guess(number):
        login.authenticate(user.username, f"guess-{number}", client=login.Client(ip="10.0.0.1", device=""))

    results = at_once(40, guess)

    locked = [each for each in results if isinstance(each, throttle.LockedError)]
    assert len(results) == 40
    assert all(isinstance(each, DomainError) for each in results), results
    assert len(locked) == 35
    assert user.login_events.filter(result="wrong_password").count() == 5


def test_of_two_uses_of_one_code_at_the_same_moment_one_counts():
    user = UserFactory()
    factor = second_factor.begin_setup(user)
    code = f"{totp(bytes.fromhex(factor.secret)):06d}"
    fresh = second_factor.confirm_setup(user, PASSWORD, code)
    SecondFactor.objects.update(last_step=int(time.time()) // 30 - 2)

    for each in (f"{totp(bytes.fromhex(factor.secret)):06d}", fresh[0]):
        throttle.clear_attempts(user)
        results = at_once(4, lambda _number, code=each: second_factor.verify_code(user, code))
        assert results.count(None) == 1, results
        assert sum(isinstance(one, DomainError) for one in results) == 3
