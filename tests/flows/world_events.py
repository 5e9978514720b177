"""Objects of events for the rights tables, on both sides."""

import datetime as dt
import hashlib
from types import SimpleNamespace

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from events.choices.activities import Allocation, SignUpMode, SignUpState
from events.models import (
    ActivitySession,
    CalendarFeed,
    CostLine,
    Match,
    OrganiserTask,
    PictureConsent,
    PlanLine,
    Prize,
    Question,
    SignUp,
    Team,
    YearPlan,
)
from events.services.checkin import ticket_of
from tests.factories_events import make_activity
from union.common.models import Attachment


def fill(world) -> None:
    """Add objects by name: `world.objects |= {...}`; foreign ones carry the canaries of world.py."""
    for side in ("own", "foreign"):
        world.objects |= _activities(world, side)
        world.objects |= _plans(world, side)


def _activities(world, side):
    canary = "金丝雀" if side == "foreign" else "本支会"
    branch, member = world[f"branch.{side}"], world[f"member.{side}"]
    base = {"branch": branch, "title": f"{canary}活动", "place": f"{canary}地点"}
    now = timezone.now()
    activity = make_activity(5, **base)
    other = make_activity(mode=SignUpMode.TEAM, **base)
    lottery = make_activity(allocation=Allocation.LOTTERY, state="closed", **base)
    held = make_activity(state="held", starts_at=now - dt.timedelta(days=3), feedback_open=True, **base)
    signup = SignUp.objects.create(
        activity=activity, session=activity.session, member=member, number=1, state=SignUpState.CONFIRMED
    )
    ActivitySession.objects.filter(pk=activity.session.pk).update(taken=1)
    teams = [Team.objects.create(activity=activity, name=name) for name in ("甲", "乙")]
    photo = Attachment.objects.create(
        name=f"{canary}.jpg", content_type="image/jpeg", size=1, sha256="0" * 64, file="attachments/none",
        owner_type=ContentType.objects.get_for_model(activity), owner_id=str(activity.pk), kind="照片",
    )  # fmt: skip
    hidden = Attachment.objects.create(
        name=f"{canary}二.jpg", content_type="image/jpeg", size=1, sha256="0" * 64, file="attachments/none",
        owner_type=ContentType.objects.get_for_model(activity), owner_id=str(activity.pk), kind="照片",
    )  # fmt: skip
    return {
        f"events.picture.{side}": PictureConsent.objects.create(
            activity=activity, picture=hidden, member=member
        ),
        f"events.activity.{side}": activity, f"events.session.{side}": activity.session,
        f"events.teams.{side}": other,
        f"events.lottery.{side}": lottery, f"events.held.{side}": held, f"events.signup.{side}": signup,
        f"events.ticket.{side}": SimpleNamespace(pk=ticket_of(signup)), f"events.photo.{side}": photo,
        f"events.question.{side}": Question.objects.create(activity=activity, label=f"{canary}问题"),
        f"events.task.{side}": OrganiserTask.objects.create(activity=activity, member=member, title=canary),
        f"events.match.{side}": Match.objects.create(
            activity=activity, round_no=1, position=1, home=teams[0], away=teams[1]
        ),
        f"events.prize.{side}": Prize.objects.create(activity=activity, name=f"{canary}奖"),
        f"events.cost.{side}": CostLine.objects.create(
            activity=activity, kind="other", description=canary, amount=1, fund_source="dues",
            spent_on=dt.date(2026, 1, 1),
        ),
        f"events.booked_cost.{side}": CostLine.objects.create(
            activity=held, kind="other", description=canary, amount=1, fund_source="dues",
            spent_on=dt.date(2026, 1, 1), booked_at=now,
        ),
        f"events.feed.{side}": CalendarFeed.objects.create(
            user=world[f"user.{side}"], label=f"{canary}日历",
            token_hash=hashlib.sha256(side.encode()).hexdigest(),
        ),
    }  # fmt: skip


def _plans(world, side):
    canary = "金丝雀" if side == "foreign" else "本支会"
    found = {}
    for year, state, name in ((2026, "draft", ""), (2025, "approved", "approved_")):
        plan = YearPlan.objects.create(
            year=year, branch=world[f"branch.{side}"], title=f"{canary}计划", state=state
        )
        found[f"events.{name}plan.{side}"] = plan
        found[f"events.{name}line.{side}"] = PlanLine.objects.create(
            plan=plan, month=3, theme=f"{canary}项目"
        )
    return found
