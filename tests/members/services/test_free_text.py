"""What people write about people is nowhere readable in the database, and readable to those who may."""

import datetime as dt
import importlib
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from members.choices import DuesRequestKind, JoinState, RetainReason, TransferKind
from members.choices import MembershipStatus as S
from members.models import JoinApplication, Member, RetirementProposal
from members.rules.dues_records import RequestAction
from members.rules.joining import JoinAction
from members.rules.transfers import TransferAction
from members.services import corrections, dues_requests, joining, merges, retirement, transfers
from members.services.extra_fields import save_extra_field
from members.services.members import create_member, update_member
from members.services.membership import change_membership
from members.services.self_export import tables_about
from tests.factories import GroupFactory, MemberFactory, UserFactory, id_number, officer
from union.common.dates import today
from union.common.encryption import encrypt_text
from union.common.key_rotation import rotate_keys
from union.common.models import AuditEvent
from union.common.seal_columns import seal, unseal
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
CANARY = "金丝雀因病手术"


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


@pytest.fixture
def member():
    group = GroupFactory()
    return MemberFactory(group=group, branch=group.branch, user=UserFactory(), name="王芳")


def everything_stored():
    """Every text of every table, as somebody reads it who has stolen the database."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                yield from ((table, name, str(value)) for name, value in zip(names, row, strict=True))


def leaks(word=CANARY):
    spelt = word.encode("unicode_escape").decode()  # JSON may write it so
    return {(table, name) for table, name, text in everything_stored() if word in text or spelt in text}


def test_the_looking_glass_sees_what_is_plain(member):
    Member.objects.filter(pk=member.pk).update(interests=CANARY)
    assert leaks() == {("members_member", "interests")}


def test_no_free_text_about_a_person_is_readable_in_the_database(clerk, member):
    care = save_extra_field({"label": "照顾", "kind": "text"}, actor=clerk).key
    values = {"note": f"{CANARY}1", "extra": {care: f"{CANARY}2"}}
    update_member(member, version=member.version, values=values, actor=clerk)
    asked = corrections.request_correction(
        member, "education", new_value="大专", reason=f"{CANARY}3", actor=member.user
    )
    corrections.decide_correction(asked, approve=False, answer=f"{CANARY}4", actor=clerk)
    _apply_and_refuse(clerk, member.group)
    _transfer(clerk, member)
    proposal = RetirementProposal.objects.create(member=member, proposed_on=today(), basis="60 岁")
    retirement.dismiss(proposal, note=f"{CANARY}5", actor=clerk)
    waiver = dues_requests.ask(
        DuesRequestKind.WAIVER, member, first_month=dt.date(2026, 1, 1), last_month=dt.date(2026, 2, 1),
        reason=f"{CANARY}6", actor=clerk,
    )  # fmt: skip
    dues_requests.advance(waiver, RequestAction.REJECT, actor=officer(Office.CHAIR), note=f"{CANARY}7")
    change = change_membership(
        member, S.RETAINED, effective_on=today(), retain_reason=RetainReason.RETIRED, note=f"{CANARY}8",
        document="人事 1 号", actor=clerk,
    )  # fmt: skip
    twin = MemberFactory(name="王芳")
    choices = {each.field: "kept" for each in merges.conflicts_between(member, twin)}
    merges.merge_members(member, twin, choices=choices, reason=f"{CANARY}9", actor=clerk)

    assert leaks() == set()
    fresh = Member.objects.get(pk=member.pk)
    assert (fresh.note, fresh.extra) == (f"{CANARY}1", {care: f"{CANARY}2"})
    change.refresh_from_db()
    assert change.note == f"{CANARY}8"
    told = str([table.rows for table in tables_about(fresh)])
    assert all(f"{CANARY}{number}" in told for number in (1, 2, 3, 4, 5, 6, 7, 8))


def _apply_and_refuse(clerk, group):
    values = {
        "name": "周明",
        "id_number": id_number(dt.date(1995, 5, 5), 3),
        "branch": group.branch,
        "group": group,
    }
    application = joining.apply_online(
        values, statement=f"{CANARY}a", resume=f"{CANARY}b", actor=UserFactory()
    )
    joining.advance(application, JoinAction.REJECT, actor=clerk, note=f"{CANARY}c")
    assert JoinApplication.objects.get(pk=application.pk).state == JoinState.REJECTED


def _transfer(clerk, member):
    target = GroupFactory()
    chair = officer(Office.BRANCH_CHAIR, branch=target.branch)
    row = transfers.start_transfer(
        member, TransferKind.BRANCH, actor=clerk, effective_on=today(), reason=f"{CANARY}d",
        values={"to_branch": target.branch},
    )  # fmt: skip
    transfers.advance(row, TransferAction.REJECT, actor=chair, note=f"{CANARY}e")


def test_history_says_only_that_a_note_has_changed(clerk):
    member = create_member(
        {"staff_no": "1", "name": "王芳", "joined_union_on": dt.date(2020, 1, 1)}, actor=clerk
    )
    update_member(member, version=member.version, values={"note": CANARY}, actor=clerk)
    assert AuditEvent.objects.latest("seq").changes == {"note": None}


def test_a_dict_goes_through_the_rotation_of_keys(settings):
    member = MemberFactory(note=CANARY, extra={"care": "每周"})
    settings.UNION_FIELD_KEYS = [
        "new1:bmV3LWZpZWxkLWtleS0wMDAwMDAwMDAwMDAwMDAwMDE=",
        *settings.UNION_FIELD_KEYS,
    ]
    rotate_keys()
    settings.UNION_FIELD_KEYS = settings.UNION_FIELD_KEYS[:1]
    fresh = Member.objects.get(pk=member.pk)
    assert (fresh.note, fresh.extra) == (CANARY, {"care": "每周"})
    assert Member.objects.get(pk=MemberFactory().pk).extra == {}


def test_what_stood_in_clear_is_sealed_once_and_can_be_opened_again():
    pks = [MemberFactory().pk for _ in range(5)]
    columns = (("members_member", "note", "member.note"), ("members_member", "extra", "member.extra"))
    done = encrypt_text("已经加密", "member.note")
    stored = [(CANARY, '{"care": "每周"}'), (done, "{}"), ("", ""), ("{待补}", "{}"), ("{}", "{}")]

    sealed = []

    def raw():
        with connection.cursor() as cursor:
            cursor.execute("SELECT note, extra FROM members_member ORDER BY id")
            return cursor.fetchall()

    with connection.cursor() as cursor:
        for pk, (note, extra) in zip(pks, stored, strict=True):
            cursor.execute("UPDATE members_member SET note = %s, extra = %s WHERE id = %s", [note, extra, pk])
    for _twice in range(2):
        seal(connection, columns[:1])
        seal(connection, columns[1:], objects=True)
        sealed = sealed or raw()

    assert raw() == sealed
    assert not leaks()
    assert sealed[1:3] == [(done, ""), ("", "")]
    assert Member.objects.get(pk=pks[3]).note == "{待补}"  # what only looks like JSON is text
    assert Member.objects.get(pk=pks[0]).extra == {"care": "每周"}
    unseal(connection, columns[:1])
    unseal(connection, columns[1:], empty="{}")
    assert raw() == [
        (CANARY, '{"care": "每周"}'), ("已经加密", "{}"), ("", "{}"), ("{待补}", "{}"), ("{}", "{}"),
    ]  # fmt: skip


def test_a_note_that_was_taken_as_encrypted_is_sealed_by_the_later_migration():
    later = importlib.import_module("members.migrations.0008_clear_text_sealed")
    taken, sealed = MemberFactory(), MemberFactory(note="已经加密")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_member SET note = %s WHERE id = %s", [f"1:30 {CANARY}", taken.pk])
    connection.check_constraints()
    for _twice in range(2):
        later.seal_rest(apps, SimpleNamespace(connection=connection))
    assert leaks() == set()
    assert [Member.objects.get(pk=each.pk).note for each in (taken, sealed)] == [f"1:30 {CANARY}", "已经加密"]
