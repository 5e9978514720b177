"""Every figure's address opens a list whose count or sum is the figure; over all that is registered."""

import datetime as dt
from decimal import Decimal
from itertools import permutations
from urllib.parse import urlsplit

import pytest
import time_machine
from django.http import QueryDict
from django.urls import resolve, reverse

from tests import database
from tests.factories_hardship import noon
from union.accounts.models import User
from union.common.dates import today
from union.common.demo import seed_demo
from union.common.registries import Figure, Period, figures, ledgers
from union.ledgers.selectors import query_from
from union.organisation.choices import Right
from union.organisation.models import Branch
from union.reports.models import Report
from union.reports.rules.periods import year_period
from union.reports.selectors.reports import differences

CENT, TENTH = Decimal("0.005"), Decimal("0.051")
LOGINS = ("office", "chair", "auditor", "committee", "women", "leader")
PEOPLE = 10_000  # nothing in a small hospital is counted beyond


def asked(period):
    """Every number of every figure with its address; None is nothing to count."""
    for key, each in figures.items():
        if isinstance(each, Figure):
            yield key, each, each.compute(period), each.rows_url(period)
            continue
        for part in each.compute(period):
            yield f"{key}.{part.key}", each, part.value, part.rows_url


def reader(figure, ledger, users):
    """Somebody who may open every row of the list."""
    rights = {ledger.right, Right(figure.right)} if figure.right else {ledger.right}
    return next(
        (user for user in users if all(user.access.scope(right).everything for right in rights)), None
    )


def numbers(ledger, user, query):
    """What the foot of the list says: count, shares, measures, sums of the columns shown."""
    found = query_from(ledger, user, QueryDict(query), None).totals()
    every = (found.rows, *found.counts.values(), *found.measures.values(), *found.sums.values())
    return [Decimal(str(number)) for number in every]


def is_told(value, unit, told):
    """The list says the number; of a rate it says both parts, or one with a whole number as the other."""
    if unit != "%":
        return any(abs(number - value) < CENT for number in told)
    if any(
        whole and abs(part * 100 / whole - value) < TENTH and part <= whole
        for part, whole in permutations(told, 2)
    ):
        return True
    return not value or any(is_part(number, value) for number in told if 0 < number < PEOPLE)


def is_part(number, value):
    """`number` is the numerator or the denominator of a rate between whole numbers."""
    wholes = {(number * 100 / value).quantize(Decimal(1)), (number * value / 100).quantize(Decimal(1))}
    return any(
        abs(min(number, other) * 100 / max(number, other) - value) < TENTH for other in wholes if other
    )


def judged(key, figure, value, url, users):
    """(what is wrong with the way from a number to its rows or "", whether one more would have been seen)."""
    parts = urlsplit(url)
    name = resolve(parts.path).func.__name__
    ledger = ledgers.get(name.removesuffix("_ledger"))
    if ledger is None:
        return f"{key}: {url} is no ledger", False
    user = reader(figure, ledger, users)
    if user is None:
        return f"{key}: nobody may open all of {url}", False
    told = numbers(ledger, user, parts.query)
    holds, holds_more = (is_told(Decimal(value) + more, figure.unit, told) for more in (0, 1))
    return "" if holds else f"{key}: {value} {figure.unit}, {url}: {told}", not holds_more


@pytest.mark.django_db(transaction=True)
def test_every_figure_opens_the_rows_it_counts(client):
    year = today().year
    database.filled("hospital", lambda: seed_demo(today(), 60).made)  # the one of the browser's journeys
    users = [User.objects.get(username=login) for login in LOGINS]
    branch = Branch.objects.order_by("pk")[0].pk
    periods = (
        year_period(year), year_period(year - 1), Period(dt.date(year - 1, 7, 1), today(), branch),
    )  # fmt: skip
    found = [(period, *each) for period in periods for each in asked(period) if each[2] is not None]
    assert {key for _period, key, _figure, _value, url in found if not url} == set()

    verdicts = [judged(*each, users) for _period, *each in found]

    assert [said for said, _seen in verdicts if said] == []
    assert sum(seen for _said, seen in verdicts) > len(verdicts) * 0.9  # twin: one more would be noticed
    counted = {name for _period, key, _figure, value, _url in found if value for name in (key, parent(key))}
    empty = {key for key, _each in figures.items()} - counted
    assert len(empty) < len(list(figures.items())) * 0.2, sorted(empty)  # the hospital is not empty
    with time_machine.travel(noon(today() - dt.timedelta(days=60)), tick=False):
        assert pictured(client, users[1]) == {}  # a new year is still without one chapter
    draft = Report.objects.get(state="draft")
    assert differences(draft) == []  # counted when every room had booked: nothing changed since


def pictured(client, chair):
    """Pictures of 一屏总览 whose list does not say the sum of their bars."""
    client.force_login(chair)
    groups = client.get(reverse("reports:overview")).context["groups"]
    assert len(groups) == 5
    found = {title: (sum(row.value or 0 for row in group.rows), group, url) for title, group, url in groups}
    told = {
        title: judged(title, Figure("", title, group.unit, "", None, None), Decimal(total), url, [chair])[0]
        for title, (total, group, url) in found.items()
    }
    return {title: said for title, said in told.items() if said}


def parent(key):
    """The key of the breakdown a number is a part of, or of the figure itself."""
    return next(name for name, _each in figures.items() if key == name or key.startswith(f"{name}."))


@pytest.mark.parametrize(
    ("value", "unit", "told", "holds"),
    [
        (93, "人", [160, 93], True),
        (92, "人", [160, 93], False),
        (Decimal("12.30"), "元", [1, Decimal("12.3")], True),
        (Decimal("78.1"), "%", [Decimal("31414.25"), Decimal("24522.50")], True),
        (Decimal("87.5"), "%", [8], True),
        (Decimal("87.4"), "%", [8], False),
        (0, "%", [0], True),
    ],
)
def test_the_yardstick_can_fail(value, unit, told, holds):
    assert is_told(Decimal(value), unit, [Decimal(str(number)) for number in told]) is holds
