"""The way of a programme of honours, quotas, write-ups, votes, publicity.

Source: rule set ``honours``; domain.md §7 ([W84], [W85]: places by quota; [W106], [W107]: write-up of
500 characters, at most so many per unit, recommendation form, publicity). Nobody nominates, reviews or votes
for himself; who managed a programme does not grant it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import Enum

from events.choices.honours import ProgrammeState as S
from events.rules.records import RecordArrow
from union.common.flows import FlowTable

_LABELS = {
    "open": "开始推荐", "close": "截止推荐，开始评审", "vote": "开始投票", "publicise": "公示",
    "grant": "表彰", "back": "退回评审", "cancel": "取消评选",
}  # fmt: skip


class ProgrammeAction(Enum):
    """What can be done with a programme."""

    OPEN = "open"
    CLOSE = "close"
    VOTE = "vote"
    PUBLICISE = "publicise"
    GRANT = "grant"
    BACK = "back"
    CANCEL = "cancel"

    @property
    def label(self) -> str:
        """Word on the button."""
        return _LABELS[self.value]


A = ProgrammeAction
_ALIVE = frozenset({S.DRAFT, S.OPEN, S.REVIEW, S.VOTING, S.PUBLICITY})
FLOW = FlowTable(
    "评优项目",
    S,
    (
        RecordArrow(A.OPEN, frozenset({S.DRAFT}), S.OPEN),
        RecordArrow(A.CLOSE, frozenset({S.OPEN}), S.REVIEW),
        RecordArrow(A.VOTE, frozenset({S.REVIEW}), S.VOTING),
        RecordArrow(A.PUBLICISE, frozenset({S.REVIEW, S.VOTING}), S.PUBLICITY),
        RecordArrow(A.GRANT, frozenset({S.PUBLICITY}), S.GRANTED, "decider"),
        RecordArrow(A.BACK, frozenset({S.PUBLICITY, S.VOTING}), S.REVIEW, note_required=True, quiet=True),
        RecordArrow(A.CANCEL, _ALIVE, S.CANCELLED, note_required=True, quiet=True),
    ),
)


def words_in(text: str) -> int:
    """Characters without spaces and line ends, as offices count them."""
    return len("".join(text.split()))


def write_up_problem(text: str, least: int) -> str:
    """Return why a write-up is too short, or "". 480 characters where 500 are asked for: “还差 20 字”."""
    count = words_in(text)
    return f"主要事迹 {count} 字，须不少于 {least} 字，还差 {least - count} 字" if count < least else ""


def quota_problem(branch: str, quota: int, used: int) -> str:
    """Return why a branch may not nominate one more, or ""."""
    if used < quota:
        return ""
    if quota == 0:
        return f"{branch}没有这项荣誉的推荐名额"
    return f"{branch}的推荐名额 {quota} 个已用完；换人推荐请先撤回一份"


def ballot_problem(chosen: int, places: int) -> str:
    """Return why a ballot is void, or "": at least one name, at most as many as there are places."""
    if chosen == 0:
        return "请至少选择一名"
    return f"最多选择 {places} 名，您选了 {chosen} 名" if chosen > places else ""


def selection_problem(chosen: Collection[int], places: int, votes: Mapping[int, int]) -> str:
    """Return why ``chosen`` nominations cannot be put up for publicity, or "".

    ``votes``: votes by nomination where there was a vote, else empty. Somebody with fewer votes is not
    chosen before somebody with more: 5, 4, 4, 1 and two places: the first and either of the second.
    """
    if not chosen:
        return "请先确定拟表彰名单"
    if len(chosen) > places:
        return f"拟表彰 {len(chosen)} 个，超过表彰名额 {places} 个"
    left_out = [count for key, count in votes.items() if key not in chosen]
    if votes and left_out and max(left_out) > min(votes.get(key, 0) for key in chosen):
        return "得票多的没有入选、得票少的入选，请按得票顺序确定"
    return ""
