import json
from dataclasses import replace

import pytest

from congress.choices.ballots import PollState as S
from congress.rules import ballots as rules
from congress.rules.ballots import Ballot, BallotForm, Question
from union.common.errors import DomainError, TransitionError

YES_NO = (("yes", "赞成"), ("no", "反对"), ("abstain", "弃权"))
ELECTION = BallotForm(
    tuple(Question(f"c{n}", name, YES_NO) for n, name in enumerate(("张三", "李四", "王五"))), 2, 2
)
SCORES = BallotForm((Question("s", "工作实绩", top_score=100), Question("t", "廉洁", top_score=20)))
ARROWS = {
    (S.DRAFT, S.OPEN), (S.DRAFT, S.VOID), (S.OPEN, S.COUNTING), (S.OPEN, S.VOID), (S.COUNTING, S.DECIDED),
    (S.COUNTING, S.VOID),
}  # fmt: skip


@pytest.mark.parametrize("source", S)
@pytest.mark.parametrize("target", S)
def test_arrows(source, target):
    if (source, target) in ARROWS:
        rules.check_step(source, target)
    else:
        with pytest.raises(TransitionError, match=f"“{source.label}”，不能转为“{target.label}”"):
            rules.check_step(source, target)


@pytest.mark.parametrize(
    ("answers", "names", "found"),
    [
        ({}, (), ("abstain",) * 3),
        ({"c0": "yes", "c1": "yes", "c2": "no"}, (), ("yes", "yes", "no")),
        ({"c0": "yes", "c1": "abstain"}, (" 赵六 ", ""), ("yes", "abstain", "abstain")),
    ],
)
def test_fill_in(answers, names, found):
    ballot = rules.fill_in(ELECTION, answers, names)
    assert ballot.answers == found
    assert ballot.write_ins == tuple(name.strip() for name in names if name)


@pytest.mark.parametrize(
    ("form", "answers", "names", "said"),
    [
        (ELECTION, dict.fromkeys(("c0", "c1", "c2"), "yes"), (), "您选了 3 人.*应选 2 人"),
        (ELECTION, {"c0": "yes", "c1": "yes"}, ("赵六",), "您选了 3 人"),
        (ELECTION, {"c0": "maybe"}, (), "张三”没有这个选项"),
        (ELECTION, {}, ("赵六", "赵六"), "重复"),
        (ELECTION, {}, ("甲", "乙", "丙"), "最多 2 名"),
        (ELECTION, {}, ("张三",), "已经是候选人"),
        (ELECTION, {}, ("长" * 21,), "不超过 20"),
        (ELECTION, {}, ("a\nb",), "不超过 20"),
        (SCORES, {"s": "101"}, (), "0 至 100"),
        (SCORES, {"t": "-1"}, (), "0 至 20"),
        (SCORES, {"s": "好"}, (), "整数"),
        (SCORES, {}, ("赵六",), "最多 0 名"),
    ],
)
def test_what_no_ballot_may_say(form, answers, names, said):
    with pytest.raises(DomainError, match=said):
        rules.fill_in(form, answers, names)


def test_written_down_and_read_back_within_the_padding():
    for form, ballot in (
        (ELECTION, Ballot(("yes", "no", "abstain"), ("赵六",), rules.new_tracker())),
        (SCORES, Ballot(("100", None), (), rules.new_tracker())),
    ):
        content = rules.write_down(form, ballot)
        assert rules.read_back(form, content) == ballot
        assert BallotForm.from_plain(json.loads(json.dumps(form.plain()))) == form
    worst = Ballot(("abstain",) * 3, ("𬭼" * 20, '"' * 20), "-".join(["ZZZZ"] * 3))
    assert len(rules.write_down(ELECTION, worst)) + 2 <= rules.padded_bytes(ELECTION)
    many = BallotForm(tuple(Question(f"q{n}", "x", top_score=100) for n in range(200)))
    full = Ballot(("100",) * 200, (), rules.new_tracker())
    assert len(rules.write_down(many, full)) + 2 <= rules.padded_bytes(many) == 1280
    assert rules.padded_bytes(BallotForm((Question("item", "x", YES_NO),))) == 256


def test_counted_with_invalid_and_skipped_ones():
    good = rules.fill_in(ELECTION, {"c0": "yes", "c1": "no"}, ["赵六"])
    over = Ballot(("yes", "yes", "yes"))
    own = rules.fill_in(ELECTION, {"c0": "yes"}, skipped=frozenset({"c2"}))
    tally = rules.count(ELECTION, [good, over, own])
    assert (tally.ballots, tally.invalid, tally.valid) == (3, 1, 2)
    assert tally.counts == {"c0": {"yes": 2}, "c1": {"no": 1, "abstain": 1}, "c2": {"abstain": 1}}
    assert tally.write_ins == {"赵六": 1}
    both = tally.plus(rules.count(ELECTION, [replace(good, tracker="x")]))
    assert (both.ballots, both.of("c0", "yes"), both.write_ins) == (4, 3, {"赵六": 2})


def test_shuffle_keeps_ballots_and_loses_their_order():
    ballots = [Ballot((str(n),)) for n in range(200)]
    mixed = rules.shuffled(ballots)
    assert sorted(mixed, key=lambda each: int(each.answers[0])) == ballots
    assert sum(a == b for a, b in zip(mixed, ballots, strict=True)) < 20  # 1 expected; 20 is beyond chance


def test_trackers_are_many_and_plain():
    found = {rules.new_tracker() for _ in range(500)}
    assert len(found) == 500
    assert all(len(each) == 14 and not set(each) & set("01IO") for each in found)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("短口令", "至少 12"), ("aaaaaaaaaaaaaaa", "重复"), ("20260101123456", "重复|数字"),
        ("315926535897932", "全是数字"), ("我家门前有两棵枣树呀一棵", ""), ("correct horse battery", ""),
    ],
)  # fmt: skip
def test_passphrases(words, said):
    problem = rules.passphrase_problem(words)
    assert bool(problem) == bool(said)
