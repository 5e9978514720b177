"""What falls due in the congress, for the daily run of reminders (docs/reminders.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import F
from django.db.models.functions import Coalesce
from django.urls import reverse

from congress.choices.bodies import FindingState
from congress.choices.terms import SessionState
from congress.models import Finding, PreparationStep, Term, Vacancy
from congress.reminders_meetings import RULES as MEETINGS
from congress.selectors.rules import congress_rules
from union.organisation.choices import Right
from union.reminders.declare import Due, ReminderRule, Step


def preparation_due(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Open lines of checklists; the owner is told, else the office."""
    over = (SessionState.CANCELLED, SessionState.ARCHIVED)
    rows = PreparationStep.objects.filter(done_on=None, is_waived=False, due_on__lte=horizon)
    fields = ("pk", "due_on", "title", "owner_id", "session_id")
    for pk, due_on, title, owner, session in rows.exclude(session__state__in=over).values_list(*fields):
        yield Due(
            f"congress.preparation:{pk}", due_on, f"职代会筹备：{title}",
            f"{reverse('congress:session_detail', args=[session])}?tab=preparation",
            user_ids=(owner,) if owner else (), right=Right.MANAGE_CONGRESS,
        )  # fmt: skip


def terms_due(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """The newest term while nobody has begun its successor."""
    term = Term.objects.order_by("-number").annotate(last=Coalesce(F("extended_to"), F("ends_on"))).first()
    if term is not None and term.last_day <= horizon:
        yield Due(
            f"congress.term:{term.pk}", term.last_day, f"{term}职代会届满换届",
            reverse("congress:term_detail", args=[term.pk]), right=Right.MANAGE_CONGRESS,
        )  # fmt: skip


def vacancies_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Vacant seats of a running term; the rule set says within how many days they are to be filled."""
    days = congress_rules(today)["by_election_days"]
    rows = Vacancy.objects.filter(filled_by=None, constituency__term__in=Term.objects.running_on(today))
    for pk, opened_on, area, term in rows.values_list(
        "pk", "opened_on", "constituency__name", "constituency__term_id"
    ):
        due_on = opened_on + dt.timedelta(days=days)
        if due_on <= horizon:
            yield Due(
                f"congress.vacancy:{pk}", due_on, f"“{area}”选区补选代表",
                f"{reverse('congress:term_detail', args=[term])}?tab=vacancies", right=Right.MANAGE_CONGRESS,
            )  # fmt: skip


def findings_due(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Findings of tours that are not put right."""
    rows = Finding.objects.exclude(state=FindingState.SETTLED).filter(due_on__lte=horizon)
    for pk, due_on, tour in rows.values_list("pk", "due_on", "tour_id"):
        yield Due(
            f"congress.finding:{pk}", due_on, "代表巡视问题待办结",
            reverse("congress:tour_detail", args=[tour]),
            right=Right.MANAGE_CONGRESS,
        )  # fmt: skip


RULES = {
    "congress.preparation": ReminderRule(
        "职代会筹备事项", preparation_due,
        (Step(-7), Step(-1), Step(0), Step(2, ("handler", "chair"), working=True)),
        basis="《上海市职工代表大会条例》第三十条、第三十七条",
    ),
    "congress.term": ReminderRule(
        "职代会届满", terms_due, (Step(-180), Step(-90), Step(-30), Step(0, ("handler", "chair"))),
        basis="《上海市职工代表大会条例》第二十二条",
    ),
    "congress.vacancy": ReminderRule(
        "代表缺额补选", vacancies_due, (Step(-30), Step(-7), Step(0)),
        basis="《上海市职工代表大会条例》第十九条"
    ),
    "congress.finding": ReminderRule("代表巡视问题", findings_due, (Step(-3), Step(0), Step(5))),
    **MEETINGS,
}  # fmt: skip
