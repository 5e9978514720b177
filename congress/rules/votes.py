"""When a vote has passed and who is elected. Integer arithmetic throughout: no share is ever rounded.

Sources: 《企业民主管理规定》第十八条、第二十条 (三分之二以上的职工代表出席; 全体职工代表过半数通过),
provincial 《职工代表大会条例》 on the same points, 《工会基层组织选举工作暂行条例》 (elections: more than
half of those entitled; ties are voted on again; seats left open are filled by another election).
“以上”“以内” include the number itself, “过半数” does not (《民法典》第一千二百五十九条).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from congress.choices.terms import VoteMode
from congress.choices.votes import Base, Outcome, Standing, Threshold, VoteKind
from union.common.errors import DomainError

# 《工会基层组织选举工作暂行条例》: of the members. The quorum of delegates is a dated rule (congress_rules).
MEMBERS_LEAST = (2, 3)


def check_item(*, must_pass: bool, is_vital: bool, mode: str, base: str, threshold: str) -> None:
    """Accept how an item of the agenda is voted on (《企业民主管理规定》第二十条).

    Raises:
        DomainError: what touches the interests of the staff not in secret, 审议通过 not of all delegates,
            or both and half of them would do.
    """
    law = "《企业民主管理规定》第二十条"
    if is_vital and mode != VoteMode.SECRET:
        raise DomainError(f"涉及职工切身利益的事项应采用无记名投票（{law}）", field="mode")
    if must_pass and base != Base.ENTITLED:
        raise DomainError(f"审议通过的事项须以全体职工代表计算，计算基数请选应到代表（{law}）", field="base")
    if must_pass and is_vital and threshold == Threshold.HALF:
        raise DomainError(
            f"审议通过涉及职工切身利益的事项须全体职工代表过半数赞成，恰好半数不算通过（{law}）",
            field="threshold",
        )


def votes_needed(total: int, threshold: str) -> int:
    """Return the fewest yeses that pass, of a base of ``total``.

    >>> votes_needed(140, Threshold.MORE_THAN_HALF), votes_needed(140, Threshold.HALF)
    (71, 70)
    >>> votes_needed(141, Threshold.TWO_THIRDS)
    94
    """
    if threshold == Threshold.TWO_THIRDS:
        return -(-2 * total // 3)
    return total // 2 + 1 if threshold == Threshold.MORE_THAN_HALF else (total + 1) // 2


def base_number(base: str, *, entitled: int, present: int, valid: int) -> int:
    """Return the number the threshold is a share of."""
    return {Base.ENTITLED: entitled, Base.PRESENT: present, Base.VALID: valid}[Base(base)]


def announcement(base: str, threshold: str, *, entitled: int, present: int) -> str:
    """What is said before a vote: “应到代表 140 人，须 71 票赞成（过半数）”.

    Of valid votes nothing is known beforehand: the words say so.
    """
    words = Threshold(threshold).label.partition("（")[0]
    if base == Base.VALID:
        return f"须有效票{words}赞成，票数在计票后确定"
    total = base_number(base, entitled=entitled, present=present, valid=0)
    return f"{Base(base).label} {total} 人，须 {votes_needed(total, threshold)} 票赞成（{words}）"


def item_outcome(yes: int, total: int, threshold: str) -> Outcome:
    """Passed or not; abstentions and absent delegates count against, since they are in the base."""
    return Outcome.PASSED if total > 0 and yes >= votes_needed(total, threshold) else Outcome.FAILED


@dataclass(frozen=True, slots=True)
class Runner:
    """A candidate, or a name written in, with the yeses it got."""

    key: str
    yes: int


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a runner came in: equal numbers share a rank, the next rank is left out (1, 2, 2, 4)."""

    key: str
    yes: int
    rank: int
    standing: Standing


def election_result(runners: Iterable[Runner], *, seats: int, needed: int) -> tuple[Outcome, list[Placed]]:
    """Fill ``seats`` with those who have at least ``needed`` yeses, most first.

    Where the last seat is contested by equal numbers, none of them is elected: they are voted on again.
    Where too few have enough, the rest of the seats stays open for another election.

    >>> runners = [Runner("a", 80), Runner("b", 75), Runner("c", 75)]
    >>> outcome, placed = election_result(runners, seats=2, needed=71)
    >>> outcome.value, [each.standing.value for each in placed]
    ('tied', ['elected', 'tied', 'tied'])
    """
    ordered = sorted(runners, key=lambda each: (-each.yes, each.key))
    enough = [each for each in ordered if each.yes >= needed]
    inside, tied = _split(enough, seats)
    placed = []
    for each in ordered:
        rank = 1 + sum(other.yes > each.yes for other in ordered)
        is_tied = each in tied
        standing = Standing.TIED if is_tied else Standing.NOT_ELECTED
        placed.append(Placed(each.key, each.yes, rank, Standing.ELECTED if each in inside else standing))
    if tied:
        return Outcome.TIED, placed
    return (Outcome.COMPLETE if len(inside) == seats else Outcome.SHORT), placed


def _split(enough: Sequence[Runner], seats: int) -> tuple[list[Runner], list[Runner]]:
    """(elected, tied for what is left) of those with enough votes, most first."""
    if len(enough) <= seats:
        return list(enough), []
    edge = enough[seats - 1].yes
    if enough[seats].yes < edge:
        return list(enough[:seats]), []
    return [each for each in enough if each.yes > edge], [each for each in enough if each.yes == edge]


def check_candidates(kind: str, *, seats: int, candidates: int) -> None:
    """Let an election open with so many candidates.

    Raises:
        DomainError: no seat or candidate, 等额 with another number, 差额 without more candidates than seats.
    """
    if seats < 1:
        raise DomainError("请填写应选名额", field="seats")
    if kind == VoteKind.EQUAL and candidates != seats:
        raise DomainError(f"等额选举的候选人数应等于应选名额：应选 {seats} 人，现有候选人 {candidates} 人")
    if kind == VoteKind.SURPLUS and candidates <= seats:
        raise DomainError(f"差额选举的候选人数应多于应选名额：应选 {seats} 人，现有候选人 {candidates} 人")


def check_hand_count(*, yes: int, no: int, abstain: int, present: int) -> None:
    """Accept what the tellers counted by show of hands.

    Raises:
        DomainError: more hands than delegates present.
    """
    hands = yes + no + abstain
    if hands > present:
        raise DomainError(f"赞成、反对、弃权合计 {hands} 人，多于实到 {present} 人，请重新清点")


def check_paper_count(*, issued: int, returned: int, invalid: int, counts: Iterable[tuple[str, int]]) -> None:
    """Accept the count of a box of paper. ``counts``: (label, yes + no) per question.

    Raises:
        DomainError: more papers returned than issued (the vote is void and repeated), or sums that cannot be.
    """
    if returned > issued:
        raise DomainError(
            f"收回 {returned} 张，多于发出 {issued} 张：本次投票无效，应作废后重新投票"
            "（选举办法：收回票数多于发出票数的无效）"
        )
    if invalid > returned:
        raise DomainError(f"废票 {invalid} 张，多于收回 {returned} 张，请核对", field="invalid")
    for label, marked in counts:
        if marked > returned - invalid:
            raise DomainError(
                f"“{label}”赞成与反对合计 {marked} 张，多于有效票 {returned - invalid} 张，请核对"
            )
