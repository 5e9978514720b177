"""The demonstration hospital's congress: the sixth term, its delegates, a session held and one ahead."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from congress.choices.bodies import BodyElectionState, BodySeat, FindingState, Grade, ReviewKind, TourState
from congress.choices.delegates import DelegateCategory, MandateEnd, PanelKind, PanelRole
from congress.choices.sessions import Audience, CheckInMeans, GuestKind, OpinionOutcome
from congress.choices.terms import ItemState, Power, SessionState, Stage, VoteMode, VotingBody
from congress.models import (
    Absence,
    AgendaItem,
    Attendance,
    BodyCandidate,
    BodyElection,
    Constituency,
    Delegation,
    Finding,
    Guest,
    Mandate,
    Minutes,
    OfficerReview,
    Opinion,
    Panel,
    PanelMember,
    Paper,
    PaperReading,
    PreparationStep,
    Presider,
    Resolution,
    Session,
    Term,
    Tour,
    Training,
    Vacancy,
    Validity,
)
from congress.rules.fractions import least_count
from congress.rules.seats import distribute
from congress.services.sessions import write_checklist
from members.choices import MembershipStatus
from union.accounts.models import User
from union.common.dates import add_months
from union.common.demo import DemoContext
from union.common.pinyin import pinyin_of
from union.organisation.choices import Office, ScopeKind
from union.organisation.models import Appointment

MOST_SEATS, FEWEST_SEATS, STAFF_PER_SEAT = 60, 14, 5
DELEGATIONS = {
    "内科代表团": ("内科支会",), "外科代表团": ("外科支会",), "妇儿代表团": ("妇儿支会",),
    "门急诊医技代表团": ("门急诊支会", "医技支会"), "行政后勤代表团": ("行政支会", "后勤支会"),
}  # fmt: skip
_BASIS = "《上海市职工代表大会条例》第二十八条：须有全体职工代表三分之二以上出席"


def fill(context: DemoContext) -> None:
    """Make the term with its delegates, the session of this year, the next one, and the smaller records."""
    term = Term.objects.create(
        number=6, starts_on=dt.date(context.as_of.year - 2, 4, 1), seats=_seats(context),
        ends_on=dt.date(context.as_of.year + 1, 3, 31), staff_count=context.member_count,
        document="示工复〔2024〕8号",
    )  # fmt: skip
    context.made["term"] = term
    _areas(context, term)
    _delegates(context, term)
    _held(context, term)
    _ahead(context, term)
    _bodies(context)
    _work(context, term)


def _seats(context: DemoContext) -> int:
    return max(FEWEST_SEATS, min(MOST_SEATS, context.member_count // STAFF_PER_SEAT))


def _areas(context: DemoContext, term: Term) -> None:
    branches = {branch.name: branch for branch in context.made["branches"]}
    active = [m for m in context.made["members"] if m.membership_status == MembershipStatus.ACTIVE]
    heads = {branch.pk: sum(m.branch_id == branch.pk for m in active) for branch in branches.values()}
    seats = distribute(heads, _seats(context))
    areas: list[tuple[Constituency, Any]] = []
    for position, (name, parts) in enumerate(DELEGATIONS.items(), start=1):
        group = Delegation.objects.create(term=term, name=name, position=position)
        for part in parts:
            branch = branches[part]
            area = Constituency.objects.create(
                term=term, name=part.removesuffix("支会"), position=len(areas) + 1, delegation=group,
                staff_count=heads[branch.pk], seats=seats[branch.pk],
            )  # fmt: skip
            area.branches.add(branch)
            areas.append((area, branch))
    context.made["areas"] = areas


def _delegates(context: DemoContext, term: Term) -> None:
    """Seats filled from each constituency; the login `delegate` is one; two retired, one seat is vacant."""
    rows: list[Mandate] = []
    for area, branch in context.made["areas"]:
        people = [m for m in context.made["members"] if m.branch_id == branch.pk and _may_serve(context, m)]
        people.sort(key=lambda m: m.user_id != context.made["users"]["delegate"].pk)
        for turn, member in enumerate(people[: area.seats]):
            category = _category(member, turn)
            role = _role(rows, area, turn)
            rows.append(
                Mandate(
                    term=term, member=member, constituency=area, delegation=area.delegation, role=role,
                    category=category, number=len(rows) + 1, document="选区选举结果报告",
                    starts_on=term.starts_on,
                )
            )  # fmt: skip
    _accounts(rows)
    context.made["mandates"] = Mandate.objects.bulk_create(rows)
    _one_leaves(context, rows[-1])


_NO_DELEGATES = ("chair", "office", "auditor", "leader", "committee")


def _may_serve(context: DemoContext, member: Any) -> bool:
    logins = {context.made["users"][name].pk for name in _NO_DELEGATES}
    return member.membership_status == MembershipStatus.ACTIVE and member.user_id not in logins


def _role(rows: list[Mandate], area: Constituency, turn: int) -> PanelRole:
    """The first two of a delegation are its head and deputy."""
    if turn >= 2 or _headed(rows, area):  # noqa: PLR2004
        return PanelRole.MEMBER
    return (PanelRole.HEAD, PanelRole.DEPUTY)[turn]


def _headed(rows: list[Mandate], area: Constituency) -> bool:
    mine = [row for row in rows if row.delegation_id == area.delegation_id]
    return sum(row.role != PanelRole.MEMBER for row in mine) >= 2  # noqa: PLR2004 - a head and a deputy


def _category(member: Any, turn: int) -> DelegateCategory:
    if turn % 8 == 1:
        return DelegateCategory.LEADER
    clinical = {"医师", "护理", "医技", "药学"}
    return DelegateCategory.PROFESSIONAL if member.post_category in clinical else DelegateCategory.OTHER


def _accounts(rows: list[Mandate]) -> None:
    """Delegates without a login are people on paper; the office of delegate stands behind each mandate."""
    missing = [row.member for row in rows if row.member.user_id is None]
    users = User.objects.bulk_create(
        User(username=m.staff_no or "", display_name=m.name, name_pinyin=pinyin_of(m.name)[0], password="!")  # noqa: S106
        for m in missing
    )
    for member, user in zip(missing, users, strict=True):
        member.user = user
    type(rows[0].member).objects.bulk_update(missing, ["user"])
    open_rows = Appointment.objects.filter(office=Office.DELEGATE, ends_on=None, mandate=None)
    known: dict[int | None, Appointment] = {a.user_id: a for a in open_rows}
    fresh = [
        Appointment(
            user=row.member.user, office=Office.DELEGATE, scope_kind=ScopeKind.SELF, title=str(row.term),
            starts_on=row.starts_on, document=row.document,
        )
        for row in rows
        if row.member.user_id not in known
    ]  # fmt: skip
    known |= {a.user_id: a for a in Appointment.objects.bulk_create(fresh)}
    for row in rows:
        row.appointment = known[row.member.user_id]


def _one_leaves(context: DemoContext, row: Mandate) -> None:
    assert row.constituency is not None  # every delegate of the demonstration was elected somewhere
    last = context.days_ago(25)
    row.ends_on, row.end_reason, row.end_document = last, MandateEnd.TRANSFERRED, "调离原选区"
    row.save(update_fields=["ends_on", "end_reason", "end_document"])
    held = Appointment.objects.filter(mandate=row)
    held.update(ends_on=last, ended_reason="代表资格终止：调离选区")
    Vacancy.objects.create(constituency=row.constituency, mandate=row, opened_on=last + dt.timedelta(days=1))


_AGENDA = (
    (Stage.PRELIMINARY, "听取大会筹备情况报告", Power.PROCEDURE, VoteMode.NONE, "林静"),
    (Stage.PRELIMINARY, "听取代表资格审查报告", Power.PROCEDURE, VoteMode.HANDS, "赵慧"),
    (Stage.PRELIMINARY, "选举大会主席团，通过大会议程", Power.PROCEDURE, VoteMode.HANDS, "周明远"),
    (Stage.FORMAL, "听取和审议院长工作报告", Power.ADVISE, VoteMode.HANDS, "王志强"),
    (Stage.FORMAL, "审议年度财务预决算报告", Power.ADVISE, VoteMode.HANDS, "财务科"),
    (Stage.FORMAL, "审议工会工作报告和经费审查报告", Power.ADVISE, VoteMode.HANDS, "周明远"),
    (Stage.FORMAL, "审议通过《绩效工资分配办法（修订）》", Power.PASS, VoteMode.SECRET, "人事科"),
    (Stage.FORMAL, "听取提案工作报告和上次决议落实情况", Power.SUPERVISE, VoteMode.NONE, "赵慧"),
    (Stage.FORMAL, "民主评议院领导班子和中层干部", Power.APPRAISE, VoteMode.SECRET, "林静"),
)


def _agenda(session: Session, state: ItemState) -> list[AgendaItem]:
    return [
        AgendaItem.objects.create(
            session=session, stage=stage, position=position, title=title, power=power, vote_mode=mode,
            presenter=presenter, state=state, touches_interests=power == Power.PASS, body=VotingBody.CONGRESS,
        )
        for position, (stage, title, power, mode, presenter) in enumerate(_AGENDA, start=1)
    ]  # fmt: skip


def _held(context: DemoContext, term: Term) -> None:
    """The session of this spring: checked in, valid, two resolutions, opinions answered."""
    day = min(dt.date(context.as_of.year, 3, 20), context.days_ago(30))
    session = Session.objects.create(
        term=term, number=1, theme="凝心聚力，推动医院高质量发展", opens_on=day, closes_on=day,
        preliminary_on=day - dt.timedelta(days=1), place="门诊楼学术报告厅", state=SessionState.CLOSED,
        reported_on=day + dt.timedelta(days=6),
    )  # fmt: skip
    office = context.made["users"]["office"]
    write_checklist(session)
    for step in session.preparation.all():
        done_on = min(step.due_on, context.as_of)
        PreparationStep.objects.filter(pk=step.pk).update(done_on=done_on, done_by=office)
    items = _agenda(session, ItemState.DONE)
    _attendance(context, session, day)
    for number, (title, item) in enumerate(
        (("关于院长工作报告的决议", items[3]), ("关于通过《绩效工资分配办法（修订）》的决议", items[6])),
        start=1,
    ):
        Resolution.objects.create(
            session=session, item=item, number=number, title=title, passed_on=day, recorded_by=office,
            text=f"{session}听取并审议了有关议题，经全体代表表决，过半数赞成，予以通过。\n会议要求各部门认真落实，工会跟踪执行情况并向下次会议报告。",
            published_at=_at(day + dt.timedelta(days=3), 10), published_by=office,
        )  # fmt: skip
    Minutes.objects.create(
        session=session, stage=Stage.FORMAL, chaired_by="周明远", recorder="林静",
        text="会议核实到会人数后宣布开幕，依次听取各项报告，分代表团讨论，逐项表决，通过决议后闭幕。",
    )  # fmt: skip
    groups = Delegation.objects.filter(term=term)
    for each, (about, text, outcome) in zip(groups, _OPINIONS, strict=True):
        Opinion.objects.create(
            session=session, item=items[about], delegation=each, text=text, recorded_by=office,
            outcome=outcome,
            answer="已转有关部门纳入年度计划" if outcome != OpinionOutcome.OPEN else "",
            answered_by=office if outcome != OpinionOutcome.OPEN else None,
        )  # fmt: skip
    context.made["held_session"] = session


_OPINIONS = (
    (3, "建议增加一线科室夜班岗位的休息室。", OpinionOutcome.ADOPTED),
    (4, "预算执行进度建议按季度向职工代表通报。", OpinionOutcome.ADOPTED),
    (6, "绩效办法中带教工作量的计分偏低，建议调整。", OpinionOutcome.PARTLY),
    (6, "门急诊高峰期加班的补偿标准应更明确。", OpinionOutcome.OPEN),
    (3, "后勤岗位技能培训机会较少，建议列入计划。", OpinionOutcome.ADOPTED),
)


def _at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


def _attendance(context: DemoContext, session: Session, day: dt.date) -> None:
    rows = list(Mandate.objects.in_office(day).filter(term=session.term))
    away = context.random.sample(rows, k=4)
    came = [row for row in rows if row not in away]
    Attendance.objects.bulk_create(
        Attendance(
            session=session, stage=Stage.FORMAL, mandate=row, arrived_at=_at(day, 8, 20 + turn % 35),
            means=CheckInMeans.QR if turn % 3 else CheckInMeans.NUMBER,
        )
        for turn, row in enumerate(came)
    )  # fmt: skip
    for row in away[:2]:
        Absence.objects.create(session=session, mandate=row, reason="外出进修")
    Validity.objects.create(
        session=session, stage=Stage.FORMAL, entitled=len(rows), present=len(came), basis=_BASIS,
        is_valid=True,
        needed=least_count(len(rows), (2, 3)), entitled_ids=[r.pk for r in rows],
        present_ids=[r.pk for r in came],
        declared_by=context.made["users"]["office"],
    )  # fmt: skip
    for row in came[:5]:
        Presider.objects.create(
            session=session, mandate=row, role=PanelRole.HEAD if row is came[0] else PanelRole.MEMBER
        )
    unit = "示范市卫生健康系统工会 副主席"
    Guest.objects.create(session=session, kind=GuestKind.INVITED, name="何国平", unit=unit)
    for name in ("高振华", "许丽珍", "邓小红"):
        Guest.objects.create(session=session, kind=GuestKind.OBSERVER, name=name, unit="中层干部")


def _ahead(context: DemoContext, term: Term) -> None:
    """The next session, in preparation: part of the checklist is done, a paper waits to be read."""
    day = context.as_of + dt.timedelta(days=33)
    session = Session.objects.create(
        term=term, number=2, theme="总结全年工作，部署新年任务", opens_on=day, closes_on=day,
        preliminary_on=day - dt.timedelta(days=1), place="行政楼三楼会议室", is_joint=True,
    )  # fmt: skip
    users = context.made["users"]
    write_checklist(session)
    PreparationStep.objects.filter(session=session, due_on__lt=context.as_of - dt.timedelta(days=5)).update(
        done_on=context.days_ago(6), done_by=users["office"]
    )
    PreparationStep.objects.filter(session=session).update(owner=users["office"])
    items = _agenda(session, ItemState.PLANNED)
    AgendaItem.objects.filter(session=session, position=6).update(body=VotingBody.BOTH)
    paper = Paper.objects.create(
        session=session, item=items[6], title="绩效工资分配办法（征求意见稿）", audience=Audience.DELEGATES,
        issued_at=_at(context.days_ago(2), 9), issued_by=users["office"],
        text="一、总则\n坚持多劳多得、优绩优酬，向临床一线、关键岗位倾斜。\n二、分配办法\n（征求意见稿，请各代表团讨论）",
    )  # fmt: skip
    PaperReading.objects.create(paper=paper, user=users["committee"])
    Paper.objects.create(session=session, item=items[3], title="院长工作报告（草稿）", text="（起草中）")
    context.made["next_session"] = session


def _bodies(context: DemoContext) -> None:
    """A change of office under way, and the officer archive of last year."""
    users, members = context.made["users"], context.made["members"]
    start = add_months(context.as_of, 4)
    election = BodyElection.objects.create(
        seat=BodySeat.WOMEN, term_label="第七届", starts_on=start, ends_on=add_months(start, 36), seats=2,
        planned_on=add_months(context.as_of, 1), meeting="会员代表大会", state=BodyElectionState.PLANNED,
        session=context.made["next_session"],
    )  # fmt: skip
    women = [m for m in members[20:] if m.sex == "female" and m.membership_status == MembershipStatus.ACTIVE]
    for member in women[:3]:
        BodyCandidate.objects.create(election=election, member=member, office=Office.WOMEN_MEMBER)
    year = context.as_of.year - 1
    by_user = {m.user_id: m for m in members if m.user_id}
    for login, office, kind, grade in (
        ("chair", Office.CHAIR, ReviewKind.REPORT, ""),
        ("chair", Office.CHAIR, ReviewKind.APPRAISAL, Grade.EXCELLENT),
        ("committee", Office.COMMITTEE_MEMBER, ReviewKind.ASSESSMENT, Grade.EXCELLENT),
        ("branch", Office.BRANCH_CHAIR, ReviewKind.ASSESSMENT, Grade.COMPETENT),
        ("group", Office.GROUP_LEADER, ReviewKind.ASSESSMENT, Grade.COMPETENT),
    ):
        OfficerReview.objects.create(
            member=by_user[users[login].pk], office=office, year=year, kind=kind, grade=grade,
            held_on=dt.date(year, 12, 20),
            meeting="工会会员代表大会", summary="按分工完成年度任务，组织活动和慰问，听取会员意见。",
            recorded_by=users["office"],
        )  # fmt: skip


def _work(context: DemoContext, term: Term) -> None:
    """The motion panel, a training, a tour with one finding answered and one open."""
    mandates, users = context.made["mandates"][:-1], context.made["users"]
    for kind, people in ((PanelKind.MOTIONS, mandates[2:7]), (PanelKind.CREDENTIALS, mandates[8:11])):
        panel = Panel.objects.create(term=term, kind=kind, name=kind.label, duties="按职代会工作制度开展工作")
        for turn, mandate in enumerate(people):
            role = PanelRole.HEAD if turn == 0 else PanelRole.MEMBER
            seat = PanelMember(panel=panel, mandate=mandate, role=role, starts_on=term.starts_on)
            if kind == PanelKind.MOTIONS:
                seat.appointment = Appointment.objects.filter(
                    user_id=mandate.member.user_id, office=Office.MOTION_REVIEWER, panel_seat=None
                ).first() or Appointment.objects.create(
                    user_id=mandate.member.user_id, office=Office.MOTION_REVIEWER, title="提案工作委员会",
                    scope_kind=ScopeKind.HOSPITAL, starts_on=term.starts_on, document="专门委员会组成名单",
                )  # fmt: skip
            seat.save()
    training = Training.objects.create(
        term=term, title="职工代表履职与提案撰写", held_on=context.days_ago(250), hours=4,
        trainer="示范市总工会",
        place="学术报告厅",
    )  # fmt: skip
    training.participants.set(mandates[: len(mandates) * 4 // 5])
    tour = Tour.objects.create(
        term=term, title="职工食堂与值班室巡视", plan="分两组查看食堂卫生和值班室条件。",
        state=TourState.DONE,
        planned_on=context.days_ago(60), held_on=context.days_ago(58),
    )  # fmt: skip
    tour.team.set(mandates[:6])
    canteen, wards = context.made["departments"][-1], context.made["departments"][0]
    Finding.objects.create(
        tour=tour, department=canteen, text="夜间供餐时间偏短", due_on=context.days_ago(30),
        answer="已延长至 23:00",
        answered_on=context.days_ago(40), follow_up="现场复查，已延长", settled_on=context.days_ago(28),
        state=FindingState.SETTLED,
    )  # fmt: skip
    Finding.objects.create(
        tour=tour, department=wards, text="值班室空调老化", due_on=context.as_of + dt.timedelta(days=5)
    )
    assert users["delegate"].pk in {row.member.user_id for row in mandates}
