"""Keep the catalogue of 院务公开, and what each step of a publication does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse

from congress.choices.disclosures import DisclosureAction as A
from congress.choices.disclosures import DisclosureState as S
from congress.choices.registers import Party, RegisterKind
from congress.models import Disclosure, DisclosureFeedback, DisclosureItem
from congress.permissions.sessions import can_manage
from congress.rules import disclosures as rules
from congress.selectors.disclosures import disclosures_visible_to
from congress.services.registers import Register, holders, office_people, refuse_all_but_office, write_step
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import next_turn, today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.organisation.choices import Office, Right
from union.reminders.services import remind

ITEM_FIELDS = ("topic", "title", "audience", "form", "department", "every_months", "basis", "is_active")


def disclosure_parties(user: User, _row: Disclosure) -> frozenset[Party]:
    """The office writes and publishes; whoever may publish news looks it over."""
    found = {Party.OFFICE} if can_manage(user) else set()
    return frozenset(found | ({Party.APPROVER} if user.access.can(Right.PUBLISH_NEWS) else set()))


@transaction.atomic
def save_item(
    values: Mapping[str, Any], *, actor: User, first_due: dt.date | None = None,
    row: DisclosureItem | None = None, version: int = 0,
) -> DisclosureItem:  # fmt: skip
    """Add to the catalogue or change it; ``first_due`` opens the first publication.

    Raises:
        NotPermittedError, StaleError; DomainError: the title is taken.
    """
    refuse_all_but_office(actor)
    others = DisclosureItem.objects.exclude(pk=row.pk) if row else DisclosureItem.objects.all()
    if others.filter(title=values["title"].strip()).exists():
        raise DomainError("目录中已有这个事项", field="title")
    found = row or DisclosureItem()
    for name in ITEM_FIELDS:
        setattr(found, name, values[name])
    if row is None:
        found.save()
        audit.record(AuditAction.CREATE, found, actor=actor, changes={"title": [None, found.title]})
    else:
        found.save_version(version, ITEM_FIELDS)
        audit.record(AuditAction.UPDATE, found, actor=actor)
    if first_due is not None:
        open_publication(found, first_due, actor=actor)
    return found


@transaction.atomic
def open_publication(item: DisclosureItem, due_on: dt.date, *, actor: User) -> Disclosure:
    """Put a publication on the list of what is due; the same item and day once.

    Raises:
        NotPermittedError. DomainError: it is on the list.
    """
    refuse_all_but_office(actor)
    if Disclosure.objects.filter(item=item, due_on=due_on).exists():
        raise DomainError("这个事项在这一天已经列入", field="due_on")
    row = Disclosure.objects.create(item=item, due_on=due_on, audience=item.audience, form=item.form)
    write_step(RegisterKind.DISCLOSURE, row, "列入公开计划", actor=actor)
    audit.record(AuditAction.CREATE, row, actor=actor)
    return row


@transaction.atomic
def give_feedback(row: Disclosure, text: str, *, actor: User) -> DisclosureFeedback:
    """Keep what a reader says to a publication.

    Raises:
        DomainError: no words, or it is not published to him.
    """
    if row.state != S.PUBLISHED or not disclosures_visible_to(actor).filter(pk=row.pk).exists():
        raise DomainError("只能对已公开的内容反馈")
    if not text.strip():
        raise DomainError("请填写反馈内容", field="text")
    found = DisclosureFeedback.objects.create(
        disclosure=row, author=actor, text=text.strip()[:500], on=today()
    )
    audit.record(AuditAction.CREATE, found, actor=actor)
    return found


@transaction.atomic
def answer_feedback(feedback: DisclosureFeedback, answer: str, *, actor: User) -> DisclosureFeedback:
    """Answer what a reader said.

    Raises:
        NotPermittedError: not the office, or one's own words. TransitionError: answered.
        DomainError: no words.
    """
    refuse_all_but_office(actor)
    row = (
        DisclosureFeedback.objects.select_for_update(of=("self",))
        .select_related("author")
        .get(pk=feedback.pk)
    )
    if row.author_id == actor.pk:
        raise NotPermittedError("不能答复自己的反馈")
    if row.answered_on is not None:
        raise TransitionError("这条反馈已经答复")
    if not answer.strip():
        raise DomainError("请填写答复", field="answer")
    row.answer, row.answered_on = answer.strip(), today()
    row.save(update_fields=["answer", "answered_on"])
    audit.record(AuditAction.UPDATE, row, actor=actor)
    remind(
        row.author, title="您对院务公开的反馈已答复", body=str(row.disclosure),
        key=f"disclosure_feedback:{row.pk}",
        link=reverse("congress:disclosure_detail", args=[row.disclosure_id]),
    )  # fmt: skip
    return row


def _draft(row: Disclosure, given: Mapping[str, Any], actor: User) -> None:
    content = str(given.get("content") or "").strip()
    if not content:
        raise DomainError("请填写公开内容", field="content")
    row.content, row.drafted_by, row.approved_by = content, actor, None
    row.responsible = str(given.get("responsible") or "").strip()
    for name in ("audience", "form"):
        setattr(row, name, given.get(name) or getattr(row.item, name))


def _approve(row: Disclosure, _given: Mapping[str, Any], actor: User) -> None:
    row.approved_by = actor


def _publish(row: Disclosure, given: Mapping[str, Any], actor: User) -> None:
    row.published_on = given.get("published_on") or today()
    if row.published_on > today():
        raise DomainError("公开日期不能晚于今天", field="published_on")
    row.place = str(given.get("place") or "").strip()
    _next(row, {}, actor)


def _next(row: Disclosure, _given: Mapping[str, Any], actor: User) -> None:
    """What comes again is on the list at once."""
    if not row.item.every_months or not row.item.is_active:
        return
    if row.item.publications.filter(state__in=rules.OPEN).exclude(pk=row.pk).exists():
        return
    open_publication(row.item, next_turn(row.due_on, row.item.every_months, today()), actor=actor)


def _told(row: Disclosure) -> Iterable[User]:
    if row.state == S.DRAFTED:
        return holders(office__in=(Office.CHAIR, Office.VICE_CHAIR))
    return office_people() if row.state in (S.DUE, S.APPROVED) else ()


DISCLOSURES = Register(
    RegisterKind.DISCLOSURE, Disclosure, rules.FLOW, disclosure_parties, "congress:disclosure_detail",
    effects={A.DRAFT: _draft, A.APPROVE: _approve, A.PUBLISH: _publish, A.SKIP: _next},
    turns={A.APPROVE: lambda user, row: row.drafted_by_id != user.pk},
    told=_told,
)  # fmt: skip
