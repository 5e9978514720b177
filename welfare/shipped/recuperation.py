"""The standard of recuperation that ships with the product."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

KIND, LABEL = "recuperation", "疗休养标准"
_RULE: dict[str, Any] = {
    "kind": KIND,
    "valid_from": dt.date(2018, 1, 1),
    "valid_to": None,
    "values": {
        "per_day": 400, "days_inside": 5, "days_outside": 7, "repeat_years": 3, "repeat": "outside",
        "frontline_first": True, "frontline_posts": ["医师", "护理", "医技", "工勤"],
    },
    "source_document": "安徽省职工疗休养办法：省内 5 天、跨省 7 天，每人每天 400 元（转录，须核对）",
    "note": "重复限制可选：只有跨省的不重复，或一律不重复；一线岗位类别按花名册填写",
}  # fmt: skip


def load(get_model: Callable[[str, str], Any]) -> int:
    """Add the rule if there is none of its day; what the office has entered is never touched."""
    key = {"kind": _RULE["kind"], "valid_from": _RULE["valid_from"]}
    _row, made = get_model("common", "RuleSet").objects.get_or_create(
        **key, defaults={**_RULE, "source": "shipped"}
    )
    return int(made)
