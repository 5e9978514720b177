"""What ought to be on the accounts against what is, for a whole month in two statements.

Surplus is reversed, missing is added, nothing is edited; run again, nothing is left to do. Amounts are
compared and computed in whole fen, the same on PostgreSQL and SQLite (`rules.dues.DuesRule` says how much).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from members.choices import DuesKind, DuesMethod, DuesRequestKind, DuesRequestState
from members.models import DuesBooking
from members.rules.dues import DuesRule, last_day


@dataclass(frozen=True, slots=True)
class Booked:
    """How many lines were taken back and added."""

    reversed: int
    added: int

    @property
    def nothing(self) -> bool:
        """Books and expectation agreed already."""
        return not (self.reversed or self.added)


# One row per member who owes in the month. A state holds from its day to the day before the next one; a
# corrected entry never held. Whoever pays on any day of the month owes the month of entry and of leaving too.
_EXPECTED = """
held AS MATERIALIZED (
    SELECT c.member_id, c.to_status, c.effective_on,
           LEAD(c.effective_on) OVER (PARTITION BY c.member_id ORDER BY c.effective_on, c.id) AS ended_on
    FROM members_membershipchange c
    WHERE NOT EXISTS (SELECT 1 FROM members_membershipchange k WHERE k.corrects_id = c.id)
), paying AS MATERIALIZED (
    SELECT DISTINCT member_id FROM held
    WHERE to_status IN ({states}) AND effective_on <= %(last)s
      AND (ended_on IS NULL OR (ended_on > %(first)s AND ended_on > effective_on))
), base AS MATERIALIZED (
    SELECT member_id, {base_fen} AS fen,
           ROW_NUMBER() OVER (PARTITION BY member_id ORDER BY effective_month DESC) AS place
    FROM members_duesbase WHERE effective_month <= %(first)s
), wanted AS MATERIALIZED (
    SELECT m.id AS member_id, m.branch_id, m.group_id,
           ((2 * (b.fen / %(unit)s * %(unit)s) * %(rate)s + %(step)s) / (2 * %(step)s)) * %(fee)s AS fen
    FROM members_member m
    JOIN paying p ON p.member_id = m.id
    JOIN base b ON b.member_id = m.id AND b.place = 1
    WHERE m.merged_into_id IS NULL
      AND NOT EXISTS (
        SELECT 1 FROM members_duesrequest w
        WHERE w.member_id = m.id AND w.kind = %(waiver)s AND w.state = %(approved)s
          AND w.first_month <= %(first)s AND w.last_month >= %(first)s)
)"""
_FILE = """
wanted AS MATERIALIZED (
    SELECT m.id AS member_id, m.branch_id, m.group_id, r.fen
    FROM (SELECT member_id, SUM({paid_fen}) AS fen FROM members_duespayrollrow
          WHERE payroll_id = %(payroll)s AND state = 'matched' GROUP BY member_id) r
    JOIN members_member m ON m.id = r.member_id
)"""
# `+ 0`: the planner of SQLite takes an index over NULLs for a selective one and would read it per member.
_OPEN = """
open_lines AS MATERIALIZED (
    SELECT e.id, e.member_id, e.amount, e.branch_id, e.group_id, {amount_fen} AS fen
    FROM members_duesentry e
    WHERE e.month = %(first)s AND e.kind = %(kind)s AND e.method = %(method)s
      AND e.reverses_id + 0 IS NULL
      AND NOT EXISTS (SELECT 1 FROM members_duesentry r WHERE r.reverses_id = e.id AND r.method = %(method)s)
)"""
_INSERT = """
INSERT INTO members_duesentry
    (booking_id, booked_in, member_id, kind, method, month, amount, branch_id, group_id, reverses_id)
"""
_REVERSE = """
SELECT k.id, k.booked_in, o.member_id, %(kind)s, %(method)s, d.month, -o.amount, o.branch_id, o.group_id, o.id
FROM open_lines o
JOIN members_duesbooking k ON k.id = %(booking)s
JOIN members_duesmonth d ON d.month = %(first)s
LEFT JOIN wanted w ON w.member_id = o.member_id
WHERE w.member_id IS NULL OR w.fen <> o.fen
"""
_ADD = """
SELECT k.id, k.booked_in, w.member_id, %(kind)s, %(method)s, d.month, {as_yuan}, w.branch_id, w.group_id, NULL
FROM wanted w
JOIN members_duesbooking k ON k.id = %(booking)s
JOIN members_duesmonth d ON d.month = %(first)s
LEFT JOIN open_lines o ON o.member_id = w.member_id
WHERE w.fen <> 0 AND o.id IS NULL
"""


def book_expected(booking: DuesBooking, month: dt.date, rule: DuesRule) -> Booked:
    """Bring the 应缴 lines of ``month`` to what the registry says is due, within ``booking``."""
    values = _rule_values(month, rule) | _line_values(booking, month, DuesKind.DUE, DuesMethod.NONE)
    return _book(_EXPECTED, values, rule.paying)


def book_payroll(booking: DuesBooking, month: dt.date, payroll_id: int) -> Booked:
    """Bring the 工资代扣 lines of ``month`` to the matched rows of a payroll file; 0 = to none."""
    values = _line_values(booking, month, DuesKind.PAID, DuesMethod.PAYROLL) | {"payroll": payroll_id}
    return _book(_FILE, values, ())


def _book(wanted: str, values: dict[str, Any], states: tuple[str, ...]) -> Booked:
    with connection.cursor() as cursor, _by_hash(cursor):
        done = []
        for statement in (_REVERSE, _ADD):
            sql = f"{_INSERT} WITH {wanted}, {_OPEN} {statement}"
            cursor.execute(_engine(sql, states), values | _states(states))
            done.append(max(cursor.rowcount, 0))
    return Booked(*done)


@contextmanager
def _by_hash(cursor: Any) -> Iterator[None]:
    """Join whole sets by hash.

    Lines just written have no statistics: the planner of PostgreSQL would take them for a few, and compare
    every member with every line (20,000 × 20,000).
    """
    if connection.vendor != "postgresql":
        yield
        return
    cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL jit = off")  # compiling takes a second
    yield
    cursor.execute("SET LOCAL enable_nestloop TO DEFAULT; SET LOCAL jit TO DEFAULT")


def _rule_values(month: dt.date, rule: DuesRule) -> dict[str, Any]:
    return {
        "last": _day(last_day(month)), "rate": rule.rate_ppm, "unit": rule.unit_fen, "fee": rule.fee_fen,
        "step": 1_000_000 * rule.fee_fen, "waiver": DuesRequestKind.WAIVER.value,
        "approved": DuesRequestState.APPROVED.value,
    }  # fmt: skip


def _line_values(booking: DuesBooking, month: dt.date, kind: DuesKind, method: DuesMethod) -> dict[str, Any]:
    return {"booking": booking.pk, "first": _day(month), "kind": kind.value, "method": method.value}


def _day(day: dt.date) -> Any:
    return connection.ops.adapt_datefield_value(day)


def _states(states: tuple[str, ...]) -> dict[str, str]:
    return {f"state{n}": state for n, state in enumerate(states)}


def _engine(sql: str, states: tuple[str, ...]) -> str:
    """Fill in what the engines write differently. Whole fen: a decimal × 100 is exact, a REAL is rounded."""
    fen = (
        "CAST({} * 100 AS bigint)"
        if connection.vendor == "postgresql"
        else "CAST(ROUND({} * 100) AS integer)"
    )
    words = {
        "{states}": ", ".join(f"%(state{n})s" for n in range(len(states))),
        "{base_fen}": fen.format("amount"),
        "{paid_fen}": fen.format("paid"),
        "{amount_fen}": fen.format("e.amount"),
        "{as_yuan}": "w.fen / 100.0",
    }
    for mark, text in words.items():
        sql = sql.replace(mark, text)
    return sql
