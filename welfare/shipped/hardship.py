"""Lines, terms and approval bands of hardship files and aid; the office changes them.

The categories follow [W90] 青岛 and [W91] 平顶山 (domain notes 6.1); the lines in yuan are an example to be
replaced by the local 低保标准. The cap of a one-off aid follows [G1] 皖工发〔2025〕18号 (a transcription:
check the paper).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from union.common.choices import DataSource

SINCE = dt.date(2018, 1, 1)
_NOTE = "随系统提供的示例，数额、期限请与当地文件核对后使用"

# Yuan per head and month; days are working days.
HARDSHIP: dict[str, Any] = {
    "subsistence_line": "800",
    "relative_times": "2",
    "accident_share": "0.8",
    "hospital_line": "3000",
    "publicity_days": 5,
    "review_months": 12,
    "temporary_months": 3,
    "exclusions": [
        "拥有两套及以上住房",
        "经营店铺或企业",
        "雇佣他人从事经营",
        "子女就读高收费私立学校或自费留学",
    ],
    "publicity_shows": ["name", "branch", "head_count", "level", "category"],
}
_SOURCES = ["dues", "allocation", "upper_grant", "admin_grant", "donation"]
AID: dict[str, Any] = {
    "kinds": {
        "living": {"cap": "2000", "same": "subject", "group": "living"},
        "medical": {"cap": "10000", "same": "person_subject", "group": "medical"},
        "school": {"cap": "5000", "same": "person", "group": "study"},
        "autumn": {"cap": "5000", "same": "person", "group": "study"},
        "festival": {"cap": "2000", "same": "subject", "group": "festival"},
        "legal": {"cap": "5000", "same": "subject", "group": "legal"},
        "job": {"cap": "2000", "same": "person_subject", "group": "job"},
    },
    "sources": _SOURCES,
}
BANDS: dict[str, Any] = {
    "bands": [
        {
            "up_to": "2000", "offices": ["chair", "vice_chair"], "document": False,
            "words": "由工会主席或副主席审批",
        },
        {"up_to": "5000", "offices": ["chair"], "document": False, "words": "由工会主席审批（2,000 元以上）"},
        {
            "up_to": None, "offices": ["chair"], "document": True,
            "words": "须经工会委员会集体研究，由工会主席审批（5,000 元以上）",
        },
    ]
}  # fmt: skip
LABELS = {
    "hardship": "困难职工认定标准",
    "aid": "困难帮扶标准",
    "aid_approval": "困难帮扶审批额度",
}
_ROWS = (
    ("hardship", HARDSHIP, "本院困难职工建档办法（示例，请按当地总工会文件核对）"),
    ("aid", AID, "皖工发〔2025〕18号及本院困难帮扶办法（示例）"),
    ("aid_approval", BANDS, "本院困难帮扶办法（示例，请按本院文件核对）"),
)


def load(get_model: Callable[[str, str], Any]) -> int:
    """Bring in what is missing; versions of the office are never touched. Returns new rows."""
    made = 0
    for kind, values, document in _ROWS:
        _row, new = get_model("common", "RuleSet").objects.get_or_create(
            kind=kind, valid_from=SINCE,
            defaults={
                "values": values, "source_document": document, "source": DataSource.SHIPPED, "note": _NOTE,
            },
        )  # fmt: skip
        made += new
    return made
