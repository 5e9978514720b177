"""Rule sets of the cash book (union.funds)."""

import datetime as dt
from typing import Any

LABELS: dict[str, str] = {"budget_warning": "预算执行提醒"}

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
]
