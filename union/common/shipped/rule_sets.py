"""Rule sets that ship with the product, with the document each rests on."""
# ruff: noqa: E501 - lines of Chinese text

import datetime as dt
from typing import Any

RULE_LABELS: dict[str, str] = {"retirement_age": "法定退休年龄"}

# How to read it: delay in months = min(max_delay_months, months from first_birth_month to the month of
# birth // births_per_month + 1), none for those born before; age = base_age years + delay. Women in
# worker_posts are in group women_worker. The date is a proposal; the personnel department's notice decides.
_DELAYED = {
    "groups": {
        "men": {
            "label": "男职工",
            "base_age": 60,
            "first_birth_month": "1965-01",
            "births_per_month": 4,
            "max_delay_months": 36,
        },
        "women": {
            "label": "女职工（管理、专业技术岗位）",
            "base_age": 55,
            "first_birth_month": "1970-01",
            "births_per_month": 4,
            "max_delay_months": 36,
        },
        "women_worker": {
            "label": "女职工（工勤岗位）",
            "base_age": 50,
            "first_birth_month": "1975-01",
            "births_per_month": 2,
            "max_delay_months": 60,
        },
    },
    "worker_posts": ["工勤"],
    "earlier_years": 3,
    "later_years": 3,
}
_BEFORE = {
    "groups": {key: {**group, "max_delay_months": 0} for key, group in _DELAYED["groups"].items()},  # type: ignore[attr-defined]
    "worker_posts": ["工勤"],
    "earlier_years": 0,
    "later_years": 0,
}

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
]
