"""People and records of the smaller registers for tests."""

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
