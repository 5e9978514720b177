"""The quick search of a ledger: every word counts, wherever it stands, in any order."""

import pytest
from django.db.models import Q

from events.ledgers.activities import SIGNUPS
from events.ledgers.library import BOOKS
from events.models import SignUp
from members.models import Member
from members.selectors import named
from tests.factories import MemberFactory, officer
from tests.factories_events import make_activity
from tests.factories_rooms import make_book
from union.common.registries import ledgers
from union.common.searching import holding
from union.ledgers.declare import Period
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
SEARCHED = [ledger for ledger in ledgers if ledger.search]


def found(text, *finders):
    return set(holding(Member.objects.all(), text, *finders).values_list("name", flat=True))


def test_each_word_is_found_somewhere():
    for name, place in (("王芳", "A 座"), ("王丽敏", "B 座"), ("李芳", "a 座")):
        MemberFactory(name=name, duty=place)
    by = (named(), "duty__icontains")

    assert found("芳 A", *by) == {"王芳", "李芳"}
    assert found(" a  WANG ", *by) == {"王芳"}
    assert found("丽敏", *by) == found("lm", *by) == {"王丽敏"}
    assert found("王 C", *by) == set()
    assert found("  ", *by) == {"王芳", "王丽敏", "李芳"}
    assert found("王芳 丽", lambda word: Q(name__contains=word)) == set()


def test_a_sign_up_is_found_by_who_and_what():
    walk, swim = make_activity(title="登山"), make_activity(title="游泳")
    fang, ming = MemberFactory(name="王芳"), MemberFactory(name="李明")
    for number, (activity, member) in enumerate(((walk, fang), (swim, fang), (walk, ming)), start=1):
        SignUp.objects.create(
            activity=activity, session=activity.session, member=member, state="confirmed", number=number
        )

    for text in ("王芳 登山", "登山 wangfang"):
        (row,) = SIGNUPS.search(SIGNUPS.rows(None, Period()), text, None)
        assert (row.member, row.activity) == (fang, walk)


def test_a_title_found_by_one_copy_still_counts_all():
    make_book("A001", "A002")
    for text in ("A001", "平凡 A001", "平凡"):
        (row,) = BOOKS.search(BOOKS.rows(None, Period()), text, None)
        assert (row.held, row.lent) == (2, 0)


@pytest.mark.parametrize("ledger", SEARCHED, ids=lambda ledger: ledger.key)
def test_whatever_is_typed_gets_an_answer(ledger):
    clerk = officer(Office.OFFICE_STAFF)
    for text in ("王芳 wang", "%_'\"\\ KN1", "9" * 30, "KN" + "9" * 30, "\u0130 ß ｋ"):
        assert list(ledger.search(ledger.rows(clerk, Period(2026)), text, clerk)[:5]) == []
