import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from tests.factories import MemberFactory, UserFactory
from union.common.encryption import DecryptionError
from union.common.key_rotation import FILES, Rotated, encrypted_models, rotate_files, rotate_keys
from union.common.models import AuditEvent
from union.common.sealed_files import CHUNK, key_of

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
    with pytest.raises(CommandError, match="7 处无法读取"):
        call_command("rotate_field_keys")


def test_command_reports(members, new_key, capsys):
    call_command("rotate_field_keys", "--batch", "2")
    out = capsys.readouterr().out
    assert "会员：重新加密 7 行" in out
    assert "即可去掉旧密钥" in out


def kept(content, name="a.bin"):
    return Path(default_storage.path(default_storage.save(name, ContentFile(content))))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_stored_files_are_rewritten_and_open_without_the_old_key(settings, size):
    content = os.urandom(size)
    path = kept(content)
    mode = path.stat().st_mode
    old, settings.UNION_FIELD_KEYS = settings.UNION_FIELD_KEYS, [NEW, *settings.UNION_FIELD_KEYS]

    assert rotate_files(path.parent).rows == 1
    assert rotate_files(path.parent).rows == 0

    settings.UNION_FIELD_KEYS = [NEW]
    with default_storage.open(path.name) as stored:
        assert stored.read() == content
    assert path.stat().st_mode == mode
    assert [found.name for found in path.parent.iterdir()] == [path.name]
    settings.UNION_FIELD_KEYS = old
    with pytest.raises(DecryptionError), default_storage.open(path.name) as stored:
        stored.read()


def test_a_run_that_was_cut_off_left_the_old_file_whole_and_goes_on(settings, monkeypatch):
    first, second = kept(b"one", "a"), kept(b"two", "b")
    settings.UNION_FIELD_KEYS = [NEW, *settings.UNION_FIELD_KEYS]
    replace = Path.replace

    def cut(path, target):
        if target == second:
            path.with_name(".left.reseal").write_bytes(b"half")
            raise KeyboardInterrupt
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", cut)
    with pytest.raises(KeyboardInterrupt):
        rotate_files(first.parent)
    assert (key_of(first), key_of(second)) == ("new1", "test1")
    monkeypatch.undo()

    assert rotate_files(first.parent).rows == 1
    assert sorted(found.name for found in first.parent.iterdir()) == ["a", "b"]
    with default_storage.open("b") as stored:
        assert stored.read() == b"two"


def test_a_file_that_cannot_be_read_is_named_and_left_alone(settings):
    altered, plain = kept(b"x" * 100, "altered"), kept(b"", "plain")
    altered.write_bytes(altered.read_bytes()[:-1] + b"!")
    plain.write_bytes(b"never sealed")
    before = altered.read_bytes()
    settings.UNION_FIELD_KEYS = [NEW, *settings.UNION_FIELD_KEYS]

    assert rotate_files(plain.parent) == Rotated(FILES, 0, ("altered", "plain"))
    assert altered.read_bytes() == before


def test_every_encrypted_field_is_found():
    found = {
        f"{model._meta.label_lower}.{field.name}" for model, fields in encrypted_models() for field in fields
    }
    assert {"members.member.id_number", "members.familymember.name", "accounts.user.phone"} <= found
