"""A month of dues: what is due, the payroll file, differences, corrections; always equal to the cash book."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, transaction

from members.choices import DuesDecision as Decision
from members.duties_dues import arrears
from members.models import (
    DuesBase,
    DuesBooking,
    DuesDifference,
    DuesEntry,
    DuesMonth,
    DuesPayroll,
    DuesRequest,
    MembershipChange,
)
from members.reminder_dues import arrears_due
from members.selectors.dues import owed_of
from members.selectors.dues_reports import payroll_summary
from members.services import dues_differences, dues_months
from members.services.dues_booking import rule_on
from tests.factories import BranchFactory, officer
from tests.factories_dues import (
    FEB,
    JAN,
    MAR,
    books_agree,
    load_payroll,
    money,
    payer,
    payroll_file,
    row,
)
from tests.faulty_database import assert_all_or_nothing
from tests.imports.files import workbook
from tests.imports.steps import check
from tests.members.services.test_free_text import CANARY, leaks
from union.common.dates import add_months, today
from union.common.errors import DomainError, NotPermittedError
from union.common.models import RuleSet
from union.common.registries import ledgers
from union.common.spreadsheets import UnreadableFile
from union.funds.models import Entry
from union.imports.declare import kinds
from union.imports.services import batches, running
from union.ledgers.declare import Period as LedgerPeriod
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


def due_of(member, month=JAN):
    return money(DuesEntry.objects.filter(kind="due")).get((member.pk, month, "due"), Decimal(0))


def decide(member_or_none, decision, clerk, **values):
    row = DuesDifference.objects.filter(member=member_or_none).latest("pk")
    return dues_differences.decide_difference(
        row, decision, note=values.pop("note", "核实"), actor=clerk, **values
    )


@pytest.mark.parametrize("unit", [10, 100, 0])
def test_the_set_computes_what_the_rule_says(unit, clerk):
    values = {
        "per_mille": 5,
        "base_unit": unit,
        "fee_to": "分" if unit else "元",
        "paying_states": ["active"],
    }
    RuleSet.objects.filter(kind="dues").update(values=values)
    bases = ["0.00", "9.99", "10.00", "2499.99", "2500.00", "3333.33", "4567.00", "99999.99"]
    members = {base: payer(base) for base in bases}
    dues_months.compute_month(JAN, actor=clerk)
    rule = rule_on(JAN)
    assert {base: due_of(member) for base, member in members.items()} == {
        b: rule.fee(Decimal(b)) for b in bases
    }


def test_who_owes_a_month(clerk):
    entering = payer(since=dt.date(2026, 1, 31))
    not_yet = payer(since=dt.date(2026, 2, 1))
    leaving = payer(until=dt.date(2026, 1, 2))
    gone = payer(until=dt.date(2026, 1, 1))
    waived, asked = payer(), payer()
    for member, state in ((waived, "approved"), (asked, "asked")):
        DuesRequest.objects.create(
            kind="waiver", member=member, first_month=JAN, last_month=JAN, reason="困难", state=state,
            requested_by=clerk,
        )  # fmt: skip
    without_base = payer()
    DuesBase.objects.filter(member=without_base).delete()
    back_again = payer(until=dt.date(2025, 6, 1))
    wrong = MembershipChange.objects.filter(member=back_again).latest("pk")
    MembershipChange.objects.create(
        member=back_again,
        from_status="active",
        to_status="active",
        effective_on=dt.date(2020, 1, 1),
        corrects=wrong,
    )
    dues_months.compute_month(JAN, actor=clerk)
    owing = set(DuesEntry.objects.values_list("member_id", flat=True))
    assert owing == {member.pk for member in (entering, leaving, asked, back_again)}
    assert not {not_yet.pk, gone.pk} & owing


def test_surplus_is_reversed_missing_is_added_nothing_is_edited(clerk):
    member, other = payer(), payer()
    dues_months.compute_month(JAN, actor=clerk)
    assert dues_months.compute_month(JAN, actor=clerk).nothing
    assert DuesBooking.objects.count() == 1  # what books nothing leaves nothing
    before = list(DuesEntry.objects.order_by("pk").values())
    DuesBase.objects.filter(member=member).update(amount="5000.00")
    DuesBase.objects.filter(member=other).delete()
    done = dues_months.compute_month(JAN, actor=clerk)
    assert (done.reversed, done.added) == (2, 1)
    assert (due_of(member), due_of(other)) == (Decimal("25.00"), Decimal(0))
    assert list(DuesEntry.objects.order_by("pk").values())[: len(before)] == before
    with pytest.raises(DatabaseError), transaction.atomic():
        DuesEntry.objects.update(amount=0)


def test_a_payroll_file_ends_every_row_and_repeats_without_effect(clerk):
    branch = BranchFactory()
    fine, zero, over = payer(branch=branch), payer(), payer()
    missing, retired = payer(), payer(until=dt.date(2025, 1, 1))
    rows = [
        row(fine), row(zero, paid="0", 备注="停薪"), row(over, paid="25.00"), row(retired, "10", "10"),
        row(fine, "12.5", "12.5", 工号="99999"), row(fine, "10", "10", 姓名="名不符"),
    ]  # fmt: skip
    batch = load_payroll(rows)
    found = payroll_summary(JAN)
    assert {k: found[k] for k in ("rows", "matched", "unmatched", "due", "paid", "expected_due")} == {
        "rows": 6, "matched": 4, "unmatched": 2, "due": "78.40", "paid": "57.80", "expected_due": "91.20",
    }  # fmt: skip
    assert [error["row"] for error in found["errors"]] == [7, 8]
    kinds = dict(DuesDifference.objects.exclude(kind="unmatched").values_list("member_id", "kind"))
    assert kinds == {zero.pk: "zero", over.pk: "over", missing.pk: "missing", retired.pk: "not_due"}
    assert DuesPayroll.objects.get().totals_agree
    assert books_agree()
    assert Entry.objects.count() == 1
    entries = DuesEntry.objects.count()
    load_payroll(rows)
    assert (DuesEntry.objects.count(), DuesPayroll.objects.count()) == (entries, 1)
    assert payroll_summary(JAN) == found
    assert batch.options["month"] == "2026-01"


def test_what_a_payroll_file_remarks_about_a_person_is_sealed(clerk):
    ill = payer()
    load_payroll([row(ill, paid="0", 备注=CANARY)])
    assert leaks() == set()
    assert DuesDifference.objects.get().row.remark == CANARY


def test_a_corrected_file_books_the_difference_and_says_when_its_total_is_wrong(clerk):
    first, second = payer(), payer()
    load_payroll([row(first), row(second, paid="0")])
    load_payroll([row(first, paid="20.00"), row(second)], total=(45.6, 99.0))
    assert money(DuesEntry.objects.filter(kind="paid")) == {
        (first.pk, JAN, "paid"): Decimal("20.00"), (second.pk, JAN, "paid"): Decimal("22.80"),
    }  # fmt: skip
    assert DuesPayroll.objects.get(is_current=True).totals_agree is False
    assert list(DuesDifference.objects.values_list("member_id", "kind")) == [(first.pk, "short")]
    assert books_agree()
    decide(first, Decision.ARREARS, clerk)
    with pytest.raises(DomainError, match="合计行"):
        dues_months.close_month(JAN, note="", actor=clerk)
    dues_months.close_month(JAN, note="财务合计行手误，已核实", actor=clerk)


@pytest.mark.parametrize(
    ("title_month", "month", "says"),
    [(FEB, "2026-01", "不一致"), (JAN, "2099-01", "不对"), (JAN, "一月", "看不懂")],
)
def test_a_month_that_does_not_fit_is_refused(title_month, month, says):
    with pytest.raises(UnreadableFile, match=says):
        check(payroll_file([row(payer())], month=title_month), kind="payroll", month=month)


def test_decisions_are_booked_in_the_next_month_and_a_closed_month_stays(clerk):
    over, retired, zero, owner = payer(), payer(until=dt.date(2025, 1, 1)), payer(), payer()
    load_payroll(
        [row(over, paid="25.00"), row(retired, "10", "10"), row(zero, paid="0"), row(owner),
         row(owner, "7", "7", 姓名="名不符")]
    )  # fmt: skip
    with pytest.raises(DomainError, match="4 项差异没有处理"):
        dues_months.close_month(JAN, note="", actor=clerk)
    decide(over, Decision.REFUND, clerk)
    decide(retired, Decision.REFUND, clerk)
    decide(None, Decision.ASSIGN, clerk, assigned_to=zero)
    assert dues_differences.decide_many(
        JAN, DuesDifference.objects.values_list("pk", flat=True), Decision.ARREARS, note="", actor=clerk
    ) == 1  # fmt: skip
    dues_months.close_month(JAN, note="", actor=clerk)
    january = money(DuesEntry.objects.filter(booked_in=JAN))
    with pytest.raises(DomainError, match="已结账"):
        dues_months.compute_month(JAN, actor=clerk)
    with pytest.raises(DomainError, match="已结账"):
        decide(zero, Decision.NEXT_PAYROLL, clerk)
    load_payroll([row(over), row(zero), row(owner)], month=FEB)
    assert money(DuesEntry.objects.filter(booked_in=JAN)) == january
    later = money(DuesEntry.objects.filter(booked_in=FEB, month=JAN, kind="paid"))
    assert later == {
        (over.pk, JAN, "paid"): Decimal("-2.20"), (retired.pk, JAN, "paid"): Decimal("-10.00"),
        (zero.pk, JAN, "paid"): Decimal("7.00"),
    }  # fmt: skip
    assert DuesEntry.objects.get(member=retired, booked_in=FEB).reverses.member == retired
    dues_months.compute_month(FEB, actor=clerk)
    assert money(DuesEntry.objects.filter(booked_in=FEB, month=JAN, kind="paid")) == later  # once only
    assert books_agree()
    DuesMonth.objects.update(state="open")
    with pytest.raises(DomainError, match="更正已记入"):
        load_payroll([row(over)])
    with pytest.raises(DomainError, match="更正已经入账，不能再改动"):
        decide(over, Decision.NEXT_PAYROLL, clerk)
    january_file = DuesPayroll.objects.get(month=JAN, is_current=True).batch
    assert kinds["payroll"].undo_obstacles(january_file) == ["差异的更正已记入以后月份"]


def test_what_comes_late_about_a_closed_month_is_booked_in_a_later_one(clerk):
    member = payer()
    dues_months.compute_month(JAN, actor=clerk)
    dues_months.close_month(JAN, note="本月不代扣", actor=clerk)
    dues_months.compute_month(FEB, actor=clerk)
    DuesBase.objects.filter(member=member).update(amount="5000.00")
    assert dues_months.recheck_closed(FEB, actor=clerk).added == 1
    late = DuesEntry.objects.filter(month=JAN, booked_in=FEB).order_by("pk").values_list("amount", flat=True)
    assert list(late) == [Decimal("-22.80"), Decimal("25.00")]
    assert dues_months.recheck_closed(FEB, actor=clerk).nothing
    DuesMonth.objects.filter(month=JAN).update(state="open")
    with pytest.raises(DomainError, match="1月还没有结账"):
        dues_months.close_month(FEB, note="x", actor=clerk)


def test_a_file_is_undone_by_reversal_until_its_month_is_closed(clerk):
    member = payer()
    batch = load_payroll([row(member)], actor=clerk)
    batches.undo(batch.pk, actor=clerk)
    assert money(DuesEntry.objects.filter(kind="paid")) == {(member.pk, JAN, "paid"): Decimal(0)}
    assert not DuesDifference.objects.exists()
    assert books_agree()
    assert kinds["payroll"].undo_obstacles(batch) == []  # taken back: nothing stands in the way, or is left
    kinds["payroll"].undo(batch, clerk)
    again = load_payroll([row(member)], actor=clerk)
    dues_months.close_month(JAN, note="", actor=clerk)
    with pytest.raises(DomainError, match="已结账"):
        batches.undo(again.pk, actor=clerk)


def test_rights_and_own_differences(clerk):
    own = payer(user=clerk)
    chair = officer(Office.CHAIR)
    load_payroll([row(own, paid="0")])
    with pytest.raises(NotPermittedError, match="本人"):
        decide(own, Decision.ARREARS, clerk)
    for act in (
        lambda: dues_months.compute_month(JAN, actor=chair),
        lambda: dues_months.close_month(JAN, note="", actor=chair),
        lambda: decide(own, Decision.ARREARS, chair),
    ):
        with pytest.raises(NotPermittedError):
            act()
    RuleSet.objects.filter(kind="dues").delete()
    with pytest.raises(DomainError, match="没有生效的会费规则"):
        dues_months.compute_month(MAR, actor=clerk)


def test_merged_members_keep_their_dues_once(clerk):
    branch, other = BranchFactory(), BranchFactory()
    kept, removed = payer(branch=branch), payer(branch=other)
    load_payroll([row(kept), row(removed)])
    from members.services.dues_merge import HANDLERS

    HANDLERS["members.DuesEntry.member"].move(kept, removed, clerk)
    assert (due_of(kept), due_of(removed)) == (Decimal("22.80"), Decimal(0))
    paid = money(DuesEntry.objects.filter(kind="paid"))
    assert paid == {(kept.pk, JAN, "paid"): Decimal("45.60"), (removed.pk, JAN, "paid"): Decimal(0)}
    assert books_agree()


def test_the_import_is_all_or_nothing(clerk):
    member, other = payer(), payer()
    batch = check(payroll_file([row(member), row(other, paid="0")]), kind="payroll")

    def state():
        tables = (DuesEntry, DuesBooking, DuesPayroll, DuesDifference, DuesMonth, Entry)
        return [table.objects.count() for table in tables]

    def act():
        with transaction.atomic():
            running.apply_now(batch.pk, actor=clerk)

    assert assert_all_or_nothing(act, state) > 20
    assert books_agree()


def test_a_file_without_its_columns_or_month_is_refused_and_one_without_total_is_taken(clerk):
    member = payer()
    line = row(member)
    bare = {key: line[key] for key in ("工号", "姓名", "应扣会费")}
    with pytest.raises(UnreadableFile, match="没有找到“工号”和“实扣会费”两列"):
        check(workbook([bare], title="会费（2026年1月）", head=tuple(bare)), kind="payroll", month="2026-01")
    with pytest.raises(UnreadableFile, match="文件标题里没有月份，请在上传时填写月份"):
        check(workbook([line], title="会费代扣", head=tuple(line)), kind="payroll")
    batch = check(workbook([line], title="会费代扣", head=tuple(line)), kind="payroll", month="2026-01")
    assert (batch.new_count, batch.reading["stated_paid"]) == (1, "")
    words = check(payroll_file([line], total=("见附表", "见附表")), kind="payroll", month="2026-01")
    assert words.reading["stated_paid"] == ""


def test_nothing_is_corrected_in_a_month_to_come(clerk):
    dues_months.compute_month(JAN, actor=clerk)
    ahead = DuesMonth(month=dt.date(2099, 1, 1))
    assert dues_differences.book_corrections(ahead, actor=clerk) == 0


def test_what_is_owed_does_not_lapse_with_the_year():
    day = dt.date(today().year + 1, 2, 15)
    branch = BranchFactory()
    chair, member = officer(Office.BRANCH_CHAIR, branch=branch), payer(branch=branch)
    load_payroll([row(member)])
    load_payroll([row(member, paid="5.00")], month=FEB)
    with time_machine.travel(dt.datetime(day.year, day.month, day.day, 4, tzinfo=dt.UTC), tick=False):
        (duty,) = arrears(chair, day)
        assert [due.branch_id for due in arrears_due(day, day)] == [branch.pk]
        ledger = ledgers["dues_arrears"]
        (found,) = ledger.rows(chair, LedgerPeriod(options={"to": f"{add_months(day, -1):%Y-%m}"}))
    assert "from=2026-01" in duty.url
    assert (found.since, found.owed) == (FEB, owed_of(member, day))
