"""Special protection of women at work (《女职工劳动保护特别规定》第六至九条 [L8]). Numbers: rule set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from union.common.dates import add_months
from welfare.choices.women import ProtectionKind

_PREGNANCY_DAYS = 280


@dataclass(frozen=True, slots=True)
class Protection:
    """The rule set in force."""

    leave_days: int
    night_free_week: int  # from the first day of this week of pregnancy on no night shift (7th month)
    nursing_months: int
    nursing_hours: int
    document: str

    @classmethod
    def of(cls, values: Mapping[str, Any], document: str) -> Protection:
        """Read the values of a rule set."""
        return cls(
            int(values["leave_days"]), int(values["night_free_week"]), int(values["nursing_months"]),
            int(values["nursing_hours"]), document,
        )  # fmt: skip


def no_night_shift_from(rule: Protection, due_on: dt.date) -> dt.date:
    """First day without night shifts and extra hours, counted back from the expected birth (40 weeks)."""
    return due_on - dt.timedelta(days=_PREGNANCY_DAYS - 7 * rule.night_free_week)


def last_day(rule: Protection, kind: str, starts_on: dt.date, due_on: dt.date | None) -> dt.date:
    """The usual end of a period: expected birth, days of leave, the infant's first birthday (第九条).

    ``due_on``: the day on which the birth is expected; of a nursing period, the day of birth.
    """
    if kind == ProtectionKind.PREGNANCY:
        return due_on or starts_on + dt.timedelta(days=_PREGNANCY_DAYS)
    if kind == ProtectionKind.LEAVE:
        return starts_on + dt.timedelta(days=rule.leave_days - 1)
    return add_months(due_on or starts_on, rule.nursing_months) - dt.timedelta(days=1)


def words(rule: Protection, kind: str, due_on: dt.date | None) -> str:
    """What the woman is entitled to in this period."""
    if kind == ProtectionKind.PREGNANCY:
        since = f"{no_night_shift_from(rule, due_on)} 起" if due_on else f"怀孕满 {rule.night_free_week} 周起"
        return f"产前检查计入劳动时间；{since}不延长劳动时间、不安排夜班，并安排一定休息时间"
    if kind == ProtectionKind.LEAVE:
        return f"产假 {rule.leave_days} 天；难产、多胞胎增加天数，地方规定更长的从其规定"
    return f"每天 {rule.nursing_hours} 小时哺乳时间，不延长劳动时间、不安排夜班"


def period_problem(
    *, kind: str, sex: str, starts_on: dt.date, ends_on: dt.date, due_on: dt.date | None
) -> str:
    """What is wrong with a period; "" if nothing."""
    if sex != "female":
        return "女职工保护期只登记女会员"
    if kind == ProtectionKind.NURSING and due_on is None:
        return "登记哺乳期须填写婴儿的出生日期，哺乳期到婴儿满 1 周岁为止"
    if kind == ProtectionKind.NURSING and due_on is not None and starts_on < due_on:
        return "起始日期早于婴儿的出生日期"
    if ends_on < starts_on:
        return "截止日期早于起始日期"
    if kind == ProtectionKind.PREGNANCY and due_on is not None and not starts_on <= due_on:
        return "预产期早于起始日期"
    return ""
