"""Objects of the workers' congress for the rights tables, on both sides."""

import datetime as dt

from django.utils import timezone

from congress.choices.delegates import ElectionKind, PanelKind
from congress.models import (
    AgendaItem,
    Attendance,
    BodyCandidate,
    BodyElection,
    ConstituencyElection,
    Finding,
    Guest,
    Nominee,
    OfficerReview,
    Opinion,
    Panel,
    PanelMember,
    Paper,
    PreparationStep,
    Presider,
    Resolution,
    Tour,
    Training,
)
from congress.services.attendance import code_for
from tests.factories import MemberFactory
from tests.factories_congress import (
    ConstituencyFactory,
    DelegationFactory,
    MandateFactory,
    SessionFactory,
    TermFactory,
)
from union.common.dates import today
from union.organisation.choices import Office


class Text:
    """An object of the table that is only a text in the address."""

    def __init__(self, text) -> None:
        self.pk = text


def fill(world) -> None:
    """One term with everything under it; the people are not those of the canaries: the list is public."""
    term = TermFactory(number=6)
    group = DelegationFactory(term=term)
    area = ConstituencyFactory(term=term, delegation=group, seats=3)
    mandate = MandateFactory(term=term, constituency=area, delegation=group)
    session = SessionFactory(term=term, number=1, state="open")
    panel = Panel.objects.create(term=term, kind=PanelKind.RULES, name="规章制度审查小组")
    tour = Tour.objects.create(term=term, title="食堂巡视", planned_on=today(), held_on=today())
    election = ConstituencyElection.objects.create(constituency=area, kind=ElectionKind.GENERAL)
    nominee = Nominee.objects.create(election=election, member=MemberFactory())
    item = AgendaItem.objects.create(session=session, title="工作报告")
    paper = Paper.objects.create(session=session, title="报告", text="正文", issued_at=timezone.now())
    body = BodyElection.objects.create(
        seat="women", term_label="第七届", starts_on=today(), ends_on=today() + dt.timedelta(days=1000),
        planned_on=today(), held_on=today(), entitled=90, present=80,
    )  # fmt: skip
    guest = Guest.objects.create(session=session, kind="observer", name="何国平")
    prep = PreparationStep.objects.create(session=session, key="papers", title="文件", due_on=today())
    world.objects |= {
        "congress.term": term, "congress.delegation": group, "congress.area": area,
        "congress.mandate": mandate, "congress.session": session,
        "congress.panel": panel,
        "congress.tour": tour, "congress.election": election, "congress.nominee": nominee,
        "congress.item": item, "congress.paper": paper, "congress.body": body,
        "congress.guest": guest, "congress.code": Text(code_for(session)),
        "congress.seat": PanelMember.objects.create(panel=panel, mandate=mandate, starts_on=term.starts_on),
        "congress.training": Training.objects.create(term=term, title="代表培训", held_on=today()),
        "congress.finding": Finding.objects.create(tour=tour, text="值班室", due_on=today()),
        "congress.prep": prep,
        "congress.opinion": Opinion.objects.create(session=session, delegation=group, text="意见"),
        "congress.resolution": Resolution.objects.create(
            session=session, number=1, title="决议", text="通过", passed_on=today(),
            published_at=timezone.now()
        ),
        "congress.presider": Presider.objects.create(session=session, mandate=mandate),
        "congress.inside": Attendance.objects.create(
            session=session, stage="formal", mandate=mandate, arrived_at=timezone.now(), means="staff"
        ),
        "congress.candidate": BodyCandidate.objects.create(
            election=body, member=MemberFactory(), office=Office.WOMEN_MEMBER
        ),
        "congress.review": OfficerReview.objects.create(
            member=MemberFactory(), office=Office.GROUP_LEADER, year=2025, kind="assessment",
            grade="competent",
            held_on=today(),
        ),
    }  # fmt: skip
