"""What visits, group lists and hardship aid refuse; and records of two files that become one."""

import datetime as dt
from decimal import Decimal
from functools import partial

import pytest
import time_machine
from django.core.files.base import ContentFile

from tests.factories import MemberFactory, UserFactory, officer
from tests.factories_funds import approved_budget
from tests.factories_hardship import (
    AGREED,
    HardshipCast,
    approved_aid,
    approved_list,
    checked,
    noon,
    paid_list,
    paper,
    quick_file,
    wanted,
)
from tests.factories_welfare import (
    Cast,
    approved,
    occasion,
    past_visit,
    proposal,
    report,
    signed,
)
from tests.refusals import check_refusals
from union.common.dates import today
from union.common.errors import DomainError
from union.common.models import Attachment
from union.jobs.services import run_now
from union.organisation.choices import Office, Right
from union.organisation.rules.offices import RIGHTS
from welfare.choices.hardship import HardshipState
from welfare.models import Aid, FileView, HardshipConsent, HardshipFile, SingleParent, Visit
from welfare.rules.retention import Periods
from welfare.services import (
    aid,
    aid_payments,
    aid_returns,
    care_merges,
    gift_lists,
    hardship_files,
    hardship_life,
    hardship_merges,
    hardship_reports,
    hardship_steps,
    standards,
    visit_booking,
    visit_merges,
    visit_runs,
    visits,
)

pytestmark = pytest.mark.django_db
TODAY, DAY = today(), dt.timedelta(days=1)


def pdf():
    return ContentFile(b"%PDF-1.4\n%%EOF\n", name="证明.pdf")


def test_visits(subtests):
    cast = Cast()
    visit = report(cast)
    check = partial(visits.check_visit, visit.pk, actor=cast.office)
    plan = partial(visits.plan_visit, actor=cast.office)
    ready = approved(cast, member=cast.colleague(), on=TODAY)
    imported = past_visit(cast.colleague(), "hospital_stay", TODAY - 9 * DAY)
    add = partial(visits.add_files, visit.pk, kind=visits.PROOF)
    done = approved(cast, member=cast.colleague())
    visits.record_visit(done.pk, visits.Visited(TODAY, "病房", "干部"), actor=cast.office)
    sign = partial(visits.sign_visit, done.pk, signer="本人", scan=pdf(), actor=cast.office)
    check_refusals(subtests, [
        ("金额不能是负数", lambda: check(proposal(visit, "-1"))),
        ("填写了慰问品价值，请写明慰问品",
         lambda: check(proposal(visit, "100", gift_value=Decimal(50), gift=""))),
        ("计划日期早于事由发生日期", lambda: plan(ready.pk, on=TODAY - DAY, visitors="王")),
        ("请填写由谁走访", lambda: plan(ready.pk, on=TODAY, visitors=" ")),
        ("签收日期应在慰问日期", lambda: sign(on=TODAY - DAY)),
        ("只有经办人可以补充材料", lambda: add([pdf()], actor=UserFactory())),
        ("只有经办人可以补充材料", lambda: add([pdf()], kind="其他", actor=cast.office)),
        ("不是在这里单独入账的，不能单独冲销",
         lambda: visit_booking.unbook_visit(imported.pk, actor=cast.office, note="x")),
    ])  # fmt: skip
    assert add([pdf(), pdf()], actor=cast.leader) == 2  # who has reported adds his own proofs
    assert Attachment.objects.filter(kind=visits.PROOF).count() == 2


def test_a_visit_without_money_is_booked_without_a_voucher_and_taken_back_with_a_reason(subtests):
    approved_budget()
    cast = Cast()
    visit = signed(cast)
    visit_booking.book_visit(visit.pk, actor=cast.office)
    undo = partial(visit_booking.unbook_visit, visit.pk, actor=cast.office)
    check_refusals(subtests, [("冲销入账须说明理由", lambda: undo(note=" "))])
    Visit.objects.filter(pk=visit.pk).update(amount=0, cash_amount=0)
    assert undo(note="金额有误").state == "signed"


def test_standards(subtests):
    cast = Cast()
    add = partial(standards.add_standard, occasion("hospital_stay"), actor=cast.office)
    old = occasion("hospital_stay").standards.order_by("valid_from").last()
    values = {
        "valid_from": old.valid_from, "source_document": "文件", "sources": old.sources,
        "pay_forms": old.pay_forms,
    }  # fmt: skip
    kind = {"code": "hospital_stay", "name": "重复", "source_document": "文件"}
    check_refusals(subtests, [
        ("慰问类别与标准由工会办公室维护", lambda: add(values, actor=UserFactory())),
        ("生效日期须晚于现有最新版本", lambda: add(values, tier=old.tier)),
        ("代码已被使用", lambda: standards.add_occasion(kind, actor=cast.office)),
    ])  # fmt: skip
    later = add(values | {"valid_from": TODAY + 30 * DAY}, tier=old.tier)
    old.refresh_from_db()
    assert (old.valid_to, later.valid_from) == (TODAY + 29 * DAY, TODAY + 30 * DAY)


def test_group_lists(subtests):
    cast = Cast()
    approved_budget()
    others = [cast.colleague() for _ in range(2)]
    values = {
        "title": "中秋慰问", "occasion": occasion("mid_autumn"), "on": TODAY, "item": None, "quantity": 1,
        "value": Decimal(300), "pay_form": "goods", "fund_source": "allocation",
        "audience": {"statuses": ["active"]},
    }  # fmt: skip
    save = partial(gift_lists.save_list, actor=cast.office)
    row, empty = save(values), save(values | {"title": "空名单"})
    gift_lists.fill_list(row.pk, actor=cast.office)
    item = {"name": "油", "kind": "goods", "unit": "桶", "price": Decimal(150), "supplier": ""}
    oil = gift_lists.save_item(item, actor=cast.office)
    check_refusals(subtests, [
        ("没有适用的慰问标准", lambda: save(values | {"on": dt.date(1990, 1, 1)})),
        ("同一天已有同名的发放名单", lambda: save(values)),
        ("名单上还没有人，请先按范围生成名单",
         lambda: gift_lists.approve_list(empty.pk, actor=cast.chair)),
        ("已有同名物品", lambda: gift_lists.save_item(item, actor=cast.office)),
        ("数量不能为 0，日期不能在将来",
         lambda: gift_lists.receive(oil, 0, on=TODAY, note="", actor=cast.office)),
        ("数量不能为 0，日期不能在将来",
         lambda: gift_lists.receive(oil, 1, on=TODAY + DAY, note="", actor=cast.office)),
    ])  # fmt: skip
    own = save(values | {"title": "只给自己", "occasion": occasion("spring_festival")})
    gift_lists.fill_list(own.pk, actor=cast.office)
    mine = MemberFactory(user=cast.chair)
    own.visits.exclude(pk=own.visits.first().pk).delete()
    own.visits.update(member=mine)
    check_refusals(subtests, [
        ("不能审批只发给自己的名单", lambda: gift_lists.approve_list(own.pk, actor=cast.chair)),
    ])  # fmt: skip
    gift_lists.approve_list(row.pk, actor=cast.chair)
    ids = list(row.visits.values_list("pk", flat=True))
    book = partial(gift_lists.book_list, row.pk)
    undo = partial(gift_lists.unbook_list, row.pk)
    hand = partial(gift_lists.hand_out, row.pk, ids, actor=cast.office)
    check_refusals(subtests, [
        ("发放日期不能在将来", lambda: hand(on=TODAY + DAY)),
        ("您没有权限入账", lambda: book(actor=cast.chair)),
        ("这份名单没有可冲销的入账", lambda: undo(actor=cast.office, note="x")),
    ])  # fmt: skip
    hand(on=TODAY, signer="组长代领")
    book(actor=cast.office)
    gift_lists.close_list(row.pk, actor=cast.office)
    check_refusals(subtests, [
        ("您没有权限冲销入账", lambda: undo(actor=cast.chair, note="x")),
        ("冲销入账须说明理由", lambda: undo(actor=cast.office, note=" ")),
    ])  # fmt: skip
    undo(actor=cast.office, note="科目有误")
    row.refresh_from_db()
    assert (row.state, len(others)) == ("approved", 2)


def test_aid(subtests):
    cast = HardshipCast()
    approved_budget()
    file = quick_file(cast, cast.member)
    apply = partial(aid.apply_aid, file.pk, actor=cast.office)
    row = apply(wanted())
    review = partial(aid.review_aid, row.pk, source="allocation", actor=cast.office)
    check_refusals(subtests, [
        ("申请金额必须大于 0", lambda: apply(wanted("0"))),
        ("请填写事项", lambda: apply(wanted(subject=" "))),
        ("金额必须大于 0", lambda: review(amount=Decimal(0))),
        ("这项申请已被他人办理", lambda: review(amount=Decimal(500), version=99)),
    ])  # fmt: skip
    review(amount=Decimal(500))
    back = partial(aid.return_aid, row.pk, actor=cast.chair)
    check_refusals(subtests, [("说明", lambda: back(note=" "))])
    returned = back(note="补充材料")
    assert (returned.reviewed_by, returned.reviewed_amount) == (None, None)
    assert aid.reject_aid(row.pk, actor=cast.office, note="不符合").state == "rejected"
    assert cast.person.notices.filter(title__contains="未通过").count() == 1
    waiting = apply(wanted(subject="春节"))
    HardshipConsent.objects.filter(pk=file.consent_id).update(withdrawn_at=file.created_at)
    check_refusals(subtests, [
        ("本户已撤回授权，不能再办理帮扶", lambda: apply(wanted(subject="国庆"))),
        ("本户已撤回授权，不能再办理；如需继续", lambda: aid.review_aid(
            waiting.pk, amount=Decimal(1), source="allocation", actor=cast.office)),
        ("本户已撤回授权，不能再办理；如需继续",
         lambda: hardship_files.edit_facts(file.pk, {}, actor=cast.office)),
    ])  # fmt: skip


def test_payment_lists(subtests):
    cast = HardshipCast()
    approved_budget()
    file = quick_file(cast)
    rows = [approved_aid(cast, file)]
    make = partial(aid_payments.make_list, title="帮扶", fund_source="allocation", actor=cast.office)
    locked = approved_list(cast, rows)
    check_refusals(subtests, [
        ("您没有权限编制帮扶发放清单", lambda: make(actor=UserFactory())),
        ("请填写名称和经费来源", lambda: make(title=" ")),
        ("您没有权限编制帮扶发放清单",
         lambda: aid_payments.put_on_list(make().pk, [], actor=UserFactory())),
        ("这份清单已被他人办理",
         lambda: aid_payments.pay_list(locked.pk, actor=cast.second, version=99)),
        ("您没有权限", lambda: aid_payments.pay_list(locked.pk, actor=UserFactory())),
    ])  # fmt: skip
    other = quick_file(cast, cast.colleague())
    paid = paid_list(cast, [approved_aid(cast, other)])
    given = Aid.objects.get(file=other)
    sign = partial(aid_payments.sign_list, paid.pk, actor=cast.office, sheet=paper())
    back = partial(aid_returns.return_row, paid.pk, given.pk, actor=cast.office)
    check_refusals(subtests, [
        ("签收日期应在发放日期", lambda: sign(on=TODAY + DAY)),
        ("请填写退回原因", lambda: back(reason=" ")),
        ("退回日期应在发放日期", lambda: back(reason="户名不符", on=TODAY + DAY)),
        ("这份清单已被他人办理", lambda: back(reason="户名不符", version=99)),
        ("没有可退汇的发放", lambda: aid_returns.return_row(
            locked.pk, rows[0].pk, reason="x", on=TODAY, actor=cast.office)),
    ])  # fmt: skip


def test_files_and_publicity(subtests):
    cast = HardshipCast()
    file = checked(cast)
    hardship_steps.publish_file(file.pk, place="公告栏", level="hospital", actor=cast.office)
    with time_machine.travel(noon(file.publicities.get().starts_on), tick=False):
        check_publicity(subtests, cast, file)


def check_publicity(subtests, cast, file):
    object_to = partial(hardship_steps.record_objection, file.pk, text="有房产", actor=cast.office)
    objection = object_to()
    check_refusals(subtests, [
        ("只有会员可以提出异议", lambda: object_to(actor=UserFactory())),
        ("请填写异议内容", lambda: object_to(text=" ")),
        ("收到日期应在公示开始与今天之间", lambda: object_to(on=today() + DAY)),
        ("请填写核查结果", lambda: hardship_steps.settle_objection(
            objection.pk, is_upheld=False, answer=" ", actor=cast.office)),
        ("只能由本人或工会办公室登记授权",
         lambda: hardship_files.renew_consent(file.pk, AGREED, actor=UserFactory())),
        ("只能由本人或工会办公室登记撤回授权",
         lambda: hardship_life.withdraw_consent(file.pk, actor=UserFactory())),
        ("您没有权限向上级工会提供困难档案", lambda: hardship_reports.upper_report(
            recipient="市总", purpose="汇总", columns=["name"], level="", actor=UserFactory())),
    ])  # fmt: skip
    for times in (1, 2):
        hardship_files.note_view(file, user=cast.office)
        assert FileView.objects.get(user=cast.office).times == times
    hardship_files.note_view(file, user=cast.person)
    assert not FileView.objects.filter(user=cast.person).exists()
    assert hardship_files.agreed_of(file.consent)["health"] is True


def test_what_is_reported_up_holds_only_who_agreed(subtests):
    import io

    from openpyxl import load_workbook

    cast = HardshipCast()
    report_up = partial(
        hardship_reports.upper_report, recipient="市总工会", purpose="年度汇总", level="", actor=cast.office,
    )  # fmt: skip
    keys = list(hardship_reports.COLUMNS)
    file = quick_file(cast)
    HardshipConsent.objects.update(covers_upper=False)
    check_refusals(subtests, [
        ("请填写接收单位、用途，并至少选择一列", lambda: report_up(columns=[])),
        ("没有同意向上级工会提供的在档家庭", lambda: report_up(columns=keys)),
    ])  # fmt: skip
    HardshipConsent.objects.update(covers_upper=True)
    row, content = report_up(columns=keys)
    assert (row.row_count, row.left_out, list(row.files.all())) == (1, 0, [file])
    cells = [cell.value for line in load_workbook(io.BytesIO(content)).active.iter_rows() for cell in line]
    assert file.member.name in cells


def test_records_of_two_files_of_one_person_become_one_unless_somebody_must_decide():
    cast, kept = HardshipCast(), MemberFactory(sex="female")
    removed = cast.member
    file = quick_file(cast, removed)
    assert hardship_merges._refuse_two(kept, removed) == ""
    moved = (
        hardship_merges._move_file(kept, removed, None),
        hardship_merges._move_consents(kept, removed, None),
    )
    assert moved == (1, HardshipConsent.objects.filter(member=kept).count())
    HardshipFile.objects.filter(pk=quick_file(cast).pk).update(member=removed)
    assert "都有未结束的困难档案" in hardship_merges._refuse_two(kept, removed)
    HardshipFile.objects.filter(pk=file.pk).update(state=HardshipState.REJECTED)
    past_visit(removed, "hospital_stay", TODAY)
    assert visit_merges._refuse(kept, removed) == ""
    past_visit(kept, "hospital_stay", TODAY, spouse=removed)
    assert "同一类别、同一日期" in visit_merges._refuse(kept, removed)
    assert visit_merges._move_spouse(kept, removed, None) == 1
    Visit.objects.filter(member=kept).update(happened_on=TODAY - DAY)
    assert visit_merges._move(kept, removed, None) == 1
    for member in (kept, removed):
        SingleParent.objects.create(member=member, since=TODAY)
    assert "都登记了单亲家庭" in care_merges._single(kept, removed)
    SingleParent.objects.filter(member=removed).update(until=TODAY)
    assert care_merges._single(kept, removed) == ""


def test_the_daily_run_is_queued_once_a_day():
    first = visit_runs.queue_daily()
    assert visit_runs.queue_daily() == first


@pytest.mark.parametrize("years", [0, 0.5, "5", None, 101])
def test_years_of_keeping_are_whole(years):
    values = {"hardship_years": years, "visit_years": 5}
    with pytest.raises(DomainError, match="的保存年限须为 1 至"):
        Periods.of(values, "文件")


def test_the_days_run_opens_what_is_due_as_a_job():
    job = visit_runs.queue_daily()
    run_now(job)
    job.refresh_from_db()
    assert job.state == "done"


def test_the_way_of_a_file_and_its_lists(subtests):
    cast = HardshipCast()
    approved_budget()
    file = checked(cast)
    publish = partial(hardship_steps.publish_file, file.pk, level="hospital", actor=cast.office)
    check_refusals(subtests, [("请填写公示地点", lambda: publish(place=" "))])
    done = hardship_life.reject_file(file.pk, actor=cast.office, note="不符合标准")
    assert done.state == HardshipState.REJECTED
    assert cast.person.notices.filter(title__contains="未通过").exists()
    other = quick_file(cast, cast.colleague())
    payment = aid_payments.make_list(title="春节", fund_source="allocation", actor=cast.office)
    aid_payments.put_on_list(payment.pk, [approved_aid(cast, other).pk], actor=cast.office)
    lock = partial(aid_payments.lock_list, payment.pk, actor=cast.office)
    HardshipConsent.objects.filter(pk=other.consent_id).update(withdrawn_at=other.created_at)
    check_refusals(subtests, [("以下档案不能发放，请移出清单", lock)])
    HardshipConsent.objects.filter(pk=other.consent_id).update(withdrawn_at=None)
    lock()
    check_refusals(subtests, [
        ("退回须说明理由",
         lambda: aid_payments.unlock_list(payment.pk, actor=cast.vice, note=" ")),
    ])  # fmt: skip


def test_without_the_right_to_let_pass_nobody_lets_pass(monkeypatch, subtests):
    """The two rights go together today; the services rest on each of them."""
    cast, needy = Cast(), HardshipCast()
    dear = report(cast)
    visits.check_visit(dear.pk, proposal(dear, "2500", override_reason="重大疾病"), actor=cast.office)
    past_visit(cast.member, "mid_autumn", TODAY.replace(month=1, day=1), "2000")
    row = gift_lists.save_list(
        {"title": "中秋慰问", "occasion": occasion("mid_autumn"), "on": TODAY, "item": None, "quantity": 1,
         "value": Decimal(300), "pay_form": "goods", "fund_source": "allocation",
         "audience": {"statuses": ["active"]}}, actor=cast.office,
    )  # fmt: skip
    gift_lists.fill_list(row.pk, actor=cast.office)
    given = aid.apply_aid(quick_file(needy).pk, wanted("2500"), actor=needy.office)
    aid.review_aid(
        given.pk, amount=Decimal(2500), source="dues", actor=needy.office, override_reason="特别困难"
    )
    monkeypatch.setitem(RIGHTS, Office.CHAIR, RIGHTS[Office.CHAIR] - {Right.OVERRIDE_WELFARE})
    chair = officer(Office.CHAIR)
    check_refusals(subtests, [
        ("您没有超标放行的权限", lambda: visits.approve_visit(dear.pk, actor=chair, document="纪要")),
        ("您没有超标放行的权限", lambda: gift_lists.approve_list(
            row.pk, actor=chair, document="纪要", override_reason="集体研究")),
        ("您没有超标放行的权限", lambda: aid.approve_aid(given.pk, actor=chair, document="纪要")),
    ])  # fmt: skip
    assert not Visit.objects.filter(state="approved").exists()
