"""Numbers of the smaller registers that ship with the product, with the documents they rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

KIND = "congress_registers"
LABEL = "意见、协商、公开、调解期限"

# Days are calendar days unless the name says "working".
RULE: dict[str, Any] = {
    "kind": KIND,
    "valid_from": dt.date(2008, 5, 1),
    "valid_to": None,
    "values": {
        "appeals": {"accept_working": 3, "answer_working": 15, "rate_days": 15},
        "contracts": {
            "negotiators": 3, "answer_days": 15, "file_days": 10, "effect_days": 15, "years": [1, 3],
            "wage_years": [1, 1], "renew_days": 60, "check_months": 6,
        },
        "disclosures": {"ahead_days": 14},
        "mediations": {"labour_days": 15, "days": 30},
    },
    "source_document": (
        "《上海市集体合同条例》第六、七、十五、十八、二十二、二十三、二十五条；"
        "《劳动争议调解仲裁法》第十、十二、十四条；职工意见三日受理为产品默认值"
    ),
    "note": "产品默认值，请按本省条例和本院制度核对",
}  # fmt: skip


def load(get_model: Callable[[str, str], Any]) -> None:
    """Add the rule if it is missing; may run any number of times."""
    key = {"kind": RULE["kind"], "valid_from": RULE["valid_from"]}
    get_model("common", "RuleSet").objects.get_or_create(**key, defaults={**RULE, "source": "shipped"})
