"""Democratic appraisal: prepared by the office, frozen at the opening, sealed, counted once."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from congress.choices.appraisals import AppraisalForm, BodyGrade, Grade
from congress.choices.ballots import PollState
from congress.choices.terms import VoteMode
from congress.models import (
    Appraisal,
    AppraisalItem,
    AppraisalSubject,
    Poll,
    Rater,
    RaterGroup,
    RollEntry,
)
from congress.rules import appraisals as rules
from congress.rules import ballots as ballot_rules
from congress.services import ballots, polls
from congress.services.appraisal_results import write_results
from congress.services.polls import require_manager
from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError
from union.organisation.choices import Office
from union.organisation.models import Appointment

_POLL_FIELDS = ("title", "minimum", "closes_at")
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE = 16  # letters, 78 bits: nobody guesses one
MOST_CODES = 400  # one PDF


@transaction.atomic
def create_appraisal(values: Mapping[str, Any], *, actor: User) -> Appraisal:
    """Prepare an appraisal. ``values``: fields of Appraisal and of Poll (title, minimum, closes_at).

    Raises:
        NotPermittedError: not the office.
    """
    require_manager(actor)
    poll_values, mine = _split(values)
    poll = Poll.objects.create(mode=VoteMode.SECRET, **poll_values)
    appraisal = Appraisal.objects.create(poll=poll, **mine)
    audit.record(AuditAction.CREATE, appraisal, actor=actor, changes={"title": [None, poll.title]})
    return appraisal


@transaction.atomic
def edit_appraisal(
    appraisal: Appraisal, version: int, values: Mapping[str, Any], *, actor: User
) -> Appraisal:
    """Change an appraisal that is not open.

    Raises:
        NotPermittedError, DomainError: not the office; open already.
        StaleError: somebody saved meanwhile.
    """
    require_manager(actor)
    poll = _draft(appraisal)
    poll_values, mine = _split(values)
    for name, value in poll_values.items():
        setattr(poll, name, value)
    poll.save(update_fields=list(poll_values))
    old = Appraisal.objects.get(pk=appraisal.pk)
    for name, value in mine.items():
        setattr(appraisal, name, value)
    appraisal.save_version(version, mine)
    changes = audit.changes_between(old, appraisal, [name for name in mine if name != "statement"])
    audit.record(AuditAction.UPDATE, appraisal, actor=actor, changes=changes)
    return appraisal


def _split(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    mine = dict(values)
    poll_values = {name: mine.pop(name) for name in _POLL_FIELDS if name in mine}
    if poll_values.get("minimum", ballot_rules.MINIMUM) < ballot_rules.MINIMUM:
        raise DomainError(f"最少样本不能少于 {ballot_rules.MINIMUM} 份", field="minimum")
    return poll_values, mine


@transaction.atomic
def add_subjects(
    appraisal: Appraisal, members: Iterable[Member], *, name: str = "", post: str = "", actor: User
) -> int:
    """Put people (or one body by name) on the sheet; return how many are new.

    Raises:
        NotPermittedError, DomainError: not the office; open already; nobody was chosen.
    """
    require_manager(actor)
    _draft(appraisal)
    wanted: list[tuple[Member | None, str, str]] = [
        (member, member.name, post or _post_of(member)) for member in members
    ]
    if not wanted and name.strip():
        wanted = [(None, name.strip(), post)]
    if not wanted:
        raise DomainError("请选择评议对象，或填写班子名称")
    before = appraisal.subjects.count()
    for position, (member, label, where) in enumerate(wanted, start=before + 1):
        AppraisalSubject.objects.get_or_create(
            appraisal=appraisal, name=label, post=where, defaults={"member": member, "position": position}
        )
    made = appraisal.subjects.count() - before
    audit.record(AuditAction.UPDATE, appraisal, actor=actor, changes={"subjects": [before, before + made]})
    return made


def _post_of(member: Member) -> str:
    return " ".join(filter(None, (member.department.name if member.department else "", member.duty)))


@transaction.atomic
def add_item(appraisal: Appraisal, values: Mapping[str, Any], *, actor: User) -> AppraisalItem:
    """Put a line on the sheet. ``values``: title, note, top_score, weight.

    Raises:
        NotPermittedError, DomainError: not the office; open already; the line is there.
    """
    require_manager(actor)
    _draft(appraisal)
    position = appraisal.items.count() + 1
    try:
        with transaction.atomic():
            item = AppraisalItem.objects.create(appraisal=appraisal, position=position, **values)
    except IntegrityError as error:
        raise DomainError("测评表里已有这个项目", field="title") from error
    audit.record(AuditAction.UPDATE, appraisal, actor=actor, changes={"item": [None, item.title]})
    return item


@transaction.atomic
def add_group(appraisal: Appraisal, values: Mapping[str, Any], *, actor: User) -> RaterGroup:
    """Make a group of raters. ``values``: name, weight, paper_codes.

    Raises:
        NotPermittedError, DomainError: not the office; open already; the name is taken; too many codes.
    """
    require_manager(actor)
    _draft(appraisal)
    if values.get("paper_codes", 0) > MOST_CODES:
        raise DomainError(f"一组最多 {MOST_CODES} 张测评码，请分组", field="paper_codes")
    try:
        with transaction.atomic():
            group = RaterGroup.objects.create(
                appraisal=appraisal, position=appraisal.groups.count() + 1, **values
            )
    except IntegrityError as error:
        raise DomainError("已有同名的分组", field="name") from error
    audit.record(AuditAction.UPDATE, appraisal, actor=actor, changes={"group": [None, group.name]})
    return group


@transaction.atomic
def remove_part(part: AppraisalSubject | AppraisalItem | RaterGroup, *, actor: User) -> None:
    """Take a subject, a line or a group off before the opening.

    Raises:
        NotPermittedError, DomainError: not the office; open already.
    """
    require_manager(actor)
    _draft(part.appraisal)
    audit.record(AuditAction.UPDATE, part.appraisal, actor=actor, changes={"removed": [str(part), None]})
    part.delete()


@transaction.atomic
def add_raters(group: RaterGroup, users: Iterable[User], *, actor: User) -> int:
    """Put people with an account into a group; who is in another group of the appraisal stays there.

    Raises:
        NotPermittedError, DomainError: not the office; open already.
    """
    require_manager(actor)
    _draft(group.appraisal)
    taken = set(group.appraisal.raters.values_list("user_id", flat=True))
    fresh = {user.pk for user in users} - taken
    Rater.objects.bulk_create(
        Rater(appraisal=group.appraisal, group=group, user_id=pk) for pk in sorted(fresh)
    )
    audit.record(
        AuditAction.UPDATE,
        group.appraisal,
        actor=actor,
        changes={"raters": [None, len(fresh)]},
        note=group.name,
    )
    return len(fresh)


def people_in(office: Office) -> QuerySet[User]:
    """Everybody who holds ``office`` today, of those with an open account."""
    holders = Appointment.objects.held_on(today()).filter(office=office)
    return User.objects.filter(pk__in=holders.values("user_id"), is_active=True)


def sheet(appraisal: Appraisal) -> ballot_rules.BallotForm:
    """What stands on the sheet: one question a person, or one per subject and item. Answers are kept apart.

    Raises:
        DomainError: nobody to rate, or no items.
    """
    subjects, items = list(appraisal.subjects.all()), list(appraisal.items.all())
    if not subjects:
        raise DomainError("请先登记评议对象")
    if appraisal.form == AppraisalForm.PERSON:
        options = _options(Grade)
        questions = [
            ballot_rules.Question(
                question_key(each.pk), " ".join(filter(None, (each.name, each.post))), options
            )
            for each in subjects
        ]
        return ballot_rules.BallotForm(tuple(questions), splits=True)
    if not items:
        raise DomainError("请先登记测评项目")
    options = _options(BodyGrade) if appraisal.form == AppraisalForm.BODY else ()
    return ballot_rules.BallotForm(
        tuple(
            ballot_rules.Question(
                question_key(subject.pk, item.pk), item.title, options, 0 if options else item.top_score,
                " ".join(filter(None, (subject.name, subject.post))),
            )
            for subject in subjects
            for item in items
        ),
        splits=True,
    )  # fmt: skip


def question_key(subject_id: int, item_id: int | None = None) -> str:
    """Name of a line: "s3" or "s3i5"."""
    return f"s{subject_id}" + (f"i{item_id}" if item_id else "")


def _options(grades: type[Grade | BodyGrade]) -> tuple[tuple[str, str], ...]:
    return (
        *((str(value), str(label)) for value, label in grades.choices),
        (ballot_rules.ABSTAIN, "弃权（不了解）"),
    )


@transaction.atomic
def open_appraisal(appraisal: Appraisal, *, actor: User) -> Appraisal:
    """Freeze subjects, sheet, groups and raters, and open the box.

    Raises:
        NotPermittedError: not the office.
        DomainError: no raters, weights that do not make 100, or see polls.open_poll.
    """
    require_manager(actor)
    _draft(appraisal)
    groups = list(appraisal.groups.all())
    rules.check_weights("评议人分组", [group.weight for group in groups])
    if appraisal.form == AppraisalForm.SCORE:
        rules.check_weights("测评项目", [item.weight for item in appraisal.items.all()])
    raters = appraisal.raters.select_related("user", "group")
    codes = sum(group.paper_codes for group in groups)
    if raters.count() + codes < appraisal.poll.minimum:
        raise DomainError(f"评议人不足 {appraisal.poll.minimum} 人，不会有结果，请先登记评议人或测评码")
    voters = [
        ballot_rules.Voter(
            ballot_rules.voter_key(each.user_id),
            each.user_id,
            each.user.display_name,
            each.group.name,
            each.group.box,
        )
        for each in raters
    ] + [
        ballot_rules.Voter(_placeholder(), name="测评码", unit=group.name, box=group.box)
        for group in groups
        for _number in range(group.paper_codes)
    ]
    appraisal.poll = polls.open_poll(appraisal.poll, sheet(appraisal), voters, actor=actor)
    return appraisal


def _placeholder() -> str:
    """A code that nobody has: replaced when the codes are printed."""
    return "c" + hashlib.sha256(secrets.token_bytes(32)).hexdigest()


@transaction.atomic
def print_codes(group: RaterGroup, *, actor: User) -> list[str]:
    """Give the group's unused code lines new codes and return those; only their digests are kept.

    Printing again makes the earlier, unused slips worthless. Issued = used + unused, always.

    Raises:
        NotPermittedError: not the office.
        DomainError: the appraisal is not open, or all codes are used.
    """
    require_manager(actor)
    poll = polls.lock_poll(group.appraisal.poll)
    if poll.state != PollState.OPEN:
        raise DomainError("测评开始后才能打印测评码")
    used = set(poll.marks.filter(voter__startswith="c").values_list("voter", flat=True))
    entries = [
        entry
        for entry in RollEntry.objects.filter(poll=poll, box=group.box, user=None).order_by("pk")
        if entry.voter not in used
    ]
    if not entries:
        raise DomainError("这一组没有未使用的测评码")
    codes = [new_code() for _entry in entries]
    digests = sorted(code_digest(code) for code in codes)  # an order that says nothing about the slips
    for entry, digest in zip(entries, digests, strict=True):
        entry.voter = digest
    RollEntry.objects.bulk_update(entries, ["voter"])
    poll.roll_digest = polls.roll_digest(poll.roll.values_list("voter", flat=True))
    poll.save(update_fields=["roll_digest"])
    note = f"打印测评码 {len(codes)} 张：{group.name}，名册校验值 {poll.roll_check[:19]}"
    audit.record(AuditAction.EXPORT, group.appraisal, actor=actor, note=note)
    return codes


def new_code() -> str:
    """A one-time code: "7KQF-2M9P-XDRT-4WVH"."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE))
    return "-".join(drawn[start : start + 4] for start in range(0, _CODE, 4))


def code_digest(code: str) -> str:
    """What the roll knows a code by; spaces, dashes and small letters make no difference."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    return "c" + hashlib.sha256(f"appraisal code {plain}".encode()).hexdigest()


def entry_of_code(code: str) -> RollEntry | None:
    """The line of the roll a code stands for, in an appraisal that is open; None for any other text."""
    return (
        RollEntry.objects.filter(
            voter=code_digest(code), poll__state=PollState.OPEN, poll__appraisal__isnull=False
        )
        .select_related("poll__appraisal")
        .first()
    )


def own_lines(appraisal: Appraisal, user_id: int | None) -> frozenset[str]:
    """Lines about the rater himself, which he is not asked (本人不评本人)."""
    if user_id is None:
        return frozenset()
    mine = {each.pk for each in appraisal.subjects.filter(member__user_id=user_id)}
    items: list[int | None] = list(appraisal.items.values_list("pk", flat=True))
    lines = items if appraisal.form != AppraisalForm.PERSON else [None]
    return frozenset(question_key(subject, item) for subject in mine for item in lines)


def rate(entry: RollEntry, answers: Mapping[str, str]) -> str:
    """Put one sealed sheet into the box and return its tracker; the rater's own lines stay empty.

    Raises:
        see ballots.cast_ballot.
    """
    skipped = own_lines(entry.poll.appraisal, entry.user_id)
    return ballots.cast_ballot(entry.poll, entry.voter, answers, skipped=skipped)


@transaction.atomic
def close_appraisal(appraisal: Appraisal, passphrases: Mapping[int, str], *, actor: User) -> Appraisal:
    """Open the box and write the results down for good.

    Raises:
        see ballots.close_box.
    """
    poll = ballots.close_box(appraisal.poll, passphrases, actor=actor)
    appraisal.poll = poll
    if poll.state != PollState.COUNTING:
        return appraisal
    write_results(appraisal)
    ballot_rules.check_step(poll.state, PollState.DECIDED)
    poll.state = PollState.DECIDED
    poll.version += 1
    poll.save(update_fields=["state", "version"])
    audit.record(AuditAction.STEP, appraisal, actor=actor, changes={"ballots": [None, poll.online_ballots]})
    return appraisal


def _draft(appraisal: Appraisal) -> Poll:
    poll = polls.lock_poll(appraisal.poll)
    if poll.state != PollState.DRAFT:
        raise DomainError(f"测评{poll.get_state_display()}，范围已经固定，不能再修改")
    appraisal.poll = poll
    return poll
