"""The way of a visit, step by step, with everything that is refused."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from members.choices import MembershipStatus
from members.models import Member
from tests.factories import UserFactory, officer
from tests.factories_funds import approved_budget
from tests.factories_welfare import (
    PNG,
    Cast,
    approved,
    new_standard,
    occasion,
    past_visit,
    proposal,
    report,
    signed,
)
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError, TransitionError
from union.common.models import AuditEvent
from union.funds.selectors import booked_amount
from union.funds.services.posting import Source
from union.organisation.choices import Office
from union.reminders.models import Notice
from welfare.choices.visits import VisitState as S
from welfare.models import Visit, VisitReport
from welfare.services import visit_booking, visits
from welfare.services.visit_reports import Facts, report_visit

pytestmark = pytest.mark.django_db
ILL = "急性阑尾炎穿孔"


@pytest.fixture
def cast():
    return Cast()


def test_the_whole_way_ends_in_the_cash_book(cast):
    approved_budget()
    visit = signed(cast, details=ILL, where="外科 12 床")

    visit_booking.book_visit(visit.pk, actor=cast.office)

    visit.refresh_from_db()
    assert (visit.state, visit.amount, visit.signer) == (S.BOOKED, Decimal(500), "本人")
    assert booked_amount(Source("welfare.visit", visit.pk)) == Decimal(500)
    assert [event.to_state for event in visit.events.all()] == [
        S.REPORTED, S.CHECKED, S.APPROVED, S.VISITED, S.SIGNED, S.BOOKED,
    ]  # fmt: skip
    assert visit.due_on == today() + dt.timedelta(days=visit.standard.due_days)
    said = "".join(map(str, AuditEvent.objects.values_list("changes", "note")))
    assert ILL not in said
    assert Notice.objects.filter(user=cast.office, title__contains="新的慰问上报").exists()
    assert Notice.objects.filter(user=cast.leader, title__contains="已批准").exists()


def test_a_second_report_of_the_same_stay_is_recognised(cast):
    first = report(cast, details=ILL, on=today() - dt.timedelta(days=2))
    again = report_visit(
        Facts(occasion("hospital_stay"), today(), cast.member, details="昨天手术"), actor=cast.branch_chair
    )

    assert (again.is_new, again.visit.pk) == (False, first.pk)
    assert Visit.objects.count() == 1
    assert list(VisitReport.objects.values_list("reporter_id", flat=True)) == [
        cast.leader.pk,
        cast.branch_chair.pk,
    ]


def test_another_stay_weeks_later_another_relation_and_a_refused_report_are_new(cast):
    first = report(cast, on=today() - dt.timedelta(days=30))
    second = report(cast)
    visits.reject_visit(second.pk, actor=cast.office, note="门诊就诊，未住院")
    third = report(cast)
    father = report(cast, "relative_death", relation="parent")
    mother_in_law = report(cast, "relative_death", relation="parent_in_law")

    assert len({each.pk for each in (first, second, third, father, mother_in_law)}) == 5


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"happened_on": dt.date(2999, 1, 1)}, "将来"),
        ({"happened_on": dt.date(2020, 1, 1)}, "一年以前"),
        ({"member": None}, "请选择被慰问的会员"),
    ],
)
def test_a_report_is_refused_with_a_sentence(cast, values, words):
    facts = {"occasion": occasion("hospital_stay"), "happened_on": today(), "member": cast.member} | values
    with pytest.raises(DomainError, match=words):
        report_visit(Facts(**facts), actor=cast.leader)


def test_who_may_report(cast):
    colleague = cast.colleague(user=officer(Office.MEMBER))
    stranger = officer(Office.AUDITOR)
    facts = Facts(occasion("hospital_stay"), today(), cast.member)

    assert report_visit(facts, actor=colleague.user).is_new
    with pytest.raises(NotPermittedError):
        report_visit(facts, actor=stranger)
    with pytest.raises(NotPermittedError):  # outside persons: the office alone
        report_visit(Facts(occasion("outside"), today(), outside_name="阳光福利院"), actor=cast.leader)
    with pytest.raises(DomainError, match="与职工的关系"):
        report(cast, "relative_death")


def test_above_the_cap_only_with_a_reason_a_resolution_and_the_right(cast):
    visit = report(cast)
    with pytest.raises(DomainError, match=r"超过“住院慰问”单次上限 2,000.00 元。依据：皖工发〔2025〕18号"):
        visits.check_visit(visit.pk, proposal(visit, "2500"), actor=cast.office)
    visits.check_visit(
        visit.pk, proposal(visit, "2500", override_reason="重大疾病，家庭困难"), actor=cast.office
    )

    with pytest.raises(DomainError, match="会议记录"):
        visits.approve_visit(visit.pk, actor=cast.chair)
    done = visits.approve_visit(visit.pk, actor=cast.chair, document="工会委员会纪要〔2026〕3号")

    assert (done.state, done.overrides, done.override_reason) == (S.APPROVED, ["cap"], "重大疾病，家庭困难")


def test_cash_for_a_birthday_cannot_pass_at_all(cast):
    visit = report(cast, "birthday")
    wrong = proposal(
        visit, "100", cash=Decimal(100), pay_form="cash", override_reason="急", gift_value=Decimal(0)
    )
    with pytest.raises(DomainError, match="只能用蛋糕券、慰问品，不能用慰问金"):
        visits.check_visit(visit.pk, wrong, actor=cast.office)


def test_what_happened_between_check_and_approval_is_judged_again(cast):
    visit = report(cast)
    visits.check_visit(visit.pk, proposal(visit, illness=ILL), actor=cast.office)
    past_visit(cast.member, "hospital_stay", today().replace(month=1, day=1), illness_index=_index(ILL))

    with pytest.raises(DomainError, match="同一病种每年一次"):
        visits.approve_visit(visit.pk, actor=cast.chair)
    Member.objects.filter(pk=cast.member.pk).update(membership_status=MembershipStatus.DECEASED)
    with pytest.raises(DomainError, match="本人已去世"):
        visits.approve_visit(visit.pk, actor=cast.chair)


def _index(text):
    from welfare.services.visit_reports import illness_key

    return illness_key(text)


def test_nobody_approves_his_own(cast):
    visit = report(cast)
    visits.check_visit(visit.pk, proposal(visit), actor=cast.office)
    Member.objects.filter(pk=cast.member.pk).update(user=cast.chair)
    with pytest.raises(NotPermittedError, match="涉及本人或配偶"):
        visits.approve_visit(visit.pk, actor=cast.chair)
    report_visit(Facts(visit.occasion, today(), cast.member), actor=_with_report_right(cast.vice, cast))
    with pytest.raises(NotPermittedError, match="不能审批自己上报"):
        visits.approve_visit(visit.pk, actor=cast.vice)


def _with_report_right(user, cast):
    from tests.factories import AppointmentFactory

    AppointmentFactory(user=user, office=Office.BRANCH_CHAIR, branch=cast.branch)
    return type(user).objects.get(pk=user.pk)


def test_the_amount_decides_whose_office_approves(cast):
    small, large = report(cast), report(cast, member=cast.colleague())
    visits.check_visit(small.pk, proposal(small, "1000"), actor=cast.office)
    visits.check_visit(large.pk, proposal(large, "1000.01"), actor=cast.office)

    assert visits.approve_visit(small.pk, actor=cast.vice).state == S.APPROVED
    with pytest.raises(NotPermittedError, match="由工会主席审批"):
        visits.approve_visit(large.pk, actor=cast.vice)
    with pytest.raises(NotPermittedError):
        visits.approve_visit(large.pk, actor=cast.office)
    with pytest.raises(NotPermittedError):
        visits.approve_visit(large.pk, actor=cast.committee)
    assert visits.approve_visit(large.pk, actor=cast.chair).state == S.APPROVED


def test_steps_out_of_order_stale_forms_and_missing_reasons(cast):
    visit = report(cast)
    with pytest.raises(TransitionError):
        visits.approve_visit(visit.pk, actor=cast.chair)
    with pytest.raises(DomainError, match="须说明理由"):
        visits.reject_visit(visit.pk, actor=cast.office, note=" ")
    with pytest.raises(StaleError):
        visits.check_visit(visit.pk, proposal(visit), actor=cast.office, version=7)
    visits.check_visit(visit.pk, proposal(visit), actor=cast.office)
    visits.return_visit(visit.pk, actor=cast.chair, note="请补证明")
    visits.withdraw_visit(visit.pk, actor=cast.leader, note="报错了")
    visit.refresh_from_db()
    assert visit.state == S.WITHDRAWN


def test_visit_and_receipt_are_checked(cast):
    visit = approved(cast, on=today() - dt.timedelta(days=3))
    for on, who, words in (
        (today() + dt.timedelta(days=1), "工会", "将来"),
        (today() - dt.timedelta(days=4), "工会", "早于事由"),
        (today(), " ", "慰问人"),
    ):
        with pytest.raises(DomainError, match=words):
            visits.record_visit(visit.pk, visits.Visited(on, "病房", who), actor=cast.office)
    visits.plan_visit(visit.pk, on=today(), visitors="王主席", actor=cast.office)
    told = visits.Visited(today(), "病房", "王主席、李干事", services=("wreath", "wreath", "funeral"))
    visits.record_visit(visit.pk, told, actor=cast.office)
    assert visit.services.count() == 2
    for given in (
        {},
        {"drawn": "data:text/html,x"},
        {"drawn": PNG[:-3] + "*"},
        {"drawn": PNG, "scan": _pdf()},
    ):
        with pytest.raises(DomainError, match="签名"):
            visits.sign_visit(visit.pk, actor=cast.office, signer="本人", **given)
    with pytest.raises(DomainError, match="实名签收"):
        visits.sign_visit(visit.pk, actor=cast.office, signer="", drawn=PNG)
    done = visits.sign_visit(visit.pk, actor=cast.office, signer="家属", scan=_pdf())
    assert (done.sign_kind, done.signature.kind) == ("paper", "签收单")


def _pdf():
    return ContentFile(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF", name="签收单.pdf")


def test_missed_is_kept_with_its_reason(cast):
    visit = approved(cast)
    visits.miss_visit(visit.pk, actor=cast.office, note="已出院返乡")
    visit.refresh_from_db()
    assert (visit.state, visit.missed_reason) == (S.MISSED, "已出院返乡")


def test_booking_once_reversing_and_booking_again(cast):
    approved_budget()
    visit = signed(cast)
    source = Source("welfare.visit", visit.pk)
    visit_booking.book_visit(visit.pk, actor=cast.office)
    with pytest.raises(TransitionError):
        visit_booking.book_visit(visit.pk, actor=cast.office)

    visit_booking.unbook_visit(visit.pk, actor=cast.office, note="科目记错")
    assert booked_amount(source) == 0
    visit_booking.book_visit(visit.pk, actor=cast.office)
    assert booked_amount(source) == Decimal(500)


def test_without_a_budget_nothing_is_booked_and_the_visit_waits(cast):
    visit = signed(cast)
    with pytest.raises(DomainError, match="预算"):
        visit_booking.book_visit(visit.pk, actor=cast.office)
    visit.refresh_from_db()
    assert visit.state == S.SIGNED


def test_a_standard_with_its_own_terms(cast):
    """One case per person and year however many stays ([W68]), goods up to 300 for retired people too."""
    rule = new_standard(
        "hospital_stay", cap=Decimal(300), frequency="yearly", pay_forms=["goods"],
        sources={"active": ["admin_grant"], "retired": ["admin_grant"]},
    )  # fmt: skip
    last = today().year - 1
    past_visit(cast.member, "hospital_stay", dt.date(last, 1, 1), "200")
    visit = report(cast, on=dt.date(last, 12, 31))
    goods = {
        "standard": rule,
        "cash": Decimal(0),
        "gift": "果篮",
        "pay_form": "goods",
        "fund_source": "admin_grant",
    }
    with pytest.raises(DomainError, match="每人每年一次"):
        visits.check_visit(visit.pk, proposal(visit, gift_value=Decimal(300), **goods), actor=cast.office)


def test_who_joined_a_report_does_not_take_the_visit_away(cast):
    visit = report(cast)
    second = cast.colleague(user=UserFactory()).user
    joined = report_visit(Facts(occasion("hospital_stay"), visit.happened_on, cast.member), actor=second)
    assert (joined.visit, joined.is_new) == (visit, False)
    for user in (second, cast.leader):
        with pytest.raises(NotPermittedError):
            visits.withdraw_visit(visit.pk, actor=user)
    assert visits.withdraw_visit(visit.pk, actor=cast.office).state == S.WITHDRAWN
    alone = report(cast, member=cast.colleague())
    assert visits.withdraw_visit(alone.pk, actor=cast.leader).state == S.WITHDRAWN
