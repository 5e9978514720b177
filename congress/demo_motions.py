"""The demonstration hospital's motions: two sessions, one in every state, something for every login."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from congress.choices.motions import MotionAction as A
from congress.choices.motions import SecondState
from congress.choices.terms import SessionState
from congress.models import Delegation, Mandate, Motion, MotionWindow, Seconder, Session, Term
from congress.services.motions import record_contact
from congress.services.motions_flow import Grounds, take
from members.models import Member
from union.accounts.models import User
from union.common.dates import today
from union.common.demo import DemoContext
from union.organisation.choices import Office, ScopeKind
from union.organisation.models import Appointment, Department

_DELEGATES = 24
# title, category, situation, proposal
TEXTS = (
    (
        "增设职工夜班休息室的建议",
        "生活福利",
        "夜班间隙无处休息，影响交接班质量。",
        "在住院楼腾出两间休息室，配置床位和储物柜。",
    ),
    (
        "改善职工食堂就餐环境的建议",
        "后勤服务",
        "高峰时段排队二十分钟以上，座位不足。",
        "错峰供餐，增设自助窗口。",
    ),
    ("提高夜班补贴标准的建议", "生活福利", "现行标准多年未调整。", "参照同级医院适当提高夜班补贴。"),
    ("完善信息系统流程的建议", "医院管理", "病历系统登录步骤多、响应慢。", "合并登录，升级服务器。"),
    ("增加院内职工停车位的建议", "后勤服务", "职工停车位不足，影响到岗。", "与周边单位协商错时停车。"),
    ("优化职工体检项目的建议", "生活福利", "体检项目多年未变。", "增加甲状腺和颈椎检查。"),
    ("加强护理人员继续教育的建议", "教学科研", "外出进修名额偏少。", "每年每科保证一个进修名额。"),
    ("开设职工子女暑期托管的建议", "文化建设", "暑期双职工子女无人照看。", "利用会议室开办暑期托管班。"),
    ("设立职工心理关怀室的建议", "生活福利", "一线职工心理压力较大。", "设立心理关怀室，每周开放两次。"),
    (
        "完善职工防护用品配备的建议",
        "医疗护理",
        "部分岗位防护用品型号不全。",
        "按岗位建立配备目录，按季补充。",
    ),
    ("推进院务公开栏电子化的建议", "院务公开", "纸质公开栏更新不及时。", "在内网开设院务公开专栏。"),
    ("改造老旧更衣室的建议", "后勤服务", "更衣室设施陈旧，通风差。", "分批改造，优先手术室。"),
)


@dataclass(slots=True)
class Stage:
    """What the walks of the demonstration share."""

    context: DemoContext
    session: Session
    movers: list[Member]
    leads: list[Department]
    actors: dict[str, User] = field(default_factory=dict)
    number: int = 0

    def motion(self, mover: Member | None = None, **values: Any) -> Motion:
        """The next draft, seconded by two other delegates."""
        title, category, situation, proposal = TEXTS[self.number % len(TEXTS)]
        self.number += 1
        turn = "" if self.number <= len(TEXTS) else f"（续{self.number - len(TEXTS)}）"
        who = mover or self.movers[self.number % len(self.movers)]
        mandate = Mandate.objects.filter(member=who, term=self.session.term_id).first()
        motion = Motion.objects.create(
            **{
                "session": self.session, "mover": who, "title": title.replace("的建议", f"{turn}的建议"),
                "category": category, "situation": situation, "proposal": proposal,
                "delegation": mandate.delegation if mandate else None, **values,
            }
        )  # fmt: skip
        others = [m for m in self.movers if m.pk != who.pk]
        for member in (others[self.number % len(others)], others[(self.number + 3) % len(others)]):
            Seconder.objects.create(
                motion=motion, member=member, name=member.name, state=SecondState.ACCEPTED,
                answered_at=timezone.now(),
            )  # fmt: skip
        return motion

    def walk(self, motion: Motion, *steps: tuple[A, str, dict[str, Any]]) -> Motion:
        """Take steps as the people who may."""
        for action, by, given in steps:
            actor = motion.mover.user if by == "mover" else self.actors[by]
            if actor is not None:
                take(motion, action, actor=actor, given=Grounds(**given))
        motion.refresh_from_db()
        return motion


def fill(context: DemoContext) -> None:
    """Motions of the running and of an earlier session."""
    term = _term(context)
    movers = _delegates(context, term)
    if len(movers) < 5:  # noqa: PLR2004 - a motion needs a mover and seconders
        return
    context.made["motion_movers"] = movers
    for session, walks in ((_session(context, term, 1), _PAST), (_session(context, term, 2), _NOW)):
        stage = _stage(context, session, movers)
        for name in walks:
            _WALKS[name](stage)


def _term(context: DemoContext) -> Term:
    found = Term.objects.running_on(context.as_of).first()
    begins = dt.date(context.as_of.year - 1, 1, 1)
    return found or Term.objects.create(
        number=6, starts_on=begins, ends_on=dt.date(begins.year + 4, 12, 31), seats=_DELEGATES,
        staff_count=300, document="工会〔届〕1 号",
    )  # fmt: skip


def _session(context: DemoContext, term: Term, number: int) -> Session:
    """The first session a year ago, the second ahead, with an open call for motions."""
    opens = context.days_ago(330) if number == 1 else context.days_ago(-35)
    state = SessionState.CLOSED if number == 1 else SessionState.PREPARING
    session, _ = Session.objects.get_or_create(
        term=term, number=number, defaults={"opens_on": opens, "closes_on": opens, "state": state}
    )
    now = timezone.now()
    gap = dt.timedelta(days=400 if number == 1 else 20)
    MotionWindow.objects.get_or_create(
        session=session,
        defaults={"opens_at": now - gap, "closes_at": now + dt.timedelta(days=10),
                  "notice": "请各代表团广泛征求职工意见，一事一案，于截止日期前提交。"},
    )  # fmt: skip
    return session


def _delegates(context: DemoContext, term: Term) -> list[Member]:
    """Delegates in office with a login, the login `delegate` first; made here if the congress made none."""
    held = Mandate.objects.in_office(today()).filter(term=term)
    if not held.exists():
        _elect(context, term)
    people = list(Member.objects.filter(mandates__in=held).select_related("user").order_by("pk")[:_DELEGATES])
    for number, member in enumerate(people):
        if member.user is None:
            member.user = User.objects.create(username=f"dlg{number:03}", display_name=member.name)
            member.user.set_unusable_password()
            member.user.save(update_fields=["password"])
            Member.objects.filter(pk=member.pk).update(user=member.user)
    own = context.made["users"]["delegate"].pk
    return sorted(people, key=lambda member: (member.user_id != own, member.pk))


def _elect(context: DemoContext, term: Term) -> None:
    own = Member.objects.filter(user=context.made["users"]["delegate"]).first()
    people = [own] if own else []
    people += [m for m in context.made["members"] if m.user_id is None and m.branch_id][: _DELEGATES - 1]
    names = ("内科代表团", "外科代表团", "医技行政代表团")
    groups = [Delegation.objects.get_or_create(term=term, name=name)[0] for name in names]
    for number, member in enumerate(people, start=1):
        Mandate.objects.create(
            term=term, member=member, number=number, delegation=groups[number % len(groups)],
            document="选举结果公告", starts_on=term.starts_on,
        )  # fmt: skip


def _stage(context: DemoContext, session: Session, movers: list[Member]) -> Stage:
    users = context.made["users"]
    leads = [users["dept"].appointments.get(office=Office.DEPARTMENT_CONTACT).department]
    others = [d for d in context.made["departments"] if d.name in ("人事科", "护理部", "财务科")]
    stage = Stage(context, session, movers, [*filter(None, leads), *others])
    stage.actors = {name: users[name] for name in ("office", "committee", "leader", "dept")}
    stage.actors |= {f"dept{n}": _contact(department, n) for n, department in enumerate(others, start=1)}
    stage.actors["leader2"] = _second_leader()
    return stage


def _official(username: str, name: str, office: Office, **where: Any) -> User:
    user, created = User.objects.get_or_create(username=username, defaults={"display_name": name})
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        Appointment.objects.create(
            user=user, office=office, starts_on=today() - dt.timedelta(days=400), document="院办通知", **where
        )
    return user


def _contact(department: Department, number: int) -> User:
    kind = ScopeKind.DEPARTMENT
    return _official(
        f"contact{number}", f"{department.name}联系人", Office.DEPARTMENT_CONTACT, scope_kind=kind,
        department=department,
    )  # fmt: skip


def _second_leader() -> User:
    return _official(
        "leader2", "高志远", Office.LEADERSHIP, scope_kind=ScopeKind.HOSPITAL, title="后勤、基建"
    )


_TAKEN: tuple[tuple[A, str, dict[str, Any]], ...] = (
    (A.SEEK, "mover", {}), (A.SUBMIT, "mover", {}), (A.RECEIVE, "office", {}),
)  # fmt: skip
_RECOMMENDED = (*_TAKEN, (A.RECOMMEND, "committee", {"recommendation": "filed", "note": "职权范围内，可行"}))
_FILED = (*_RECOMMENDED, (A.FILE, "office", {}))


def _briefed(stage: Stage) -> tuple[tuple[A, str, dict[str, Any]], ...]:
    return (*_FILED, (A.BRIEF, "office", {"leader": stage.actors["leader"].pk}))


def _assigned(stage: Stage, *, lead: int = 0, joint: bool = False, days: int = 60) -> tuple[Any, ...]:
    units = {"arrangement": "single", "leads": (stage.leads[lead].pk,)}
    if joint:
        units = {"arrangement": "joint", "leads": (stage.leads[lead].pk,), "assists": (stage.leads[-1].pk,)}
    given = {**units, "due_on": today() + dt.timedelta(days=days)}
    return (
        *_briefed(stage), (A.INSTRUCT, "leader", {"note": "请抓紧研究，按期答复代表。"}),
        (A.ASSIGN, "office", given),
    )  # fmt: skip


def _answered(stage: Stage, grade: str = "A", *, lead: int = 0, joint: bool = False) -> tuple[Any, ...]:
    by = "dept" if lead == 0 else f"dept{lead}"
    promised = today() + dt.timedelta(days=45) if grade == "B" else None
    text = (
        "您提出的建议很有针对性。我们现场查看后已列入工作安排，"
        "具体措施如下：一是明确责任人；二是按月推进；三是完成后向您反馈。"
    )
    reply = {"text": text, "grade": grade, "promised_on": promised, "signatory": "冯涛"}
    plan = {"plan": "两周内现场查看，一个月内答复"}
    return (*_assigned(stage, lead=lead, joint=joint), (A.ACCEPT, by, plan), (A.ANSWER, by, reply))


def _delivered(stage: Stage, grade: str = "A", *, lead: int = 0) -> tuple[Any, ...]:
    by = "dept" if lead == 0 else f"dept{lead}"
    return (*_answered(stage, grade, lead=lead), (A.SIGN, "leader", {}), (A.DELIVER, by, {}))


def _rated(stage: Stage, grade: str, satisfaction: str, *, lead: int = 0) -> tuple[Any, ...]:
    words = "措施还不够具体" if satisfaction == "unsatisfied" else ""
    return (
        *_delivered(stage, grade, lead=lead),
        (A.RATE, "mover", {"satisfaction": satisfaction, "note": words}),
    )


def _go(way: Any) -> Any:
    """A walk of one motion."""

    def walk(stage: Stage) -> None:
        stage.walk(stage.motion(), *way(stage))

    return walk


def _seconding(stage: Stage) -> None:
    """Somebody else looks for seconders and asks the login `delegate`."""
    motion = stage.motion(stage.movers[4])
    motion.seconders.all().delete()
    Seconder.objects.create(motion=motion, member=stage.movers[0], name=stage.movers[0].name)
    stage.walk(motion, (A.SEEK, "mover", {}))


def _own_returned(stage: Stage) -> None:
    stage.walk(
        stage.motion(stage.movers[0]), *_TAKEN, (A.RETURN, "committee", {"note": "请补充夜班人数的数据"})
    )


def _own_delivered(stage: Stage) -> None:
    stage.walk(stage.motion(stage.movers[0]), *_delivered(stage))


def _merged(stage: Stage) -> None:
    case = stage.walk(stage.motion(), *_FILED)
    paper = stage.motion(title=f"{case.title.removesuffix('的建议')}问题的提案")
    stage.walk(paper, *_TAKEN, (A.MERGE, "office", {"into": case.pk, "note": "内容相同"}))


def _handling_late(stage: Stage) -> None:
    motion = stage.walk(stage.motion(), *_assigned(stage), (A.ACCEPT, "dept", {"plan": "已列入本月计划"}))
    record_contact(
        motion,
        on=today(),
        method="visit",
        content="到科室与提案人面谈，了解具体需求。",
        actor=stage.actors["dept"],
    )
    late = today() - dt.timedelta(days=3)
    Motion.objects.filter(pk=motion.pk).update(due_on=late, handling_due_on=late)


def _withdrawn(stage: Stage) -> None:
    stage.walk(stage.motion(), *_TAKEN, (A.WITHDRAW, "mover", {"note": "问题已经解决"}))


def _closed(grade: str, satisfaction: str, *, lead: int = 0, archive: bool = False) -> Any:
    def way(stage: Stage) -> tuple[Any, ...]:
        steps = (*_rated(stage, grade, satisfaction, lead=lead), (A.CLOSE, "office", {}))
        number = f"提-{stage.number:03d}"
        return (*steps, (A.ARCHIVE, "office", {"archive_no": number})) if archive else steps

    return _go(way)


_WALKS: dict[str, Any] = {
    "draft": lambda stage: stage.motion(stage.movers[0]),
    "seconding": _seconding,
    "own_returned": _own_returned,
    "own_delivered": _own_delivered,
    "submitted": _go(lambda _s: _TAKEN[:2]),
    "reviewing": _go(lambda _s: _TAKEN),
    "recommended": _go(lambda _s: _RECOMMENDED),
    "registered": _go(lambda _s: _FILED),
    "merged": _merged,
    "converted": _go(lambda _s: (*_TAKEN, (A.CONVERT, "office", {"note": "属部门日常工作，转部门办理答复"}))),
    "refused": _go(lambda _s: (*_TAKEN, (A.REFUSE, "office", {"note": "超出医院职权范围"}))),
    "withdrawn": _withdrawn,
    "instructing": _go(_briefed),
    "instructed": _go(lambda s: _assigned(s)[:-1]),
    "assigned": _go(_assigned),
    "declined": _go(lambda s: (*_assigned(s, lead=1), (A.DECLINE, "dept1", {"note": "不属本部门职责"}))),
    "handling_late": _handling_late,
    "countersigning": _go(lambda s: _answered(s, joint=True)),
    "drafted": _go(_answered),
    "signed": _go(lambda s: (*_answered(s), (A.SIGN, "leader", {}))),
    "rated": _go(lambda s: _rated(s, "A", "satisfied", lead=1)),
    "redo": _go(lambda s: _rated(s, "C", "unsatisfied")),
    "tracked": _closed("B", "partly"),
    "closed": _closed("A", "satisfied", lead=2),
    "closed_c": _closed("C", "partly", lead=1),
    "archived": _closed("A", "satisfied", lead=1, archive=True),
}
_PAST = ("archived", "closed", "tracked", "closed_c", "refused", "converted")
_NOW = tuple(name for name in _WALKS if name not in ("archived", "closed_c"))
