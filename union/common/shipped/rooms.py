"""Rule sets of suggestions and of the 职工书屋 (events)."""

import datetime as dt
from typing import Any

LABELS: dict[str, str] = {"suggestion_award": "合理化建议奖励标准", "library_loans": "职工书屋借阅规则"}
_2018 = dt.date(2018, 1, 1)

RULES: list[dict[str, Any]] = [
    {
        "kind": "suggestion_award",
        "valid_from": _2018,
        "valid_to": None,
        "values": {"award_max": 500},
        "source_document": "省级工会经费收支管理实施细则：表彰奖励每人不超过 500 元 [W32]（可按本地修改）",
        "note": "合理化建议（金点子）奖每人最高金额（元）",
    },
    {
        "kind": "library_loans",
        "valid_from": _2018,
        "valid_to": None,
        "values": {"days": 30, "most": 3, "renewals": 1},
        "source_document": "本单位职工书屋管理办法（可修改）",
        "note": "每册借期（天）、每人同时最多借几册、每册最多续借几次",
    },
]
