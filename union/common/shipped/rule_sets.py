"""Rule sets that ship with the product, with the document each rests on."""
# ruff: noqa: E501 - lines of Chinese text

import datetime as dt
from typing import Any

from union.common.shipped import congress, events, events_culture, funds, motions, reports, rooms

RULE_LABELS: dict[str, str] = {
    "retirement_age": "法定退休年龄",
    "motions": "提案办理",
    "dues": "会费",
    **congress.LABELS,
    **funds.LABELS,
    **events.LABELS,
    **events_culture.LABELS,
    **reports.LABELS,
    **rooms.LABELS,
}

# Read by members.rules.retirement: delay in months = min(longest, months from first_month to the month of
# birth // step + 1), none for those born before; age = old_age years + delay. Women whose 岗位类别 is in
# worker_posts are women_workers.
_DELAYED: dict[str, Any] = {
    "men": {"old_age": 60, "first_month": "1965-01", "step": 4, "longest": 36},
    "women": {"old_age": 55, "first_month": "1970-01", "step": 4, "longest": 36},
    "women_workers": {"old_age": 50, "first_month": "1975-01", "step": 2, "longest": 60},
    "worker_posts": ["工勤"],
    "flexible_months": 36,
}
_BEFORE: dict[str, Any] = {
    key: {**value, "longest": 0} if isinstance(value, dict) else value for key, value in _DELAYED.items()
} | {"flexible_months": 0}

RULE_SETS: list[dict[str, Any]] = [
    {
        "kind": "retirement_age",
        "valid_from": dt.date(1978, 6, 2),
        "valid_to": dt.date(2024, 12, 31),
        "values": _BEFORE,
        "source_document": "《国务院关于工人退休、退职的暂行办法》《国务院关于安置老弱病残干部的暂行办法》（国发〔1978〕104号）",
        "note": "2025 年以前达到法定退休年龄的职工适用",
    },
    {
        "kind": "retirement_age",
        "valid_from": dt.date(2025, 1, 1),
        "valid_to": None,
        "values": _DELAYED,
        "source_document": "《全国人民代表大会常务委员会关于实施渐进式延迟法定退休年龄的决定》（2024年9月13日通过，2025年1月1日起施行）",
        "note": "请与决定所附对照表核对；退休日期以人事部门通知为准",
    },
    motions.RULE,
    *congress.RULES,
    *funds.RULES,
    *events.RULES,
    *events_culture.RULES,
    *reports.RULES,
    *rooms.RULES,
]
