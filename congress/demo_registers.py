"""The demonstration hospital's smaller registers."""

from __future__ import annotations

from typing import Any

from congress.choices.appeals import AppealSource, AppealState, AppealTopic
from congress.choices.motions import Satisfaction
from congress.choices.registers import RegisterKind
from congress.models import Appeal, RegisterStep
from members.choices import MembershipStatus
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


def _steps(kind: RegisterKind, row: Any, words: tuple[str, ...], actor: Any) -> None:
    RegisterStep.objects.bulk_create(
        RegisterStep(
            register=kind, record_id=row.pk, action="note", label=word, to_state=row.state,
            actor=actor if turn else None,
        )
        for turn, word in enumerate(words)
    )  # fmt: skip
