"""上报: opening a visit from what somebody has seen, or recognising that it is known already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.urls import reverse

from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.attachments import save_attachment
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.encryption import blind_index
from union.common.errors import DomainError, NotPermittedError
from union.organisation.choices import Right
from union.organisation.rights import who_may
from union.reminders.services import remind, remind_many
from welfare.choices.visits import Origin, PersonCategory, Relation
from welfare.models import Occasion, Visit, VisitEvent, VisitReport
from welfare.permissions import visits as may
from welfare.selectors.standards import category_of, standard_on
from welfare.selectors.visits import same_event

__all__ = ["Facts", "Reported", "illness_key", "report_visit"]
PROOF = "证明材料"
_EARLIEST_DAYS = 400  # nobody reports what is older; the past comes in by import


@dataclass(frozen=True, slots=True)
class Facts:
    """Who, what, since when, where. Without ``member``: somebody outside the hospital."""

    occasion: Occasion
    happened_on: dt.date
    member: Member | None = None
    outside_name: str = ""
    relation: str = ""
    relative_name: str = ""
    spouse: Member | None = None
    details: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of a report: the visit, and whether this report opened it."""

    visit: Visit
    is_new: bool


def illness_key(text: str) -> str | None:
    """Blind index by which two illnesses are compared; None for an empty text."""
    plain = "".join(text.split()).lower()
    return blind_index(plain, "visit.illness") if plain else None


@transaction.atomic
def report_visit(facts: Facts, *, actor: User, proofs: Iterable[File[Any]] = ()) -> Reported:
    """Open a visit, or add the report to the one that is known for the same event.

    Same event: same person, occasion and relation within the occasion's days. The second reporter is
    told by the answer, the handlers by nothing (they know it). Proofs are kept with the visit.

    Raises:
        NotPermittedError: ``actor`` may not report this person.
        DomainError: nobody named, a day in the future or long past, the relation missing, or a bad file.
    """
    _check(facts, actor)
    member = facts.member
    if member is not None:  # two reports of one person wait for each other
        member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    known = _known(facts)
    visit = known or _open(facts, member, actor)
    VisitReport.objects.create(
        visit=visit, reporter=actor, happened_on=facts.happened_on, details=facts.details.strip(),
        where=facts.where.strip(),
    )  # fmt: skip
    for proof in proofs:
        save_attachment(proof, owner=visit, actor=actor, kind=PROOF)
    if known is None:
        _tell_handlers(visit)
    else:
        audit.record(AuditAction.UPDATE, visit, actor=actor, note="再次上报")
    return Reported(visit, is_new=known is None)


def _check(facts: Facts, actor: User) -> None:
    if facts.member is None and not facts.outside_name.strip():
        raise DomainError("请选择被慰问的会员，或填写外部人员的姓名", field="member")
    if not may.can_report(actor, facts.member):
        raise NotPermittedError("您只能上报本人、同事或所辖会员的情况；外部人员由工会办公室登记")
    day = today()
    if facts.happened_on > day:
        raise DomainError(f"发生日期不能在将来（今天是 {day}）", field="happened_on")
    if (day - facts.happened_on).days > _EARLIEST_DAYS:
        raise DomainError("发生日期早于一年以前，请由工会办公室作为历史记录导入", field="happened_on")
    if facts.occasion.asks_relation and facts.relation not in Relation.values:
        raise DomainError(f"“{facts.occasion.name}”请选择与职工的关系", field="relation")


def _known(facts: Facts) -> Visit | None:
    return same_event(
        member=facts.member, outside_name=facts.outside_name.strip(), occasion=facts.occasion,
        happened_on=facts.happened_on, relation=facts.relation if facts.occasion.asks_relation else "",
    )  # fmt: skip


def _open(facts: Facts, member: Member | None, actor: User) -> Visit:
    occasion, relation = facts.occasion, facts.relation if facts.occasion.asks_relation else ""
    standard = standard_on(occasion, facts.happened_on, relation=relation)
    begins = max(facts.happened_on, today())
    visit = Visit(
        occasion=occasion, standard=standard, member=member, outside_name=facts.outside_name.strip()[:60],
        category=category_of(member) if member else PersonCategory.OUTSIDE, relation=relation,
        relative_name=facts.relative_name.strip(), spouse=facts.spouse, happened_on=facts.happened_on,
        details=facts.details.strip(), where=facts.where.strip(), origin=Origin.REPORTED,
        due_on=begins + dt.timedelta(days=standard.due_days if standard else 7),
        branch=member.branch if member else None, group=member.group if member else None,
        department=member.department if member else None,
    )  # fmt: skip
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
    except IntegrityError as error:  # an outside person, reported twice at once
        raise DomainError("这件事刚刚由他人上报，请刷新后查看") from error
    VisitEvent.objects.create(visit=visit, action="report", to_state=visit.state, actor=actor)
    audit.record(AuditAction.CREATE, visit, actor=actor)
    return visit


def _tell_handlers(visit: Visit) -> None:
    """Those who handle it: by the member's units, or the whole hospital for outside persons."""
    subject: Any = visit.member or visit
    people = [grant.user for grant in who_may(Right.HANDLE_VISITS, subject)]
    remind_many(
        people, title=f"新的慰问上报：{visit.recipient}",
        key=f"visit:{visit.pk}:reported", link=reverse("welfare:visit_detail", args=[visit.pk]),
    )  # fmt: skip


def tell_reporters(visit: Visit, words: str) -> None:
    """Tell whoever reported it how it goes on."""
    for report in visit.reports.select_related("reporter"):
        remind(
            report.reporter, title=f"您上报的慰问（{visit.recipient}）：{words}",
            key=f"visit:{visit.pk}:{words}"[:100], link=reverse("welfare:visit_detail", args=[visit.pk]),
        )  # fmt: skip
