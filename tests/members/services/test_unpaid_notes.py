"""What is said in a case of unpaid dues is sealed, in a table that stays append-only."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from members.models import UnpaidCase, UnpaidStep
from members.rules.dues_records import UnpaidAction
from members.services import dues_papers
from tests.factories import GroupFactory, MemberFactory, officer
from tests.members.services.test_free_text import CANARY, leaks
from union.common.append_only import is_protected
from union.common.dates import today
from union.common.key_rotation import rotate_keys
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db


def test_the_note_is_sealed_rotated_and_still_nobody_changes_it(settings):
    group = GroupFactory()
    member = MemberFactory(group=group, branch=group.branch)
    case = UnpaidCase.objects.create(
        member=member, until=dt.date(2026, 6, 1), months=6, owed=60,
        opened_by=officer(Office.OFFICE_STAFF),
    )  # fmt: skip
    leader = officer(Office.GROUP_LEADER, group=group)
    dues_papers.advance_case(case, UnpaidAction.REMIND, on=today(), note=CANARY, actor=leader)
    assert leaks() == set()
    connection.check_constraints()  # PostgreSQL changes no trigger while checks of this transaction wait

    settings.UNION_FIELD_KEYS = [
        "new1:bmV3LWZpZWxkLWtleS0wMDAwMDAwMDAwMDAwMDAwMDE=",
        *settings.UNION_FIELD_KEYS,
    ]
    assert sum(each.rows for each in rotate_keys() if each.label == "连续未缴办理记录") == 1
    settings.UNION_FIELD_KEYS = settings.UNION_FIELD_KEYS[:1]
    assert UnpaidStep.objects.get().note == CANARY
    assert is_protected(connection, "members_unpaidstep")
    assert not is_protected(connection, "members_member")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        UnpaidStep.objects.update(note="改写")
