"""Prizes (domain.md §7): not more than two thirds win, and each prize has its limit.

Sources: [W32] winners <= 2/3 of those who took part, personal <= 800, team <= 500 each, souvenir <= 100
with a signed list. The figures are the rule set ``event_prizes``; provinces differ.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from events.choices.activities import PrizeFor


def amount_problem(given_to: str, amount: Decimal, limits: Mapping[str, Any]) -> str:
    """Return why a prize of ``amount`` yuan for each winner is too much; "" if it is not."""
    key, label = {
        PrizeFor.PERSON: ("personal_max", "个人奖"),
        PrizeFor.TEAM: ("team_max", "团体奖每人"),
        PrizeFor.SOUVENIR: ("souvenir_max", "纪念奖每人"),
    }[PrizeFor(given_to)]
    limit = Decimal(str(limits[key]))
    return f"{label}不超过 {limit} 元，现为 {amount} 元" if amount > limit else ""


def winners_problem(winners: int, people: int, limits: Mapping[str, Any]) -> str:
    """Return why ``winners`` (without souvenirs) are too many among ``people`` who took part; "" if not.

    Whole numbers only: exactly two thirds is still allowed. 20 of 30 is right, 21 is one too many.
    """
    top, bottom = limits["winners_share"]
    if winners * bottom <= people * top:
        return ""
    most = people * top // bottom
    return f"获奖人数不超过参加人数的 {top}/{bottom}：{people} 人参加，最多 {most} 人获奖，现为 {winners} 人"


def ranks_problem(amounts: list[tuple[int, Decimal]]) -> str:
    """Return what is wrong when a lower rank gets more than a higher one; ``amounts`` are (rank, yuan)."""
    ordered = sorted(amounts)
    for (rank, more), (lower, less) in itertools.pairwise(ordered):
        if lower > rank and less > more:
            return f"第 {lower} 等奖（{less} 元）高于第 {rank} 等奖（{more} 元），名次越低奖金应越低"
    return ""
