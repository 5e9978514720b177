"""Rows of the table of reminder rules: the congress, its motions, votes and registers."""

import datetime as dt

from congress.models import (
    Appeal,
    Appraisal,
    BodyElection,
    Constituency,
    Contract,
    Delegation,
    Disclosure,
    DisclosureItem,
    Finding,
    Mandate,
    Mediation,
    Motion,
    MotionUnit,
    Opinion,
    Paper,
    PerformanceCheck,
    Poll,
    PollTeller,
    PreparationStep,
    RollEntry,
    Session,
    Term,
    Tour,
    Vacancy,
    Vote,
)
from tests.reminders.table import LONG_AGO, Row, at, field, gone, moment

JUNE = dt.date(2026, 6, 1)
ENDED = {"state": "ended"}


def session(w, **values):
    row = Session.objects.create(term=w.term, number=1, opens_on=JUNE, closes_on=JUNE)
    for name, made in values.items():
        setattr(row, name, made)
    return row


def delegate(w):
    return Mandate.objects.create(
        term=w.term, member=w.person, number=1, document="选举", starts_on=w.term.starts_on
    )


def coming(w):
    delegate(w)
    return session(w)


def to_read(w):
    row = coming(w)
    row.paper = Paper.objects.create(session=row, title="报告", text="正文", issued_at=at(LONG_AGO))
    return row


def opinion(w):
    row = session(w)
    group = Delegation.objects.create(term=w.term, name="医技代表团")
    row.opinion = Opinion.objects.create(session=row, delegation=group, text="意见")
    return row


def vacancy(w):
    area = Constituency.objects.create(term=w.term, name="门诊选区", seats=2)
    return Vacancy.objects.create(constituency=area, mandate=delegate(w), opened_on=JUNE)


def last_term(w):
    return Term.objects.create(number=7, starts_on=dt.date(2023, 1, 1), ends_on=dt.date(2028, 1, 1), seats=9)


def next_term(_term):
    Term.objects.create(number=8, starts_on=dt.date(2027, 1, 1), ends_on=dt.date(2031, 1, 1), seats=9)


def motion(state, unit="", **values):
    """A motion in a state; ``unit`` its department's part in it."""

    def make(w):
        whose = {"leader": w.users["leader"]} if state in ("instructing", "drafted") else {}
        row = Motion.objects.create(
            session=session(w), mover=w.person, title="夜班休息室", state=state, **whose, **values
        )
        if unit:
            row.unit = MotionUnit.objects.create(motion=row, department=w.department, role=unit)
        return row

    return make


def appeal(state):
    def make(w):
        return Appeal.objects.create(
            source="group", topic="other", title="储物柜", content="储物柜", received_on=JUNE, state=state,
            member=w.person, department=w.department, due_on=JUNE,
        )  # fmt: skip

    return make


def contract(w, **values):
    return Contract.objects.create(
        kind="wages", title="工资专项集体合同", proposed_on=LONG_AGO, topics="夜班津贴", **values
    )


def disclosure(w):
    item = DisclosureItem.objects.create(topic="spending", title="大额支出", audience="staff", form="board")
    return Disclosure.objects.create(
        item=item, due_on=JUNE, audience="staff", form="board", drafted_by=w.users["office"]
    )


def mediation(w):
    return Mediation.objects.create(
        kind="labour", applied_on=JUNE, form="oral", state="mediating", registered_by=w.users["office"],
        mediator=w.users["committee"], due_on=JUNE,
    )  # fmt: skip


def ballot(w):
    poll = Poll.objects.create(title="绩效办法", mode="secret", state="open", closes_at=at(JUNE))
    RollEntry.objects.create(poll=poll, voter="m1", user=w.users["person"], name="本人")
    return poll


def teller(w):
    poll = Poll.objects.create(title="绩效办法", mode="secret")
    poll.session = session(w)
    Vote.objects.create(poll=poll, session=poll.session, kind="item")
    poll.teller = PollTeller.objects.create(poll=poll, user=w.users["somebody"], role="supervisor")
    return poll


def appraisal(w):
    poll = Poll.objects.create(title="中层测评", mode="secret", state="open", closes_at=at(JUNE))
    return Appraisal.objects.create(poll=poll, subject_kind="managers", form="person", year=2026)


def step(w):
    return PreparationStep.objects.create(session=session(w), key="papers", title="文件", due_on=JUNE)


def finding(w):
    tour = Tour.objects.create(term=w.term, title="食堂巡视", planned_on=JUNE)
    return Finding.objects.create(tour=tour, text="值班室", due_on=JUNE)


def body(w):
    return BodyElection.objects.create(
        seat="women", term_label="第七届", starts_on=JUNE, ends_on=dt.date(2029, 6, 1), planned_on=JUNE,
        state="submitted",
    )  # fmt: skip


def give_passphrase(poll):
    PollTeller.objects.filter(pk=poll.teller.pk).update(public_key=b"key")


def read(row):
    row.paper.readings.create(user=Mandate.objects.get().member.user)


def opens(day):
    """A meeting of one day."""
    return {"opens_on": day, "closes_on": day}


CLOSES = moment("closes_at")
ROWS = [
    Row("congress.preparation", step, field("due_on"), "office", {"done_on": JUNE}),
    Row("congress.term", last_term, field("ends_on"), "office", next_term),
    Row("congress.vacancy", vacancy, field("opened_on", 60), "office", gone),
    Row("congress.finding", finding, field("due_on"), "office", {"state": "settled"}),
    Row("congress.opinion", opinion, field("closes_on"), "office", {"outcome": "adopted"}, ends="opinion"),
    Row("congress.paper", to_read, opens, "", read, subject="{pk}:"),
    Row("congress.meeting", coming, opens, "",
        {"state": "cancelled"}, subject="{pk}:"),
    Row("congress.appointment", body, field("held_on"), "security", {"state": "in_office"}),
    Row("congress.motions", motion("submitted"), field("due_on"), "reviewer", {"state": "withdrawn"}, "审查"),
    Row("congress.motions", motion("registered"), field("due_on"), "office chair", {"state": "withdrawn"},
        "呈批"),
    Row("congress.motions", motion("instructing"), field("due_on"), "leader", {"state": "withdrawn"}, "批示"),
    Row("congress.motions", motion("handling", "lead"), field("due_on"), "dept", {"state": "drafted"}, "办理",
        subject="{pk}:{row.unit.role}:{row.unit.pk}"),
    Row("congress.motions", motion("countersigning", "assist"), field("due_on"), "dept",
        lambda row: MotionUnit.objects.update(countersigned_at=at(JUNE)), "会签",
        subject="{pk}:{row.unit.role}:{row.unit.pk}"),
    Row("congress.motions", motion("drafted"), field("due_on"), "leader", {"state": "archived"}, "签发"),
    Row("congress.motions", motion("delivered"), field("due_on"), "person", {"state": "closed"}, "评价"),
    Row("congress.appeal", appeal("received"), field("due_on"), "office", {"state": "declined"}, "受理"),
    Row("congress.appeal", appeal("assigned"), field("due_on"), "dept", {"state": "closed"}, "答复"),
    Row("congress.appeal", appeal("answered"), field("due_on"), "person", {"state": "closed"}, "评价"),
    Row("congress.contract", lambda w: contract(w, state="negotiating"), field("due_on"), "office",
        {"due_on": None}, "环节"),
    Row("congress.contract", lambda w: PerformanceCheck.objects.create(contract=contract(w), due_on=JUNE),
        field("due_on"), "office", {"checked_on": JUNE}, "履约检查"),
    Row("congress.contract_end", lambda w: contract(w, state="in_force", starts_on=LONG_AGO),
        field("ends_on"), "office", ENDED),
    Row("congress.disclosure", disclosure, field("due_on"), "office", {"state": "published"}),
    Row("congress.mediation", mediation, field("due_on"), "committee", {"state": "fulfilled"}),
    Row("congress.ballot", ballot, CLOSES, "person", {"state": "counting"}),
    Row("congress.counting", lambda w: Poll.objects.create(title="绩效办法", state="counting"),
        moment("closed_at", days=1), "office", {"state": "decided"}),
    Row("congress.passphrase", teller, opens, "somebody",
        give_passphrase, dated="session", subject="{row.teller.pk}"),
    Row("congress.appraisal", appraisal, CLOSES, "office", {"state": "counting"}, dated="poll", ends="poll"),
]  # fmt: skip
