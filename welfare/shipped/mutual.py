"""Plans of mutual protection that ship with the product. Fees are examples."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

_FROM = dt.date(2020, 1, 1)
_SOURCE = "中国职工保险互助会职工互助保障活动（示例条款，费用和条件以当地办事处为准）"
_COMMON = {
    "provider": "中国职工保险互助会当地办事处",
    "min_age": 16, "max_age": 60, "min_share": 80, "all_below": 100,
    "claim_days": 180, "columns": ["number", "name", "id_number"], "source_document": _SOURCE,
}  # fmt: skip
_PLANS: tuple[dict[str, Any], ...] = (
    {
        "code": "accident", "name": "职工意外伤害互助保障",
        "kind": "accident", "fee": "20.00", "term_years": 1,
        "papers": ["form", "identity", "accident", "hospital"], "benefit": "意外伤害身故、伤残",
    },
    {
        "code": "illness", "name": "职工重大疾病互助保障",
        "kind": "illness", "fee": "60.00", "term_years": 3,
        "papers": ["form", "identity", "hospital"], "benefit": "初次确诊约定的重大疾病",
    },
    {
        "code": "women", "name": "女职工特殊疾病互助保障",
        "kind": "women", "fee": "36.00", "term_years": 2,
        "sex": "female", "papers": ["form", "identity", "hospital"], "benefit": "女性特殊疾病",
    },
    {
        "code": "hospital", "name": "职工住院津贴互助保障",
        "kind": "hospital", "fee": "50.00", "term_years": 1,
        "papers": ["form", "identity", "hospital", "invoice"], "benefit": "住院津贴",
    },
)  # fmt: skip


def load(get_model: Callable[[str, str], Any]) -> int:
    """Add the plans that are missing; what the office has entered is never touched. Repeatable."""
    model = get_model("welfare", "MutualPlan")
    made = 0
    for plan in _PLANS:
        if not model.objects.filter(code=plan["code"]).exists():
            model.objects.create(**_COMMON, **plan, valid_from=_FROM)
            made += 1
    return made
