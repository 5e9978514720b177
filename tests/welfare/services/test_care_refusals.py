"""What protection, check-ups, stays, donations, women's work and counselling refuse."""

import datetime as dt
from decimal import Decimal
from functools import partial

import pytest
from django.core.files.base import ContentFile

from tests.factories import MemberFactory, UserFactory, officer
from tests.factories_care import Cast, plan
from tests.factories_funds import approved_budget
from tests.refusals import check_refusals
from union.common.dates import today
from union.common.models import Attachment
from union.organisation.choices import Office
from welfare.choices.donations import DriveAction, UseAction
from welfare.choices.mutual import ClaimAction, PeriodAction
from welfare.choices.recuperation import StayAction
from welfare.models import CounsellingSlot, Donation, DonationDeposit, Enrolment
from welfare.rules import women as women_rules
from welfare.selectors.women import rule_on
from welfare.services import (
    care_payments,
    checkups,
    claims,
    counselling,
    donations,
    mutual,
    recuperation,
    women,
)
from welfare.services.care_merges import HANDLERS

pytestmark = pytest.mark.django_db
TODAY, DAY = today(), dt.timedelta(days=1)


@pytest.fixture
def cast():
    return Cast()


def test_checkups(subtests, cast):
    values = {
        "title": "职工体检", "place": "体检中心", "starts_on": TODAY, "ends_on": TODAY + 20 * DAY,
        "book_until": TODAY + 3 * DAY,
    }  # fmt: skip
    begin = partial(checkups.open_round, actor=cast.office)
    row = begin(values)
    person, other = cast.people(2)
    checkups.fill_round(row.pk, {}, actor=cast.office)
    slots = partial(
        checkups.add_slots, row.pk, first=TODAY, last=TODAY + 6 * DAY, parts=["am"], capacity=1,
        actor=cast.office,
    )  # fmt: skip
    slots()
    mine, his = row.entries.get(member=person), row.entries.get(member=other)
    foreign = begin(values | {"title": "二批"})
    checkups.add_slots(
        foreign.pk, first=TODAY, last=TODAY + 6 * DAY, parts=["am"], capacity=1, actor=cast.office
    )
    checkups.mark_attended(row.pk, [his.pk], on=TODAY, actor=cast.office)
    check_refusals(subtests, [
        ("只有工会专干可以组织体检", lambda: begin(values, actor=cast.chair)),
        ("结束日期早于开始日期", lambda: begin(values | {"ends_on": TODAY - DAY})),
        ("预约截止日期晚于结束日期", lambda: begin(values | {"book_until": TODAY + 21 * DAY})),
        ("已有同名、同一开始日期的体检批次", lambda: begin(values)),
        ("时段应在体检期间内", lambda: slots(last=TODAY + 21 * DAY)),
        ("没有新的时段：所选日期都是周末，或已经设置过", slots),
        ("这次体检已结束或已登记，不能再改预约", lambda: checkups.book(his.pk, None, actor=cast.office)),
        ("请选择今天以后的时段",
         lambda: checkups.book(mine.pk, foreign.slots.first().pk, actor=cast.office)),
    ])  # fmt: skip
    assert checkups.remove_entries(row.pk, [mine.pk, his.pk], actor=cast.office) == 1  # who came stays
    assert list(row.entries.all()) == [his]


def test_counselling(subtests, cast):
    helper, stranger = UserFactory(), UserFactory()
    make = partial(counselling.add_counsellor, name="李老师", place="心语室", note="", actor=cast.office)
    counsellor = make(helper)
    helper_member = MemberFactory(user=helper)
    hours = partial(
        counselling.add_slots, counsellor, on=TODAY + 2 * DAY, first=dt.time(14), count=1, minutes=50,
        actor=helper,
    )  # fmt: skip
    hours()
    slot = CounsellingSlot.objects.get()
    check_refusals(subtests, [
        ("只有工会专干可以登记咨询师", lambda: make(stranger, actor=cast.chair)),
        ("这个账号已登记为咨询师", lambda: make(helper)),
        ("只能设置本人的咨询时段", lambda: hours(actor=stranger)),
        ("请设置今天以后的时段", lambda: hours(on=TODAY - DAY)),
        ("请设置今天以后的时段", lambda: hours(count=0)),
        ("不能预约本人的时段", lambda: counselling.book(slot.pk, member=helper_member, actor=helper)),
    ])  # fmt: skip
    CounsellingSlot.objects.update(starts_at=slot.starts_at - 9 * DAY, ends_at=slot.ends_at - 9 * DAY)
    check_refusals(subtests, [
        ("已开始或已结束的咨询不能取消", lambda: counselling.cancel(slot.pk, actor=helper)),
    ])  # fmt: skip
    assert [counselling.may_offer(user, counsellor) for user in (helper, cast.office, stranger)] == [
        True, True, False,
    ]  # fmt: skip


def test_donations(subtests, cast):
    approved_budget(TODAY.year)
    values = {
        "title": "一日捐", "kind": "one_day", "purpose": "帮困", "starts_on": TODAY, "ends_on": TODAY,
    }  # fmt: skip
    begin = partial(donations.open_drive, actor=cast.office)
    drive = begin(values)
    give = partial(donations.add_donations, drive.pk, "某公司 500", branch=None, actor=cast.office)
    give(given_on=TODAY)
    spare = Donation.objects.get()
    book = partial(donations.deposit, drive.pk, on=TODAY, paid_into="bank", actor=cast.office)
    check_refusals(subtests, [
        ("只有工会专干可以办理募捐", lambda: begin(values, actor=cast.chair)),
        ("截止日期早于开始日期", lambda: begin(values | {"ends_on": TODAY - DAY})),
        ("已有同名、同一开始日期的募捐", lambda: begin(values)),
        ("捐款日期应在募捐期间内，且不能在将来", lambda: give(given_on=TODAY - DAY)),
        ("您没有记账的权限", lambda: book(actor=cast.chair)),
        ("入账日期不能早于募捐开始日期", lambda: book(on=TODAY - DAY)),
    ])  # fmt: skip
    donations.remove_donation(spare.pk, actor=cast.office)
    assert not Donation.objects.exists()
    give(given_on=TODAY)
    deposit, kept = book(), Donation.objects.get()
    undo = partial(donations.undo_deposit, deposit.pk, reason="入错", actor=cast.office)
    check_refusals(subtests, [
        ("这笔捐款已入账，不能删除", lambda: donations.remove_donation(kept.pk, actor=cast.office)),
        ("您没有记账的权限", lambda: undo(actor=cast.chair)),
    ])  # fmt: skip
    undo()
    check_refusals(subtests, [("这次入账已冲销", undo)])
    book()
    assert {step.action for step in donations.drive_steps(drive, cast.office)} >= {DriveAction.CLOSE}
    use = donations.propose_use(
        drive.pk, amount=Decimal(100), purpose="大病", recipient="某职工", actor=cast.office
    )
    own = donations.propose_use(
        drive.pk, amount=Decimal(100), purpose="大病", recipient="某职工", actor=cast.office
    )
    type(own).objects.filter(pk=own.pk).update(proposed_by=cast.chair)
    own.refresh_from_db()
    offered = [{step.action for step in donations.use_steps(each, cast.chair)} for each in (use, own)]
    assert [UseAction.APPROVE in actions for actions in offered] == [True, False]
    step = partial(donations.step_use, use.pk, actor=cast.office)
    check_refusals(subtests, [
        ("提出人不能审批自己提出的使用",
         lambda: donations.step_use(own.pk, UseAction.APPROVE, actor=cast.chair)),
    ])  # fmt: skip
    step(UseAction.APPROVE, actor=cast.chair)
    step(UseAction.BOOK)
    check_refusals(subtests, [("说明理由", lambda: step(UseAction.UNBOOK, note=" "))])
    donations.step_use(own.pk, UseAction.REJECT, actor=cast.chair, note="改由互助保障")
    donations.step_drive(drive.pk, DriveAction.CLOSE, actor=cast.office)
    publish = partial(donations.step_drive, drive.pk, DriveAction.PUBLISH, actor=cast.office)
    check_refusals(subtests, [("请填写公示方式（公开栏、院内网等）", lambda: publish(publication=" "))])
    publish(publication="公开栏")
    fresh = DonationDeposit.objects.latest("pk")
    check_refusals(subtests, [
        ("不能再冲销入账",
         lambda: donations.undo_deposit(fresh.pk, reason="入错", actor=cast.office)),
    ])  # fmt: skip


def test_protection_and_claims(subtests, cast):
    first, second = cast.people(2)
    begin = partial(mutual.open_period, plan(), starts_on=TODAY.replace(day=1), actor=cast.office)
    period = begin()
    add = partial(mutual.add_member, period.pk, actor=cast.office)
    add(first)
    check_refusals(subtests, [
        ("已有同一计划、同一起始日期的名单", begin),
        (f"{first.name}已在名单上", lambda: add(first)),
        ("不是在册会员", lambda: add(MemberFactory(membership_status="withdrawn"))),
        ("只有工会专干可以办理互助保障", lambda: mutual.export_list(
            period, actor=officer(Office.COMMITTEE_MEMBER), reason="报送协会")),
        ("只有保障中的人员可以退保", lambda: mutual.leave(
            Enrolment.objects.get().pk, on=TODAY, reason="离职", actor=cast.office)),
    ])  # fmt: skip
    assert mutual.remove_members(period.pk, [Enrolment.objects.get().pk], actor=cast.office) == 1
    mutual.fill_period(period.pk, {}, actor=cast.office)
    mutual.step_period(period.pk, PeriodAction.SUBMIT, actor=cast.office)
    confirm = partial(mutual.step_period, period.pk, PeriodAction.CONFIRM, actor=cast.office)
    check_refusals(subtests, [("请填写协会给的保障凭证号", lambda: confirm(policy_no=" "))])
    confirm(policy_no="HZ1")
    row = Enrolment.objects.get(member=second)
    check_refusals(subtests, [
        ("退保日期应在保障期内", lambda: mutual.leave(
            row.pk, on=TODAY - 90 * DAY, reason="离职", actor=cast.office)),
    ])  # fmt: skip
    enter = partial(claims.enter_claim, row, diagnosis="住院", claimed=None, actor=cast.office)
    claim = enter(happened_on=TODAY)
    step = lambda action, actor=cast.office, version=None, **values: claims.step_claim(  # noqa: E731
        claim.pk, action, actor=actor, values=values, version=version
    )
    papers = tuple(plan().papers)
    check_refusals(subtests, [
        ("出险日期不能在将来", lambda: enter(happened_on=TODAY + DAY)),
        ("理赔由工会专干登记", lambda: enter(happened_on=TODAY, actor=cast.chair)),
        ("日期应在出险日期", lambda: step(ClaimAction.CHECK, on=TODAY + DAY)),
        ("请填写申请金额", lambda: step(ClaimAction.CHECK, papers=papers)),
        ("材料不全，还缺：", lambda: step(ClaimAction.CHECK, claimed=Decimal(900), papers=papers[:1])),
        ("这项业务刚被他人办理过", lambda: step(ClaimAction.CHECK, version=99)),
    ])  # fmt: skip
    step(ClaimAction.CHECK, claimed=Decimal(900), papers=papers)
    type(claim).objects.update(due_on=TODAY - DAY)
    check_refusals(subtests, [("已过申请截止日期", lambda: step(ClaimAction.SUBMIT))])
    type(claim).objects.update(due_on=TODAY)
    step(ClaimAction.SUBMIT)
    pdf = ContentFile(b"%PDF-1.4\n%%EOF\n", name="出院小结.pdf")
    assert claims.add_papers(claim.pk, [pdf], actor=cast.office) == 1
    assert Attachment.objects.filter(kind=claims.PAPERS).count() == 1
    check_refusals(subtests, [
        ("请填写核定金额", lambda: step(ClaimAction.DECIDE)),
        ("只有经办人和本人可以补充材料", lambda: claims.add_papers(claim.pk, [pdf], actor=UserFactory())),
    ])  # fmt: skip
    step(ClaimAction.DECIDE, approved=Decimal(800))
    check_refusals(subtests, [
        ("请填写复核调整后的金额", lambda: step(ClaimAction.ADJUST, note="复核")),
        ("请填写赔付金额", lambda: step(ClaimAction.PAY)),
        ("核定以后不能再补充", lambda: claims.add_papers(claim.pk, [pdf], actor=cast.office)),
    ])  # fmt: skip


def test_stays(subtests, cast):
    start = TODAY + 60 * DAY
    values = {
        "title": "疗休养", "place": "疗养院", "starts_on": start, "ends_on": start + 4 * DAY,
        "apply_until": start - 20 * DAY, "cost_per_day": Decimal(400), "quota": 2,
    }  # fmt: skip
    begin = partial(recuperation.open_round, actor=cast.office)
    row = begin(values)
    (member,) = cast.people(1, user=officer(Office.MEMBER))
    gone = cast.people(1, membership_status="withdrawn")[0]
    stay = recuperation.apply_for(row.pk, member, actor=cast.office)
    recuperation.step_stay(stay.pk, StayAction.RECOMMEND, actor=cast.branch_chair)
    type(stay).objects.update(recommended_by=cast.chair)
    stay.refresh_from_db()
    assert StayAction.APPROVE not in {step.action for step in recuperation.steps_of(stay, cast.chair)}
    check_refusals(subtests, [
        ("只有工会专干可以组织疗休养", lambda: begin(values, actor=cast.chair)),
        ("已有同名、同一开始日期的批次", lambda: begin(values)),
        ("疗休养的对象是在册在职会员", lambda: recuperation.apply_for(row.pk, gone, actor=cast.office)),
        ("推荐人不能审批自己推荐的申请",
         lambda: recuperation.step_stay(stay.pk, StayAction.APPROVE, actor=cast.chair)),
        ("每组至少一人", lambda: recuperation.set_groups(row.pk, 0, actor=cast.office)),
    ])  # fmt: skip
    type(row).objects.filter(pk=row.pk).update(apply_until=TODAY - DAY)
    late = cast.people(1, user=officer(Office.MEMBER))[0]
    check_refusals(subtests, [
        ("报名已于", lambda: recuperation.apply_for(row.pk, late, actor=late.user)),
    ])  # fmt: skip
    recuperation.close_round(row.pk, actor=cast.office)
    check_refusals(subtests, [
        ("这一批疗休养已结束", lambda: recuperation.apply_for(row.pk, late, actor=cast.office)),
    ])  # fmt: skip


def test_womens_work(subtests, cast):
    (member,) = cast.people(1, sex="female")
    (man,) = cast.people(1, sex="male")
    period = women.add_period(member, kind="leave", starts_on=TODAY, actor=cast.office)
    single = women.add_single_parent(member, since=TODAY, children="一子", actor=cast.office)
    meeting = {
        "title": "座谈",
        "on": TODAY + DAY,
        "attended": 3,
        "kind": "march",
        "place": "",
        "branch": None,
    }
    meet = partial(women.add_meeting, meeting | {"content": ""})
    check_refusals(subtests, [
        ("截止日期早于起始日期",
         lambda: women.end_period(period.pk, on=TODAY - DAY, actor=cast.office)),
        ("起始日期不能在将来", lambda: women.add_single_parent(
            member, since=TODAY + DAY, children="", actor=cast.office)),
        ("这里只登记女职工的单亲家庭", lambda: women.add_single_parent(
            man, since=TODAY, children="", actor=cast.office)),
        ("截止日期早于起始日期",
         lambda: women.end_single_parent(single.pk, on=TODAY - DAY, actor=cast.office)),
        ("日期不能在将来", lambda: women.add_service(
            member, kind="birth", on=TODAY + DAY, note="", actor=cast.office)),
        ("只有女职工工作的负责人可以办理", lambda: meet(actor=officer(Office.AUDITOR))),
        ("日期不能在将来", lambda: meet(actor=cast.office)),
    ])  # fmt: skip


def test_what_a_period_of_protection_gives_and_which_cannot_be():
    rule, day = rule_on(dt.date(2026, 1, 1)), dt.date(2026, 1, 1)
    assert "怀孕满 28 周起" in women_rules.words(rule, "pregnancy", None)
    assert "2026-07-16 起" in women_rules.words(rule, "pregnancy", dt.date(2026, 10, 8))
    assert "每天 1 小时哺乳时间" in women_rules.words(rule, "nursing", None)
    check = partial(
        women_rules.period_problem, kind="pregnancy", sex="female", starts_on=day, ends_on=day, due_on=None
    )
    assert check() == ""
    assert check(ends_on=day - DAY) == "截止日期早于起始日期"
    assert check(due_on=day - DAY) == "预产期早于起始日期"


def test_payments_of_a_round(subtests, cast):
    approved_budget(TODAY.year)
    start = TODAY + 60 * DAY
    row = recuperation.open_round(
        {"title": "疗休养", "place": "疗养院", "starts_on": start, "ends_on": start + 4 * DAY,
         "apply_until": start - 20 * DAY, "cost_per_day": Decimal(400), "quota": 2},
        actor=cast.office,
    )  # fmt: skip
    stay = recuperation.apply_for(row.pk, cast.people(1)[0], actor=cast.office)
    recuperation.step_stay(stay.pk, StayAction.RECOMMEND, actor=cast.branch_chair)
    recuperation.step_stay(stay.pk, StayAction.APPROVE, actor=cast.chair)
    pay = partial(
        care_payments.pay, row, amount=Decimal(100), on=TODAY, fund_source="allocation", actor=cast.office
    )
    payment = pay()
    back = partial(care_payments.take_back, payment.pk, reason="付错", actor=cast.office)
    check_refusals(subtests, [
        ("您没有记账的权限", lambda: pay(actor=UserFactory())),
        ("请选择经费来源", lambda: pay(fund_source="gold")),
        ("本次最多可付", lambda: pay(amount=Decimal(99999))),
        ("这笔付款刚被他人办理过", lambda: back(version=99)),
    ])  # fmt: skip
    back()
    check_refusals(subtests, [("这笔付款已冲销", back)])
    assert care_payments.paid_total() == 0


def test_two_records_on_one_list_are_decided_by_a_person(cast):
    kept, removed = cast.people(2)
    period = mutual.open_period(plan(), starts_on=TODAY, actor=cast.office)
    handler = HANDLERS["welfare.Enrolment.member"]
    mutual.add_member(period.pk, removed, actor=cast.office)
    assert handler.refuse(kept, removed) == ""
    mutual.add_member(period.pk, kept, actor=cast.office)
    assert "同一份参保名单" in handler.refuse(kept, removed)
    Enrolment.objects.filter(member=kept).delete()
    assert handler.move(kept, removed, cast.office) == 1
    assert Enrolment.objects.get().member == kept
    counsellor = counselling.add_counsellor(UserFactory(), name="李", place="", note="", actor=cast.office)
    counselling.add_slots(
        counsellor, on=TODAY + DAY, first=dt.time(14), count=1, minutes=50, actor=cast.office
    )
    CounsellingSlot.objects.update(member=removed, state="booked")
    assert HANDLERS["welfare.CounsellingSlot.member"].move(kept, removed, cast.office) == 0  # told to nobody
    assert CounsellingSlot.objects.get().member == kept
