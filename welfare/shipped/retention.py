"""How long health and family facts of ended care are kept; the office changes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

KIND, LABEL = "welfare_retention", "困难档案和慰问详情保存期限"
# Years after the end of a file (脱困、撤档、未通过) or of a visit (入账、未走访、不予慰问).
_RULE: dict[str, Any] = {
    "kind": KIND,
    "valid_from": dt.date(2021, 11, 1),
    "valid_to": None,
    "values": {"hardship_years": 5, "visit_years": 5},
    "source_document": "《个人信息保护法》第十九条、第四十七条；年限为示例，以本院规定为准",
    "note": "期满由系统提出清单，工会办公室核对、委员会确认后清除；已入账的凭证附件按会计档案规定保管",
}  # fmt: skip


def load(get_model: Callable[[str, str], Any]) -> int:
    """Add the rule if there is none of its day; what the office has entered is never touched."""
    key = {"kind": _RULE["kind"], "valid_from": _RULE["valid_from"]}
    _row, made = get_model("common", "RuleSet").objects.get_or_create(
        **key, defaults={**_RULE, "source": "shipped"}
    )
    return int(made)
