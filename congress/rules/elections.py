"""Election and recall of a delegate in the constituency (《上海市职工代表大会条例》第十五、十九条)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from congress.rules.fractions import count_above, exceeds, in_words, least_count, reaches


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a count means: ``elected`` candidates, best first; ``tied`` ones compete for what is left."""

    is_valid: bool
    elected: tuple[int, ...]
    tied: tuple[int, ...]
    reason: str


def problem_with_counts(staff: int, took_part: int, votes: Mapping[int, int]) -> str:
    """Return what cannot be true about the numbers; "" if they can be."""
    if staff <= 0:
        return "请填写选区职工数"
    if took_part > staff:
        return f"参加人数 {took_part} 多于选区职工数 {staff}，请核对"
    over = [count for count in votes.values() if count > took_part]
    if over:
        return f"得票 {max(over)} 多于参加人数 {took_part}，请核对"
    return ""


def judge(
    staff: int, took_part: int, votes: Mapping[int, int], seats: int, rule: Mapping[str, Any]
) -> Verdict:
    """Say who is elected: turnout reached, then more than half of *all* staff, then the most votes.

    Absent people and abstentions count against. 90 staff: 60 must take part, 46 votes elect. Of candidates
    with equal votes at the last seat none is elected: they stand again.
    """
    if not reaches(took_part, staff, rule["turnout_least"]):
        needed, share = least_count(staff, rule["turnout_least"]), in_words(rule["turnout_least"])
        return Verdict(
            False, (), (), f"参加 {took_part} 人，不足应到 {staff} 人的{share}（须 {needed} 人），选举无效"
        )
    needed = count_above(staff, rule["votes_above"])
    passed = sorted(
        (key for key, count in votes.items() if exceeds(count, staff, rule["votes_above"])),
        key=lambda key: (-votes[key], key),
    )
    if len(passed) <= seats:
        missing = seats - len(passed)
        reason = f"过半数须 {needed} 票" + (f"，缺 {missing} 名，另行选举" if missing else "")
        return Verdict(True, tuple(passed), (), reason)
    last = votes[passed[seats - 1]]
    if votes[passed[seats]] < last:
        return Verdict(True, tuple(passed[:seats]), (), f"过半数须 {needed} 票，得票多者当选")
    clear = tuple(key for key in passed if votes[key] > last)
    tied = tuple(key for key in passed if votes[key] == last)
    return Verdict(
        True, clear, tied, f"{len(tied)} 人同为 {last} 票，须就剩余 {seats - len(clear)} 个名额再次投票"
    )


def recall_passes(staff: int, votes: int, rule: Mapping[str, Any]) -> bool:
    """Say whether more than half of all staff of the constituency want the delegate recalled."""
    return exceeds(votes, staff, rule["votes_above"])
