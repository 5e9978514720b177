"""People and records of the smaller registers for tests."""

from django.utils import timezone

from congress.choices.ballots import PollState
from congress.choices.contracts import Side
from congress.models import NegotiationMeeting, Poll, Vote
from congress.services import contracts
from congress.services.appeals import APPEALS, register_appeal
from congress.services.registers import take
from tests.factories import AppointmentFactory, DepartmentFactory, MemberFactory, UserFactory, officer
from union.common.dates import today
from union.organisation.choices import Office


class Registry:
    """Office, chair, a department with its contact, and a member who speaks."""

    def __init__(self) -> None:
        self.office, self.chair = officer(Office.OFFICE_STAFF), officer(Office.CHAIR)
        self.department = DepartmentFactory()
        self.contact = AppointmentFactory(office=Office.DEPARTMENT_CONTACT, department=self.department).user
        self.speaker = MemberFactory(user=UserFactory())

    def appeal(self, **values):
        """An opinion the office has written down."""
        given = {
            "source": "reception", "topic": "shifts", "title": "排班公布太晚",
            "content": "希望提前一周公布排班",
            "member": self.speaker, "received_on": today(),
        }  # fmt: skip
        return register_appeal(given | values, actor=self.office)

    def appeal_step(self, row, action, actor=None, **given):
        """Take a step of an opinion."""
        return take(APPEALS, row.pk, action, actor=actor or self.office, given=given)

    def contract(self, **values):
        """A proposal of the staff's side, with three negotiators on each side."""
        given = {
            "kind": "collective", "title": "集体合同", "proposed_by": "staff", "topics": "夜班津贴",
            "proposed_on": today(), "renews": None,
        }  # fmt: skip
        row = contracts.propose(given | values, actor=self.office)
        for turn in range(3):
            member = MemberFactory(sex="female" if turn else "male")
            self.seat(row, Side.STAFF, member=member, is_chief=not turn)
            self.seat(row, Side.EMPLOYER, name=f"院方{turn}", is_chief=not turn)
        return row

    def seat(self, row, side, **values):
        """A negotiator."""
        return contracts.add_negotiator(row, {"side": side, **values}, actor=self.office)

    def contract_step(self, row, action, **given):
        """Take a step of a contract."""
        return take(contracts.CONTRACTS, row.pk, action, actor=self.office, given=given)

    def signed_meeting(self, row):
        """A meeting whose minutes both chiefs have signed."""
        return NegotiationMeeting.objects.create(
            contract=row, held_on=today(), topics="夜班津贴", minutes="一致", staff_signed=True,
            employer_signed=True,
        )  # fmt: skip


def decided_vote(**values):
    """A vote with a result: passed by more than half of all delegates, closed now."""
    poll = Poll.objects.create(
        title="集体合同草案", state=PollState.DECIDED, mode="hands", entitled=100, present=90,
        closed_at=timezone.now(),
    )  # fmt: skip
    return Vote.objects.create(**{"poll": poll, "outcome": "passed", "yes": 80, "needed": 51} | values)
