import datetime as dt

import pytest

from tests.factories import MemberFactory, officer
from tests.factories_care import Cast
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.common.registries import Period, figures
from union.organisation.choices import Office
from welfare.duties.checkups import bookings_due, duties
from welfare.models import CheckupEntry
from welfare.services import checkups

pytestmark = pytest.mark.django_db
MONDAY = today() + dt.timedelta(days=7 - today().weekday())
YEAR = Period(today() - dt.timedelta(days=60), today())


@pytest.fixture
def cast():
    return Cast()


def round_of(cast, **values):
    base = {
        "title": "职工体检", "place": "体检中心", "starts_on": today() - dt.timedelta(days=20),
        "ends_on": today() + dt.timedelta(days=20), "book_until": today() + dt.timedelta(days=3),
    }  # fmt: skip
    return checkups.open_round({**base, **values}, actor=cast.office)


def test_a_round_lists_books_and_counts_who_came_and_keeps_nothing_else(cast):
    person = MemberFactory(user=officer(Office.MEMBER), branch=cast.branch)
    cast.people(3)
    row = round_of(cast)
    assert checkups.fill_round(row.pk, {"branches": [cast.branch.pk]}, actor=cast.office) == 4
    assert checkups.fill_round(row.pk, {"branches": [cast.branch.pk]}, actor=cast.office) == 0
    ids = list(row.entries.values_list("pk", flat=True))
    checkups.mark_attended(row.pk, ids[:3], on=today(), actor=cast.office)

    assert figures["welfare.checkup_people"].compute(YEAR) == 3
    assert float(figures["welfare.checkup_rate"].compute(YEAR)) == 75.0
    with pytest.raises(DomainError, match="将来"):
        checkups.mark_attended(row.pk, ids, on=today() + dt.timedelta(days=1), actor=cast.office)
    columns = {field.name for field in CheckupEntry._meta.concrete_fields}
    assert columns == {"id", "round", "member", "branch", "slot", "attended_on"}
    checkups.close_round(row.pk, actor=cast.office)
    with pytest.raises(DomainError, match="已结束"):
        checkups.mark_attended(row.pk, ids, on=today(), actor=cast.office)
    assert person.checkups.count() == 1


def test_half_days_skip_weekends_and_never_hold_more_than_their_places(cast):
    first, second = cast.people(2)
    row = round_of(cast)
    checkups.fill_round(row.pk, {}, actor=cast.office)
    made = checkups.add_slots(
        row.pk, first=MONDAY, last=MONDAY + dt.timedelta(days=6), parts=["am"], capacity=1, actor=cast.office
    )
    assert made == 5
    slot = row.slots.first()
    one, two = row.entries.get(member=first), row.entries.get(member=second)
    checkups.book(one.pk, slot.pk, actor=cast.office)
    checkups.book(one.pk, slot.pk, actor=cast.office)  # the same again changes nothing
    with pytest.raises(DomainError, match="已满"):
        checkups.book(two.pk, slot.pk, actor=cast.office)
    checkups.book(one.pk, None, actor=cast.office)
    assert checkups.book(two.pk, slot.pk, actor=cast.office).slot == slot


def test_everybody_books_his_own_until_the_last_day(cast):
    user = officer(Office.MEMBER)
    mine = MemberFactory(user=user, branch=cast.branch)
    other = cast.people(1)[0]
    row = round_of(cast)
    checkups.fill_round(row.pk, {}, actor=cast.office)
    checkups.add_slots(row.pk, first=MONDAY, last=MONDAY, parts=["am"], capacity=9, actor=cast.office)
    slot = row.slots.get()
    assert [duty.title for duty in duties(user, today())] == ["预约“职工体检”"]
    told = list(bookings_due(today(), row.book_until))
    assert [due.person_id for due in told] == [user.pk]

    checkups.book(row.entries.get(member=mine).pk, slot.pk, actor=user)
    assert not list(duties(user, today()))
    assert not list(bookings_due(today(), row.book_until))
    with pytest.raises(NotPermittedError):
        checkups.book(row.entries.get(member=other).pk, slot.pk, actor=user)
    row.book_until = today() - dt.timedelta(days=1)
    row.save()
    with pytest.raises(DomainError, match="截止"):
        checkups.book(row.entries.get(member=mine).pk, None, actor=user)
    checkups.book(row.entries.get(member=mine).pk, None, actor=cast.office)
