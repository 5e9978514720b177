"""The rule sets of the congress in force on a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from congress.rules.registers import RegisterRules
from union.common.dates import today
from union.common.errors import DomainError
from union.common.models import RuleSet


def rule_set(kind: str, day: dt.date) -> RuleSet:
    """Return the newest set of ``kind`` ("congress_rules", "congress_seats", …) valid on ``day``.

    Raises:
        DomainError: there is none; the settings page tells how to enter one.
    """
    found = RuleSet.objects.filter(kind=kind).valid_on(day).order_by("-valid_from").first()
    if found is None:
        raise DomainError(f"{day} 没有生效的职代会规则（{kind}），请在“设置—规则”中录入")
    return found


def rules_of(part: str) -> RegisterRules:
    """Return the numbers of one register today: "appeals", "contracts", "disclosures", "mediations".

    Raises:
        DomainError: no rule set is in force.
    """
    found = rule_set("congress_registers", today())
    return RegisterRules(found.values[part], found.source_document)


def ballot_defaults(day: dt.date) -> dict[str, Any]:
    """Return what a vote made on ``day`` begins with: mode, base, threshold, minimum."""
    found = RuleSet.objects.filter(kind="ballot_defaults").valid_on(day).order_by("-valid_from").first()
    plain = {"mode": "secret", "base": "entitled", "threshold": "more_than_half", "minimum": 5}
    return plain | dict(found.values if found else {})


def congress_rules(day: dt.date) -> dict[str, Any]:
    """Return the values of ``congress_rules`` on ``day``."""
    values: dict[str, Any] = rule_set("congress_rules", day).values
    return values
