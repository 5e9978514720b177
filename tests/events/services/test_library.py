import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from events.ledgers.library import BOOKS, LOANS, NOTES
from events.models import Book, Loan, ReadingItem
from events.registry_library import FIGURES, calendar, loans_due, overdue
from events.rules.library import LoanRule
from events.services import library
from tests.events.services.room_rows import sums
from tests.factories import MemberFactory, UserFactory, officer
from tests.factories_rooms import DAY, make_book
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError
from union.common.registries import Period
from union.ledgers.declare import Period as LedgerPeriod
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
TODAY = today()
YEAR = Period(TODAY.replace(month=1, day=1), TODAY.replace(month=12, day=31))


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


@pytest.fixture
def reader():
    return MemberFactory(user=UserFactory())


def test_a_copy_is_lent_once_and_comes_back(clerk, reader):
    book = make_book("A001", "A002")
    assert library.rule_on(TODAY) == LoanRule(30, 3, 1)
    loan = library.lend(" A001 ", reader, actor=clerk, today=TODAY)
    assert loan.due_on == TODAY + 30 * DAY
    with pytest.raises(DomainError, match="还在借"):
        library.lend("A001", MemberFactory(), actor=clerk, today=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Loan.objects.create(copy=loan.copy, member=reader, lent_on=TODAY, due_on=TODAY)
    (row,) = BOOKS.rows(clerk, LedgerPeriod())
    assert (row.held, row.lent) == (2, 1)
    library.give_back(loan, actor=clerk, today=TODAY)
    library.give_back(loan, actor=clerk, today=TODAY + DAY)
    loan.refresh_from_db()
    assert loan.returned_on == TODAY
    library.lend("A001", MemberFactory(), actor=clerk, today=TODAY)
    with pytest.raises(DomainError, match="没有馆藏号"):
        library.lend("B9", reader, actor=clerk, today=TODAY)
    with pytest.raises(NotPermittedError):
        library.lend("A002", reader, actor=reader.user, today=TODAY)
    assert book.copies.count() == 2


def test_three_books_at_most_none_while_one_is_late_and_one_renewal(clerk, reader):
    make_book(*"1234")
    loans = [library.lend(number, reader, actor=clerk, today=TODAY) for number in "123"]
    with pytest.raises(DomainError, match="最多借 3 册"):
        library.lend("4", reader, actor=clerk, today=TODAY)
    stranger = UserFactory()
    with pytest.raises(NotPermittedError):
        library.renew(loans[0], actor=stranger, today=TODAY)
    again = library.renew(loans[0], actor=reader.user, today=TODAY + 10 * DAY)
    assert (again.due_on, again.renewals) == (TODAY + 40 * DAY, 1)
    with pytest.raises(DomainError, match="最多续借 1 次"):
        library.renew(again, actor=reader.user, today=TODAY + 10 * DAY)
    late = TODAY + 31 * DAY
    with pytest.raises(DomainError, match="逾期，不能续借"):
        library.renew(loans[1], actor=reader.user, today=late)
    library.give_back(loans[2], actor=clerk, today=late)
    with pytest.raises(DomainError, match="1 册图书逾期"):
        library.lend("4", reader, actor=clerk, today=late)


def test_late_books_reach_reader_and_desk(clerk, reader):
    make_book("A1")
    loan = library.lend("A1", reader, actor=clerk, today=TODAY - 40 * DAY)
    (due,) = loans_due(TODAY, TODAY)
    assert (due.on, due.person_id) == (TODAY - 10 * DAY, reader.user_id)
    assert [duty.title for duty in overdue(reader.user, TODAY)] == ["归还或续借：平凡的世界"]
    assert [duty.title for duty in overdue(clerk, TODAY)] == ["1 册图书逾期未还"]
    assert [entry.title for entry in calendar(reader.user, loan.due_on, loan.due_on)] == ["还书：平凡的世界"]
    figure = FIGURES["events.loans"]
    span = Period(TODAY - 50 * DAY, TODAY)
    assert (figure.compute(span), figure.unit, sums(LOANS, figure.rows_url(span))[0]) == (1, "册次", 1)


def test_numbers_belong_to_one_title_and_titles_keep_their_version(clerk, reader):
    values = {"title": "活着", "author": "余华"}
    book = library.save_book(Book(), values, ["C1", "C1", "C2"], version=0, actor=clerk)
    assert book.copies.count() == 2
    with pytest.raises(DomainError, match="C2 已用于"):
        library.save_book(Book(), values, ["C2"], version=0, actor=clerk)
    library.save_book(book, values | {"shelf": "2"}, ["C1", "C3"], version=1, actor=clerk)
    assert book.copies.count() == 3
    with pytest.raises(StaleError):
        library.save_book(book, values, [], version=1, actor=clerk)
    with pytest.raises(NotPermittedError):
        library.save_book(Book(), values, [], version=0, actor=reader.user)


def test_reading_list_essays_and_shares(clerk, reader):
    values = {"title": "论语", "author": "", "year": 2026, "reason": "经典", "book": None}
    item = library.save_reading(ReadingItem(), values, version=0, actor=clerk)
    with pytest.raises(NotPermittedError):
        library.save_reading(ReadingItem(), values, version=0, actor=reader.user)
    note = {"kind": "essay", "title": "学而时习", "text": "心得"}
    library.write_note(item, note, member=reader, actor=reader.user, today=TODAY)
    with pytest.raises(DomainError, match="会员档案"):
        library.write_note(item, note, member=None, actor=clerk, today=TODAY)
    with pytest.raises(NotPermittedError):
        library.write_note(item, note, member=reader, actor=UserFactory(), today=TODAY)
    figure = FIGURES["events.reading_notes"]
    assert (figure.compute(YEAR), sums(NOTES, figure.rows_url(YEAR))[0]) == (1, 1)
    assert figure.compute(Period(dt.date(2020, 1, 1), dt.date(2020, 12, 31))) == 0
