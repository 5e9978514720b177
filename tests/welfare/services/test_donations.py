import datetime as dt
from decimal import Decimal

import pytest

from tests.factories import MemberFactory, officer
from tests.factories_care import Cast
from tests.factories_funds import approved_budget
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.common.registries import Period, entry_sources, figures
from union.funds.models import Entry, EntryLine
from union.funds.selectors import booked_amount
from union.funds.services.posting import Source
from union.organisation.choices import Office
from welfare.choices.donations import DriveAction, UseAction
from welfare.models import Donation
from welfare.rules.donations import read_lines
from welfare.selectors.donations import donations_in_scope, money_of
from welfare.services import donations

pytestmark = pytest.mark.django_db
PERIOD = Period(today() - dt.timedelta(days=30), today())


@pytest.fixture
def cast():
    return Cast()


def drive_of(cast):
    values = {
        "title": "一日捐", "kind": "one_day", "purpose": "帮助困难职工", "starts_on": today(),
        "ends_on": today(),
    }  # fmt: skip
    return donations.open_drive(values, actor=cast.office)


def give(cast, drive, text, branch=None):
    return donations.add_donations(drive.pk, text, branch=branch, given_on=today(), actor=cast.office)


@pytest.mark.parametrize(
    ("text", "lines", "faults"),
    [
        ("10001 50\n\n王芳，100元，匿名", [("10001", 50, False), ("王芳", 100, True)], 0),
        ("王芳\t20.5", [("王芳", Decimal("20.50"), False)], 0),
        ("王芳 0\n李丽 -5\n张三 很多\n赵六 1 2 3", [], 4),
    ],
)
def test_lists_are_read_line_by_line(text, lines, faults):
    found, said = read_lines(text)
    assert [(line.who, line.amount, line.is_anonymous) for line in found] == lines
    assert len(said) == faults


def test_a_list_is_entered_whole_or_not_at_all_and_same_names_ask_for_the_number(cast):
    first, twin = cast.people(1)[0], cast.people(1)[0]
    drive = drive_of(cast)
    with pytest.raises(DomainError, match="第 2 行：没有工号"):
        give(cast, drive, f"{first.staff_no} 50\n88888 50")
    assert not Donation.objects.exists()
    twin.name = first.name
    twin.save(update_fields=["name"])
    with pytest.raises(DomainError, match="请写工号"):
        give(cast, drive, f"{first.name} 50")
    assert give(cast, drive, f"{first.staff_no} 50\n某公司 1000", branch=cast.branch) == 2
    assert set(Donation.objects.values_list("member_id", "donor_name")) == {
        (first.pk, first.name), (None, "某公司"),
    }  # fmt: skip


def test_money_goes_into_the_cash_book_once_and_out_again_for_a_case(cast):
    approved_budget(today().year)
    member = cast.people(1)[0]
    drive = drive_of(cast)
    give(cast, drive, f"{member.staff_no} 300\n某公司 700")
    row = donations.deposit(drive.pk, on=today(), paid_into="bank", actor=cast.office)
    with pytest.raises(DomainError, match="没有待入账"):
        donations.deposit(drive.pk, on=today(), paid_into="bank", actor=cast.office)
    assert booked_amount(Source(donations.DEPOSIT, row.pk)) == 1000
    assert EntryLine.objects.filter(fund_source="donation", credit=1000).count() == 1

    with pytest.raises(DomainError, match="可用余额 1,000"):
        use_of(cast, drive, 1001)
    with pytest.raises(DomainError, match="没有找到要关联的业务"):
        use_of(cast, drive, 100, case_kind="welfare.visit", case_pk=999)
    use = use_of(cast, drive, 600)
    with pytest.raises(DomainError, match=r"可用余额 400\.00"):
        use_of(cast, drive, 500)
    with pytest.raises(NotPermittedError):
        donations.step_use(use.pk, UseAction.APPROVE, actor=cast.office)
    donations.step_use(use.pk, UseAction.APPROVE, actor=cast.chair)
    donations.step_use(use.pk, UseAction.BOOK, actor=cast.office)
    entry = Entry.objects.get(source_kind=donations.USE)
    assert (entry.amount, booked_amount(Source(donations.USE, use.pk))) == (600, 600)
    assert "困难职工甲" not in entry.summary
    assert entry_sources[donations.USE].find(cast.chair, use.pk) == use
    assert (money_of(drive)["left"], money_of(drive)["paid"]) == (400, 600)
    values = [
        figures[f"welfare.donation_{key}"].compute(PERIOD) for key in ("times", "yuan", "used", "cases")
    ]
    assert values == [2, 1000, 600, 1]


def use_of(cast, drive, amount, **more):
    return donations.propose_use(
        drive.pk,
        amount=Decimal(amount),
        purpose="大病救助",
        recipient="困难职工甲",
        actor=cast.office,
        **more,
    )


def test_published_after_booking_and_audited_by_the_audit_committee(cast):
    approved_budget(today().year)
    auditor = officer(Office.AUDITOR)
    drive = drive_of(cast)
    give(cast, drive, "某公司 700")
    donations.step_drive(drive.pk, DriveAction.CLOSE, actor=cast.office)
    with pytest.raises(DomainError, match="已截止"):
        give(cast, drive, "某公司 1")
    with pytest.raises(DomainError, match="没有入账"):
        donations.step_drive(drive.pk, DriveAction.PUBLISH, actor=cast.office, publication="公开栏")
    donations.deposit(drive.pk, on=today(), paid_into="cash", actor=cast.office)
    donations.step_drive(drive.pk, DriveAction.PUBLISH, actor=cast.office, publication="公开栏")
    with pytest.raises(NotPermittedError):
        donations.step_drive(drive.pk, DriveAction.AUDIT, actor=cast.office, note="好")
    with pytest.raises(DomainError, match="理由"):
        donations.step_drive(drive.pk, DriveAction.AUDIT, actor=auditor)
    done = donations.step_drive(drive.pk, DriveAction.AUDIT, actor=auditor, note="手续齐全")
    assert (done.state, done.audit_opinion) == ("audited", "手续齐全")


def test_a_name_that_is_kept_back_is_shown_to_nobody(cast):
    donor = MemberFactory(branch=cast.branch, group=cast.group)
    drive = drive_of(cast)
    give(cast, drive, f"{donor.staff_no} 50 匿名")
    assert [row.who for row in donations_in_scope(cast.chair)] == ["匿名"]
