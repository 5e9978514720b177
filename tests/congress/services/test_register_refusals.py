"""What contracts, opinions, mediations and publications refuse; and the files' smaller exits."""

import datetime as dt
from functools import partial

import pytest

from congress.choices.appeals import AppealAction
from congress.choices.contracts import ContractAction, Side
from congress.choices.disclosures import DisclosureAction
from congress.choices.mediations import MediationAction
from congress.choices.registers import RegisterKind
from congress.models import Disclosure
from congress.services import appeals, contracts, disclosures, mediations
from congress.services.registers import contacts_of, history, take
from tests.factories import MemberFactory, UserFactory, officer
from tests.factories_congress import MandateFactory
from tests.factories_registers import Registry, decided_vote
from tests.refusals import check_refusals
from union.common.dates import add_months, today
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def house():
    return Registry()


def term(**more):
    return {"starts_on": today(), "ends_on": add_months(today(), 12) - DAY, "draft": "第一条", **more}


def test_contracts(subtests, house):
    row = house.contract()
    step = partial(house.contract_step, row)
    values = {"held_on": today(), "topics": "津贴", "minutes": "一致"}
    meet = partial(contracts.record_meeting, actor=house.office)
    check_refusals(subtests, [
        ("提出日期不能晚于今天", lambda: house.contract(proposed_on=today() + DAY)),
        ("请选择会员，或填写院外人员姓名", lambda: house.seat(row, Side.EMPLOYER, name=" ")),
        ("目前是“已提出协商要求”，不能再登记", lambda: meet(row, values)),
        ("答复日期不能晚于今天", lambda: step(ContractAction.ANSWER, answered_on=today() + DAY)),
    ])  # fmt: skip
    spare = house.seat(row, Side.EMPLOYER, name="院方替补")
    contracts.remove_negotiator(spare, actor=house.office)
    assert not row.negotiators.filter(name="院方替补").exists()
    step(ContractAction.ANSWER)
    check_refusals(subtests, [
        ("协商会议日期应在提出要求之后、今天之前", lambda: meet(row, values | {"held_on": today() + DAY})),
        ("协商会议日期应在提出要求之后", lambda: meet(row, values | {"held_on": row.proposed_on - DAY})),
    ])  # fmt: skip
    meet(row, values | {"staff_signed": True, "employer_signed": True})
    check_refusals(subtests, [
        ("请填写合同文本", lambda: step(ContractAction.DRAFT, **term(draft=" "))),
        ("期限", lambda: step(ContractAction.DRAFT, **term(ends_on=add_months(today(), 120)))),
    ])  # fmt: skip
    step(ContractAction.DRAFT, **term())
    check_refusals(subtests, [
        ("目前是“草案待职代会审议”，不能再登记", lambda: house.seat(row, Side.STAFF, member=MemberFactory())),
        ("目前是“草案待职代会审议”，不能再登记",
         lambda: contracts.remove_negotiator(row.negotiators.first(), actor=house.office)),
    ])  # fmt: skip
    step(ContractAction.PASS, vote=decided_vote())
    step(ContractAction.SIGN)
    step(ContractAction.FILE)
    type(row).objects.filter(pk=row.pk).update(filed_on=today() - 15 * DAY)
    row = step(ContractAction.EFFECT)
    check = partial(contracts.record_check, row.checks.get(), actor=house.office)
    found = {"checked_on": today(), "checkers": "工会", "findings": "按月发放", "remedy": ""}
    check_refusals(subtests, [
        ("检查日期不能晚于今天", lambda: check(found | {"checked_on": today() + DAY})),
        ("请填写检查情况", lambda: check(found | {"findings": " "})),
    ])  # fmt: skip
    row = step(ContractAction.END, note="到期终止")
    assert (row.ended_on, row.due_on, row.checks.count()) == (today(), None, 0)


def test_appeals(subtests, house):
    row = house.appeal()
    step = partial(house.appeal_step, row)
    assign = partial(step, AppealAction.ASSIGN, department=house.department)
    mandate = MandateFactory()
    texts = {"topic": "shifts", "title": "排班", "content": "提前公布"}
    system = officer(Office.SYSTEM_ADMIN)
    check_refusals(subtests, [
        ("系统管理账号不能提交意见", lambda: appeals.hand_in(texts, actor=system)),
        ("您的账号没有对应的会员档案，请改为匿名提交", lambda: appeals.hand_in(texts, actor=UserFactory())),
        ("代为登记由小组长、支会主席和工会办公室办理",
         lambda: appeals.register_appeal({}, actor=house.speaker.user)),
        ("收到日期不能晚于今天", lambda: house.appeal(received_on=today() + DAY)),
        ("请选择承办部门", lambda: assign(department=None)),
        ("答复期限不能早于今天", lambda: assign(due_on=today() - DAY)),
        ("请填写答复内容", lambda: step(AppealAction.ANSWER, answer=" ")),
        ("请选择愿意提出提案的代表", lambda: step(AppealAction.MOVE)),
        ("本届还没有会议，暂时不能转为提案", lambda: step(AppealAction.MOVE, mandate=mandate)),
        ("请选择会议", lambda: step(AppealAction.LIST)),
    ])  # fmt: skip
    step(AppealAction.ANSWER, answer="已调整")
    check_refusals(subtests, [
        ("请选择满意度", lambda: step(AppealAction.RATE, house.speaker.user)),
    ])  # fmt: skip


def test_whoever_speaks_in_his_own_name_is_told(house):
    texts = {"topic": "shifts", "title": " 排班 ", "content": "提前公布"}
    made = appeals.hand_in(texts, actor=house.speaker.user)
    assert (made.code, made.appeal.title, made.appeal.member) == ("", "排班", house.speaker)
    assert made.appeal.registered_by == house.speaker.user
    house.appeal_step(made.appeal, AppealAction.ANSWER, answer="已调整")
    assert house.speaker.user.notices.count() == 1


def test_for_a_member_without_account_the_registrar_is_told(house):
    row = house.appeal(member=MemberFactory())
    house.appeal_step(row, AppealAction.ASSIGN, officer(), department=house.department)
    assert house.office.notices.filter(title__endswith="转办").count() == 1
    assert contacts_of(None) == []
    assert [step.label for step in history(RegisterKind.APPEAL, row.pk)] == ["登记", "转办"]


def test_mediations(subtests, house):
    office = house.office
    values = {"kind": "labour", "applied_on": today(), "form": "oral", "matter": "排班", "reasons": "争执"}
    row = mediations.apply(values, actor=office)
    other = mediations.apply(values, actor=office)
    party = partial(mediations.add_party, row, actor=office)
    one = party({"role": "applicant", "member": house.speaker})
    party({"role": "respondent", "name": "某公司"})
    foreign = mediations.add_party(other, {"role": "applicant", "name": "李某"}, actor=office)
    say = partial(mediations.add_statement, row, actor=office)
    said = {"party": one, "on": today(), "text": "如前"}
    step = partial(take, mediations.MEDIATIONS, row.pk, actor=office)
    check_refusals(subtests, [
        ("申请日期不能晚于今天",
         lambda: mediations.apply(values | {"applied_on": today() + DAY}, actor=office)),
        ("这件调解不由您办理", lambda: party({"role": "applicant", "name": "x"}, actor=UserFactory())),
        ("请选择会员，或填写院外当事人姓名", lambda: party({"role": "applicant", "name": " "})),
        ("这名会员已是当事人", lambda: party({"role": "applicant", "member": house.speaker})),
        ("请选择本件的当事人", lambda: say(said | {"party": foreign})),
        ("陈述日期不能晚于今天", lambda: say(said | {"on": today() + DAY})),
        ("请选择有登录账号的调解人",
         lambda: step(MediationAction.ACCEPT, given={"mediator": MemberFactory()})),
    ])  # fmt: skip
    step(MediationAction.ACCEPT, given={"mediator": MemberFactory(user=officer(Office.COMMITTEE_MEMBER))})
    check_refusals(subtests, [
        ("请填写协议内容", lambda: step(MediationAction.AGREE, given={"signed_and_stamped": True})),
    ])  # fmt: skip


ITEM = {
    "topic": "spending", "title": "大额支出", "audience": "staff", "form": "board", "department": None,
    "every_months": 3, "basis": "", "is_active": True,
}  # fmt: skip


def test_publications(subtests, house):
    office = house.office
    item = disclosures.save_item(ITEM, actor=office, first_due=today())
    row = Disclosure.objects.get()
    step = partial(take, disclosures.DISCLOSURES, row.pk, actor=office)
    check_refusals(subtests, [
        ("目录中已有这个事项", lambda: disclosures.save_item(ITEM, actor=office)),
        ("这个事项在这一天已经列入", lambda: disclosures.open_publication(item, today(), actor=office)),
        ("请填写公开内容", lambda: step(DisclosureAction.DRAFT, given={"content": " "})),
    ])  # fmt: skip
    step(DisclosureAction.DRAFT, given={"content": "支出如下"})
    take(disclosures.DISCLOSURES, row.pk, DisclosureAction.APPROVE, actor=house.chair, given={})
    publish = partial(step, DisclosureAction.PUBLISH)
    check_refusals(subtests, [
        ("公开日期不能晚于今天", lambda: publish(given={"published_on": today() + DAY})),
    ])  # fmt: skip
    disclosures.open_publication(item, today() + DAY, actor=office)
    row = publish(given={})
    assert item.publications.count() == 2  # the next one was on the list already
    said = disclosures.give_feedback(row, "明细", actor=house.speaker.user)
    check_refusals(subtests, [
        ("请填写反馈内容", lambda: disclosures.give_feedback(row, " ", actor=house.speaker.user)),
        ("请填写答复", lambda: disclosures.answer_feedback(said, " ", actor=office)),
    ])  # fmt: skip


def test_what_is_shown_once_or_no_more_is_not_due_again(house):
    item = disclosures.save_item(ITEM, actor=house.office, first_due=today())
    changed = ITEM | {"is_active": False}
    item = disclosures.save_item(changed, actor=house.office, row=item, version=item.version)
    row = Disclosure.objects.get()
    take(disclosures.DISCLOSURES, row.pk, DisclosureAction.SKIP, actor=house.office, given={"note": "停办"})
    assert (item.is_active, item.publications.count()) == (False, 1)
