"""Versions of the rules: shipped ones from the declarations, later ones from the rule page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction

from union.common import audit
from union.common.choices import AuditAction, DataSource
from union.common.errors import DomainError
from union.reminders.declare import Step, rules
from union.reminders.models import RuleVersion
from union.reminders.rules import plans

if TYPE_CHECKING:
    from union.accounts.models import User

SHIPPED_FROM = dt.date(2026, 1, 1)


def ship(model: Any = RuleVersion) -> int:
    """Give every declared rule that has no version its shipped one; return how many. Repeatable.

    Called by the data migration (with the migration's model) and by each daily run, so that a rule that
    came with an update shows on the rule page with its basis.
    """
    known = set(model.objects.values_list("rule", flat=True))
    fresh = [
        model(
            rule=key,
            valid_from=SHIPPED_FROM,
            steps=plans.to_json(rule.steps),
            source_document=rule.basis,
            source=DataSource.SHIPPED,
        )
        for key, rule in rules.items()
        if key not in known
    ]
    model.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


@transaction.atomic
def change_rule(
    key: str, *, valid_from: dt.date, is_active: bool, steps: Sequence[Step], document: str, actor: User
) -> RuleVersion:
    """Enter the version of a rule that holds from ``valid_from`` on; the same day again replaces it.

    Raises:
        DomainError: unknown rule, steps that cannot work, or that day's version came with the product.
    """
    if key not in rules:
        raise DomainError("没有这条提醒规则")
    if is_active:
        plans.check(steps)
    found = RuleVersion.objects.select_for_update().filter(rule=key, valid_from=valid_from).first()
    if found and found.source == DataSource.SHIPPED:
        raise DomainError(f"{valid_from} 的版本随产品提供，请填写之后的生效日期", field="valid_from")
    version = found or RuleVersion(rule=key, valid_from=valid_from)
    was = (version.is_active, version.steps) if found else (None, None)
    version.is_active, version.steps = is_active, plans.to_json(steps)
    version.source_document, version.entered_by = document, actor
    version.save()
    changes = {"is_active": (was[0], is_active), "steps": (_words(was[1]), _words(version.steps))}
    audit.record(AuditAction.UPDATE, version, actor=actor, changes=changes)
    return version


def _words(steps: Any) -> str | None:
    if steps is None:
        return None
    found = plans.from_json(steps)
    return "；".join(f"{plans.in_words(step)}→{plans.whom_in_words(step)}" for step in found)
