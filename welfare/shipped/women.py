"""The rule of special protection that ships with the product."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

KIND, LABEL = "women_protection", "女职工特殊保护"
_RULE: dict[str, Any] = {
    "kind": KIND,
    "valid_from": dt.date(2012, 4, 28),
    "valid_to": None,
    "values": {"leave_days": 98, "night_free_week": 28, "nursing_months": 12, "nursing_hours": 1},
    "source_document": "《女职工劳动保护特别规定》（国务院令第 619 号）第六至九条",
    "note": "怀孕 7 个月按满 28 周计；地方规定更优的，请新增一版",
}


def load(get_model: Callable[[str, str], Any]) -> int:
    """Add the rule if there is none of its day; what the office has entered is never touched."""
    key = {"kind": _RULE["kind"], "valid_from": _RULE["valid_from"]}
    _row, made = get_model("common", "RuleSet").objects.get_or_create(
        **key, defaults={**_RULE, "source": "shipped"}
    )
    return int(made)
