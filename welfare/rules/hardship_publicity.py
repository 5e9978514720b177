"""公示: what may be shown, and from when to when.

Only what is on the list below can ever stand on the sheet, whatever the rule set asks for: never ID,
telephone, address, bank account, illness, income, family (个人信息保护法 第 6、28 条; domain notes 12.29).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

# Order of the columns on the sheet.
SHOWABLE: dict[str, str] = {
    "name": "姓名",
    "branch": "支会",
    "department": "科室",
    "head_count": "家庭人口",
    "level": "级别",
    "category": "困难类别",
}


def shown(facts: Mapping[str, str], asked: Sequence[str]) -> dict[str, str]:
    """Label → text of what may be shown, in the order of the sheet; anything else is left out.

    >>> shown({"name": "张三", "branch": "内科支会", "illness": "…"}, ["illness", "branch", "name"])
    {'姓名': '张三', '支会': '内科支会'}
    """
    return {label: facts.get(key, "") for key, label in SHOWABLE.items() if key in asked}


def last_day(first: dt.date, days: int, add_working_days: Callable[[dt.date, int], dt.date]) -> dt.date:
    """The last of ``days`` working days of publicity; ``first`` counts when people work on it."""
    return add_working_days(add_working_days(first, 0), days - 1) if days > 1 else add_working_days(first, 0)
