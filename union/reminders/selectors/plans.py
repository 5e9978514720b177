"""Which days and audiences of a rule hold on a day."""

from __future__ import annotations

import datetime as dt

from union.reminders.declare import rules
from union.reminders.models import RuleVersion
from union.reminders.rules.plans import Plan, from_json


def plans_on(day: dt.date) -> dict[str, Plan]:
    """Every declared rule's plan on ``day``; one query. A rule without a version holds as declared."""
    found = {key: Plan(is_active=True, steps=rule.steps) for key, rule in rules.items()}
    for version in RuleVersion.objects.begun(day).order_by("valid_from"):
        if version.rule in found:
            found[version.rule] = Plan(version.is_active, from_json(version.steps))
    return found
