"""Rule sets of activities (events)."""
# ruff: noqa: E501 - lines of Chinese text

import datetime as dt
from typing import Any

LABELS: dict[str, str] = {
    "event_approval": "活动审批要件",
    "event_costs": "活动支出标准",
    "event_prizes": "活动奖励标准",
    "event_no_show": "报名未到规则",
}
_2018 = dt.date(2018, 1, 1)

RULES: list[dict[str, Any]] = [
    {
        "kind": "event_approval",
        "valid_from": _2018,
        "valid_to": None,
        "values": {
            "budget": ["outing", "recuperation", "performance", "contest"],
            "safety_plan": ["outing", "recuperation", "contest", "performance", "volunteer"],
            "insurance": ["outing", "recuperation"],
        },
        "source_document": "本单位工会活动审批办法（可修改）；疗休养逐人投保见 [G1]",
        "note": "列出各要件适用的活动类型",
    },
    {
        "kind": "event_costs",
        "valid_from": _2018,
        "valid_to": None,
        "values": {
            "meal_per_day": 100,
            "clothing_per_person": 500,
            "clothing_years": 2,
            "souvenir_per_person": 100,
            "outing_sources": ["dues"],
            "banned_spots": [
                "八达岭", "十三陵", "承德避暑山庄", "五台山", "太湖", "普陀山", "黄山", "九华山", "武夷山", "庐山",
                "泰山", "嵩山", "武当山", "张家界", "武陵源", "白云山", "桂林漓江", "三亚热带海滨", "峨眉山",
                "乐山大佛", "九寨沟", "黄龙", "黄果树", "西双版纳", "华山",
            ],
        },
        "source_document": "《基层工会经费收支管理办法》（总工办发〔2017〕32号）第八条；中办、国办《关于严禁党政机关到风景名胜区开会的通知》",
        "note": "误餐按差旅费伙食补助标准；各省实施细则不同，请按本地修改",
    },
    {
        "kind": "event_prizes",
        "valid_from": _2018,
        "valid_to": None,
        "values": {
            "winners_share": [2, 3],
            "personal_max": 800,
            "team_max": 500,
            "souvenir_max": 100,
        },
        "source_document": "《基层工会经费收支管理办法》（总工办发〔2017〕32号）第八条及省级实施细则",
        "note": "获奖比例、个人奖、团体奖每人、纪念奖每人（元）",
    },
    {
        "kind": "event_no_show",
        "valid_from": _2018,
        "valid_to": None,
        "values": {"times": 2, "days": 180},
        "source_document": "本单位工会活动报名办法（可修改）",
        "note": "在多少天内报名未到多少次，下次报名先列候补；0 次表示不启用",
    },
]  # fmt: skip
