"""A hardship file after approval, and its ends: review, 脱困, 撤档, return, relapse, consent taken back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from union.accounts.models import User
from union.common import audit
from union.common.attachments import erase_attachments
from union.common.choices import AuditAction
from union.common.dates import add_months, today
from union.common.errors import DomainError, NotPermittedError
from welfare.choices.aid import AidState
from welfare.choices.hardship import ExtraAction, HardshipState, ReviewOutcome, SpellEnd
from welfare.models import (
    Aid,
    AidEvent,
    AidReturn,
    HardshipConsent,
    HardshipFile,
    HardshipSpell,
    YearlyReview,
)
from welfare.permissions import hardship as may
from welfare.rules.hardship_criteria import level_problem
from welfare.rules.hardship_flow import CLOSED, HELPED, HardshipAction
from welfare.selectors.hardship import in_another_file, lines_on
from welfare.services.hardship_files import (
    BANK,
    Agreed,
    locked_file,
    new_consent,
    recompute,
    write_event,
)
from welfare.services.hardship_steps import locked, move, tell_person

_PAYING = (AidState.LISTED,)
_WAITING = (AidState.APPLIED, AidState.REVIEWED, AidState.APPROVED)
_GONE = "（已清除）"


@transaction.atomic
def review_yearly(
    file_id: int,
    *,
    outcome: str,
    level: str,
    actor: User,
    note: str = "",
    on: dt.date | None = None,
    version: int | None = None,
) -> HardshipFile:
    """年度复核: the figures as they stand now are kept; the next review is due in the rule's months.

    To end a file is only proposed here: 脱困 and 撤档 are steps of whoever approves.

    Raises:
        DomainError: a level the category does not allow, a proposal without a reason, twice a day;
            see `locked`.
    """
    file, step = locked(file_id, HardshipAction.YEARLY, actor, version)
    day = on or today()
    if day > today() or YearlyReview.objects.filter(file=file, on=day).exists():
        raise DomainError("复核日期不能在将来，同一天也不重复登记", field="on")
    if outcome != ReviewOutcome.KEEP and not note.strip():
        raise DomainError("建议脱困或撤档须说明理由", field="note")
    recompute(file)
    problem = level_problem(level, file.category)
    if problem:
        raise DomainError(problem, field="level")
    file.level = level
    file.reviewed_on, file.review_due_on = day, add_months(day, lines_on(day).review_months)
    YearlyReview.objects.create(
        file=file, on=day, head_count=file.head_count, per_head=file.per_head, category=file.category,
        level=level, outcome=outcome, note=note.strip(), actor=actor,
    )  # fmt: skip
    HardshipSpell.objects.filter(file=file, ends_on=None).update(
        level=level, category=file.category, cause=file.cause
    )
    return move(
        file, step, actor=actor, note=note, fields=("level", "reviewed_on", "review_due_on")
    )  # fmt: skip


@transaction.atomic
def exit_file(file_id: int, *, actor: User, note: str, version: int | None = None) -> HardshipFile:
    """脱困: the household has come out of hardship.

    Raises:
        DomainError: no reason, or aid is being paid; see `locked`.
    """
    file, step = locked(file_id, HardshipAction.EXIT, actor, version)
    _end_on_file(file, SpellEnd.EXITED, actor)
    move(file, step, actor=actor, note=note, fields=("review_due_on", "temporary_until"))
    tell_person(file, "已脱困，档案转入历史", key=f"exited:{file.version}")
    return file


@transaction.atomic
def remove_file(file_id: int, *, actor: User, note: str, version: int | None = None) -> HardshipFile:
    """撤档 with its reason; the household may apply again ([W96]).

    Raises:
        DomainError: no reason, or aid is being paid; see `locked`.
    """
    file, step = locked(file_id, HardshipAction.REMOVE, actor, version)
    _end_on_file(file, SpellEnd.REMOVED, actor)
    move(file, step, actor=actor, note=note, fields=("review_due_on", "temporary_until"))
    tell_person(file, "档案已撤销，可向工会办公室了解原因", key=f"removed:{file.version}")
    return file


def _end_on_file(file: HardshipFile, how: SpellEnd, actor: User) -> None:
    """End the time on file; aid on its way to be paid must be settled first, other applications fall."""
    if Aid.objects.filter(file=file, state__in=_WAITING, returns__isnull=False).exists():
        raise DomainError("这一户有帮扶款被银行退回，请先更正账户重新发放，或终止发放")
    _end_aid(file, actor)
    HardshipSpell.objects.filter(file=file, ends_on=None).update(ends_on=today(), ended_by=how)
    file.review_due_on = file.temporary_until = None
    file.people.update(is_open=False)
    file.publicities.filter(closed_on=None).update(closed_on=today())


def _end_aid(file: HardshipFile, actor: User) -> None:
    """Applications that wait fall; none while a payment is under way."""
    if Aid.objects.filter(file=file, state__in=_PAYING).exists():
        raise DomainError("这一户有帮扶款正在发放，请先完成发放或移出发放清单")
    for aid in Aid.objects.select_for_update(of=("self",)).filter(file=file, state__in=_WAITING):
        aid.state = AidState.WITHDRAWN
        aid.version += 1
        aid.save(update_fields=["state", "version"])
        aid.events.create(action="file-ended", to_state=aid.state, actor=actor)


@transaction.atomic
def return_file(file_id: int, *, actor: User, note: str, version: int | None = None) -> HardshipFile:
    """Send it back to be completed; a running publicity is taken down, the whole way is taken again.

    Raises:
        DomainError: no reason; see `locked`.
    """
    file, step = locked(file_id, HardshipAction.RETURN, actor, version)
    file.publicities.filter(closed_on=None).update(closed_on=today())
    _forget_handlers(file)
    move(file, step, actor=actor, note=note, fields=("reviewed_by", "checked_by", "checked_on"))
    tell_person(file, "需要补正，请查看意见", key=f"returned:{file.version}")
    return file


def _forget_handlers(file: HardshipFile) -> None:
    file.reviewed_by = file.checked_by = file.checked_on = None


@transaction.atomic
def reject_file(file_id: int, *, actor: User, note: str, version: int | None = None) -> HardshipFile:
    """Refuse the application with its reason; the person is told.

    Raises:
        DomainError: no reason; see `locked`.
    """
    file, step = locked(file_id, HardshipAction.REJECT, actor, version)
    _end_on_file(file, SpellEnd.REMOVED, actor)
    move(file, step, actor=actor, note=note, fields=("review_due_on", "temporary_until"))
    tell_person(file, "未通过，请查看意见", key=f"rejected:{file.version}")
    return file


@transaction.atomic
def withdraw_file(file_id: int, *, actor: User, note: str = "", version: int | None = None) -> HardshipFile:
    """Take the application back."""
    file, step = locked(file_id, HardshipAction.WITHDRAW, actor, version)
    _end_on_file(file, SpellEnd.REMOVED, actor)
    return move(file, step, actor=actor, note=note, fields=("review_due_on", "temporary_until"))


@transaction.atomic
def apply_again(
    file_id: int, agreed: Agreed, *, actor: User, note: str = "", version: int | None = None
) -> HardshipFile:
    """返困 of a household that had come out, or a new application on the old file; consent is given anew.

    Raises:
        DomainError: no reason for a relapse, somebody stands in another household's file; see `locked`
            and `hardship_files.new_consent`.
    """
    state = HardshipFile.objects.values_list("state", flat=True).get(pk=file_id)
    is_relapse = state == HardshipState.EXITED
    action = HardshipAction.RELAPSE if is_relapse else HardshipAction.REAPPLY
    file, step = locked(file_id, action, actor, version)
    for person in file.people.filter(left_on=None):
        if in_another_file(person.id_number_index, file):
            raise DomainError(f"家庭成员（{person.get_kinship_display()}）已在另一户的困难档案中")
    file.consent = new_consent(file.member, agreed, actor=actor)
    file.people.filter(left_on=None).update(is_open=True, consent=file.consent)
    _forget_handlers(file)
    file.decided_by = None
    file.applied_on, file.applied_by, file.branch = today(), actor, file.member.branch
    file.relapses += is_relapse
    return move(
        file, step, actor=actor, note=note,
        fields=(
            "consent", "reviewed_by", "checked_by", "checked_on", "decided_by", "applied_on", "applied_by",
            "branch", "relapses",
        ),
    )  # fmt: skip


@transaction.atomic
def withdraw_consent(file_id: int, *, actor: User) -> HardshipFile:
    """撤回授权: processing stops and health, bank and family data are erased; what was paid stays booked.

    The snapshots of payments made before stay with the accounts (会计档案). Money the bank returned is paid
    no more: also of a file that has ended.

    Raises:
        NotPermittedError: neither the person himself nor the office.
        DomainError: taken back before, or aid is being paid.
    """
    file = locked_file(file_id)
    if not may.can_apply(actor, file):
        raise NotPermittedError("只能由本人或工会办公室登记撤回授权")
    if file.consent.withdrawn_at is not None:
        raise DomainError("授权已经撤回")
    before = file.state
    _end_aid(file, actor)
    if file.state not in CLOSED:
        _end_on_file(file, SpellEnd.REMOVED, actor)
        file.state = HardshipState.REMOVED if before in HELPED else HardshipState.WITHDRAWN
    HardshipConsent.objects.filter(member=file.member, withdrawn_at=None).update(withdrawn_at=timezone.now())
    erase_facts(file)
    erase_attachments(file, actor=actor)
    file.version += 1
    file.save()
    write_event(file, ExtraAction.CONSENT_ENDED, actor=actor, before=before)
    audit.record(
        AuditAction.WITHDRAW, file, actor=actor, changes={"state": [before, str(file.state)]},
        note="撤回困难档案授权",
    )  # fmt: skip
    return file


def erase_facts(file: HardshipFile) -> None:
    """Empty health, bank and family facts of a file, its history, its aid; the caller saves the file.

    `Aid.snapshot` and `Aid.bank` prove what was paid and stay; those of a payment that came back do not.
    """
    for name in (*BANK, "cause_text", "category_words", "phone", "address"):
        setattr(file, name, "")
    file.people.exclude(kinship="self").update(name="", id_number="", id_number_index=None)
    file.people.update(birth="", health="", disability="", workplace="", politics="", is_open=False)
    file.home_visits.update(found="", signer="")
    file.events.update(changes="", note="")
    file.reviews.update(note="")
    file.aids.update(subject=_GONE, reason="", review_note="", decision_note="", override_reason="")
    AidEvent.objects.filter(aid__file=file).update(note="")
    AidReturn.objects.filter(aid__file=file).update(reason="", bank="", snapshot="")
