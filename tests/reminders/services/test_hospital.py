"""Every shipped rule on the demonstration hospital: what it yields can be told, and is told once."""

import datetime as dt
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests import database
from union.common.dates import today
from union.common.demo import seed_demo
from union.reminders.declare import LONGEST_SUBJECT, rules
from union.reminders.models import Notice
from union.reminders.services.telling import run_rule


def fault(key, due):
    if len(due.subject) > LONGEST_SUBJECT:
        return f"{key}: {due.subject} is too long"
    if not (due.right or due.user_ids or due.person_id):
        return f"{key}: {due.subject} is for nobody"
    resolve(urlsplit(due.link).path)  # raises Resolver404
    return ""


@pytest.mark.django_db(transaction=True)
def test_what_every_rule_finds_can_be_told_and_is_told_once():
    database.filled("hospital", lambda: seed_demo(today(), 60).made)
    horizon = today() + dt.timedelta(days=60)
    found = {key: list(rule.due(today(), horizon)) for key, rule in rules.items()}

    assert [said for key, dues in found.items() for due in dues if (said := fault(key, due))] == []
    twice = {key for key, dues in found.items() if len({due.subject for due in dues}) < len(dues)}
    assert twice <= {"members.birthday"}  # two years of the same day
    assert sum(map(bool, found.values())) > len(found) / 3, [key for key, dues in found.items() if not dues]
    for key in found:
        run_rule(key, today())
    told = Notice.objects.count()
    assert [key for key in found if run_rule(key, today()).told] == []
    assert Notice.objects.count() == told
