"""工会统计年报: the rows of the sheet for the upper union, as data."""

import datetime as dt
from typing import Any

LABELS: dict[str, str] = {"statistics_sheet": "工会统计年报表样"}

# Read by union.reports.selectors.statistics: rows in order; ``figure`` is the id of a figure, a row without
# one is filled in by hand. Counted on the calendar year.
_ROWS: list[dict[str, str]] = [
    {"label": "职工人数", "figure": "members.staff"},
    {"label": "其中：女职工", "figure": "members.women_on_staff"},
    {"label": "会员人数", "figure": "members.count"},
    {"label": "其中：女会员", "figure": "members.women"},
    {"label": "入会率", "figure": "members.joining_rate"},
    {"label": "新发展会员", "figure": "members.joined"},
    {"label": "职工代表人数", "figure": "congress.delegates"},
    {"label": "其中：女代表", "figure": "congress.women_delegates"},
    {"label": "召开职代会次数", "figure": "congress.sessions"},
    {"label": "职代会提案", "figure": "motions.papers"},
    {"label": "其中：立案", "figure": "motions.filed_cases"},
    {"label": "慰问职工", "figure": "welfare.visit_times"},
    {"label": "慰问支出", "figure": "welfare.visit_yuan"},
    {"label": "集体发放支出", "figure": "welfare.list_yuan"},
    {"label": "文体活动场次", "figure": "events.sessions"},
    {"label": "文体活动参加", "figure": "events.times"},
    {"label": "会费收入", "figure": "dues.paid"},
    {"label": "经费收入", "figure": "funds.income"},
    {"label": "经费支出", "figure": "funds.expense"},
    {"label": "专职工会工作人员", "figure": ""},
    {"label": "兼职工会工作人员", "figure": ""},
]
RULES: list[dict[str, Any]] = [
    {
        "kind": "statistics_sheet",
        "valid_from": dt.date(2006, 1, 1),
        "valid_to": None,
        "values": {"rows": _ROWS},
        "source_document": "《工会统计年报》主要指标（各地年鉴所载表样）；以上级工会当年下发的表样为准",
        "note": "上级表样变化时录入新版本：每行写名称并选择指标，未选指标的由本单位填写",
    }
]
