"""Two 安全管理员 who are ended at the same moment: one of them stays."""

import threading

import pytest
from django.db import connection

from tests.factories import officer
from union.common.dates import today
from union.common.errors import DomainError
from union.organisation.choices import Office
from union.organisation.models import Appointment
from union.organisation.services.offices import end_office


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(4))
def test_one_security_administrator_always_stays(attempt):
    guards = [officer(Office.SECURITY_ADMIN) for _ in range(2)]
    held = list(Appointment.objects.filter(user__in=guards).values_list("pk", flat=True))
    start, refused = threading.Barrier(2), []

    def end(pk):
        start.wait()
        try:
            end_office(pk, ends_on=today(), reason="换人", actor=None)
        except DomainError as error:
            refused.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=end, args=(pk,)) for pk in held]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    left = Appointment.objects.filter(office=Office.SECURITY_ADMIN, user__in=guards, ends_on=None)
    assert (left.count(), len(refused)) == (1, 1), refused
