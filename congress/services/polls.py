"""A poll from its making to its opening: tellers, passphrases, the frozen roll, the key of the box."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from congress.choices.ballots import PollState, TellerRole
from congress.choices.terms import VoteMode
from congress.models import Poll, PollTeller, RollEntry
from congress.permissions import ballots as permissions
from congress.rules import ballots as rules
from congress.rules import sealing
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError

SUPERVISORS = 2  # each holds one half of the key


def lock_poll(poll: Poll) -> Poll:
    """Return the row under a lock: the opening, every ballot and the close stand in line here."""
    return Poll.objects.select_for_update(of=("self",)).get(pk=poll.pk)


def require_manager(actor: User) -> None:
    """Let the office pass.

    Raises:
        NotPermittedError: somebody else.
    """
    if not permissions.can_manage(actor):
        raise NotPermittedError("组织投票由工会办公室办理")


@transaction.atomic
def name_teller(poll: Poll, user: User, role: TellerRole, *, actor: User) -> PollTeller:
    """Make ``user`` a teller. A candidate is refused by services.votes, which knows them.

    Raises:
        NotPermittedError: not the office.
        DomainError: the poll is open, the person is a teller already, or there are two 监票人.
    """
    require_manager(actor)
    row = _draft(poll)
    if row.tellers.filter(user=user).exists():
        raise DomainError(f"{user} 已经是本次投票的监票人或计票人", field="user")
    if role == TellerRole.SUPERVISOR and row.tellers.filter(role=role).count() >= SUPERVISORS:
        raise DomainError("监票人已有两名。需要换人时请先撤下一名", field="role")
    teller = PollTeller.objects.create(poll=row, user=user, role=role)
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"teller": [None, user.pk]}, note=role.label)
    return teller


@transaction.atomic
def dismiss_teller(teller: PollTeller, *, actor: User) -> None:
    """Take a teller off before the opening.

    Raises:
        NotPermittedError, DomainError: not the office; the poll is open.
    """
    require_manager(actor)
    row = _draft(teller.poll)
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"teller": [teller.user_id, None]})
    teller.delete()


@transaction.atomic
def set_passphrase(teller: PollTeller, passphrase: str, *, actor: User) -> None:
    """Keep what is drawn from the passphrase: salt and public half. The words are kept nowhere.

    Raises:
        NotPermittedError: somebody else's, unless that person has no login and types at the office's screen.
        DomainError: the poll is open, the teller watches no secret box, or the passphrase is too weak.
    """
    if not permissions.can_set_passphrase(actor, teller):
        raise NotPermittedError("口令由监票人本人登录后设置")
    row = _draft(teller.poll)
    if teller.role != TellerRole.SUPERVISOR or row.mode != VoteMode.SECRET:
        raise DomainError("只有无记名投票的监票人需要设置口令")
    problem = rules.passphrase_problem(passphrase)
    if problem:
        raise DomainError(problem, field="passphrase")
    teller.salt = sealing.new_salt(settings.UNION_PASSPHRASE_COST)
    teller.public_key = sealing.teller_key_pair(passphrase, teller.salt).public
    teller.save(update_fields=["salt", "public_key"])
    audit.record(AuditAction.UPDATE, row, actor=actor, note="监票人设置口令")


def open_poll(poll: Poll, form: rules.BallotForm, voters: Iterable[rules.Voter], *, actor: User) -> Poll:
    """Freeze form and roll, make the key of the box; in the caller's transaction.

    Raises:
        TransitionError: not a draft.
        DomainError: nobody may vote, fewer voters than the minimum, or a teller or passphrase is missing.
    """
    row = lock_poll(poll)
    rules.check_step(row.state, PollState.OPEN)
    roll = sorted(voters, key=lambda each: each.key)
    if not roll:
        raise DomainError("名册上没有人，不能开始投票")
    if row.mode == VoteMode.SECRET:
        if len(roll) < row.minimum:
            raise DomainError(
                f"有投票权的只有 {len(roll)} 人，少于 {row.minimum} 人：开票会暴露个人意见，不能用无记名投票"
            )
        _make_key(row)
    RollEntry.objects.bulk_create(_entry(row, voter) for voter in roll)
    row.form, row.padded_bytes = form.plain(), rules.padded_bytes(form)
    row.entitled, row.present = len(roll), sum(voter.is_present for voter in roll)
    row.roll_digest = roll_digest(voter.key for voter in roll)
    row.state, row.opened_by, row.opened_at = PollState.OPEN, actor, timezone.now()
    row.version += 1
    row.save()
    audit.record(
        AuditAction.STEP,
        row,
        actor=actor,
        changes={"state": [PollState.DRAFT, PollState.OPEN]},
        note=f"名册 {row.entitled} 人，校验值 {row.roll_check[:19]}",
    )
    return row


def roll_digest(keys: Iterable[str]) -> str:
    """SHA-256 over the sorted keys of the roll; told to the tellers, so that nobody is added later."""
    return hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()


@transaction.atomic
def void_poll(poll: Poll, reason: str, *, actor: User) -> Poll:
    """Give a poll up: sealed ballots are destroyed unopened, the key with them; roll and marks stay.

    Raises:
        NotPermittedError: not the office.
        TransitionError: it has a result (results are never taken back) or is void already.
        DomainError: no reason.
    """
    require_manager(actor)
    if not reason.strip():
        raise DomainError("请说明作废原因", field="reason")
    row = lock_poll(poll)
    rules.check_step(row.state, PollState.VOID)
    before, row.state = row.state, PollState.VOID
    row.sealed.all().delete()
    row.opened.all().delete()
    row.teller_counts.all().delete()
    row.private_key, row.online_tally, row.paper_tally, row.trackers = None, None, None, []
    row.void_reason, row.closed_by, row.closed_at = reason.strip()[:200], actor, timezone.now()
    row.version += 1
    row.save()
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": [before, row.state]}, note=reason)
    return row


def is_over(poll: Poll, now: dt.datetime) -> bool:
    """Say whether the time that was set for voting has passed."""
    return poll.closes_at is not None and now >= poll.closes_at


def _draft(poll: Poll) -> Poll:
    row = lock_poll(poll)
    if row.state != PollState.DRAFT:
        raise DomainError(f"投票目前是“{row.get_state_display()}”，不能再改监票人和计票人")
    return row


def _entry(poll: Poll, voter: rules.Voter) -> RollEntry:
    return RollEntry(
        poll=poll, voter=voter.key, user_id=voter.user_id, name=voter.name, unit=voter.unit, box=voter.box,
        is_present=voter.is_present,
    )  # fmt: skip


def _make_key(poll: Poll) -> None:
    supervisors = list(poll.tellers.filter(role=TellerRole.SUPERVISOR).order_by("pk"))
    if len(supervisors) < SUPERVISORS:
        raise DomainError("无记名投票须有两名监票人，请先推选并登记")
    missing = [str(each) for each in supervisors if each.public_key is None]
    if missing:
        raise DomainError(f"监票人 {'、'.join(missing)} 尚未设置开票口令")
    pair = sealing.new_key_pair()
    publics = [bytes(each.public_key) for each in supervisors if each.public_key is not None]
    poll.public_key = pair.public
    poll.private_key = sealing.wrap(pair.private, publics, context=poll.context)
