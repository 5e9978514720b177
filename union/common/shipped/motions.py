"""Motions (提案): deadlines and numbers, categories and awards, with what they rest on (domain.md §4.5)."""

import datetime as dt
from typing import Any

# Read by congress.rules.motions.MotionRules. Days are working days except for handle, redo, rate, archive,
# countersign, remind (calendar days).
RULE: dict[str, Any] = {
    "kind": "motions",
    "valid_from": dt.date(2012, 2, 13),
    "valid_to": None,
    "values": {
        "seconders": 2,
        "rounds": 2,
        "extensions": 1,
        "extension_days": 30,
        "days": {
            "review": 10, "correct": 5, "brief": 5, "instruct": 5, "assign": 5, "accept": 5, "handle": 60,
            "countersign": 7, "sign": 5, "deliver": 3, "rate": 15, "close": 10, "redo": 30, "archive": 30,
        },
    },
    "source_document": "《企业民主管理规定》（总工发〔2012〕12号）；医院职代会提案办理办法的通行做法",
    "note": "各环节期限为默认值，本院提案办理办法另有规定的，请录入新版本",
}  # fmt: skip

CODES: dict[str, str] = {
    "motion_category": """
        医院管理|行政管理|管理
        医疗护理|医疗医护|医疗服务|护理
        教学科研|人才培养|科研教学
        文化建设|医院文化|宣传
        生活福利|职工福利|福利|民生保障
        后勤服务|后勤保障|就医环境|后勤
        院务公开|民主管理
        其他
    """,
    "motion_award": """
        优秀提案
        优秀提案承办单位|先进承办部门
    """,
}
LABELS: dict[str, str] = {"motion_category": "提案类别", "motion_award": "提案表彰"}
