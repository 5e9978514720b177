"""Occasions, standards, schemes and approval bands of a plausible hospital; the office changes them.

Caps: 安徽 2018 试行 ([W34]) and 皖工发〔2025〕18号 ([G1], a transcription: to be checked against the paper).
The day from which the second holds is not in our source; 2025-01-01 is assumed.
"""
# ruff: noqa: E501 - tables

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from union.common.choices import DataSource
from welfare.choices.visits import CountingUnit, Frequency, OpenAs, PayForm, PersonCategory, Relation, Trigger

OLD = ("安徽省基层工会经费收支管理实施细则（试行，2018）", dt.date(2018, 1, 1), dt.date(2024, 12, 31))
NEW = ("皖工发〔2025〕18号", dt.date(2025, 1, 1), None)
OWN = ("本院送温暖工作办法（示例，请按本院文件核对）", dt.date(2018, 1, 1), None)
_NOTE = "随系统提供的示例，数额、日期请与原文核对后使用"

_DUES, _ALLOC, _ADMIN, _UPPER, _GIFT = "dues", "allocation", "admin_grant", "upper_grant", "donation"
_UNION = [_DUES, _ALLOC, _UPPER, _ADMIN]
_A, _K, _R, _F, _O = (
    PersonCategory.ACTIVE.value, PersonCategory.RETAINED.value, PersonCategory.RETIRED.value,
    PersonCategory.FAMILY.value, PersonCategory.OUTSIDE.value,
)  # fmt: skip
STAFF = {_A: _UNION, _K: _UNION, _R: [_ADMIN, _GIFT]}  # [G1]: retirees not from union funds
WITH_FAMILY = STAFF | {_F: _UNION}
FAMILY = [Relation.SPOUSE.value, Relation.PARENT.value, Relation.CHILD.value]
# 近亲属: 《民法典》第一千零四十五条; no parents-in-law
NEAR_KIN = [*FAMILY, Relation.SIBLING.value, Relation.GRANDPARENT.value, Relation.GRANDCHILD.value]
_RELATIVES = {"relative_death": (FAMILY, NEAR_KIN)}  # of 2018 and of 2025
GOODS = [PayForm.GOODS.value, PayForm.VOUCHER.value]
CAKE = [PayForm.CAKE_VOUCHER.value, PayForm.GOODS.value]
CASH = [PayForm.CASH.value, PayForm.GOODS.value]
CAP = {"cap": "refuse"}


def _occasion(code: str, name: str, aliases: str = "", **more: Any) -> dict[str, Any]:
    return {"code": code, "name": name, "aliases": aliases.split(), **more}


_REPORTED_STAY = {"same_event_days": 10}
OCCASIONS: tuple[dict[str, Any], ...] = (
    _occasion("hospital_stay", "住院慰问", "生病住院 患病住院 生病慰问 住院 病假探望", is_health=True, **_REPORTED_STAY),
    _occasion("birth", "生育慰问", "生育 女职工生育 生孩子", same_event_days=60),
    _occasion("marriage", "结婚慰问", "结婚 新婚慰问", same_event_days=60),
    _occasion("relative_death", "直系亲属去世吊唁", "亲属去世 直系亲属去世 家人逝世 丧事", asks_relation=True, same_event_days=7),
    _occasion("own_death", "职工去世吊唁", "本人去世 职工去世 去世", for_deceased=True, same_event_days=30),
    _occasion("retirement", "退休慰问", "退休 离岗退休 退休欢送", trigger=Trigger.RETIREMENT, same_event_days=60),
    _occasion("birthday", "生日慰问", "生日 过生日", trigger=Trigger.BIRTHDAY, lead_days=7),
    _occasion("hardship", "困难慰问", "家庭困难 生活困难 特殊困难 困难职工慰问", unit=CountingUnit.HOUSEHOLD, same_event_days=20),
    _occasion("disaster", "意外灾害慰问", "意外 天灾人祸 意外灾害", same_event_days=20),
    _occasion("work_injury", "工伤慰问", "工伤", is_health=True, same_event_days=20),
    _occasion("model_worker", "劳模慰问", "劳模", trigger=Trigger.FESTIVAL, festival="春节", lead_days=20, audience={"model_worker": True}),
    _occasion("soldier_family", "军属慰问", "军属"),
    _occasion("outside", "院外人员慰问", "孤残儿童 院外慰问"),
    _occasion("spring_festival", "春节慰问", "春节", trigger=Trigger.FESTIVAL, festival="春节", open_as=OpenAs.LIST, lead_days=20),
    _occasion("dragon_boat", "端午节慰问", "端午", trigger=Trigger.FESTIVAL, festival="端午节", open_as=OpenAs.LIST, lead_days=15),
    _occasion("mid_autumn", "中秋节慰问", "中秋", trigger=Trigger.FESTIVAL, festival="中秋节", open_as=OpenAs.LIST, lead_days=15),
    _occasion("new_year", "元旦慰问", "元旦 新年", trigger=Trigger.LIST),
    _occasion("qingming", "清明节慰问", "清明", trigger=Trigger.LIST),
    _occasion("labour_day", "劳动节慰问", "五一 劳动节", trigger=Trigger.LIST),
    _occasion("national_day", "国庆节慰问", "国庆", trigger=Trigger.LIST),
    _occasion("heat", "防暑降温慰问", "高温慰问 送清凉 防暑降温 夏送清凉", trigger=Trigger.LIST),
    _occasion("cold", "保暖慰问", "保暖 冬送温暖", trigger=Trigger.LIST),
    _occasion("night_shift", "夜班慰问", "夜班", trigger=Trigger.LIST),
    _occasion("labour_protection", "劳动保护用品发放", "劳保用品 劳动保护", trigger=Trigger.LIST),
    _occasion("family_trouble", "家庭矛盾走访", "家庭矛盾"),
)  # fmt: skip


def _standard(occasion: str, **more: Any) -> dict[str, Any]:
    return {
        "occasion": occasion,
        "sources": STAFF,
        "pay_forms": CASH,
        "due_days": 7,
        "visitors": "工会干部、所在支会",
        **more,
    }


# (what holds in both versions, caps of 2018 and of 2025)
_BOTH: tuple[tuple[dict[str, Any], int, int], ...] = (
    (_standard("hospital_stay", cash_amount=500, frequency=Frequency.SAME_ILLNESS_YEARLY, proofs=["住院证明或出院小结"], visitors="工会干部、科室负责人", due_days=5), 1000, 2000),
    (_standard("birth", cash_amount=500, both_spouses=True, proofs=["出生证明"], due_days=15), 600, 2000),
    (_standard("marriage", cash_amount=500, frequency=Frequency.ONCE, both_spouses=True, proofs=["结婚证"], due_days=15, guards={"frequency": "warn"}), 600, 2000),
    (_standard("relative_death", cash_amount=500, gift="花圈", gift_value=100, proofs=["死亡证明或户口注销证明"], visitors="工会主席、所在支会", due_days=3), 1000, 2000),
    (_standard("own_death", cash_amount=1000, gift="花圈", gift_value=200, sources=WITH_FAMILY, proofs=["死亡证明"], visitors="院领导、工会主席", due_days=3), 2000, 2000),
    (_standard("retirement", gift="纪念品", gift_value=800, pay_forms=GOODS, frequency=Frequency.ONCE, sources=STAFF | {_R: [*_UNION, _GIFT]}, proofs=["退休通知"], due_days=30), 1000, 2000),
    (_standard("birthday", gift="生日蛋糕券", gift_value=200, pay_forms=CAKE, frequency=Frequency.YEARLY, due_days=3, sources={_A: _UNION, _K: _UNION}, purpose="collective_welfare"), 300, 500),
    (_standard("hardship", cash_amount=1000, proofs=["困难职工档案"], visitors="工会主席、所在支会", due_days=10, guards={"category": "warn"}), 2000, 2000),
)  # fmt: skip
_FESTIVALS = (
    "spring_festival",
    "dragon_boat",
    "mid_autumn",
    "new_year",
    "qingming",
    "labour_day",
    "national_day",
)
_FESTIVAL_YEAR = (1500, 2200)
_OWN: tuple[dict[str, Any], ...] = (
    _standard("disaster", cash_amount=800, cap=2000, proofs=["受灾情况证明"], due_days=5),
    _standard("work_injury", cash_amount=500, cap=2000, proofs=["工伤认定或医院证明"], due_days=3),
    _standard("model_worker", cash_amount=500, cap=1000, frequency=Frequency.YEARLY, due_days=10),
    _standard("soldier_family", gift="慰问品", gift_value=300, cap=500, frequency=Frequency.YEARLY, sources=WITH_FAMILY, pay_forms=GOODS),
    _standard("outside", gift="慰问品", gift_value=500, cap=2000, sources={_O: [_ADMIN, _GIFT, "other"]}, pay_forms=GOODS, due_days=15),
    _standard("heat", gift="防暑降温用品", gift_value=100, cap=300, year_cap=300, cap_group="防暑降温", sources={_A: _UNION}, pay_forms=[PayForm.GOODS.value], purpose="labour_protection", due_days=15),
    _standard("cold", gift="保暖用品", gift_value=150, cap=300, year_cap=300, cap_group="保暖", sources={_A: _UNION}, pay_forms=[PayForm.GOODS.value], purpose="labour_protection", due_days=15),
    _standard("night_shift", gift="夜班慰问品", gift_value=50, cap=100, sources={_A: _UNION}, pay_forms=[PayForm.GOODS.value], due_days=7),
    _standard("labour_protection", gift="劳保用品", gift_value=100, cap=300, sources={_A: _UNION}, pay_forms=[PayForm.GOODS.value], purpose="labour_protection", due_days=15),
    _standard("family_trouble", due_days=7),
)  # fmt: skip

SCHEMES: tuple[dict[str, Any], ...] = (
    {"code": "five", "name": "五必访", "items": (
        ("职工生病住院必访", ("hospital_stay", "work_injury")), ("职工生育结婚必访", ("birth", "marriage")),
        ("职工及直系亲属去世必访", ("relative_death", "own_death")), ("职工家庭困难必访", ("hardship", "disaster")),
        ("职工退休必访", ("retirement",)))},
    {"code": "three", "name": "三必访", "items": (
        ("生日必访", ("birthday",)), ("生病必访", ("hospital_stay",)), ("亲属去世必访", ("relative_death",)))},
)  # fmt: skip
BANDS = {
    "bands": [
        {"up_to": "1000", "offices": ["chair", "vice_chair"], "document": False, "words": "由工会主席或副主席审批"},
        {"up_to": "2000", "offices": ["chair"], "document": False, "words": "由工会主席审批（1,000 元以上）"},
        {"up_to": None, "offices": ["chair"], "document": True, "words": "须经工会委员会集体研究，由工会主席审批（2,000 元以上）"},
    ]
}  # fmt: skip


def standards() -> list[dict[str, Any]]:
    """Every shipped version of every standard."""
    rows = []
    for index, (document, start, end) in enumerate((OLD, NEW)):
        dated = {"source_document": document, "valid_from": start, "valid_to": end}
        for row, *caps in _BOTH:
            kin = {"relations": pair[index]} if (pair := _RELATIVES.get(row["occasion"])) else {}
            rows.append({**row, "cap": caps[index], **kin, **dated})
        rows += [
            _standard(code, gift="节日慰问品", gift_value=300, year_cap=_FESTIVAL_YEAR[index], cap_group="节日慰问",
                      sources={_A: _UNION, _K: _UNION}, pay_forms=GOODS, due_days=15, purpose="collective_welfare", **dated)
            for code in _FESTIVALS
        ]  # fmt: skip
    document, start, end = OWN
    return rows + [{"source_document": document, "valid_from": start, "valid_to": end, **row} for row in _OWN]


def load(get_model: Callable[[str, str], Any]) -> int:
    """Bring in what is missing; rows of the office (source 自定) are never touched. Returns new rows."""
    made, own = 0, {"source": DataSource.SHIPPED, "note": _NOTE}
    occasion_model = get_model("welfare", "Occasion")
    since = {"valid_from": OWN[1], "source_document": OWN[0], **own}
    for position, values in enumerate(OCCASIONS, 1):
        _row, new = occasion_model.objects.get_or_create(
            code=values["code"], defaults={**values, **since, "position": position * 10}
        )
        made += new
    ids = dict(occasion_model.objects.values_list("code", "pk"))
    return (
        made
        + _load_standards(get_model, ids, own)
        + _load_schemes(get_model, ids, since)
        + _load_bands(get_model)
    )


def _load_standards(get_model: Callable[[str, str], Any], ids: dict[str, int], own: dict[str, Any]) -> int:
    model, made = get_model("welfare", "VisitStandard"), 0
    for values in standards():
        key = {"occasion_id": ids[values["occasion"]], "tier": "", "valid_from": values["valid_from"]}
        rest = {name: value for name, value in values.items() if name not in ("occasion", "valid_from")}
        made += model.objects.get_or_create(**key, defaults={**rest, **own})[1]
    return made


def _load_schemes(get_model: Callable[[str, str], Any], ids: dict[str, int], since: dict[str, Any]) -> int:
    model, item_model, made = get_model("welfare", "VisitScheme"), get_model("welfare", "SchemeItem"), 0
    for values in SCHEMES:
        scheme, new = model.objects.get_or_create(
            code=values["code"], valid_from=since["valid_from"], defaults={**since, "name": values["name"]}
        )
        made += new
        if new:
            for position, (heading, codes) in enumerate(values["items"], 1):
                item = item_model.objects.create(scheme=scheme, heading=heading, position=position * 10)
                item.occasions.set([ids[code] for code in codes])
    return made


def _load_bands(get_model: Callable[[str, str], Any]) -> int:
    _row, new = get_model("common", "RuleSet").objects.get_or_create(
        kind="visit_approval", valid_from=OWN[1],
        defaults={"values": BANDS, "source_document": OWN[0], "source": DataSource.SHIPPED, "note": _NOTE},
    )  # fmt: skip
    return int(new)
