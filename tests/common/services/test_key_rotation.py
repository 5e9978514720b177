import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.factories import MemberFactory, UserFactory
from union.common.encryption import DecryptionError
from union.common.key_rotation import encrypted_models, rotate_keys
from union.common.models import AuditEvent

pytestmark = pytest.mark.django_db
NEW = "new1:bmV3LWZpZWxkLWtleS0wMDAwMDAwMDAwMDAwMDAwMDE="


@pytest.fixture
def members():
    return MemberFactory.create_batch(7, phone="13900000000")


@pytest.fixture
def new_key(members, settings):
    """The newest key is another one than the rows were written with."""
    old = settings.UNION_FIELD_KEYS
    settings.UNION_FIELD_KEYS = [NEW, *old]
    return old


def stored(column="id_number"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM members_member ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def test_rotation_rewrites_everything_and_old_keys_can_go(members, new_key, settings):
    plain = [member.id_number for member in members]
    assert all(value.startswith("1:test1:") for value in stored())

    done = {each.label: each for each in rotate_keys(batch_size=3)}

    assert done["会员"].rows == 7
    assert all(value.startswith("1:new1:") for value in (*stored(), *stored("phone")))
    settings.UNION_FIELD_KEYS = [NEW]
    for member, number in zip(members, plain, strict=True):
        member.refresh_from_db()
        assert (member.id_number, member.phone, member.email) == (number, "13900000000", "")


def test_rows_stay_readable_before_rotation(members, new_key):
    for member in members:
        number = member.id_number
        member.refresh_from_db()
        assert member.id_number == number


def test_rotating_again_touches_nothing(members, new_key):
    rotate_keys()
    assert sum(each.rows for each in rotate_keys()) == 0
    assert AuditEvent.objects.filter(action="keys").count() == 2


def test_it_goes_on_where_it_stopped(members, new_key):
    first = members[0]
    first.save()  # written with the new key already
    assert {each.label: each.rows for each in rotate_keys(batch_size=2)}["会员"] == 6


def test_a_row_that_cannot_be_read_is_named_and_stops_nothing(members, settings, capsys):
    settings.UNION_FIELD_KEYS = [NEW]
    UserFactory(phone="13900000001")
    with pytest.raises(DecryptionError):
        members[0].refresh_from_db()
    done = {each.label: each for each in rotate_keys(batch_size=3)}
    assert done["会员"].rows == 0
    assert set(done["会员"].unreadable) == {str(member.pk) for member in members}
    with pytest.raises(CommandError, match="7 行无法读取"):
        call_command("rotate_field_keys")


def test_command_reports(members, new_key, capsys):
    call_command("rotate_field_keys", "--batch", "2")
    out = capsys.readouterr().out
    assert "会员：重新加密 7 行" in out
    assert "旧密钥请留在列表末尾" in out


def test_every_encrypted_field_is_found():
    found = {
        f"{model._meta.label_lower}.{field.name}" for model, fields in encrypted_models() for field in fields
    }
    assert {"members.member.id_number", "members.familymember.name", "accounts.user.phone"} <= found
