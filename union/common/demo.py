"""The demonstration hospital: invented people with a year of history. Each app adds its part.

Equal input gives an equal result: chance comes from ``DemoContext.random`` alone, dates count back
from ``as_of``. Parts are registered in `registries.demo_data` in the order of the layers and hand on
what they made through ``made``.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction

from union.common.errors import DomainError
from union.common.registries import demo_data

LOGINS = (
    "admin", "security", "auditlog", "chair", "office", "committee", "auditor", "women", "branch",
    "group", "leader", "dept", "delegate", "member",
)  # fmt: skip
PASSWORD = "Demo-2026-union"  # noqa: S105 - printed by `make run`; production refuses this data
SEED = 20260110


_FAMILY = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董潘"
    "袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈姜崔单仇解查区盖"
)
_COMPOUND = ("欧阳", "尉迟", "上官", "诸葛")
_GIVEN = (
    "敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建文辉玲芳燕红云飞"
    "雪琳宇轩博婷慧晨阳志国海峰瑞欣怡嘉宁佳思雨晓春梅"
)
_RARE = ("阿依古丽·买买提", "𬭼𡋤", "䶮喆")  # a minority name and rare characters belong into every list
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"  # stands for a scan


@dataclass(slots=True)
class DemoContext:
    """What the parts of the demonstration share."""

    as_of: dt.date
    member_count: int
    random: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311 - no secret
    at_end: list[Callable[[], Any]] = field(default_factory=list)  # what looks at everybody's rows
    counts: list[Callable[[], Any]] = field(default_factory=list)  # what counts them: after all bookings
    made: dict[str, Any] = field(default_factory=dict)

    def days_ago(self, days: int) -> dt.date:
        """Return the day so many days before ``as_of``."""
        return self.as_of - dt.timedelta(days=days)

    def some_day(self, first: int, last: int) -> dt.date:
        """Return a day between ``first`` and ``last`` days before ``as_of``."""
        return self.days_ago(self.random.randint(*sorted((first, last))))

    def name(self) -> str:
        """Return an invented name; a few are compound, minority or rare ones."""
        turn = self.random.random()
        if turn < 0.01:  # noqa: PLR2004 - one in a hundred
            return self.random.choice(_RARE)
        family = self.random.choice(_COMPOUND) if turn < 0.03 else self.random.choice(_FAMILY)  # noqa: PLR2004
        return family + "".join(self.random.choices(_GIVEN, k=self.random.choice((1, 2, 2))))

    def id_number(self, born_on: dt.date, serial: int, *, is_woman: bool) -> str:
        """Return the ID number of nobody: region 990101 does not exist; the checksum is right (GB 11643)."""
        body = f"990101{born_on:%Y%m%d}{serial % 499 * 2 + (0 if is_woman else 1):03d}"
        total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
        return body + "10X98765432"[total % 11]


@transaction.atomic
def seed_demo(as_of: dt.date, member_count: int) -> DemoContext:
    """Fill an empty database with the demonstration hospital.

    Raises:
        DomainError: the settings are those of production.
    """
    if not settings.DEMO_DATA_ALLOWED:
        raise DomainError("正式环境不能装入演示数据")
    context = DemoContext(as_of, member_count)
    for fill in demo_data:
        fill(context)
    for finish in (*context.at_end, *context.counts):
        finish()
    return context
