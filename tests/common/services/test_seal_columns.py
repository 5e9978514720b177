"""What counts as encrypted when a migration seals a column, and how often it goes through a table."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import MemberFactory
from union.common.encryption import EncryptedTextField, encrypt_text, is_stored_form
from union.common.seal_columns import seal, unseal

PURPOSE = "member.note"
NOTES = ("1:30 到病房看望，家属在场", "1:test1:已送到", "1::", "1:2:3", "1:test1:QUJD")


def raw():
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM members_member ORDER BY id")
        return [note for (note,) in cursor.fetchall()]


@pytest.mark.parametrize("text", [*NOTES, "", "2:test1:" + "A" * 40, "1:test1:" + "A" * 40 + " 了"])
def test_what_people_write_is_not_taken_as_encrypted(text):
    assert not is_stored_form(text)


@pytest.mark.parametrize("text", ["1", "话", "话" * 3000])
def test_what_is_encrypted_is_known_without_its_key(text, settings):
    stored = encrypt_text(text, PURPOSE)
    settings.UNION_FIELD_KEYS = ["new1:bmV3LWZpZWxkLWtleS0wMDAwMDAwMDAwMDAwMDAwMDE="]
    assert is_stored_form(stored)


@pytest.mark.django_db
def test_a_text_that_begins_like_an_encrypted_one_is_sealed_and_opened():
    members = [MemberFactory() for _ in NOTES]
    with connection.cursor() as cursor:
        for member, note in zip(members, NOTES, strict=True):
            cursor.execute("UPDATE members_member SET note = %s WHERE id = %s", [note, member.pk])
    unseal(connection, [("members_member", "note", PURPOSE)])
    assert raw() == list(NOTES)
    seal(connection, [("members_member", "note", PURPOSE)])
    assert not set(raw()) & set(NOTES)
    for member, note in zip(members, NOTES, strict=True):
        member.refresh_from_db()
        assert member.note == note


@pytest.mark.django_db
def test_a_table_is_read_and_written_once_however_many_columns_change():
    member = MemberFactory(phone="13900000000", note="话")
    columns = [("members_member", name, f"member.{name}") for name in ("phone", "note", "id_number")]
    unseal(connection, columns)
    with CaptureQueriesContext(connection) as asked:
        seal(connection, columns)
    told = [each["sql"] for each in asked if '"members_member"' in each["sql"]]
    assert [("SELECT" in sql, "UPDATE" in sql) for sql in told] == [(True, False), (False, True)]
    member.refresh_from_db()
    assert (member.phone, member.note) == ("13900000000", "话")


def test_a_field_that_must_be_filled_stays_so_in_migrations():
    field = EncryptedTextField(purpose="x", blank=False)
    assert field.deconstruct()[3]["blank"] is False
    assert not field.clone().blank
    assert EncryptedTextField(purpose="x").clone().blank
