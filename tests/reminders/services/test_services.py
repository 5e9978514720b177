import pytest

from tests.factories import UserFactory
from union.reminders.models import Notice
from union.reminders.services import mark_read, remind, remind_many

pytestmark = pytest.mark.django_db


def test_the_same_key_is_told_once():
    user = UserFactory()

    assert remind(user, title="申请已批准", key="join:1") is True
    assert remind(user, title="申请已批准", key="join:1") is False
    assert Notice.objects.filter(user=user).count() == 1


def test_a_person_without_a_login_is_told_nothing():
    assert remind(None, title="申请已批准", key="join:1") is False
    assert not Notice.objects.exists()


def test_many_are_told_with_the_same_number_of_queries(django_assert_num_queries):
    few, many = UserFactory.create_batch(2), UserFactory.create_batch(30)

    with django_assert_num_queries(2):
        assert remind_many(few, title="开会", key="m:1") == 2
    with django_assert_num_queries(2):
        assert remind_many([*many, *few, many[0]], title="开会", key="m:1") == 30


def test_reading_touches_own_notices_only():
    mine, other = UserFactory(), UserFactory()
    remind_many([mine, other], title="开会", key="m:1")
    theirs = Notice.objects.get(user=other)

    assert mark_read(mine, [theirs.pk]) == 0
    assert mark_read(mine) == 1
    assert mark_read(mine) == 0
    theirs.refresh_from_db()
    assert theirs.read_at is None
