"""Who is told of a step: the parties an arrow names, by the appointments and mandates of today."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.urls import reverse

from congress.choices.motions import MotionAction, Party, SecondState, UnitRole
from congress.models import Motion, MotionStep
from union.accounts.models import User
from union.common.dates import today
from union.organisation.choices import Office
from union.organisation.models import Appointment
from union.reminders.services import remind_many


def _holders(office: Office, **where: object) -> list[User]:
    held = Appointment.objects.held_on(today()).filter(office=office, user__is_active=True, **where)
    return [appointment.user for appointment in held.select_related("user")]


def _movers(motion: Motion) -> list[User]:
    return list(User.objects.filter(member__motions=motion))


def authors(motion: Motion) -> list[User]:
    """Users of the mover and of the movers of merged papers."""
    return list(
        (
            User.objects.filter(member__motions=motion)
            | User.objects.filter(member__motions__merged_into=motion)
        ).distinct()
    )


def _seconders(motion: Motion) -> list[User]:
    asked = motion.seconders.exclude(state__in=(SecondState.REFUSED, SecondState.WITHDRAWN))
    return list(User.objects.filter(member__in=asked.values("member")))


def _departments(role: UnitRole) -> Callable[[Motion], list[User]]:
    def holders(motion: Motion) -> list[User]:
        units = motion.units.filter(in_force=True, round=motion.round, role=role).values("department")
        return _holders(Office.DEPARTMENT_CONTACT, department__in=units)

    return holders


_PEOPLE: dict[Party, Callable[[Motion], list[User]]] = {
    Party.MOVER: _movers,
    Party.RATER: authors,
    Party.SECONDER: _seconders,
    Party.COMMITTEE: lambda _motion: _holders(Office.MOTION_REVIEWER),
    Party.OFFICE: lambda _motion: _holders(Office.OFFICE_STAFF),
    Party.LEADER: lambda motion: [motion.leader] if motion.leader else [],
    Party.LEAD: _departments(UnitRole.LEAD),
    Party.ASSIST: _departments(UnitRole.ASSIST),
}


def _people(party: Party, motion: Motion) -> list[User]:
    finder = _PEOPLE.get(party)
    return finder(motion) if finder else []


def people_of(motion: Motion, parties: Iterable[Party]) -> list[User]:
    """Users behind the parties, each once."""
    found = [user for party in parties for user in _people(party, motion)]
    return list({user.pk: user for user in found}.values())


def tell(motion: Motion, step: MotionStep, parties: Iterable[Party]) -> None:
    """Put one notice about ``step`` into the inboxes of ``parties``, not of who took it."""
    people = [user for user in people_of(motion, parties) if user.pk != step.actor_id]
    remind_many(
        people,
        title=f"提案“{motion.title[:40]}”：{MotionAction(step.action).label}",
        body=f"现在是“{motion.get_state_display()}”。" + (f"意见：{step.note}" if step.note else ""),
        link=reverse("motions:motion_detail", args=[motion.pk]),
        key=f"motion:{motion.pk}:step:{step.pk}",
    )
