"""No password rests on what colleagues know of a person: ID number, its end, the birthday."""

import datetime as dt

import pytest

from tests.factories import MemberFactory, UserFactory, id_number
from union.accounts.services.passwords import check_new_password
from union.common.errors import DomainError

pytestmark = pytest.mark.django_db
BORN = dt.date(1987, 4, 23)
ID = id_number(BORN, 321)


@pytest.fixture
def user():
    found = UserFactory()
    MemberFactory(user=found, born_on=BORN, id_number=ID)
    return found


@pytest.mark.parametrize("password", [ID, f"a{ID}!", f"Ab{ID[-8:]}!", "19870423ab!", "Xy870423zq"])
def test_password_of_ones_own_number_or_birthday_is_refused(user, password):
    with pytest.raises(DomainError, match="证件号码或生日"):
        check_new_password(password, user)


def test_birthday_inside_a_long_sentence_is_no_matter(user):
    assert check_new_password("mu-ma-19870423-yun-duo-chang-jiang", user) is None
    assert check_new_password("Xy870423-liang-shu-wu", UserFactory()) is None
