"""Places: total and per branch; who moves up. Whole parties or not at all, in strict order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """What is free: ``free`` None means no limit; ``by_branch`` holds branches with a quota of their own."""

    free: int | None
    by_branch: dict[int, int]

    def fits(self, seats: int, branch_id: int | None) -> bool:
        """Say whether ``seats`` places of ``branch_id`` can be given: total and quota."""
        if self.free is not None and seats > self.free:
            return False
        return branch_id is None or branch_id not in self.by_branch or seats <= self.by_branch[branch_id]

    def without(self, seats: int, branch_id: int | None) -> Room:
        """Return the room after ``seats`` places of ``branch_id`` were given."""
        left = dict(self.by_branch)
        if branch_id is not None and branch_id in left:
            left[branch_id] -= seats
        return Room(None if self.free is None else self.free - seats, left)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One party on the waiting list."""

    pk: int
    seats: int
    branch_id: int | None


def moving_up(room: Room, queue: Iterable[Waiting]) -> list[int]:
    """Return the keys of those who move up, in order of the queue.

    A party too big for the free total blocks those behind it: nobody is overtaken because he comes with
    his family. A party whose branch quota alone is full is passed over and keeps its place.

    >>> moving_up(Room(2, {}), [Waiting(1, 3, None), Waiting(2, 1, None)])
    []
    >>> moving_up(Room(2, {7: 0}), [Waiting(1, 1, 7), Waiting(2, 1, None)])
    [2]
    """
    found = []
    for party in queue:
        if room.free is not None and party.seats > room.free:
            break
        if not room.fits(party.seats, party.branch_id):
            continue
        found.append(party.pk)
        room = room.without(party.seats, party.branch_id)
    return found


def full_sentence(rank: int, *, quota_full: bool) -> str:
    """Return what somebody is told who has to wait as number ``rank``.

    >>> full_sentence(3, quota_full=False)
    '名额已满，候补第 3 位；有人退出时按顺序自动转正并通知您'
    """
    what = "本支会名额已满" if quota_full else "名额已满"
    return f"{what}，候补第 {rank} 位；有人退出时按顺序自动转正并通知您"


def shrink_problem(capacity: int | None, taken: int) -> str:
    """Return why a capacity cannot be set below what is taken; "" if it can."""
    if capacity is not None and capacity < taken:
        return f"已有 {taken} 个名额报上，名额不能少于 {taken}；请先请人退出"
    return ""
