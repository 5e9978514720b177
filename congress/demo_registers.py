"""The demonstration hospital's smaller registers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from congress.choices.appeals import AppealSource, AppealState, AppealTopic
from congress.choices.contracts import ContractKind, ContractState, Side
from congress.choices.disclosures import DisclosureState, DisclosureTopic
from congress.choices.mediations import MediationKind, MediationState
from congress.choices.motions import Satisfaction
from congress.choices.registers import RegisterKind
from congress.models import (
    Appeal,
    Contract,
    Disclosure,
    DisclosureFeedback,
    DisclosureItem,
    Mediation,
    MediationParty,
    NegotiationMeeting,
    Negotiator,
    PerformanceCheck,
    RegisterStep,
)
from members.choices import MembershipStatus, Sex
from union.common.dates import add_months
from union.common.demo import DemoContext

_APPEALS = (
    ("夜班交接后食堂已停止供餐", AppealTopic.LOGISTICS, AppealSource.GROUP, AppealState.CLOSED,
     "夜班八点交接完食堂早餐已收，希望延长到九点。", "食堂自下月起早餐供应延长到九点，已张贴通知。"),
    ("住院楼更衣室储物柜不足", AppealTopic.CONDITIONS, AppealSource.RECEPTION, AppealState.ANSWERED,
     "新入职的同事没有储物柜，衣物堆在走廊。", "已采购 60 组储物柜，本月底前安装到位。"),
    ("值班补贴发放时间不固定", AppealTopic.PAY, AppealSource.ONLINE, AppealState.ASSIGNED,
     "值班补贴有时隔两个月才发，希望固定发放日期。", ""),
    ("职工停车位夜间被社会车辆占用", AppealTopic.LOGISTICS, AppealSource.ONLINE, AppealState.RECEIVED,
     "夜间来上班时职工车位常被占用。", ""),
    ("希望公示科室奖金分配办法", AppealTopic.RIGHTS, AppealSource.ONLINE, AppealState.ASSIGNED,
     "科里的分配办法大家不清楚，希望公示。", ""),
)  # fmt: skip
_WORDS = {
    AppealState.ASSIGNED: ("转办",), AppealState.ANSWERED: ("转办", "答复"),
    AppealState.CLOSED: ("转办", "答复", "评价"), AppealState.RECEIVED: (),
}  # fmt: skip


def fill(context: DemoContext) -> None:
    """Fill the registers one after the other."""
    _appeals(context)
    _contracts(context)
    _disclosures(context)
    _mediations(context)


def _people(context: DemoContext, count: int) -> list[Any]:
    active = [m for m in context.made["members"] if m.membership_status == MembershipStatus.ACTIVE]
    return context.random.sample(active, count)


def _appeals(context: DemoContext) -> None:
    """Five opinions in every state; the last is without a name; one waits for the login `dept`."""
    office = context.made["users"]["office"]
    department = context.made["users"]["dept"].appointments.exclude(department=None).first()
    people = _people(context, len(_APPEALS))
    for turn, (title, topic, source, state, content, answer) in enumerate(_APPEALS):
        anonymous = turn == len(_APPEALS) - 1
        day = context.days_ago((60, 20, 9, 1, 6)[turn])
        row = Appeal.objects.create(
            title=title, topic=topic, source=source, state=state, content=content, answer=answer,
            member=None if anonymous else people[turn], is_anonymous=anonymous, received_on=day,
            registered_by=None if anonymous else office,
            branch=None if anonymous else people[turn].branch,
            department=department.department if department and state != AppealState.RECEIVED else None,
            due_on=None if state == AppealState.CLOSED else context.days_ago(-6 + turn),
            answered_on=context.days_ago(12) if answer else None, answered_by=office if answer else None,
            satisfaction=Satisfaction.SATISFIED if state == AppealState.CLOSED else "",
            ended_on=context.days_ago(10) if state == AppealState.CLOSED else None,
        )  # fmt: skip
        _steps(RegisterKind.APPEAL, row, ("登记", *_WORDS[state]), None if anonymous else office)


_TOPICS = "工资水平与调整办法；工作时间和休息休假；夜班津贴；女职工特殊保护；职业安全卫生"
_TEXT = "第一条 为维护双方合法权益，经平等协商订立本合同。\n第二条 夜班津贴自本合同生效之日起按新标准发放。"


def _contracts(context: DemoContext) -> None:
    """One in force that runs out soon, one that is being negotiated, one that waits to be filed."""
    rows = (
        ("2024—2026 年集体合同", ContractKind.COLLECTIVE, ContractState.IN_FORCE, 700),
        ("2026 年工资专项集体合同", ContractKind.WAGES, ContractState.SIGNED, 60),
        ("女职工权益保护专项集体合同", ContractKind.WOMEN, ContractState.NEGOTIATING, 25),
    )
    for title, kind, state, ago in rows:
        row = Contract(title=title, kind=kind, state=state, topics=_TOPICS, proposed_on=context.days_ago(ago))
        row.answered_on = context.days_ago(ago - 10)
        if state != ContractState.NEGOTIATING:
            _make_contract(context, row, ago)
        row.save()
        _sides(context, row)
        NegotiationMeeting.objects.create(
            contract=row, held_on=context.days_ago(ago - 14), place="行政楼三楼会议室",
            topics="夜班津贴和排班", minutes="双方就夜班津贴标准和排班公布时间达成初步一致。",
            staff_signed=True,
            employer_signed=True,
        )  # fmt: skip
        _steps(RegisterKind.CONTRACT, row, ("提出协商要求", "登记对方答复"), context.made["users"]["office"])
        if state == ContractState.IN_FORCE:
            PerformanceCheck.objects.create(contract=row, due_on=context.days_ago(-12))


def _make_contract(context: DemoContext, row: Contract, ago: int) -> None:
    row.draft, row.drafted_on, row.signed_on = _TEXT, context.days_ago(ago - 20), context.days_ago(ago - 55)
    years = 3 if row.kind == ContractKind.COLLECTIVE else 1
    row.starts_on = context.days_ago(ago - 80) if years > 1 else context.as_of
    row.ends_on = add_months(row.starts_on, 12 * years) - dt.timedelta(days=1)
    row.due_on = row.signed_on + dt.timedelta(days=10)
    if row.state == ContractState.IN_FORCE:
        row.ends_on = context.days_ago(-45)
        row.filed_on, row.effective_on, row.due_on = row.starts_on, row.starts_on, None
        row.file_no, row.informed_on = "示人社集备〔2024〕12号", row.starts_on


def _sides(context: DemoContext, row: Contract) -> None:
    people = _people(context, 3)
    posts = ("工会主席", "职工代表", "职工代表")
    Negotiator.objects.bulk_create(
        Negotiator(
            contract=row, side=Side.STAFF, member=person, name=person.name, post=post, is_chief=not turn,
            is_woman=person.sex == Sex.FEMALE,
        )
        for turn, (person, post) in enumerate(zip(people, posts, strict=True))
    )  # fmt: skip
    Negotiator.objects.bulk_create(
        Negotiator(contract=row, side=Side.EMPLOYER, name=name, post=post, is_chief=not turn)
        for turn, (name, post) in enumerate(
            (("周国栋", "院长"), ("沈文清", "人事科长"), ("韩立", "财务科长"))
        )
    )


_ITEMS = (
    (DisclosureTopic.SPENDING, "大额资金支出情况", "board", 3, DisclosureState.PUBLISHED),
    (DisclosureTopic.HOSPITALITY, "业务招待费使用情况", "meeting", 6, DisclosureState.DUE),
    (DisclosureTopic.PROCUREMENT, "药品和设备招标采购结果", "network", 3, DisclosureState.DRAFTED),
    (DisclosureTopic.DISTRIBUTION, "绩效分配办法与结果", "congress", 12, DisclosureState.APPROVED),
    (DisclosureTopic.TITLES, "职称评聘结果", "board", 12, DisclosureState.PUBLISHED),
    (DisclosureTopic.HONOURS, "评先评优人选", "board", 12, DisclosureState.DUE),
)  # fmt: skip


def _disclosures(context: DemoContext) -> None:
    """A catalogue of six lines with what was published and what is due."""
    office, chair = context.made["users"]["office"], context.made["users"]["chair"]
    for turn, (topic, title, form, months, state) in enumerate(_ITEMS):
        item = DisclosureItem.objects.create(
            topic=topic,
            title=title,
            audience="staff",
            form=form,
            every_months=months,
            basis="院务公开实施办法",
        )
        due_on = context.days_ago(20) if state == DisclosureState.PUBLISHED else context.days_ago(-4 - turn)
        row = Disclosure(item=item, due_on=due_on, state=state, audience="staff", form=form)
        if state != DisclosureState.DUE:
            row.content = f"{title}：本期有关情况如下，详见公开栏。"
            row.responsible, row.drafted_by = "办公室", office
        if state in (DisclosureState.APPROVED, DisclosureState.PUBLISHED):
            row.approved_by = chair
        if state == DisclosureState.PUBLISHED:
            row.published_on, row.place = context.days_ago(18), "行政楼一楼公开栏"
        row.save()
        _steps(RegisterKind.DISCLOSURE, row, ("列入公开计划",), office)
    DisclosureFeedback.objects.create(
        disclosure=Disclosure.objects.filter(state=DisclosureState.PUBLISHED)[0], on=context.days_ago(10),
        author=context.made["users"]["member"], text="设备采购的中标单位能否一并公开？",
    )  # fmt: skip


def _mediations(context: DemoContext) -> None:
    """One to take on, one under way with a committee member as mediator, one fulfilled."""
    office, mediator = context.made["users"]["office"], context.made["users"]["committee"]
    rows = (
        (MediationKind.COLLEAGUES, MediationState.APPLIED, 2, "排班调换引起的争执。"),
        (MediationKind.LABOUR, MediationState.MEDIATING, 9, "加班工时的计算有不同意见。"),
        (MediationKind.FAMILY, MediationState.FULFILLED, 120, "家庭赡养分担。"),
    )
    for kind, state, ago, matter in rows:
        row = Mediation(kind=kind, state=state, applied_on=context.days_ago(ago), form="oral", matter=matter)
        row.reasons, row.registered_by = "希望工会主持协商。", office
        if state != MediationState.APPLIED:
            row.mediator, row.accepted_on = mediator, context.days_ago(ago - 2)
            row.due_on = context.days_ago(ago - 17)
        if state == MediationState.FULFILLED:
            row.agreement, row.signed_and_stamped = "双方同意按月分担。", True
            row.agreed_on, row.ended_on, row.due_on = context.days_ago(110), context.days_ago(60), None
        row.save()
        first, second = _people(context, 2)
        for role, person in (("applicant", first), ("respondent", second)):
            MediationParty.objects.create(mediation=row, role=role, member=person, name=person.name)
        _steps(RegisterKind.MEDIATION, row, ("登记申请",), office)


def _steps(kind: RegisterKind, row: Any, words: tuple[str, ...], actor: Any) -> None:
    RegisterStep.objects.bulk_create(
        RegisterStep(
            register=kind, record_id=row.pk, action="note", label=word, to_state=row.state,
            actor=actor if turn else None,
        )
        for turn, word in enumerate(words)
    )  # fmt: skip
