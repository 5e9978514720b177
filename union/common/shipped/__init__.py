"""Reference data that ships with the product. `load` is called by migrations and may run any number of times.

What the office has entered or changed (source OFFICE) is never touched; its own rows are never removed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from union.common.calendar_days import seed_calendar
from union.common.choices import DataSource
from union.common.shipped.codes import KIND_LABELS, shipped_codes
from union.common.shipped.notices import NOTICES, VALID_FROM
from union.common.shipped.rule_sets import RULE_LABELS, RULE_SETS

__all__ = ["KIND_LABELS", "RULE_LABELS", "load"]


def load(get_model: Callable[[str, str], Any]) -> dict[str, int]:
    """Bring codes, rule sets, notices and calendar up to what this version ships; return new rows per table.

    ``get_model`` is ``apps.get_model`` of a migration or of `django.apps`.
    """
    return {
        "codes": _load_codes(get_model("common", "CodeItem")),
        "rules": _load_rules(get_model("common", "RuleSet")),
        "notices": _load_notices(get_model("common", "PrivacyNotice")),
        "days": seed_calendar(get_model("common", "CalendarDay")),
    }


def _load_codes(model: Any) -> int:
    """Add what is missing; refresh the order and spellings of rows the office has not edited."""
    known = {(row.kind, row.label): row for row in model.objects.all()}
    fresh, changed = [], []
    for kind, label, position, aliases in shipped_codes():
        row = known.get((kind, label))
        if row is None:
            fresh.append(
                model(kind=kind, label=label, position=position, aliases=aliases, source=DataSource.SHIPPED)
            )
        elif row.source == DataSource.SHIPPED and (row.position, row.aliases) != (position, aliases):
            row.position, row.aliases = position, aliases
            changed.append(row)
    model.objects.bulk_create(fresh)
    model.objects.bulk_update(changed, ["position", "aliases"])
    return len(fresh)


def _load_rules(model: Any) -> int:
    made = 0
    for values in RULE_SETS:
        key = {"kind": values["kind"], "valid_from": values["valid_from"]}
        _row, created = model.objects.get_or_create(**key, defaults={**values, "source": DataSource.SHIPPED})
        made += created
    return made


def _load_notices(model: Any) -> int:
    made = 0
    for values in NOTICES:
        _row, created = model.objects.get_or_create(
            kind=values["kind"], version=1, defaults={**values, "valid_from": VALID_FROM}
        )
        made += created
    return made
