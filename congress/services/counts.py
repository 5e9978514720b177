"""What tellers count by hand: a box of paper (two people, each by himself) and raised hands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.utils import timezone

from congress.choices.ballots import PollState
from congress.choices.terms import VoteMode
from congress.choices.votes import Choice
from congress.models import NamedBallot, Poll, RollEntry, TellerCount
from congress.permissions import ballots as permissions
from congress.rules import ballots as rules
from congress.rules import votes as vote_rules
from congress.services.polls import is_over, lock_poll
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError

COUNTERS = 2


@dataclass(frozen=True, slots=True)
class Count:
    """What one person counted. ``answers``: {question: {answer: n}}, without the abstentions on paper."""

    answers: Mapping[str, Mapping[str, int]]
    returned: int = 0
    invalid: int = 0
    write_ins: Mapping[str, int] = field(default_factory=dict)


@transaction.atomic
def enter_paper_count(poll: Poll, count: Count, *, actor: User) -> bool:
    """Keep what ``actor`` counted; True when a second person has entered the same. Own entries are replaced.

    Raises:
        NotPermittedError: neither the office nor a teller.
        DomainError: not counting now (only votes with paper are left so), or impossible sums.
    """
    row = _counting(poll, actor, {PollState.COUNTING})
    form = rules.BallotForm.from_plain(row.form)
    labels = {question.key: question.label for question in form.questions}
    vote_rules.check_paper_count(
        issued=row.paper_issued,
        returned=count.returned,
        invalid=count.invalid,
        counts=[(labels[key], sum(found.values())) for key, found in count.answers.items()],
    )
    others = row.teller_counts.exclude(entered_by=actor)
    if others.count() >= COUNTERS:
        raise DomainError("已有两人录入，请由录入人核对后更正")
    mine, _created = TellerCount.objects.update_or_create(
        poll=row,
        entered_by=actor,
        defaults={
            "returned": count.returned,
            "invalid": count.invalid,
            "counts": {key: dict(found) for key, found in count.answers.items()},
            "write_ins": dict(count.write_ins),
        },
    )
    audit.record(AuditAction.UPDATE, row, actor=actor, note="录入纸质票清点结果")
    other = others.first()
    if other is None or differences(form, mine, other):
        return False
    row.paper_tally, row.paper_returned = asdict(_paper_tally(form, mine)), mine.returned
    row.save(update_fields=["paper_tally", "paper_returned"])
    return True


def differences(form: rules.BallotForm, first: TellerCount, second: TellerCount) -> list[str]:
    """Names of the lines on which two counts differ; not the numbers, so that both count again."""
    found = [
        label
        for name, label in (("returned", "收回票数"), ("invalid", "废票"))
        if getattr(first, name) != getattr(second, name)
    ]
    found += [
        question.label
        for question in form.questions
        if first.counts.get(question.key, {}) != second.counts.get(question.key, {})
    ]
    return found + (["另选他人"] if first.write_ins != second.write_ins else [])


@transaction.atomic
def enter_hands(poll: Poll, *, yes: int, no: int, abstain: int, actor: User) -> Poll:
    """Take the count of raised hands: the vote ends with it.

    Raises:
        NotPermittedError: neither the office nor a teller.
        DomainError: not a vote by hand, not open, or more hands than delegates present.
    """
    row = _counting(poll, actor, {PollState.OPEN})
    if row.mode != VoteMode.HANDS:
        raise DomainError("这不是举手表决")
    vote_rules.check_hand_count(yes=yes, no=no, abstain=abstain, present=row.present)
    found = {Choice.YES.value: yes, Choice.NO.value: no, Choice.ABSTAIN.value: abstain}
    question = rules.BallotForm.from_plain(row.form).questions[0].key
    TellerCount.objects.create(
        poll=row, entered_by=actor, returned=yes + no + abstain, counts={question: found}
    )
    row.paper_tally = asdict(rules.Tally(yes + no + abstain, 0, {question: found}))
    row.save(update_fields=["paper_tally"])
    audit.record(
        AuditAction.UPDATE, row, actor=actor, note=f"举手表决：赞成 {yes}，反对 {no}，弃权 {abstain}"
    )
    return row


@transaction.atomic
def vote_by_name(poll: Poll, entry: RollEntry, answers: Mapping[str, str], *, actor: User) -> NamedBallot:
    """Record what a voter says openly. Given by himself, or called out and entered by office or teller.

    Raises:
        NotPermittedError: somebody else's vote.
        DomainError: not open, not by name, absent, or the voter has spoken already.
    """
    row = lock_poll(poll)
    if entry.user_id != actor.pk and not permissions.can_count(actor, row):
        raise NotPermittedError("只能表达本人的意见")
    if row.mode != VoteMode.NAMED or row.state != PollState.OPEN:
        raise DomainError("记名表决没有开始或已经截止")
    if entry.user_id == actor.pk and is_over(row, timezone.now()):
        raise DomainError("投票已经截止，您的意见没有计入；请向计票人说明")
    if not entry.is_present:
        raise DomainError(f"{entry.name} 没有签到，不能参加表决")
    if NamedBallot.objects.filter(entry=entry).exists():
        raise DomainError(f"{entry.name} 已经表决，每人只能表决一次")
    form = rules.BallotForm.from_plain(row.form)
    ballot = rules.fill_in(form, answers)
    given = {
        question.key: answer
        for question, answer in zip(form.questions, ballot.answers, strict=True)
        if answer
    }
    named = NamedBallot.objects.create(entry=entry, answers=given, recorded_by=actor)
    audit.record(AuditAction.CREATE, row, actor=actor, changes={"voter": [None, entry.pk]}, note="记名表决")
    return named


def named_tally(poll: Poll) -> rules.Tally:
    """Count the votes given by name."""
    form = rules.BallotForm.from_plain(poll.form)
    rows = NamedBallot.objects.filter(entry__poll=poll).values_list("answers", flat=True)
    return rules.count(form, (rules.fill_in(form, answers) for answers in rows))


def _counting(poll: Poll, actor: User, states: set[PollState]) -> Poll:
    row = lock_poll(poll)
    if not permissions.can_count(actor, row):
        raise NotPermittedError("计票由计票人和工会办公室办理")
    if row.state not in states:
        raise DomainError(f"投票目前是“{row.get_state_display()}”，不能录入计票结果")
    return row


def _paper_tally(form: rules.BallotForm, count: TellerCount) -> rules.Tally:
    """On paper an abstention is what is left of the valid ballots."""
    valid = count.returned - count.invalid
    counts = {}
    for question in form.questions:
        marked = dict(count.counts.get(question.key, {}))
        marked[rules.ABSTAIN] = valid - sum(marked.values())
        counts[question.key] = marked
    return rules.Tally(count.returned, count.invalid, counts, dict(count.write_ins))
