"""What an activity may cost (domain.md §7): meals, clothing, souvenirs, outings. Limits are dated.

Sources: 《基层工会经费收支管理办法》(总工办发〔2017〕32号) 第八条; the provinces' rules [W32][W101][W102].
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from events.choices.activities import ActivityKind, CostKind
from union.funds.choices import FundSource


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost as the rule sees it."""

    kind: str
    amount: Decimal
    quantity: int
    fund_source: str


@dataclass(frozen=True, slots=True)
class Setting:
    """The activity around a cost."""

    kind: str
    first: dt.date
    last: dt.date
    place: str
    people: int  # who signed up or were counted

    @property
    def days(self) -> int:
        """Days it lasts."""
        return (self.last - self.first).days + 1


_PER_HEAD = ("meal_per_day", "clothing_per_person", "souvenir_per_person")


def cost_problems(cost: Cost, setting: Setting, limits: Mapping[str, Any]) -> list[str]:
    """Return what the rule ``event_costs`` says against a cost, as sentences; empty if nothing.

    A meal of 5,200 yuan for 40 people on one day is 130 each, above 100: one sentence.
    """
    each = cost.amount / cost.quantity
    meal, clothing, souvenir = (Decimal(str(limits[key])) for key in _PER_HEAD)
    found = [
        _above(cost, CostKind.MEAL, each, meal * setting.days, "误餐每人每天"),
        _above(cost, CostKind.CLOTHING, each, clothing, "服装每人"),
        _above(cost, CostKind.SOUVENIR, each, souvenir, "纪念品每人"),
    ]
    outing = setting.kind == ActivityKind.OUTING
    if (outing or cost.kind == CostKind.TICKET) and cost.fund_source not in limits["outing_sources"]:
        sources = "、".join(str(FundSource(each).label) for each in limits["outing_sources"])
        found.append(f"{'春秋游的费用' if outing else '电影、演出、体育比赛等门票'}只能从{sources}列支")
    if setting.people and cost.kind in (CostKind.MEAL, CostKind.CLOTHING) and cost.quantity > setting.people:
        found.append(f"数量 {cost.quantity} 多于参加人数 {setting.people}，请核对名单")
    return [text for text in found if text]


def _above(cost: Cost, kind: CostKind, each: Decimal, limit: Decimal, label: str) -> str:
    if cost.kind != kind or each <= limit:
        return ""
    return f"{label}不超过 {limit.normalize():f} 元（按天数累计），现为 {each:.2f} 元"


def outing_problems(setting: Setting, limits: Mapping[str, Any]) -> list[str]:
    """Return what speaks against an outing: it must be over the same day, and not to a banned scenic spot."""
    if setting.kind != ActivityKind.OUTING:
        return []
    found = []
    if setting.first != setting.last:
        found.append("春秋游应当日往返，不得过夜（总工办发〔2017〕32号）")
    spot = next((name for name in limits["banned_spots"] if name in setting.place), "")
    if spot:
        found.append(f"“{spot}”在明令禁止的风景名胜区名单内，请换一个地点")
    return found
