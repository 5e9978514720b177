"""When a unit may be opened, moved, merged, closed. Steps take effect at once, so never from a future day."""

from __future__ import annotations

import datetime as dt
import re

# Group size practice ([W65] in domain.md): a hint on the page, never a refusal.
GROUP_SIZE_LOW, GROUP_SIZE_HIGH = 3, 20


def clean_name(name: str) -> str:
    """Return ``name`` without outer and doubled spaces; spaces between Chinese characters go.

    >>> clean_name(" 内 科  支会 ")
    '内科支会'
    """
    text = re.sub(r"\s+", " ", name.replace("\u3000", " ")).strip()
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", text)


def day_problem(effective_on: dt.date, *, opened_on: dt.date | None, today: dt.date) -> str:
    """Return why a step cannot take effect on ``effective_on``; "" if it can."""
    if effective_on > today:
        return f"生效日期（{effective_on}）晚于今天：组织调整登记后立即生效，请到当日再办"
    if opened_on is not None and effective_on < opened_on:
        return f"生效日期（{effective_on}）早于成立日期（{opened_on}），请核对"
    return ""


def size_hint(active: int) -> str:
    """Return a hint on the size of a group; "" within 3–20 members ([W65] in domain.md).

    >>> size_hint(2)
    '不足 3 人，可与相邻小组合并'
    """
    if active < GROUP_SIZE_LOW:
        return f"不足 {GROUP_SIZE_LOW} 人，可与相邻小组合并"
    return f"超过 {GROUP_SIZE_HIGH} 人，可考虑分组" if active > GROUP_SIZE_HIGH else ""
