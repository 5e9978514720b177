"""A query compiled once answers as the query set does, on either engine."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories import BranchFactory, MemberFactory, officer
from union.accounts.models import User
from union.common.prepared import Prepared
from union.organisation.choices import Office
from union.organisation.models import Appointment, Branch

pytestmark = pytest.mark.django_db
DAY, LATER = dt.date(1801, 1, 1), dt.datetime(1801, 1, 2, tzinfo=dt.UTC)


def held(user_id, day):
    found = Appointment.objects.filter(user_id=user_id).held_on(day)
    return found.select_related("branch", "group", "department")


def test_rows_with_related_objects_and_days(django_assert_num_queries):
    asked = Prepared(held, -701, DAY)
    chair, other = officer(Office.BRANCH_CHAIR, branch=BranchFactory(name="内科支会")), officer(Office.CHAIR)
    for user in (chair, other, chair):
        with django_assert_num_queries(1):
            (row,) = asked.rows(user.pk, timezone.localdate())
            assert row.branch is None or row.branch.name == "内科支会"
        assert [row] == list(held(user.pk, timezone.localdate()))
        assert (row.starts_on, row.office) == (
            user.appointments.get().starts_on,
            user.appointments.get().office,
        )
    assert asked.rows(chair.pk, dt.date(1900, 1, 1)) == []


def test_encrypted_columns_moments_and_plain_values():
    member = MemberFactory(phone="13900000000")
    people = Prepared(lambda pk, no: type(member).objects.filter(pk=pk, staff_no=no), -701, "sample")
    assert people.rows(member.pk, member.staff_no)[0].phone == "13900000000"
    assert people.rows(member.pk, "'; --") == []
    users = Prepared(lambda moment: User.objects.filter(created_at__lt=moment), LATER)
    user = officer(Office.CHAIR)
    assert user in users.rows(timezone.now() + dt.timedelta(minutes=1))
    assert user not in users.rows(user.created_at - dt.timedelta(minutes=1))
    names = Prepared(lambda: Branch.objects.order_by("name").values_list("name", flat=True))
    assert names.rows() == list(Branch.objects.order_by("name").values_list("name", flat=True))


def test_a_query_that_hides_a_value_is_refused():
    with pytest.raises(ValueError, match="as it is"):
        Prepared(lambda pk: User.objects.filter(pk=pk + 1), -701).rows(1)
    with pytest.raises(ValueError, match="as it is"):
        Prepared(lambda pk, word: User.objects.filter(pk=pk, username__icontains=word), -701, "x").rows(
            1, "y"
        )


def test_none_is_refused_because_sql_compares_it_otherwise():
    asked = Prepared(lambda pk, no: User.objects.filter(pk=pk, username=no), -701, "sample")
    with pytest.raises(ValueError, match="None"):
        asked.rows(None, "x")
    with pytest.raises(ValueError, match="None"):
        asked.rows(1, None)


def test_what_one_thread_compiled_another_asks_by_its_own_connection():
    asked, user = Prepared(lambda pk: User.objects.filter(pk=pk), -701), officer()
    assert asked.rows(user.pk) == [user]

    def ask():
        try:
            return asked.rows(-1)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as other:
        assert other.submit(ask).result() == []


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite keeps the plans of all statements")
def test_the_server_plans_a_question_once_per_connection():
    asked, user = Prepared(lambda pk, no: User.objects.filter(pk=pk, username=no), -701, "sample"), officer()
    for name in (user.username, "'; --", user.username):
        assert asked.rows(user.pk, name) == ([user] if name == user.username else [])
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        (kept,) = {text for (text,) in cursor.fetchall() if "$2" in text and '"username" = ' in text}
    assert "--" not in kept
