"""What a row of the table of reminder rules says, and the small hospital all rows share.

    Row("congress.finding", finding, field("due_on"), told="office", done={"state": "settled"})

reads: made by `finding`, due on the day in its column `due_on`, told to the office at every step that tells
经办人, done when the state is settled. Officers named by a step (工会主席 …) are told as in OFFICERS.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from congress.models import Term
from tests.factories import (
    AppointmentFactory,
    BranchFactory,
    DepartmentFactory,
    GroupFactory,
    MemberFactory,
    UserFactory,
)
from union.organisation.choices import Office

WEDNESDAY = dt.date(2026, 6, 17)  # the Friday after is 端午: two working days later is Monday the 22nd
HOLIDAYS = {dt.date(2026, 6, 19), dt.date(2026, 1, 1), dt.date(2026, 1, 2)}
LATER = dt.timedelta(days=30)
LONG_AGO = dt.date(2020, 1, 1)
# Whom a step means by an office, in the branch and group of the hospital's first half.
OFFICERS = {
    "chair": "chair", "office_staff": "office", "leadership": "leader", "branch_chair": "branch",
    "group_leader": "group",
}  # fmt: skip
_OFFICES = {
    "office": Office.OFFICE_STAFF, "chair": Office.CHAIR, "leader": Office.LEADERSHIP,
    "auditor": Office.AUDITOR, "committee": Office.COMMITTEE_MEMBER, "reviewer": Office.MOTION_REVIEWER,
    "women": Office.WOMEN_MEMBER, "security": Office.SECURITY_ADMIN,
}  # fmt: skip
_PLACES = {"branch": Office.BRANCH_CHAIR, "group": Office.GROUP_LEADER, "dept": Office.DEPARTMENT_CONTACT}


@dataclass(frozen=True)
class Row:
    """One way in which a rule comes to tell somebody.

    ``make(world)`` writes the thing and returns it; ``on(day)`` are the columns that make it fall due on
    ``day`` (None: the date is the calendar's and cannot move). ``told``: whom 经办人 means, by name in the
    world. ``done``: columns, or what to do with the thing. ``dated``/``ends``: the attribute of the thing on
    which dates/``done`` are written. ``means``: the people of all officers, where those of OFFICERS are not.
    ``subject``: the reminder's, if it does not end with the thing's number.
    """

    rule: str
    make: Callable[..., Any]
    on: Callable[[dt.date], dict[str, Any]] | None
    told: str = ""
    done: Any = None
    note: str = ""
    person: str = "person"
    dated: str = ""
    ends: str = ""
    subject: str = ""
    means: str = ""
    day: dt.date = WEDNESDAY

    def __str__(self) -> str:
        return f"{self.rule} {self.note}".strip()


def field(name: str, days: int = 0) -> Callable[[dt.date], dict[str, Any]]:
    """The date column ``name``, ``days`` before the day on which it falls due."""
    return lambda day: {name: day - dt.timedelta(days=days)}


def moment(*names: str, days: int = 0) -> Callable[[dt.date], dict[str, Any]]:
    """The columns ``names`` at ten in the morning, ``days`` before the day."""
    return lambda day: dict.fromkeys(names, at(day - dt.timedelta(days=days)))


def gone(thing: Any) -> None:
    """Take it away."""
    type(thing).objects.filter(pk=thing.pk).delete()


def at(day: dt.date, hour: int = 10) -> dt.datetime:
    """An hour of a day in Shanghai."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


class World:
    """Two halves of a hospital, an officer of each kind, a man and a woman of the first half with logins."""

    def __init__(self) -> None:
        self.users = {name: self._officer(office) for name, office in _OFFICES.items()}
        for half in ("", "2"):
            branch = BranchFactory()
            department = DepartmentFactory(branch=branch)
            group = GroupFactory(branch=branch, department=department)
            units = {"branch": branch, "group": group, "department": department}
            for name, office in _PLACES.items():
                unit = "department" if name == "dept" else name
                self.users[name + half] = self._officer(office, **{unit: units[unit]})
            if not half:
                self.units = units
        self.branch, self.group, self.department = self.units.values()
        self.users |= {name: UserFactory() for name in ("person", "woman", "somebody")}
        self.person = MemberFactory(user=self.users["person"], sex="male", **self.units)
        self.woman = MemberFactory(user=self.users["woman"], sex="female", **self.units)
        self.term = Term.objects.create(
            number=6, starts_on=dt.date(2024, 1, 1), ends_on=dt.date(2028, 12, 31), seats=9
        )

    @staticmethod
    def _officer(office: Office, **scope: Any) -> Any:
        return AppointmentFactory(office=office, starts_on=LONG_AGO, **scope).user

    def names(self, user_ids: Any) -> set[str]:
        """Names of users; somebody outside the world by his number."""
        known = {user.pk: name for name, user in self.users.items()}
        return {known.get(pk, f"?{pk}") for pk in user_ids}
