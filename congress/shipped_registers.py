"""Numbers of the smaller registers, what a new vote begins with, and the documents they rest on."""

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


BALLOT_KIND = "ballot_defaults"
BALLOT_LABEL = "表决与选举默认值"
BALLOTS: dict[str, Any] = {
    "kind": BALLOT_KIND,
    "valid_from": dt.date(2011, 5, 1),
    "valid_to": None,
    # what a new vote begins with; fewer than 5 ballots are never opened, whatever stands here
    "values": {"mode": "secret", "base": "entitled", "threshold": "more_than_half", "minimum": 5},
    "source_document": (
        "《上海市职工代表大会条例》第三十一条（无记名投票，全体职工代表半数以上通过，本系统默认过半数）；"
        "《企业民主管理规定》第二十条（全体职工代表过半数）"
    ),
    "note": "只影响新建表决的默认选项，每次表决可以另选",
}  # fmt: skip


def load(get_model: Callable[[str, str], Any]) -> None:
    """Add the rules if they are missing; may run any number of times."""
    for rule in (RULE, BALLOTS):
        key = {"kind": rule["kind"], "valid_from": rule["valid_from"]}
        get_model("common", "RuleSet").objects.get_or_create(**key, defaults={**rule, "source": "shipped"})
