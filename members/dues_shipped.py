"""The rule of dues that ships with the product, with the document it rests on. `load` may run again."""
# ruff: noqa: E501 - lines of Chinese text

from __future__ import annotations

import datetime as dt
from typing import Any

RULE: dict[str, Any] = {
    "kind": "dues",
    "valid_from": dt.date(2006, 7, 1),
    "valid_to": None,
    # per_mille of the base; base_unit in yuan (0 = no floor); fee_to 分 or 元; states of membership that pay
    "values": {"per_mille": 5, "base_unit": 10, "fee_to": "分", "paying_states": ["active"]},
    "source_document": "《中国工会章程》第四条（按月交纳会费）；会费按本人岗位工资与薪级工资之和的 5‰、尾数不足十元不计（工财字〔2006〕58 号，转引）",
    "note": "取整单位（10 元、100 元、不取整而会费取到元）各单位不同，启用前请按本单位上级工会的文件核对",
}


def load(model: Any) -> int:
    """Add the rule if it is missing; ``model`` is `RuleSet` (or its historical class). Return new rows."""
    key = {"kind": RULE["kind"], "valid_from": RULE["valid_from"]}
    _row, created = model.objects.get_or_create(**key, defaults={**RULE, "source": "shipped"})
    return int(created)
