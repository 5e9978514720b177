import pytest

from congress.choices.votes import Base, Outcome, Threshold, VoteKind
from congress.choices.votes import Standing as St
from congress.rules import votes as rules
from congress.rules.fractions import reaches
from congress.rules.votes import Runner
from union.common.errors import DomainError

T = Threshold


@pytest.mark.parametrize(
    ("present", "entitled", "enough"),
    [
        (94, 141, True), (93, 141, False), (93, 140, False), (94, 140, True), (2, 3, True), (0, 0, False),
        (66, 100, False),
    ],
)  # fmt: skip
def test_two_thirds_are_reached_exactly(present, entitled, enough):
    assert reaches(present, entitled, rules.MEMBERS_LEAST) is enough


@pytest.mark.parametrize(
    ("total", "threshold", "needed"),
    [
        (140, T.MORE_THAN_HALF, 71), (141, T.MORE_THAN_HALF, 71), (1, T.MORE_THAN_HALF, 1),
        (140, T.HALF, 70), (141, T.HALF, 71), (140, T.TWO_THIRDS, 94), (141, T.TWO_THIRDS, 94),
        (3, T.TWO_THIRDS, 2),
    ],
)  # fmt: skip
def test_votes_needed(total, threshold, needed):
    assert rules.votes_needed(total, threshold) == needed


def test_share_of_all_delegates_and_not_of_those_present():
    """121 of 140 are there, 66 say yes: more than half of those present, not of all (domain.md §12, 1)."""
    entitled, present, yes = 140, 121, 66

    def passes(base):
        total = rules.base_number(base, entitled=entitled, present=present, valid=120)
        return rules.item_outcome(yes, total, T.MORE_THAN_HALF)

    assert passes(Base.ENTITLED) == Outcome.FAILED
    assert passes(Base.PRESENT) == passes(Base.VALID) == Outcome.PASSED
    assert rules.item_outcome(70, 140, T.MORE_THAN_HALF) == Outcome.FAILED
    assert rules.item_outcome(70, 140, T.HALF) == Outcome.PASSED
    assert rules.item_outcome(0, 0, T.HALF) == Outcome.FAILED


def test_announced_before_the_vote():
    def said(base):
        return rules.announcement(base, T.MORE_THAN_HALF, entitled=140, present=121)

    assert said(Base.ENTITLED) == "应到代表 140 人，须 71 票赞成（过半数）"
    assert said(Base.PRESENT) == "实到代表 121 人，须 61 票赞成（过半数）"
    assert "计票后确定" in said(Base.VALID)


def placed(votes, seats, needed=71):
    outcome, rows = rules.election_result(
        [Runner(str(n), yes) for n, yes in enumerate(votes)], seats=seats, needed=needed
    )
    return outcome, [(each.yes, each.rank, each.standing) for each in rows]


@pytest.mark.parametrize(
    ("votes", "seats", "outcome", "standings"),
    [
        ((120, 90, 71, 70), 3, Outcome.COMPLETE, [St.ELECTED] * 3 + [St.NOT_ELECTED]),
        ((120, 90, 80, 79), 2, Outcome.COMPLETE, [St.ELECTED] * 2 + [St.NOT_ELECTED] * 2),
        ((120, 80, 80, 80), 2, Outcome.TIED, [St.ELECTED] + [St.TIED] * 3),
        ((80, 80, 60), 1, Outcome.TIED, [St.TIED] * 2 + [St.NOT_ELECTED]),
        ((80, 80), 2, Outcome.COMPLETE, [St.ELECTED] * 2),
        ((120, 70, 70), 2, Outcome.SHORT, [St.ELECTED] + [St.NOT_ELECTED] * 2),
        ((10,), 1, Outcome.SHORT, [St.NOT_ELECTED]),
        ((), 1, Outcome.SHORT, []),
    ],
)  # fmt: skip
def test_elections(votes, seats, outcome, standings):
    found, rows = placed(votes, seats)
    assert found == outcome
    assert [row[2] for row in rows] == standings


def test_equal_numbers_share_a_rank():
    assert [row[1] for row in placed((90, 120, 90, 80), 3)[1]] == [1, 2, 2, 4]


@pytest.mark.parametrize(
    ("kind", "seats", "candidates", "said"),
    [
        (VoteKind.EQUAL, 3, 3, ""), (VoteKind.EQUAL, 3, 4, "等额选举"), (VoteKind.SURPLUS, 3, 4, ""),
        (VoteKind.SURPLUS, 3, 3, "差额选举"), (VoteKind.SURPLUS, 0, 3, "应选名额"),
    ],
)  # fmt: skip
def test_candidates_and_seats(kind, seats, candidates, said):
    if not said:
        return rules.check_candidates(kind, seats=seats, candidates=candidates)
    with pytest.raises(DomainError, match=said):
        rules.check_candidates(kind, seats=seats, candidates=candidates)
    return None


def test_hands_and_papers_that_cannot_be():
    rules.check_hand_count(yes=100, no=10, abstain=11, present=121)
    with pytest.raises(DomainError, match="多于实到 121"):
        rules.check_hand_count(yes=100, no=11, abstain=11, present=121)
    fine = {"issued": 20, "returned": 20, "invalid": 1, "counts": [("甲", 19)]}
    rules.check_paper_count(**fine)
    for wrong, said in (
        ({"returned": 21}, "本次投票无效"), ({"invalid": 21}, "废票"),
        ({"counts": [("甲", 20)]}, "甲.*有效票 19"),
    ):  # fmt: skip
        with pytest.raises(DomainError, match=said):
            rules.check_paper_count(**{**fine, **wrong})
