"""Length and extension of a term (《上海市职工代表大会条例》第二十二条)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from union.common.dates import add_months


def term_problem(starts_on: dt.date, ends_on: dt.date, years: Sequence[int]) -> str:
    """Return what is wrong with a term; "" if nothing. ``years`` = [fewest, most], full years.

    2024-04-01 to 2027-03-31 is three years.
    """
    if ends_on <= starts_on:
        return "届满日期应晚于本届起始日期"
    after = ends_on + dt.timedelta(days=1)
    fewest, most = years
    if after < add_months(starts_on, 12 * fewest) or after > add_months(starts_on, 12 * most):
        return (
            f"每届任期为 {fewest} 至 {most} 年：自 {starts_on} 起应在 "
            f"{add_months(starts_on, 12 * fewest) - dt.timedelta(days=1)} 至 "
            f"{add_months(starts_on, 12 * most) - dt.timedelta(days=1)} 之间届满"
        )
    return ""


def extension_problem(ends_on: dt.date, extended_to: dt.date, months: int) -> str:
    """Return what is wrong with an extension of at most ``months``; "" if nothing."""
    latest = add_months(ends_on, months)
    if extended_to <= ends_on:
        return f"延期后的届满日期应晚于原届满日期 {ends_on}"
    if extended_to > latest:
        return f"延期不得超过 {months} 个月，最迟到 {latest}"
    return ""
