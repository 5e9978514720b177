import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.factories import UserFactory
from union.common import audit, audit_heads
from union.common.append_only import release_table
from union.common.choices import AuditAction
from union.common.models import AuditEvent

pytestmark = pytest.mark.django_db
TABLE = "common_auditevent"


@pytest.fixture(autouse=True)
def _heads_in_tmp(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def chain():
    """Six events; the triggers are taken away, as somebody with the database password could."""
    for number in range(6):
        audit.record(AuditAction.UPDATE, UserFactory(), actor=None, changes={"name": [number, number + 1]})
    assert audit.verify() == []
    release_table(connection, TABLE)
    return list(AuditEvent.objects.order_by("seq"))


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_triggers_refuse_every_change():
    from django.db import DatabaseError, transaction

    event = audit.record(AuditAction.LOGIN, None, actor=None)
    for statement in (f"UPDATE {TABLE} SET note = 'x'", f"DELETE FROM {TABLE}"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            sql(statement)
    assert AuditEvent.objects.get(pk=event.pk).note == ""


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("note", "没有这回事"),
        ("action", "delete"),
        ("outcome", "refused"),
        ("object_id", "1"),
        ("ip", "10.0.0.1"),
        ("actor_id", None),
        ("at", "2020-01-01 00:00:00+00:00"),
        ("changes", '{"name": [0, 9]}'),
        ("hash", "0" * 64),
    ],
)
def test_an_edit_is_found(chain, column, value):
    UserFactory()
    if column == "actor_id":
        value = UserFactory().pk
    sql(f"UPDATE {TABLE} SET {column} = %s WHERE seq = %s", value, chain[2].seq)
    assert any(f"第 {chain[2].seq} 条" in fault for fault in audit.verify())


def test_a_deletion_is_found(chain):
    sql(f"DELETE FROM {TABLE} WHERE seq = %s", chain[3].seq)
    assert any("缺失" in fault for fault in audit.verify())


def test_an_insertion_is_found(chain):
    copied = [f.column for f in AuditEvent._meta.concrete_fields if f.column != "seq"]
    names = ", ".join(f'"{name}"' for name in copied)
    sql(f"UPDATE {TABLE} SET seq = seq + 1000 WHERE seq > %s", chain[2].seq)
    sql(f"UPDATE {TABLE} SET seq = seq - 999 WHERE seq > %s", chain[2].seq + 1000)
    sql(
        f"INSERT INTO {TABLE} (seq, {names}) SELECT %s, {names} FROM {TABLE} WHERE seq = %s",
        chain[2].seq + 1, chain[0].seq,
    )  # fmt: skip
    assert any("不衔接" in fault or "改动" in fault for fault in audit.verify())


def test_a_reordering_is_found(chain):
    first, second = chain[1].seq, chain[2].seq
    for old, new in ((first, 9999), (second, first), (9999, second)):
        sql(f"UPDATE {TABLE} SET seq = %s WHERE seq = %s", new, old)
    assert any(f"第 {first} 条" in fault for fault in audit.verify())


def test_a_cut_tail_is_found_by_the_head_row(chain):
    sql(f"DELETE FROM {TABLE} WHERE seq > %s", chain[3].seq)
    assert any("截断" in fault for fault in audit.verify())


def test_a_cut_tail_with_a_forged_head_row_is_found_by_the_exported_head(chain):
    path = audit_heads.export_head()
    sql(f"DELETE FROM {TABLE} WHERE seq > %s", chain[3].seq)
    sql("UPDATE common_audithead SET seq = %s, hash = %s", chain[3].seq, chain[3].hash)

    assert audit.verify() == []
    assert any("截断" in fault for fault in audit_heads.verify_against_latest())
    with pytest.raises(CommandError, match="日志不完整"):
        call_command("verify_audit", "--head", str(path))


def test_a_sound_trail_verifies_by_command(capsys, tmp_path):
    audit.record(AuditAction.LOGIN, None, actor=None)
    target = tmp_path / "out" / "head.json"
    call_command("export_audit_head", "--out", str(target))
    call_command("verify_audit", "--head", str(target))
    assert "日志完整" in capsys.readouterr().out
    assert json.loads(target.read_text())["seq"] == AuditEvent.objects.count()


def test_no_head_and_broken_heads(tmp_path):
    assert audit_heads.latest_heads() == []
    broken = audit_heads.heads_folder() / "2026-01-01.json"
    broken.parent.mkdir(parents=True)
    broken.write_text("{}")
    assert audit_heads.latest_heads() == []
    with pytest.raises(CommandError):
        call_command("verify_audit", "--head", str(broken))


def test_a_refused_action_leaves_no_event_behind():
    from django.db import transaction

    before = AuditEvent.objects.count()
    with transaction.atomic():
        audit.record(AuditAction.LOGIN, None, actor=None)
        transaction.set_rollback(True)
    assert AuditEvent.objects.count() == before
    audit.record(AuditAction.LOGIN, None, actor=None)
    assert audit.verify() == []
