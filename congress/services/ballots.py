"""The box: a ballot goes in sealed, the close opens all of them once. See docs/adr/0010-sealed-ballots.md.

The one exception to “every change leaves an audit row”: `cast_ballot` leaves none, nor a time, a job, a
notice or a draft. Who has voted is the mark; what was voted is the ballot; nothing else knows of either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from congress.choices.ballots import PollState, TellerRole
from congress.choices.terms import VoteMode
from congress.models import BallotMark, OpenedBallot, Poll, PollTeller, RollEntry, SealedBallot
from congress.permissions import ballots as permissions
from congress.rules import ballots as rules
from congress.rules import sealing
from congress.services.ballot_tables import rewrite_tables
from congress.services.polls import is_over, lock_poll, require_manager
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError


class AlreadyVotedError(DomainError):
    """The voter's mark is there: the first ballot counts, this one was not taken."""


@transaction.atomic
def cast_ballot(
    poll: Poll,
    voter: str,
    answers: Mapping[str, str],
    write_ins: Iterable[str] = (),
    *,
    skipped: frozenset[str] = frozenset(),
) -> str:
    """Put one sealed ballot into the box and return its tracker, which is kept nowhere else.

    The poll's row is locked: of a ballot and a close at the same moment one comes first. Mark and ballot
    are written together or not at all.

    Raises:
        DomainError: not open (any more), not on the roll, or `rules.ballots.fill_in` refuses.
        AlreadyVotedError: the primary key of the mark exists.
    """
    row = lock_poll(poll)
    if row.mode != VoteMode.SECRET or row.state != PollState.OPEN or is_over(row, timezone.now()):
        raise DomainError(
            "投票还没有开始" if row.state == PollState.DRAFT else "投票已经截止，这张选票没有计入"
        )
    entry = RollEntry.objects.filter(poll=row, voter=voter).first()
    if entry is None or row.public_key is None:
        raise DomainError("您不在本次投票的名册上")
    if not entry.is_present:
        raise DomainError("开始投票时您没有签到，不能参加本次投票；请向工作人员说明")
    form = rules.BallotForm.from_plain(row.form)
    ballot = replace(rules.fill_in(form, answers, write_ins, skipped=skipped), tracker=rules.new_tracker())
    try:
        with transaction.atomic():
            BallotMark.objects.bulk_create([BallotMark(poll=row, voter=voter)])
    except IntegrityError as error:
        raise AlreadyVotedError("您已经投过票（或领取了纸质票），每人只能投一次，先前的选票有效") from error
    content = rules.write_down(form, ballot)
    sealed = sealing.seal(bytes(row.public_key), content, context=row.context, size=row.padded_bytes)
    SealedBallot.objects.bulk_create([SealedBallot(poll=row, box=entry.box, content=sealed)])
    return ballot.tracker


@transaction.atomic
def issue_paper(poll: Poll, entry_ids: Iterable[int], *, actor: User) -> int:
    """Mark voters who take a paper ballot, and return how many did now. They cannot vote online as well.

    Raises:
        NotPermittedError: neither the office nor a teller.
        DomainError: the poll is not open or has no paper.
    """
    row = lock_poll(poll)
    if not permissions.can_count(actor, row):
        raise NotPermittedError("纸质票由工作人员或计票人发放")
    if row.state != PollState.OPEN or not row.allow_paper or is_over(row, timezone.now()):
        raise DomainError("本次投票不发放纸质票，或已经截止")
    present = RollEntry.objects.filter(poll=row, is_present=True)
    wanted = present.filter(pk__in=list(entry_ids)).values_list("voter", flat=True)
    gone = set(row.marks.values_list("voter", flat=True))
    fresh = sorted(set(wanted) - gone)
    BallotMark.objects.bulk_create(BallotMark(poll=row, voter=voter, on_paper=True) for voter in fresh)
    row.paper_issued = row.marks.filter(on_paper=True).count()
    row.save(update_fields=["paper_issued"])
    return len(fresh)


@transaction.atomic
def close_box(poll: Poll, passphrases: Mapping[int, str], *, actor: User) -> Poll:
    """End the vote: open every ballot, shuffle, count, destroy the key; all in one transaction.

    ``passphrases`` by the pk of the 监票人. Afterwards the state is COUNTING; the tables are rewritten as
    soon as the transaction has committed. With fewer ballots online than the minimum (but not none) nothing
    is opened and the poll is void.

    Raises:
        NotPermittedError: neither the office nor a teller.
        TransitionError: not open (any more).
        DomainError: a passphrase is wrong, or marks, sealed and opened ballots do not agree.
    """
    row = lock_poll(poll)
    if not permissions.can_count(actor, row):
        raise NotPermittedError("开票由监票人、计票人和工会办公室办理")
    rules.check_step(row.state, PollState.COUNTING)
    if row.mode == VoteMode.SECRET:
        _open_all(row, _private_key(row, passphrases))
    before, row.state = row.state, PollState.COUNTING
    row.private_key, row.closed_by, row.closed_at = None, actor, timezone.now()
    row.version += 1
    if 0 < row.online_ballots < row.minimum:
        _destroy(row)
    row.save()
    audit.record(
        AuditAction.STEP,
        row,
        actor=actor,
        changes={"state": [before, row.state], "online_ballots": [None, row.online_ballots]},
        note=row.void_reason,
    )
    if row.mode == VoteMode.SECRET:
        transaction.on_commit(lambda: rewrite_tables(row))
    return row


def tally_of(plain: Mapping[str, Any] | None) -> rules.Tally:
    """Read a stored tally; none is an empty one."""
    return rules.Tally(**plain) if plain else rules.Tally()


def finish_rewriting(poll: Poll, *, actor: User) -> bool:
    """Rewrite the tables where it could not be done at the close; True if done now. Outside of transactions.

    Raises:
        NotPermittedError: not the office.
    """
    require_manager(actor)
    audit.record(AuditAction.UPDATE, poll, actor=actor, note="重新清理选票数据表")
    return rewrite_tables(poll)


def _private_key(poll: Poll, passphrases: Mapping[int, str]) -> bytes:
    supervisors = list(poll.tellers.filter(role=TellerRole.SUPERVISOR).order_by("pk"))
    privates = [_teller_private(each, passphrases.get(each.pk, "")) for each in supervisors]
    try:
        return sealing.unwrap(bytes(poll.private_key or b""), privates, context=poll.context)
    except sealing.SealBroken as error:
        raise DomainError("票箱打不开：口令与开始投票时设置的不符") from error


def _teller_private(teller: PollTeller, passphrase: str) -> bytes:
    pair = sealing.teller_key_pair(passphrase, bytes(teller.salt or b""))
    if pair.public != bytes(teller.public_key or b""):
        raise DomainError(f"监票人 {teller} 的口令不正确，请本人重新输入", field=f"teller_{teller.pk}")
    return pair.private


def _open_all(poll: Poll, private: bytes) -> None:
    """Check the balance, open, shuffle, count, and write everything anew in an order without meaning."""
    sealed = list(poll.sealed.values_list("box", "content"))
    marks = list(poll.marks.order_by("voter").values_list("voter", "on_paper"))
    cast = sum(not on_paper for _voter, on_paper in marks)
    if cast != len(sealed):
        raise DomainError(
            f"已投标记 {cast} 个，密封选票 {len(sealed)} 张，两者不符，票箱保持密封。请作废后重新投票"
        )
    poll.online_ballots = len(sealed)
    if len(sealed) >= poll.minimum:
        _keep_opened(poll, *_opened(poll, sealed, private))
    poll.sealed.all().delete()
    poll.marks.all().delete()
    BallotMark.objects.bulk_create(
        BallotMark(poll=poll, voter=voter, on_paper=on_paper) for voter, on_paper in marks
    )


def _opened(
    poll: Poll, sealed: Iterable[tuple[str, Any]], private: bytes
) -> tuple[rules.BallotForm, dict[str, list[rules.Ballot]]]:
    form = rules.BallotForm.from_plain(poll.form)
    boxes: dict[str, list[rules.Ballot]] = {}
    try:
        for box, content in sealed:
            opened = sealing.open_sealed(private, bytes(content), context=poll.context)
            boxes.setdefault(box, []).append(rules.read_back(form, opened))
    except sealing.SealBroken as error:
        raise DomainError(
            "有选票无法开启或被改动过，票箱保持密封。请作废后重新投票，并报告系统管理员"
        ) from error
    return form, boxes


def _keep_opened(poll: Poll, form: rules.BallotForm, boxes: Mapping[str, Sequence[rules.Ballot]]) -> None:
    poll.trackers = sorted(ballot.tracker for ballots in boxes.values() for ballot in ballots)
    rows = [row for box, ballots in sorted(boxes.items()) for row in _opened_rows(poll, form, box, ballots)]
    rows.sort(key=lambda row: row.pk.bytes)  # random keys: an order without meaning across the boxes too
    OpenedBallot.objects.bulk_create(rows)
    if not form.splits:
        everything = [ballot for ballots in boxes.values() for ballot in ballots]
        poll.online_tally = asdict(rules.count(form, everything))


def _opened_rows(
    poll: Poll, form: rules.BallotForm, box: str, ballots: Sequence[rules.Ballot]
) -> list[OpenedBallot]:
    """One row a ballot; in a split form one row per line of it, each line shuffled by itself."""
    if not form.splits:
        return [
            OpenedBallot(
                poll=poll, box=box, content=rules.write_down(form, replace(each, tracker="")).decode()
            )
            for each in rules.shuffled(ballots)
        ]
    return [
        OpenedBallot(poll=poll, box=box, question=question.key, content=answer)
        for position, question in enumerate(form.questions)
        for answer in (ballot.answers[position] for ballot in rules.shuffled(ballots))
        if answer is not None
    ]


def _destroy(poll: Poll) -> None:
    """Too few ballots to be secret: nothing was opened, nothing is told; another vote is needed."""
    poll.state = PollState.VOID
    poll.void_reason = f"线上收到 {poll.online_ballots} 张，少于 {poll.minimum} 张，为保密未开启即销毁"
