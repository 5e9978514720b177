from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from union.organisation.choices import Office
from union.organisation.models import Appointment

PEOPLE = {"system": "xtgl:张三", "security": "aqgl:李四", "audit": "sjgl:王五"}


def create(**more):
    output = StringIO()
    call_command("create_administrators", document="院党发〔2026〕3号", stdout=output, **{**PEOPLE, **more})
    return output.getvalue()


@pytest.mark.django_db
def test_three_people_hold_the_three_offices_and_must_change_their_password():
    output = create()

    held = Appointment.objects.values_list("user__username", "office")
    assert set(held) == {
        ("xtgl", Office.SYSTEM_ADMIN),
        ("aqgl", Office.SECURITY_ADMIN),
        ("sjgl", Office.AUDIT_ADMIN),
    }
    for user in get_user_model().objects.all():
        password = next(line.split()[-1] for line in output.splitlines() if f" {user.username} " in line)
        assert user.must_change_password
        assert user.check_password(password)


@pytest.mark.django_db
def test_a_second_time_is_refused():
    create()

    with pytest.raises(CommandError, match="已经有管理员"):
        create(system="a1:赵六", security="a2:钱七", audit="a3:孙八")


@pytest.mark.django_db
def test_one_person_cannot_be_two_administrators_and_nothing_is_kept():
    with pytest.raises(CommandError):
        create(audit="aqgl:李四")

    assert not get_user_model().objects.exists()
