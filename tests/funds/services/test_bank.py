import datetime as dt
import random
from decimal import Decimal

import pytest

from tests.factories import officer
from tests.factories_funds import approved_budget, auditor, bank_line, booked_income
from tests.imports.files import workbook
from tests.imports.steps import check, counts, load
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.common.spreadsheets import UnreadableFile
from union.funds.choices import FundSource, MatchWay
from union.funds.models import BankLine, BankMatch, EntryLine
from union.funds.selectors.bank import open_bank_lines, open_book_lines, reconciliation
from union.funds.services.bank import match_all, match_by_hand, unmatch
from union.funds.services.closing import post_opening
from union.funds.services.posting import Line, post_entry, reverse_entry
from union.imports.services import batches

pytestmark = pytest.mark.django_db
HEAD = ("交易日期", "贷方发生额", "借方发生额", "账户余额", "流水号", "对方户名", "摘要")
DAYS = [dt.date(today().year - 1, 1, 5) + dt.timedelta(days=number) for number in range(40)]


def statement(*rows):
    return workbook(rows, title="账户交易明细", head=HEAD)


def line(day, *, into="", out="", balance="0", number="1", text="转账"):
    return (DAYS[day], into, out, balance, number, "某单位", text)


def booked(amount, day, key):
    """Money into (or, negative, out of) the bank, through cash, on the given day."""
    amount = Decimal(amount)
    money, other = Line("102", debit=amount), Line("101", credit=amount)
    if amount < 0:
        money, other = Line("101", debit=-amount), Line("102", credit=-amount)
    return post_entry(on=DAYS[day], summary="存取", lines=[money, other], key=key, actor=None)


def bank_side(entry):
    return EntryLine.objects.get(entry=entry, account__journal="bank")


def test_a_statement_is_read_either_way_round_and_never_twice():
    rows = [
        line(0, into=100, balance=1100), line(1, out=40, balance=1060), line(1, out=40, balance=1020),
    ]  # fmt: skip
    office = officer()
    batch = load(statement(*reversed(rows)), kind="bank_statement", actor=office)
    assert counts(batch) == (3, 0, 0, 0)
    assert list(BankLine.objects.order_by("position").values_list("amount", "balance")) == [
        (Decimal(100), Decimal(1100)), (Decimal(-40), Decimal(1060)), (Decimal(-40), Decimal(1020)),
    ]  # fmt: skip
    again = load(statement(*rows, line(2, into=1, balance=1021)), kind="bank_statement", actor=office)
    assert counts(again) == (1, 0, 3, 0)
    assert BankLine.objects.count() == 4


def test_bad_rows_are_refused_with_their_reason_and_gaps_are_named():
    batch = check(
        statement(
            line(0, into=100, balance=1100), line(1, into=5, out=5, balance=1100), line(2, balance="多少"),
            line(3, out=10, balance=900),
        ),
        kind="bank_statement", actor=officer(),
    )  # fmt: skip
    assert counts(batch) == (2, 0, 0, 2)
    assert batch.hint_count == 1


def test_lines_are_matched_by_machine_and_the_rest_by_hand():
    book = [booked("500.00", 1, "a"), booked("-60.00", 3, "b"), booked("-40.00", 4, "c")]
    office = officer()
    load(
        statement(
            line(2, into=500, balance=1500), line(5, out=100, balance=1400),
            line(6, into="0.35", balance="1400.35", text="利息"),
        ),
        kind="bank_statement", actor=office,
    )  # fmt: skip
    assert BankMatch.objects.get().way == MatchWay.AMOUNT
    assert match_all(actor=office) == 0
    paid = BankLine.objects.get(amount=-100)
    sides = [bank_side(each).pk for each in book[1:]]
    with pytest.raises(DomainError, match="相差"):
        match_by_hand([paid.pk], sides[:1], actor=office)
    with pytest.raises(NotPermittedError):
        match_by_hand([paid.pk], sides, actor=auditor())
    match = match_by_hand([paid.pk], sides, actor=office)
    with pytest.raises(DomainError, match="已被勾对"):
        match_by_hand([paid.pk], sides, actor=office)
    assert [each.summary for each in open_bank_lines(today())] == ["利息"]
    assert not open_book_lines(today()).exists()
    unmatch(match, actor=office)
    assert open_book_lines(today()).count() == 2


def test_an_imported_statement_is_taken_back_only_when_nothing_is_matched():
    booked("500.00", 1, "a")
    office = officer()
    batch = load(statement(line(2, into=500, balance=1500)), kind="bank_statement", actor=office)
    with pytest.raises(DomainError, match="已与日记账勾对"):
        batches.request_undo(batch.pk, actor=office)
    unmatch(BankMatch.objects.get(), actor=office)
    batches.request_undo(batch.pk, actor=office)
    from tests.imports.steps import run_jobs

    run_jobs()
    assert not BankLine.objects.exists()


def test_a_voucher_and_its_reversal_wait_for_no_bank():
    bank_line("1.00", DAYS[0], balance="1.00")
    wrong = booked("80.00", 1, "wrong")
    reverse_entry(wrong, on=DAYS[2], reason="重复", key="red", actor=None)
    assert match_all(actor=None) == 1
    assert not open_book_lines(today()).exists()


def test_the_statement_of_both_sides_agrees_at_every_day_whatever_happened():
    """Random money on both sides, some of it late, some missing; a payment begun before the statements."""
    chance = random.Random(7)
    approved_budget(DAYS[0].year)
    post_opening(
        on=DAYS[0].replace(day=1), cash=Decimal(100000), bank=Decimal(1000),
        by_source={FundSource.DUES: Decimal(101000)}, actor=officer(),
    )  # fmt: skip
    booked("-77.00", 0, "early")  # the bank pays on the fourth day
    balance = Decimal(1000)
    known = [("-77.00", 3)]
    for number in range(25):
        amount = f"{chance.choice((1, -1)) * chance.randint(1, 400)}.{number:02d}"
        day = chance.randint(1, 30)
        kind = chance.choice(("both", "both", "late", "bank", "book"))
        if kind != "bank":
            booked(amount, day, f"k{number}")
        if kind != "book":
            known.append((amount, day + (chance.randint(1, 6) if kind == "late" else 0)))
    for amount, day in sorted(known, key=lambda each: each[1]):
        balance += Decimal(amount)
        bank_line(amount, DAYS[day], balance=balance)
    match_all(actor=None)
    first = BankLine.objects.order_by("on").first().on
    for day in (each for each in DAYS if each >= first):
        found = reconciliation(day)
        assert found.book_adjusted == found.bank_adjusted, day
        assert found.is_whole
    assert reconciliation(DAYS[-1]).before == 0  # the early payment has come
    assert reconciliation(first - dt.timedelta(days=1)) is None


def test_a_missing_line_is_noticed_by_the_balances():
    bank_line("10.00", DAYS[0], balance="10.00")
    bank_line("10.00", DAYS[2], balance="25.00")
    booked_income("5.00", key="x")
    assert not reconciliation(today()).is_whole


def test_a_sheet_without_its_balance_and_amounts_that_are_no_numbers_are_refused():
    head = ("交易日期", "贷方发生额", "借方发生额")
    bare = workbook([(DAYS[0], 5, "")], title="账户交易明细", head=head)
    with pytest.raises(UnreadableFile, match="没有找到“交易日期”“收入金额”“支出金额”“余额”列"):
        check(bare, kind="bank_statement", actor=officer())
    batch = check(statement(line(0, into="若干", balance=100)), kind="bank_statement", actor=officer())
    assert counts(batch) == (0, 0, 0, 1)


def test_before_the_first_statement_there_is_nothing_to_match():
    booked(5, 1, "a")
    assert match_all(actor=officer()) == 0
