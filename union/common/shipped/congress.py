"""Rules of the workers' congress that ship with the product, with the document each rests on."""
# ruff: noqa: E501 - lines of Chinese text

import datetime as dt
from typing import Any

LABELS: dict[str, str] = {
    "congress_rules": "职代会议事规则",
    "congress_seats": "职工代表名额",
    "congress_preparation": "职代会筹备日程",
}

# Read by congress.rules: fractions are [part, whole]; "least" includes the number, "above" does not.
_RULES: dict[str, Any] = {
    "term_years": [3, 5],
    "extension_months": 12,
    "quorum": {
        "least": [2, 3],
        "basis": "《上海市职工代表大会条例》第二十八条：须有全体职工代表三分之二以上出席",
    },
    "election": {
        "turnout_least": [2, 3],
        "votes_above": [1, 2],
        "basis": "《上海市职工代表大会条例》第十五条：选区三分之二以上职工参加，获全体职工过半数赞成票当选",
    },
    "recall": {
        "votes_above": [1, 2],
        "basis": "《上海市职工代表大会条例》第十九条：撤免代表须经选区全体职工过半数同意",
    },
    "composition": {
        "leaders_most": [20, 100],
        "frontline_least": [50, 100],
        "women_below_share": [5, 100],
        "basis": "《上海市职工代表大会条例》第十六条：中、高层管理人员不超过代表总数的百分之二十，卫生单位以直接从事专业技术工作的人员为主体，女代表与女职工比例相适应",
    },
    "presidium": [{"from": 1, "least": 3}, {"from": 101, "least": 7}],
    "presidium_basis": "《上海市职工代表大会条例》第二十三条",
    "lost_on_transfer": True,
    "by_election_days": 60,
}

_TABLES: dict[str, Any] = {
    "use": "zhejiang",
    "tables": {
        "shanghai": {
            "label": "上海",
            "bands": [
                {"from": 1, "least": 30},
                {"from": 100, "least": 30, "per": 100, "add": 5},
                {"from": 3001, "least": 175},
            ],
            "basis": "《上海市职工代表大会条例》第二十一条",
        },
        "zhejiang": {
            "label": "浙江",
            "bands": [
                {"from": 1, "least": 30},
                {"from": 100, "least": 40, "per": 100, "add": 7},
                {"from": 1000, "least": 100, "per": 1000, "add": 20},
                {"from": 5000, "least": 200},
            ],
            "basis": "《浙江省企业民主管理条例》第十条",
        },
        "institutions": {
            "label": "企业事业单位通行规定",
            "bands": [
                {"from": 1, "least": 30},
                {"from": 1000, "least": 100},
                {"from": 10000, "least": 150},
            ],
            "basis": "省级职工代表大会条例（企业、事业单位）",
        },
    },
}

# "days" and "months" count from the anchor ("opens", "closes"), negative = before; "working": working days.
_PREPARATION: list[dict[str, Any]] = [
    {
        "key": "request",
        "title": "向上级工会和院党委请示召开职代会",
        "anchor": "opens",
        "months": -2,
        "basis": "《企业民主管理规定》",
    },
    {
        "key": "motions",
        "title": "发出提案征集通知",
        "anchor": "opens",
        "months": -2,
        "basis": "会前一至两个月征集提案",
    },
    {
        "key": "delegates",
        "title": "完成代表选举或补选",
        "anchor": "opens",
        "days": -45,
        "basis": "《上海市职工代表大会条例》第十五条、第十九条",
    },
    {
        "key": "training",
        "title": "组织职工代表培训",
        "anchor": "opens",
        "days": -30,
        "basis": "院内职代会工作制度",
    },
    {
        "key": "motions_close",
        "title": "提案征集截止并审查立案",
        "anchor": "opens",
        "days": -20,
        "basis": "院内提案工作办法",
    },
    {
        "key": "credentials",
        "title": "代表资格审查并提出审查报告",
        "anchor": "opens",
        "days": -15,
        "basis": "预备会议须听取代表资格审查报告",
    },
    {
        "key": "agenda",
        "title": "确定议题、议程和表决方式",
        "anchor": "opens",
        "days": -15,
        "basis": "《上海市职工代表大会条例》第三十条",
    },
    {
        "key": "papers",
        "title": "会议文件送达代表",
        "anchor": "opens",
        "days": -7,
        "basis": "《上海市职工代表大会条例》第三十条：会前七日送达",
    },
    {
        "key": "discussion",
        "title": "各代表团讨论文件，收集意见",
        "anchor": "opens",
        "days": -3,
        "basis": "《上海市职工代表大会条例》第三十条",
    },
    {
        "key": "venue",
        "title": "落实会场、签到、选票和计票人员",
        "anchor": "opens",
        "days": -2,
        "basis": "院内职代会工作制度",
    },
    {
        "key": "publish",
        "title": "公布决议和表决结果",
        "anchor": "closes",
        "working": 5,
        "basis": "《上海市职工代表大会条例》第三十二条：向全体职工公布",
    },
    {
        "key": "report",
        "title": "向上级工会报告会议情况",
        "anchor": "closes",
        "working": 7,
        "basis": "《上海市职工代表大会条例》第三十七条：闭会后七个工作日内报告",
    },
    {"key": "archive", "title": "会议材料归档", "anchor": "closes", "months": 1, "basis": "院内档案管理办法"},
]

_FIRST = dt.date(2011, 5, 1)
_SOURCE = "《上海市职工代表大会条例》（2017年修正）《浙江省企业民主管理条例》《企业民主管理规定》（总工发〔2012〕12号）"

RULES: list[dict[str, Any]] = [
    {
        "kind": kind,
        "valid_from": _FIRST,
        "valid_to": None,
        "values": values,
        "source_document": _SOURCE,
        "note": "产品默认值，请按本省条例和本院职代会工作制度核对",
    }
    for kind, values in (
        ("congress_rules", _RULES),
        ("congress_seats", _TABLES),
        ("congress_preparation", _PREPARATION),
    )
]
