"""Money by hand, receipts, requests, authorisations, cases of months unpaid, opening arrears, duties."""

import datetime as dt
from decimal import Decimal
from functools import partial

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from members import duties_dues
from members.choices import DuesMethod, DuesRequestKind, UnpaidCaseState
from members.models import DuesEntry, DuesReceipt, Member
from members.rules.dues_records import AuthorisationAction, RequestAction, UnpaidAction
from members.rules.membership import LAPSE_FACTS
from members.selectors.dues import account_of, owed_of
from members.selectors.dues_accounts import scans_of
from members.services import dues_collections, dues_months, dues_papers, dues_requests
from tests.factories import BranchFactory, GroupFactory, UserFactory, officer
from tests.factories_dues import FEB, JAN, books_agree, payer
from tests.imports.files import workbook
from tests.imports.steps import check, load
from tests.refusals import check_refusals
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.imports.declare import kinds
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 2, 10)


@pytest.fixture(autouse=True)
def february():
    with time_machine.travel(dt.datetime(2026, 2, 10, 9, 0), tick=True):
        yield


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


@pytest.fixture
def group():
    return GroupFactory(branch=BranchFactory())


@pytest.fixture
def leader(group):
    return officer(Office.GROUP_LEADER, group=group)


@pytest.fixture
def owing(group, clerk):
    """Two members of the group who owe January and February, 22.80 each."""
    members = [payer(group=group), payer(group=group, user=UserFactory())]
    for month in (JAN, FEB):
        dues_months.compute_month(month, actor=clerk)
    return members


def hand_in(amounts, actor, method=DuesMethod.CASH):
    typed = {member: Decimal(amount) for member, amount in amounts.items()}
    return dues_collections.hand_in(typed, method=method, collected_on=DAY, actor=actor)


def test_a_sheet_is_received_by_another_and_receipted_without_gaps(clerk, leader, owing):
    first, second = owing
    sheet = hand_in({first: "45.60", second: "30.00"}, leader)
    assert not DuesEntry.objects.filter(kind="paid").exists()  # the office has not seen the money yet
    assert [duty.count for duty in duties_dues.sheets(clerk, DAY)] == [1]
    dues_collections.receive(sheet, actor=clerk)
    assert [row["paid"] for row in account_of(second, JAN, FEB)] == [Decimal("22.80"), Decimal("7.20")]
    assert (owed_of(first, DAY), owed_of(second, DAY)) == (Decimal(0), Decimal("15.60"))
    receipts = DuesReceipt.objects.order_by("serial")
    assert [r.number for r in receipts] == ["2026-0001", "2026-0002"]
    assert {r.member: r.amount for r in receipts} == {first: Decimal("45.60"), second: Decimal("30.00")}
    fresh = dues_collections.void_receipt(receipts[0], reason="打印损坏", actor=clerk)
    assert fresh.number == "2026-0003"
    with pytest.raises(DomainError, match="已作废"):
        dues_collections.void_receipt(receipts[0], reason="再次", actor=clerk)
    with pytest.raises(TransitionError, match="已入账"):
        dues_collections.receive(sheet, actor=clerk)
    assert books_agree()


def test_what_a_collector_may_not_do(clerk, leader, owing):
    first, _second = owing
    for amount, says in (("45.61", "多于欠缴"), ("0", "大于 0")):
        with pytest.raises(DomainError, match=says):
            hand_in({first: amount}, leader)
    with pytest.raises(NotPermittedError, match="您负责"):
        hand_in({payer(): "1.00"}, leader)
    with pytest.raises(DomainError, match="现金或转账"):
        hand_in({first: "1.00"}, leader, DuesMethod.PAYROLL)
    own = hand_in({first: "1.00"}, clerk)
    with pytest.raises(NotPermittedError, match="不能自己点收"):
        dues_collections.receive(own, actor=clerk)
    with pytest.raises(NotPermittedError):
        dues_collections.receive(own, actor=leader)
    other = officer(Office.OFFICE_STAFF)
    with pytest.raises(DomainError, match="原因"):
        dues_collections.give_back(own, note=" ", actor=other)
    assert dues_collections.give_back(own, note="金额不符", actor=other).state == "returned"


def test_a_payment_at_the_counter_and_its_refund(clerk, owing):
    member = owing[1]
    dues_collections.take_at_office(
        member, Decimal("45.60"), method=DuesMethod.TRANSFER, collected_on=DAY, actor=clerk
    )
    asked = dues_requests.ask(
        DuesRequestKind.REFUND, member, first_month=JAN, last_month=FEB, amount=Decimal("30.00"),
        method="cash", reason="重复缴纳", actor=clerk,
    )  # fmt: skip
    chair = officer(Office.CHAIR)
    assert [duty.count for duty in duties_dues.requests(chair, DAY)] == [1]
    dues_requests.advance(asked, RequestAction.APPROVE, actor=chair)
    assert [row["paid"] for row in account_of(member, JAN, FEB)] == [Decimal("15.60"), Decimal(0)]
    assert books_agree()
    with pytest.raises(DomainError, match="多于这些月份实缴"):
        dues_requests.ask(
            DuesRequestKind.REFUND, member, first_month=JAN, last_month=FEB, amount=Decimal("15.61"),
            method="cash", reason="再退", actor=clerk,
        )  # fmt: skip


def test_a_waiver_is_decided_by_another_and_takes_effect_by_reversal(clerk, owing):
    member = owing[1]
    chair = officer(Office.CHAIR)
    dues_months.close_month(JAN, note="本月不代扣", actor=clerk)
    asked = dues_requests.ask(
        DuesRequestKind.WAIVER, member, first_month=JAN, last_month=FEB, reason="家庭困难", actor=member.user
    )
    for nobody in (member.user, clerk):
        with pytest.raises(NotPermittedError):
            dues_requests.advance(asked, RequestAction.APPROVE, actor=nobody)
    with pytest.raises(DomainError, match="意见"):
        dues_requests.advance(asked, RequestAction.REJECT, actor=chair)
    dues_requests.advance(asked, RequestAction.APPROVE, actor=chair, note="同意")
    assert account_of(member, JAN, FEB) == []
    assert set(DuesEntry.objects.filter(member=member, amount__lt=0).values_list("booked_in", flat=True)) == {
        FEB
    }
    with pytest.raises(TransitionError):
        dues_requests.advance(asked, RequestAction.WITHDRAW, actor=member.user)
    with pytest.raises(NotPermittedError):
        dues_requests.ask(
            DuesRequestKind.WAIVER, member, first_month=JAN, last_month=JAN, reason="x", actor=UserFactory()
        )


def test_an_authorisation_is_seen_and_approved_by_two_people(clerk, leader, owing):
    member = owing[0]
    row = dues_papers.sign_authorisation(member, first_month=FEB, signed_on=DAY, note="", actor=leader)
    with pytest.raises(DomainError, match="已有"):
        dues_papers.sign_authorisation(member, first_month=FEB, signed_on=DAY, note="", actor=leader)
    row = dues_papers.advance_authorisation(row, AuthorisationAction.SEE, actor=clerk)
    with pytest.raises(NotPermittedError, match="两人"):
        dues_papers.advance_authorisation(row, AuthorisationAction.APPROVE, actor=clerk)
    other = officer(Office.OFFICE_STAFF)
    row = dues_papers.advance_authorisation(row, AuthorisationAction.APPROVE, actor=other)
    row = dues_papers.advance_authorisation(row, AuthorisationAction.END, actor=clerk)
    assert (row.state, row.ended_on) == ("ended", DAY)
    with pytest.raises(DomainError, match="还没有到"):
        dues_papers.sign_authorisation(
            member, first_month=FEB, signed_on=DAY + dt.timedelta(days=1), note="", actor=leader
        )


def test_the_signed_paper_opens_to_whoever_sees_the_authorisation(client, clerk, leader, owing):
    paper = SimpleUploadedFile("授权书.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    row = dues_papers.sign_authorisation(
        owing[0], first_month=FEB, signed_on=DAY, note="", actor=leader, scan=paper
    )
    scan = scans_of([row])[row.pk]
    for user, status in ((leader, 200), (clerk, 200), (officer(Office.DEPARTMENT_CONTACT), 404)):
        client.force_login(user)
        answer = client.get(reverse("common:attachment", args=[scan.pk]))
        assert answer.status_code == status
        if answer.streaming:
            assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_six_months_unpaid_is_a_record_and_no_exit(clerk, leader, group):
    member, payed_once = payer(group=group), payer(group=group)
    start = dt.date(2025, 8, 1)
    months = [dt.date(2025, m, 1) for m in range(8, 13)] + [JAN]
    for month in months:
        dues_months.compute_month(month, actor=clerk)
    dues_collections.take_at_office(
        payed_once, Decimal("22.80"), method=DuesMethod.CASH, collected_on=DAY, actor=clerk
    )
    assert start in months
    with pytest.raises(DomainError, match="没有连续"):
        dues_papers.open_case(payed_once, until=JAN, months=6, actor=leader)
    case = dues_papers.open_case(member, until=JAN, months=6, actor=leader)
    assert case.owed == Decimal("136.80")
    with pytest.raises(DomainError, match="在办"):
        dues_papers.open_case(member, until=JAN, months=6, actor=leader)
    for action in (UnpaidAction.REMIND, UnpaidAction.TALK):
        case = dues_papers.advance_case(case, action, on=DAY, note="电话联系本人", actor=leader)
    chair = officer(Office.CHAIR)
    facts = [key for key, _label in LAPSE_FACTS]
    tomorrow = DAY + dt.timedelta(days=1)
    for problem, says in (
        ({"facts": facts[:2]}, "尚未核实"), ({"note": " "}, "写明情况"), ({"on": tomorrow}, "日期还没有到"),
    ):  # fmt: skip
        values = {"on": DAY, "note": "委员会讨论", "facts": facts} | problem
        with pytest.raises(DomainError, match=says):
            dues_papers.advance_case(case, UnpaidAction.LAPSE, actor=chair, **values)
    with pytest.raises(NotPermittedError):
        dues_papers.advance_case(case, UnpaidAction.LAPSE, on=DAY, note="x", facts=facts, actor=leader)
    case = dues_papers.advance_case(
        case, UnpaidAction.LAPSE, on=DAY, note="委员会决定", facts=facts, actor=chair
    )
    assert case.state == UnpaidCaseState.LAPSED
    assert Member.objects.get(pk=member.pk).membership_status == "active"  # the step on the record is another


def test_opening_arrears_are_imported_owed_and_undone(clerk):
    member = payer(since=JAN)
    old = dt.date(2025, 12, 1)
    head = ("工号", "姓名", "所属月份", "欠缴金额")
    good = {"工号": member.staff_no, "姓名": member.name, "所属月份": "2025-12", "欠缴金额": 91.2}
    rows = [good, good, good | {"姓名": "名不符"}, good | {"欠缴金额": "待定"}, good | {"欠缴金额": -1}]
    batch = load(workbook(rows, title="", head=head), kind="dues_opening", name="期初.xlsx", actor=clerk)
    assert (batch.new_count, batch.refused_count) == (1, 4)
    assert owed_of(member, DAY) == Decimal("91.20")
    from union.imports.services import batches

    batches.undo(batch.pk, actor=clerk)
    assert owed_of(member, DAY) == 0
    assert DuesEntry.objects.filter(month=old).count() == 2


def test_duties_of_office_and_leader(clerk, leader, owing):
    assert [duty.title for duty in duties_dues.months(clerk, DAY)] == ["2026年1月会费待结账"]
    assert [duty.count for duty in duties_dues.arrears(leader, DAY)] == [2]
    nobody = officer(Office.COMMITTEE_MEMBER)
    for provider in (duties_dues.months, duties_dues.sheets, duties_dues.requests, duties_dues.arrears):
        assert list(provider(nobody, DAY)) == []


def test_what_papers_and_sheets_refuse(subtests, clerk, leader, owing):
    first, second = owing
    tomorrow, stranger = DAY + dt.timedelta(days=1), officer(Office.COMMITTEE_MEMBER)
    own = payer(group=first.group, user=clerk)
    gather = partial(
        dues_collections.hand_in, {first: Decimal("5.00")}, method=DuesMethod.CASH, collected_on=DAY,
        actor=leader,
    )  # fmt: skip
    ask = partial(
        dues_requests.ask, DuesRequestKind.REFUND, first, first_month=JAN, last_month=JAN, reason="重复",
        actor=clerk,
    )  # fmt: skip
    counter = partial(dues_collections.take_at_office, method=DuesMethod.CASH, collected_on=DAY, actor=clerk)
    counter(first, Decimal("22.80"))
    receipt = DuesReceipt.objects.get()
    check_refusals(subtests, [
        ("收缴方式只能是现金或转账", lambda: gather(method=DuesMethod.PAYROLL)),
        ("收款日期还没有到", lambda: gather(collected_on=tomorrow)),
        ("本人的会费请由其他人收取", lambda: counter(own, Decimal("5.00"))),
        ("作废收据请写明原因",
         lambda: dues_collections.void_receipt(receipt, reason=" ", actor=clerk)),
        ("您没有为这名会员登记代扣授权的权限", lambda: dues_papers.sign_authorisation(
            first, first_month=FEB, signed_on=DAY, note="", actor=stranger)),
        ("您没有办理这名会员个案的权限",
         lambda: dues_papers.open_case(first, until=FEB, months=6, actor=stranger)),
        ("请填写退费金额", lambda: ask(method=DuesMethod.CASH)),
        ("退费方式请选择现金或转账", lambda: ask(amount=Decimal("5.00"), method=DuesMethod.PAYROLL)),
        ("2月还没有结束，2026-03-01 起可以结账",
         lambda: dues_months.close_month(FEB, note="", actor=clerk)),
    ])  # fmt: skip
    request = dues_requests.ask(
        DuesRequestKind.WAIVER, second, first_month=FEB, last_month=FEB, reason="困难", actor=clerk
    )
    withdraw = partial(dues_requests.advance, request, RequestAction.WITHDRAW)
    check_refusals(subtests, [("您不能撤回这项申请", lambda: withdraw(actor=leader))])
    done = withdraw(actor=clerk)
    assert (done.state, done.decided_by) == ("withdrawn", None)
    mine = dues_papers.sign_authorisation(second, first_month=FEB, signed_on=DAY, note="", actor=second.user)
    check_refusals(subtests, [
        ("本人不能审批自己的授权",
         lambda: dues_papers.advance_authorisation(mine, AuthorisationAction.SEE, actor=second.user)),
    ])  # fmt: skip


def test_opening_arrears_of_a_month_that_was_computed_are_refused(clerk, owing):
    member = owing[0]
    row = {"工号": member.staff_no, "姓名": member.name, "所属月份": "2026-01", "欠缴金额": 91.2}
    batch = load(
        workbook([row], title="", head=tuple(row)), kind="dues_opening", name="期初.xlsx", actor=clerk
    )
    assert (batch.new_count, batch.refused_count) == (0, 1)


def test_sheets_of_two_files_of_one_person_become_one_line(clerk, leader, owing):
    first, second = owing
    both = hand_in({first: "5.00", second: "6.00"}, leader)
    alone = hand_in({second: "7.00"}, leader)
    from members.services.dues_merge import HANDLERS

    assert HANDLERS["members.DuesCollectionLine.member"].move(first, second, clerk) == 2
    assert [line.amount for line in both.lines.all()] == [Decimal("11.00")]
    assert [line.member for line in alone.lines.all()] == [first]


def test_opening_arrears_registered_meanwhile_stop_the_writing(clerk):
    member = payer(since=JAN)
    row = {"工号": member.staff_no, "姓名": member.name, "所属月份": "2025-12", "欠缴金额": 91.2}
    first, second = (
        check(workbook([row], title="", head=tuple(row)), kind="dues_opening", name=name, actor=clerk)
        for name in ("一.xlsx", "二.xlsx")
    )
    kinds["dues_opening"].apply(first, clerk)
    with pytest.raises(DomainError, match="在核对后已被登记，请重新核对"):
        kinds["dues_opening"].apply(second, clerk)
    assert owed_of(member, DAY) == Decimal("91.20")
