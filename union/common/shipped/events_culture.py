"""Rule sets of honours and of the 职工之家 check (events)."""
# ruff: noqa: E501 - lines of Chinese text

import datetime as dt
from typing import Any

LABELS: dict[str, str] = {"honours": "评优评先", "home_checklist": "职工之家建设考核"}
_2018 = dt.date(2018, 1, 1)


def _unit(title: str, places: int, criteria: str) -> dict[str, Any]:
    return {"title": title, "award_to": "unit", "level": "hospital", "places": places, "criteria": criteria}


def _member(title: str, places: int, criteria: str, voters: str = "nobody", **more: Any) -> dict[str, Any]:
    return {
        "title": title, "award_to": "member", "level": "hospital", "places": places, "voters": voters,
        "criteria": criteria, **more,
    }  # fmt: skip


def _item(key: str, group: str, title: str, points: int, *, required: bool = False) -> dict[str, Any]:
    return {"key": key, "group": group, "title": title, "points": points, "required": required}


RULES: list[dict[str, Any]] = [
    {
        "kind": "honours",
        "valid_from": _2018,
        "valid_to": None,
        "values": {
            "publicity_days": 5,
            "min_words": 500,
            "programmes": [
                _member("优秀工会小组长", 6, "任职满一年，小组活动正常，会费按时收缴，慰问及时。", "committee"),
                _member("优秀工会干部", 6, "热心工会工作，任职满一年，职工满意。", "committee"),
                _member("工会积极分子", 20, "积极参加和支持工会活动。"),
                _member("文体活动积极分子", 10, "全年参加院级文体活动不少于三次。", min_words=200),
                _member("优秀通讯员", 5, "全年刊发稿件篇数居前。", min_words=200),
                _member("金点子奖", 5, "合理化建议被采纳并取得实效。", min_words=200),
                _member("优质服务明星", 10, "服务规范，患者满意，无有效投诉。", "members"),
                _member("岗位能手", 5, "技能比武获奖或岗位成绩突出。"),
                _unit("巾帼文明岗", 2, "女职工占多数的科室班组，成绩突出。"),
                _unit("先进职工小家", 3, "职工之家建设考核合格，得分居前。"),
            ],
        },
        "source_document": "本单位评优评先办法（可修改）；做法参照 domain.md §7 [W84][W85][W106][W107]",
        "note": "公示工作日数、事迹材料最少字数、每年的评优项目",
    },
    {
        "kind": "home_checklist",
        "valid_from": _2018,
        "valid_to": None,
        "values": {
            "pass_points": 80,
            "items": [
                _item("organisation", "组织健全", "支会、小组机构健全，按期换届", 10, required=True),
                _item("roster", "组织健全", "会员花名册完整，会员入会率达标", 10, required=True),
                _item("meetings", "工作规范", "有年度计划、总结和会议记录", 10),
                _item("democracy", "民主管理", "提案、合理化建议有征集有答复，公开台账齐全", 15),
                _item("care", "关心职工", "慰问、困难帮扶及时，台账齐全", 15, required=True),
                _item("activities", "文体活动", "全年文体活动不少于四次，有登记有图片", 15),
                _item("venue", "阵地建设", "有活动场所或职工书屋，开放使用有登记", 10),
                _item("dues", "经费管理", "会费按时足额收缴，经费公开", 10, required=True),
                _item("files", "资料档案", "七簿三档三册等资料齐全", 5),
            ],
        },
        "source_document": "职工之家建设考核办法（可修改）；必备项和记分做法参照 [W108][W109]",
        "note": "必备项须得分；达到合格分且必备项均得分为合格",
    },
]  # fmt: skip
