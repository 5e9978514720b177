import pytest

from members.choices import MembershipStatus
from members.permissions import is_member
from tests.factories import MemberFactory, UserFactory
from union.accounts.backends import AccountBackend
from union.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("status", "expected"),
    [(MembershipStatus.ACTIVE, True), (MembershipStatus.WITHDRAWN, False)],
)
def test_the_user_of_a_session_knows_whether_he_is_a_member(status, expected, django_assert_num_queries):
    account = UserFactory()
    MemberFactory(user=account, membership_status=status)
    with django_assert_num_queries(1):
        assert is_member(AccountBackend().get_user(account.pk)) is expected
    assert is_member(User.objects.get(pk=account.pk)) is expected


def test_an_account_without_a_record_is_no_member():
    assert not is_member(AccountBackend().get_user(UserFactory().pk))
