"""Rule sets of the cash book (union.funds)."""

import datetime as dt
from typing import Any

LABELS: dict[str, str] = {"budget_warning": "预算执行提醒", "money_audit": "经费审查"}

# Percent of a budget line spent from which it is marked: ``notice`` yellow, ``full`` red.
RULES: list[dict[str, Any]] = [
    {
        "kind": "budget_warning",
        "valid_from": dt.date(2010, 1, 1),
        "valid_to": None,
        "values": {"notice": 80, "full": 100},
        "source_document": "《基层工会经费收支管理办法》（总工办发〔2017〕32号）：无预算、超预算不得支出",
        "note": "提醒比例由本单位自定；达到 100% 后不能再支出",
    },
    # answer_days: working days the office has to answer; vouchers from large_from yuan are all looked at;
    # sample_size: how many of the others; match_days: how far bank and book may lie apart.
    {
        "kind": "money_audit",
        "valid_from": dt.date(2010, 1, 1),
        "valid_to": None,
        "values": {"answer_days": 5, "large_from": 10000, "sample_size": 20, "match_days": 10},
        "source_document": "《中国工会章程》第十三条（经费审查委员会）；《工会会计制度》（财会〔2021〕7号）",
        "note": "期限、大额起点、抽查张数和勾对天数由本单位自定",
    },
]
