"""A congress with delegates, a motion and the people around it, for tests of motions."""

import datetime as dt

from congress.choices.motions import MotionAction, SecondState
from congress.models import Delegation, Mandate, Motion, Seconder, Session, Term
from congress.services.motions_flow import Grounds, take
from tests.factories import AppointmentFactory, DepartmentFactory, MemberFactory, UserFactory, officer
from union.common.dates import today
from union.organisation.choices import Office

A = MotionAction
BODY = {"situation": "夜班后无处休息，影响第二天工作。", "proposal": "腾出两间房，配置床位和储物柜。"}


def make_session(number: int = 2, term: Term | None = None) -> Session:
    """第六届第 number 次会议 of a term that runs now."""
    day = today()
    term = (
        term
        or Term.objects.filter(number=6).first()
        or Term.objects.create(
            number=6, starts_on=day - dt.timedelta(days=400), ends_on=day + dt.timedelta(days=900), seats=100
        )
    )
    opens = day + dt.timedelta(days=30)
    return Session.objects.create(term=term, number=number, opens_on=opens, closes_on=opens)


def make_delegate(
    term: Term, *, delegation: Delegation | None = None, role: str = "member", user=None, **member
):
    """A member with a login and a mandate in force."""
    person = MemberFactory(user=user or UserFactory(), **member)
    Mandate.objects.create(
        term=term, member=person, delegation=delegation, role=role, document="选举结果",
        number=Mandate.objects.filter(term=term).count() + 1, starts_on=term.starts_on,
    )  # fmt: skip
    return person


def make_motion(session: Session, mover, **values) -> Motion:
    """A draft with text."""
    return Motion.objects.create(
        **{"session": session, "mover": mover, "title": "增设职工夜班休息室的建议", "category": "后勤服务"}
        | BODY
        | values
    )


def second(motion: Motion, *members) -> None:
    """These delegates second the motion."""
    for member in members:
        Seconder.objects.create(motion=motion, member=member, name=member.name, state=SecondState.ACCEPTED)


class Cast:
    """Everybody a motion meets: `cast.users["leader"]`, `cast.mover`, and `cast.bring(motion, A.FILE, …)`."""

    def __init__(self) -> None:
        self.session = make_session()
        self.term = self.session.term
        self.delegation = Delegation.objects.create(term=self.term, name="医技代表团")
        self.mover = make_delegate(self.term, delegation=self.delegation)
        self.other = make_delegate(self.term)
        self.seconders = [make_delegate(self.term) for _ in range(2)]
        self.lead, self.assist, self.third = (DepartmentFactory() for _ in range(3))
        self.users = {
            "mover": self.mover.user,
            "seconder": self.seconders[0].user,
            "reviewer": officer(Office.MOTION_REVIEWER),
            "office": officer(Office.OFFICE_STAFF),
            "leader": officer(Office.LEADERSHIP),
            "leader2": officer(Office.LEADERSHIP),
            "lead": AppointmentFactory(office=Office.DEPARTMENT_CONTACT, department=self.lead).user,
            "assist": AppointmentFactory(office=Office.DEPARTMENT_CONTACT, department=self.assist).user,
            "third": AppointmentFactory(office=Office.DEPARTMENT_CONTACT, department=self.third).user,
            "delegate": self.other.user,
            "stranger": UserFactory(),
        }

    def motion(self, mover=None, **values) -> Motion:
        """A draft that two delegates second."""
        motion = make_motion(self.session, mover or self.mover, delegation=self.delegation, **values)
        second(motion, *self.seconders)
        return motion

    def take(self, motion: Motion, action: A, by: str, **given) -> Motion:
        """One step by a role; the motion is read again."""
        take(motion, action, actor=fresh(self.users[by]), given=Grounds(**given))
        motion.refresh_from_db()
        return motion

    def bring(self, motion: Motion, *until: A) -> Motion:
        """Take the usual way up to and including the last of ``until``."""
        for action, by, given in self.usual_way():
            self.take(motion, action, by, **given)
            if action in until:
                return motion
        return motion

    def usual_way(self):
        """(action, role, grounds) of a case of two departments that ends well."""
        joint = {"arrangement": "joint", "leads": (self.lead.pk,), "assists": (self.assist.pk,)}
        leader = self.users["leader"].pk
        return [
            (A.SEEK, "mover", {}),
            (A.SUBMIT, "mover", {}),
            (A.RECEIVE, "reviewer", {}),
            (A.RECOMMEND, "reviewer", {"recommendation": "filed", "note": "属于本院职权，可行"}),
            (A.FILE, "office", {}),
            (A.BRIEF, "office", {"leader": leader}),
            (A.INSTRUCT, "leader", {"note": "请总务科牵头办理"}),
            (A.ASSIGN, "office", joint),
            (A.ACCEPT, "lead", {"plan": "一个月内腾房"}),
            (A.ANSWER, "lead", answer()),
            (A.COUNTERSIGN, "assist", {"note": "同意"}),
            (A.SIGN, "leader", {}),
            (A.DELIVER, "lead", {}),
            (A.RATE, "mover", {"satisfaction": "satisfied"}),
            (A.CLOSE, "office", {}),
            (A.ARCHIVE, "office", {"archive_no": "2026-提-001"}),
        ]


def answer(grade: str = "A", **more) -> dict:
    """What a department types as its reply."""
    return {"text": "已腾出两间休息室。", "grade": grade, "signatory": "张科长", **more}


def fresh(user):
    """The user as the next request sees him: rights are read once per object."""
    return type(user).objects.get(pk=user.pk)
