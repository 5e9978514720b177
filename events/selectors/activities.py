"""Reads of activities and sign-ups. Every page, list, feed and file starts from `activities_visible_to`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, DecimalField, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from events.choices.activities import ActivityState, SignUpState
from events.models import Activity, ActivitySession, Attendance, CostLine, SignUp, YearPlan
from events.permissions.activities import plan_condition, visible_condition
from events.rules.conflicts import Slot, conflicts
from events.rules.eligibility import NoShowRule, Person, Target, time_refusal
from members.models import Member
from union.accounts.models import User
from union.common.models import RuleSet
from union.organisation.choices import Office
from union.organisation.models import Appointment


def activities_visible_to(user: User) -> QuerySet[Activity]:
    """Activities ``user`` may see; what is not in it is 404."""
    return Activity.objects.filter(visible_condition(user))


def plans_visible_to(user: User) -> QuerySet[YearPlan]:
    """Plans ``user`` may see."""
    return YearPlan.objects.filter(plan_condition(user)).select_related("branch")


def with_totals(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """Annotate ``times`` (人次), ``people`` (人 by sign-up), ``family`` and ``cost`` (元).

    ``times`` is what the organisers entered, else everybody who was checked in at some point, with the
    family: a person-time is one person at one activity, however many check-in points it has.
    """
    came = SignUp.objects.filter(activity=OuterRef("pk"), attendances__isnull=False)
    people = came.order_by().values("activity").annotate(n=Count("member", distinct=True)).values("n")
    once = SignUp.objects.filter(activity=OuterRef("pk"), pk__in=Attendance.objects.values("signup"))
    family = once.order_by().values("activity").annotate(n=Sum("family_count")).values("n")
    cost = CostLine.objects.filter(activity=OuterRef("pk")).order_by().values("activity")
    rows = rows.annotate(
        people=Coalesce(Subquery(people, output_field=IntegerField()), 0),
        family=Coalesce(Subquery(family, output_field=IntegerField()), 0),
        cost=Coalesce(
            Subquery(cost.annotate(n=Sum("amount")).values("n")), Value(0), output_field=DecimalField()
        ),
    )
    counted = Coalesce("reported_times", F("people") + F("family"))
    return rows.annotate(times=counted)


def rule_values(kind: str, day: dt.date) -> Mapping[str, Any]:
    """Return the values of the rule set ``kind`` in force on ``day``; empty if there is none."""
    row = RuleSet.objects.filter(kind=kind).valid_on(day).order_by("-valid_from").first()
    return row.values if row else {}


def target_of(activity: Activity) -> Target:
    """Return whom the activity is for; one query for its branches."""
    return Target(
        branch_ids=frozenset(activity.target_branches.values_list("pk", flat=True)),
        sex=activity.target_sex,
        min_age=activity.target_min_age,
        max_age=activity.target_max_age,
        duties=tuple(activity.target_duties),
        takes_retained=activity.takes_retained,
        club_name=activity.target_club.name if activity.target_club else "",
    )


def not_now(activity: Activity, now: dt.datetime) -> str:
    """Return why nobody can sign up at ``now``, in local time; "" if the time is right."""
    limits = (activity.sign_up_from, activity.sign_up_until)
    return time_refusal(now, *(each and timezone.localtime(each) for each in limits))


def person_of(member: Member, day: dt.date, club_id: int | None = None) -> Person:
    """Return what eligibility asks of ``member`` on ``day``: duties are the post and the union offices.

    ``club_id``: the club the activity is for; whether he is in it is asked only then.
    """
    duties = {member.duty} if member.duty else set()
    if member.user_id:
        held = Appointment.objects.filter(user_id=member.user_id).held_on(day)
        duties |= {Office(office).label for office in held.values_list("office", flat=True)}
    return Person(
        status=member.membership_status,
        branch_id=member.branch_id,
        sex=member.sex,
        age=member.age_on(day),
        duties=frozenset(duties),
        in_club=club_id is None or member.clubs.filter(club_id=club_id, left_on=None).exists(),
    )


def no_show_rule(day: dt.date) -> NoShowRule:
    """Return the rule about people who did not come; 0 times if there is none."""
    values = rule_values("event_no_show", day)
    return NoShowRule(int(values.get("times", 0)), int(values.get("days", 0)))


def missed_by(member: Member, rule: NoShowRule, day: dt.date) -> int:
    """Return how often ``member`` did not come within the days of ``rule`` before ``day``."""
    since = day - dt.timedelta(days=rule.days)
    return SignUp.objects.filter(
        member=member, no_show=True, activity__starts_at__date__gte=since, activity__starts_at__date__lte=day
    ).count()


def queue_of(session: ActivitySession) -> QuerySet[SignUp]:
    """The waiting list of a session in order; in a team the captain's row stands for all."""
    return SignUp.objects.filter(session=session, state=SignUpState.WAITING, lead=None).order_by(
        "deferred", "waiting_number"
    )


def rank_of(signup: SignUp) -> int:
    """Return the present position on the waiting list, from 1; 0 if not waiting."""
    row = signup.lead or signup
    if row.state != SignUpState.WAITING:
        return 0
    before = Q(deferred=row.deferred, waiting_number__lt=row.waiting_number)
    if row.deferred:
        before |= Q(deferred=False)
    return queue_of(row.session).filter(before).count() + 1


def own_signup(user: User, activity: Activity) -> SignUp | None:
    """The user's own active sign-up for ``activity``, or the last one that ended."""
    rows = SignUp.objects.filter(activity=activity, member__user_id=user.pk, member__merged_into=None)
    return rows.select_related("session", "lead", "team", "member").order_by("-pk").first()


def signups_of(activity: Activity) -> QuerySet[SignUp]:
    """Every sign-up of an activity in order of its number, with what a list shows."""
    return (
        SignUp.objects.filter(activity=activity)
        .select_related("member", "member__department", "member__branch", "session", "team", "signed_by")
        .order_by("number")
    )


def counts_of(activity: Activity) -> dict[str, int]:
    """Sign-ups by state, places asked for, and how many came; one query."""
    states = {state.value: Count("pk", filter=Q(state=state)) for state in SignUpState}
    came = Count("pk", filter=Q(pk__in=Attendance.objects.values("signup")))
    seats = Sum("seats", filter=Q(state=SignUpState.CONFIRMED))
    found = SignUp.objects.filter(activity=activity).aggregate(came=came, seats=seats, **states)
    return {key: value or 0 for key, value in found.items()}


def people_at(activity: Activity) -> int:
    """How many took part: entered, else checked in, else signed up; members alone."""
    came = Attendance.objects.filter(signup__activity=activity).values("signup__member").distinct().count()
    if activity.reported_people is not None:
        return activity.reported_people
    return came or activity.signups.filter(state=SignUpState.CONFIRMED).count()


def conflicts_of(activity: Activity) -> list[str]:
    """Return sentences about activities at the same time and place, or for the same people."""
    near = Activity.objects.filter(starts_at__lt=activity.ends_at, ends_at__gt=activity.starts_at)
    near = near.exclude(state__in=(ActivityState.CANCELLED, ActivityState.ARCHIVED)).exclude(pk=activity.pk)
    slots = [Slot(a.pk, a.starts_at, a.ends_at, a.place, a.branch_id, a.title) for a in (activity, *near)]
    return conflicts(slots).get(activity.pk, [])
