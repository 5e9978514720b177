"""Fixtures and tables: knock-out with byes, round robin by the circle method, ranking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIN_POINTS, DRAW_POINTS = 3, 1


@dataclass(frozen=True, slots=True)
class Fixture:
    """One match to be: round and position count from 1; None is still open, or nobody (bye)."""

    round_no: int
    position: int
    home: int | None
    away: int | None
    is_bye: bool = False


def round_robin(teams: Sequence[int]) -> list[Fixture]:
    """Return a single round robin: every pair once, nobody twice in a round. Fewer than two teams: none."""
    ring: list[int | None] = list(teams)
    if len(ring) < 2:  # noqa: PLR2004 - a match has two sides
        return []
    if len(ring) % 2:
        ring.append(None)
    found = []
    for round_no in range(1, len(ring)):
        pairs = [(ring[n], ring[-1 - n]) for n in range(len(ring) // 2)]
        played = [(home, away) for home, away in pairs if home is not None and away is not None]
        found += [Fixture(round_no, n, home, away) for n, (home, away) in enumerate(played, 1)]
        ring = [ring[0], ring[-1], *ring[1:-1]]
    return found


def knock_out(teams: Sequence[int]) -> list[Fixture]:
    """Return the whole bracket; the best seeds (first in ``teams``) get the byes and meet last.

    Five teams: a bracket of eight with three byes. Later rounds are open; `winner_goes_to` says where.
    """
    if len(teams) < 2:  # noqa: PLR2004 - a match has two sides
        return []
    size = 1
    while size < len(teams):
        size *= 2
    slots = [teams[seed - 1] if seed <= len(teams) else None for seed in _seeds(size)]
    first = [_first_round(n, slots[2 * n], slots[2 * n + 1]) for n in range(size // 2)]
    found, matches, round_no = list(first), size // 4, 2
    while matches:
        found += [Fixture(round_no, n + 1, None, None) for n in range(matches)]
        matches, round_no = matches // 2, round_no + 1
    return _with_byes(found)


def _first_round(n: int, home: int | None, away: int | None) -> Fixture:
    return Fixture(1, n + 1, home, away, is_bye=away is None)


def _with_byes(fixtures: list[Fixture]) -> list[Fixture]:
    """Put the winners of byes into the second round."""
    through: dict[tuple[int, int], int | None] = {}
    for f in fixtures:
        if f.is_bye:
            _round, position, side = winner_goes_to(1, f.position)
            through[position, side] = f.home
    return [_seated(f, through) if f.round_no == 2 else f for f in fixtures]  # noqa: PLR2004


def _seated(f: Fixture, through: dict[tuple[int, int], int | None]) -> Fixture:
    home, away = through.get((f.position, 0)), through.get((f.position, 1))
    return Fixture(f.round_no, f.position, home, away)


def _seeds(size: int) -> list[int]:
    """Order of the seeds in a bracket: 1 and 2 meet in the final. 4 -> [1, 4, 2, 3]."""
    order = [1]
    while len(order) < size:
        order = [seed for each in order for seed in (each, 2 * len(order) + 1 - each)]
    return order


def winner_goes_to(round_no: int, position: int) -> tuple[int, int, int]:
    """Return (round, position, side) of the match a winner plays next; side 0 is home."""
    return round_no + 1, (position + 1) // 2, (position + 1) % 2


@dataclass(slots=True)
class Standing:
    """One line of the table."""

    team: int
    played: int = 0
    won: int = 0
    drawn: int = 0
    lost: int = 0
    scored: int = 0
    conceded: int = 0
    rank: int = 0

    @property
    def points(self) -> int:
        """3 for a win, 1 for a draw."""
        return WIN_POINTS * self.won + DRAW_POINTS * self.drawn

    @property
    def difference(self) -> int:
        """Scored minus conceded."""
        return self.scored - self.conceded


def standings(teams: Iterable[int], results: Iterable[tuple[int, int, int, int]]) -> list[Standing]:
    """Return the table: points, then difference, then scored; equal ones share a rank.

    ``results`` are (home, away, home score, away score).
    """
    table = {team: Standing(team) for team in teams}
    for home, away, home_score, away_score in results:
        _count(table[home], home_score, away_score)
        _count(table[away], away_score, home_score)
    order = sorted(table.values(), key=lambda s: (-s.points, -s.difference, -s.scored))
    for n, line in enumerate(order):
        before = order[n - 1] if n else None
        same = before is not None and _key(before) == _key(line)
        line.rank = before.rank if same and before else n + 1
    return order


def _key(line: Standing) -> tuple[int, int, int]:
    return line.points, line.difference, line.scored


def _count(line: Standing, own: int, other: int) -> None:
    line.played += 1
    line.scored += own
    line.conceded += other
    line.won += own > other
    line.drawn += own == other
    line.lost += own < other
