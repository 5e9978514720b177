import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories import officer
from tests.factories_funds import approved_budget, booked_expense, booked_income, chair
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.common.registries import EntrySource, entry_sources
from union.funds.choices import EntryKind
from union.funds.models import Entry, EntryLine, MonthClose
from union.funds.selectors import booked_amount, booked_amounts, booked_exists, entries_of, is_booked
from union.funds.selectors.sources import booked_sum, voucher_number
from union.funds.services.posting import Line, Source, post_entry, reverse_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(monkeypatch):
    monkeypatch.setitem(
        entry_sources._entries, "tests.thing", EntrySource("东西", lambda user, pk: None, lambda thing: "")
    )
    return Source("tests.thing", 17)


def test_a_voucher_is_balanced_numbered_and_dated():
    first = booked_income("100.00")
    second = booked_income("2.50", key="second")

    assert (first.number, second.number, first.year) == (1, 2, today().year)
    assert [(str(line.debit), str(line.credit)) for line in second.lines.all()] == [
        ("2.50", "0.00"),
        ("0.00", "2.50"),
    ]
    assert first.amount == Decimal("100.00")


def test_the_same_key_books_once():
    assert booked_income(key="one") == booked_income("999.00", key="one")
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([Line("101", debit=Decimal(5)), Line("401", credit=Decimal(4), fund_source="dues")], "借贷不平"),
        ([Line("101", debit=Decimal(5))], "2 至 200 行"),
        ([Line("101", debit=Decimal(5), credit=Decimal(5)), Line("102", credit=Decimal(5))], "只能填一项"),
        ([Line("101", debit=Decimal(-5)), Line("102", credit=Decimal(-5))], "大于 0"),
        ([Line("101", debit=Decimal("0.005")), Line("102", credit=Decimal("0.005"))], "两位小数"),
        ([Line("101", debit=Decimal(5)), Line("999", credit=Decimal(5))], "没有科目 999"),
        ([Line("101", debit=Decimal(5)), Line("401", credit=Decimal(5))], "请选择经费来源"),
        ([Line("101", debit=Decimal(5)), Line("401", credit=Decimal(5), fund_source="x")], "没有“x”"),
        (
            [Line("101", debit=Decimal(5), fund_source="dues"), Line("102", credit=Decimal(5))],
            "不分经费来源",
        ),
    ],
)
def test_what_is_no_voucher_is_refused(lines, words):
    with pytest.raises(DomainError, match=words):
        post_entry(on=today(), summary="试", lines=lines, key="bad", actor=None)
    assert not Entry.objects.exists()


def test_head_is_checked():
    with pytest.raises(DomainError, match="摘要"):
        post_entry(
            on=today(), summary=" ", key="k", actor=None, lines=[Line("101", debit=1), Line("102", credit=1)]
        )
    with pytest.raises(DomainError, match="还没有到"):
        booked_income(on=today() + dt.timedelta(days=1))
    with pytest.raises(ValueError, match="key"):
        booked_income(key="")
    with pytest.raises(ValueError, match="entry_sources"):
        booked_income(source=Source("nobody.knows", 1))
    with pytest.raises(TypeError, match="float"):
        Line("101", debit=0.1)


def test_nothing_is_spent_without_or_above_the_budget():
    with pytest.raises(DomainError, match="预算没有“送温暖费”"):
        booked_expense()
    approved_budget(condolence=Decimal("100.00"))
    booked_expense("99.99", key="a")
    with pytest.raises(DomainError, match=r"还可用 0\.01 元，本次 0\.02 元"):
        booked_expense("0.02", key="b")
    booked_expense("0.01", key="c")


def test_override_needs_right_and_reason():
    with pytest.raises(NotPermittedError, match="没有超预算放行的权限"):
        booked_expense(actor=officer(), override_reason="急")
    entry = booked_expense(actor=chair(), override_reason="职工突发重病，会后补调整")
    assert entry.override_reason == "职工突发重病，会后补调整"
    approved_budget()
    assert booked_expense(key="within", actor=chair(), override_reason="不需要").override_reason == ""


def test_a_reversal_is_red_and_frees_budget_and_source(source):
    approved_budget(condolence=Decimal("50.00"))
    entry = booked_expense("50.00", source=source)
    assert is_booked(source)
    assert booked_amount(source) == Decimal("50.00")

    red = reverse_entry(entry, on=today(), reason="录错人", key="red", actor=None)

    assert (red.kind, red.amount, red.reverses, red.number) == (
        EntryKind.REVERSAL,
        Decimal("-50.00"),
        entry,
        2,
    )
    assert [str(line.debit) for line in red.lines.all()] == ["-50.00", "0.00"]
    assert not is_booked(source)
    assert booked_amount(source) == 0
    assert list(entries_of(source)) == [entry, red]
    assert reverse_entry(entry, on=today(), reason="录错人", key="red", actor=None) == red
    booked_expense("50.00", key="again", source=source)
    assert booked_amounts("tests.thing", [17, 18]) == {17: Decimal("50.00")}


def test_the_rest_of_what_was_reversed_is_no_new_spending(source):
    budget = approved_budget(condolence=Decimal("50.00"))
    entry = booked_expense("50.00", source=source)
    budget.lines.all().delete()
    clerk = officer()
    with pytest.raises(DomainError, match="预算没有"):  # nothing was reversed
        booked_expense("1.00", key="early", source=source, replaces=entry)
    reverse_entry(entry, on=today(), reason="退汇", key="red", actor=clerk)
    for more in (
        {"amount": "50.01"}, {"purpose": "hardship"}, {"source": None}, {"replaces": None},
        {"source": Source("tests.thing", 18)},
    ):  # fmt: skip
        with pytest.raises(DomainError, match="预算没有"):
            booked_expense(
                **{"amount": "1.00", "key": "more", "source": source, "replaces": entry, **more}, actor=clerk
            )
    rest = booked_expense("49.00", key="rest", source=source, replaces=entry, actor=clerk)
    assert (rest.amount, rest.created_by, rest.override_reason) == (49, clerk, "")
    with pytest.raises(DomainError, match="预算没有"):  # one reversal lets one voucher pass
        booked_expense("1.00", key="second", source=source, replaces=entry)


def test_what_cannot_be_reversed(source):
    entry = booked_income()
    with pytest.raises(DomainError, match="原因"):
        reverse_entry(entry, on=today(), reason=" ", key="r", actor=None)
    with pytest.raises(DomainError, match="早于原凭证"):
        reverse_entry(entry, on=today() - dt.timedelta(days=1), reason="错", key="r", actor=None)
    red = reverse_entry(entry, on=today(), reason="错", key="r", actor=None)
    with pytest.raises(DomainError, match="已冲销"):
        reverse_entry(entry, on=today(), reason="错", key="r2", actor=None)
    with pytest.raises(DomainError, match="不能再冲销"):
        reverse_entry(red, on=today(), reason="错", key="r3", actor=None)


def test_annotations_for_ledgers(source):
    entry = booked_income(source=source)
    # the cash book's own rows stand in for another app's: their source_pk is the key of the record
    row = Entry.objects.annotate(
        total=booked_sum("tests.thing", "source_pk"),
        booked=booked_exists("tests.thing", "source_pk"),
        voucher=voucher_number("tests.thing", "source_pk"),
    ).get(pk=entry.pk)
    assert (row.total, row.booked, row.voucher) == (Decimal("100.00"), True, entry.number)


def test_a_closed_month_takes_nothing():
    day = today().replace(day=1) - dt.timedelta(days=1)
    booked_income(on=day)
    MonthClose.objects.create(
        month=day.replace(day=1), entry_count=1, turnover=0, cash_balance=0, bank_balance=0, closed_by=chair()
    )
    with pytest.raises(DomainError, match="已结账"):
        booked_income(on=day, key="late")
    assert booked_income(on=day) == Entry.objects.get()


@pytest.mark.parametrize("model", [Entry, EntryLine])
def test_the_database_refuses_changes(model):
    booked_income()
    name = model._meta.db_table
    for statement in (f"UPDATE {name} SET id = id", f"DELETE FROM {name}"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
