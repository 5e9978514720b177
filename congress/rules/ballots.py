"""What stands on a ballot, when it is filled in rightly, how it is written down, and how ballots are counted.

One form serves an item (one question), an election (one question per candidate, write-ins) and an appraisal
(one question per person and item). Nothing filled in is an abstention (议事规则: 未填写的视为弃权).
"""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from congress.choices.ballots import PollState as S
from congress.choices.votes import Choice
from union.common.errors import DomainError, TransitionError

ABSTAIN = Choice.ABSTAIN.value
SKIPPED = None  # the voter was not asked (his own line of an appraisal)
WRITE_IN_LENGTH = 20
PADDING = 256
MINIMUM = 5  # fewer ballots are never opened, whatever the setting says
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that look alike
_TRACKER = 12
_WORST_CHARACTER = 6  # bytes of one character in JSON: \u0001

# From each state, where a poll may go next.
ARROWS: dict[S, frozenset[S]] = {
    S.DRAFT: frozenset({S.OPEN, S.VOID}),
    S.OPEN: frozenset({S.COUNTING, S.VOID}),
    S.COUNTING: frozenset({S.DECIDED, S.VOID}),
    S.DECIDED: frozenset(),
    S.VOID: frozenset(),
}


def check_step(state: str, target: S) -> None:
    """Let a poll go from ``state`` to ``target``.

    Raises:
        TransitionError: the table has no such arrow.
    """
    if target not in ARROWS[S(state)]:
        raise TransitionError(f"投票目前是“{S(state).label}”，不能转为“{target.label}”")


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a ballot: a choice among ``options`` (value, label), or a score from 0 to ``top_score``."""

    key: str
    label: str
    options: tuple[tuple[str, str], ...] = ()
    top_score: int = 0
    group: str = ""  # heading above it: the person, the body

    @property
    def values(self) -> tuple[str, ...]:
        """What may be answered beside an abstention."""
        return tuple(value for value, _label in self.options if value != ABSTAIN)


@dataclass(frozen=True, slots=True)
class BallotForm:
    """A whole ballot. ``most_yes``: seats (0: no limit); ``splits``: answers are kept apart."""

    questions: tuple[Question, ...]
    most_yes: int = 0
    write_ins: int = 0
    splits: bool = False

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> BallotForm:
        """Undo `plain`."""
        questions = tuple(
            Question(**{**each, "options": tuple(tuple(pair) for pair in each["options"])})
            for each in plain["questions"]
        )
        return cls(questions, plain["most_yes"], plain["write_ins"], plain["splits"])


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one voter says: an answer per question, in their order; names written in; his tracker."""

    answers: tuple[str | None, ...]
    write_ins: tuple[str, ...] = ()
    tracker: str = ""


@dataclass(frozen=True, slots=True)
class Voter:
    """Somebody on the roll. ``key``: see voter_key, or "c…" for a code; ``unit``, ``box``: for the counts."""

    key: str
    user_id: int | None = None
    name: str = ""
    unit: str = ""
    box: str = ""
    is_present: bool = True


def voter_key(user_id: int | None, member_id: int | None = None) -> str:
    """Return what the roll knows somebody by: the account, or the member without one (on paper)."""
    return f"u{user_id}" if user_id else f"m{member_id}"


@dataclass(slots=True)
class Tally:
    """Counts of ballots: per question and answer; scores are counted like answers ("85": 3)."""

    ballots: int = 0
    invalid: int = 0
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    write_ins: dict[str, int] = field(default_factory=dict)

    @property
    def valid(self) -> int:
        """Ballots that count."""
        return self.ballots - self.invalid

    def of(self, key: str, answer: str) -> int:
        """How often ``answer`` was given to question ``key``."""
        return self.counts.get(key, {}).get(answer, 0)

    def plus(self, other: Tally) -> Tally:
        """Both together: the box online and the box of paper make one result."""
        counts = {
            key: dict(Counter(self.counts.get(key, {})) + Counter(other.counts.get(key, {})))
            for key in {**self.counts, **other.counts}
        }
        names = dict(Counter(self.write_ins) + Counter(other.write_ins))
        return Tally(self.ballots + other.ballots, self.invalid + other.invalid, counts, names)


def fill_in(
    form: BallotForm,
    answers: Mapping[str, str],
    write_ins: Iterable[str] = (),
    *,
    skipped: frozenset[str] = frozenset(),
) -> Ballot:
    """Make a ballot of what was typed. ``skipped``: questions this voter is not asked.

    Raises:
        DomainError: an answer that does not stand there, a score out of range, more yeses than seats,
            a name too long or written twice.
    """
    found = tuple(
        SKIPPED if each.key in skipped else _answer(each, answers.get(each.key, ""))
        for each in form.questions
    )
    names = tuple(name.strip() for name in write_ins if name.strip())
    _check_names(form, names)
    chosen = sum(answer == Choice.YES for answer in found) + len(names)
    if form.most_yes and chosen > form.most_yes:
        raise DomainError(
            f"您选了 {chosen} 人（含另选他人），应选 {form.most_yes} 人。"
            "所选人数多于应选人数的选票是废票，请减少后再投"
        )
    return Ballot(found, names)


def _answer(question: Question, typed: str) -> str:
    value = typed.strip()
    if not value or value == ABSTAIN:
        return ABSTAIN
    if question.top_score:
        if not value.isdecimal() or not 0 <= int(value) <= question.top_score:
            raise DomainError(f"“{question.label}”应填 0 至 {question.top_score} 的整数，或留空表示弃权")
        return str(int(value))
    if value not in question.values:
        raise DomainError(f"“{question.label}”没有这个选项，请重新选择")
    return value


def _check_names(form: BallotForm, names: Sequence[str]) -> None:
    if len(names) > form.write_ins:
        raise DomainError(f"另选他人最多 {form.write_ins} 名")
    if len(set(names)) < len(names):
        raise DomainError("另选他人的姓名重复，同一个人只写一次")
    listed = {question.label for question in form.questions}
    for name in names:
        if len(name) > WRITE_IN_LENGTH or not name.isprintable():
            raise DomainError(f"另选他人的姓名不超过 {WRITE_IN_LENGTH} 个字")
        if name in listed:
            raise DomainError(f"“{name}”已经是候选人，请直接在候选人一栏表示意见")


def write_down(form: BallotForm, ballot: Ballot) -> bytes:
    """Encode a ballot; never longer than `padded_bytes` allows."""
    numbers = [
        None if answer is None else _number(question, answer)
        for question, answer in zip(form.questions, ballot.answers, strict=True)
    ]
    plain = {"a": numbers, "w": ballot.write_ins, "t": ballot.tracker}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def read_back(form: BallotForm, content: bytes) -> Ballot:
    """Undo `write_down`."""
    plain = json.loads(content)
    answers = tuple(
        None if number is None else _answer_of(question, number)
        for question, number in zip(form.questions, plain["a"], strict=True)
    )
    return Ballot(answers, tuple(plain["w"]), plain["t"])


def _number(question: Question, answer: str) -> int:
    """-1 is an abstention, else the score or the position of the option."""
    if answer == ABSTAIN:
        return -1
    return int(answer) if question.top_score else question.values.index(answer)


def _answer_of(question: Question, number: int) -> str:
    if number < 0:
        return ABSTAIN
    return str(number) if question.top_score else question.values[number]


def padded_bytes(form: BallotForm) -> int:
    """Bytes every ballot of this form is padded to: the longest possible one, in steps of 256."""
    longest = len('{"a":[],"w":[],"t":""}') + _TRACKER + 2
    for question in form.questions:
        longest += max(len("null"), len(str(question.top_score)), len(str(len(question.options)))) + 1
    longest += form.write_ins * (WRITE_IN_LENGTH * _WORST_CHARACTER + 3)
    return -(-(longest + 2) // PADDING) * PADDING


def new_tracker() -> str:
    """A random number for the voter to find in the list after the close: "7KQF-2M9P-XDRT", 59 bits."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(_TRACKER))
    return "-".join(drawn[start : start + 4] for start in range(0, _TRACKER, 4))


def count(form: BallotForm, ballots: Iterable[Ballot]) -> Tally:
    """Count ballots. One with more yeses than seats is invalid (超选为废票); `fill_in` lets none through.

    Raises nothing: what was sealed was checked before.
    """
    tally = Tally(counts={question.key: {} for question in form.questions})
    for ballot in ballots:
        tally.ballots += 1
        chosen = sum(answer == Choice.YES for answer in ballot.answers) + len(ballot.write_ins)
        if form.most_yes and chosen > form.most_yes:
            tally.invalid += 1
            continue
        for question, answer in zip(form.questions, ballot.answers, strict=True):
            if answer is not None:
                found = tally.counts[question.key]
                found[answer] = found.get(answer, 0) + 1
        for name in ballot.write_ins:
            tally.write_ins[name] = tally.write_ins.get(name, 0) + 1
    return tally


def shuffled(ballots: Sequence[Ballot]) -> list[Ballot]:
    """Return them in an order that nobody can foretell (the system's own source of chance)."""
    found = list(ballots)
    secrets.SystemRandom().shuffle(found)
    return found


def passphrase_problem(passphrase: str, *, length: int = 12) -> str:
    """Return why a teller may not use this passphrase; "" if he may.

    A stolen backup can be tried against guesses, so short ones and single characters are refused.
    """
    if len(passphrase) < length:
        return f"口令至少 {length} 个字符。可以用一句只有您自己知道的话"
    if len(set(passphrase)) < length // 2:
        return "口令重复的字符太多，请换一句"
    if passphrase.isdecimal():
        return "口令不能全是数字，请换一句"
    return ""
