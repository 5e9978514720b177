"""Objects of 职工之家 for the rights tables, on both sides."""

import datetime as dt

from django.utils import timezone

from events.models import ReadingItem
from tests.factories import MemberFactory
from tests.factories_rooms import (
    make_book,
    make_club,
    make_competition,
    make_hazard,
    make_meeting,
    make_suggestion,
    make_training,
    make_venue,
)


def fill(world) -> None:
    """Add objects by name: `world.objects |= {...}`; foreign ones carry the canaries of world.py."""
    for side in ("own", "foreign"):
        canary = "金丝雀" if side == "foreign" else "本支会"
        for part in (_hazards, _suggestions, _trainings, _meetings, _clubs, _venues, _library, _competitions):
            found = part(world, side, canary)
            world.objects |= {f"rooms.{name}.{side}": row for name, row in found.items()}


def _hazards(world, side, canary):
    values = {
        "place": f"{canary}楼道", "description": f"{canary}隐患", "finder": world[f"member.{side}"],
        "branch": world[f"branch.{side}"],
    }  # fmt: skip
    department = world[f"department.{side}"]
    return {
        "hazard": make_hazard(state="assigned", department=department, **values),
        "hazard_new": make_hazard(**values),
    }


def _suggestions(world, side, canary):
    values = {"title": f"{canary}建议", "situation": canary, "proposal": canary}
    return {"suggestion": make_suggestion(proposer=world[f"member.{side}"], **values)}


def _trainings(world, side, canary):
    member, branch = world[f"member.{side}"], world[f"branch.{side}"]
    row = make_training([member], title=f"{canary}培训", place=canary, branch=branch)
    return {"training": row, "trainee": row.trainees.get()}


def _meetings(world, side, canary):
    member = world[f"member.{side}"]
    values = {"title": f"{canary}会议", "agenda": canary, "place": canary, "branch": world[f"branch.{side}"]}
    held = make_meeting([member], state="held", minutes=canary, **values)
    item = held.items.create(text=f"{canary}督办", owner=member, due_on=dt.date(2026, 12, 31))
    return {"meeting": make_meeting([member], **values), "meeting_held": held, "item": item}


def _clubs(world, side, canary):
    club = make_club(MemberFactory(), [world[f"member.{side}"]], name=f"协会{side}")
    session = club.sessions.create(starts_at=timezone.now(), topic="训练")
    return {"club": club, "club_session": session, "membership": club.memberships.last()}


def _venues(world, side, canary):
    venue, at = make_venue(name=f"活动室{side}"), timezone.now() + dt.timedelta(hours=2)
    booking = venue.bookings.create(
        starts_at=at,
        ends_at=at + dt.timedelta(hours=1),
        purpose=f"{canary}用途",
        member=world[f"member.{side}"],
    )
    return {"venue": venue, "booking": booking}


def _library(world, side, canary):
    book = make_book(f"号{side}", title=f"书{side}")
    loan = book.copies.get().loans.create(
        member=world[f"member.{side}"], lent_on=dt.date(2026, 1, 1), due_on=dt.date(2026, 1, 31)
    )
    reading = ReadingItem.objects.create(title=f"书目{side}", year=2026, reason="好书")
    return {"book": book, "loan": loan, "reading": reading}


def _competitions(world, side, canary):
    values = {"title": f"{canary}竞赛", "plan": canary, "branch": world[f"branch.{side}"]}
    row = make_competition(**values)
    entry = row.entries.create(member=world[f"member.{side}"], rank=1, award=canary)
    return {"competition": row, "entry": entry}
