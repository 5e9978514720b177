"""Writes of occasions, standards and schemes. A published version is never edited: the next one ends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError
from union.organisation.choices import Right
from welfare.models import Occasion, SchemeItem, VisitScheme, VisitStandard


def _may(actor: User | None) -> None:
    if actor is not None and not actor.access.can(Right.EDIT_SETTINGS):
        raise NotPermittedError("慰问类别与标准由工会办公室维护")


def _document(text: str) -> str:
    if not text.strip():
        raise DomainError("请填写依据文件", field="source_document")
    return text.strip()


@transaction.atomic
def add_occasion(values: Mapping[str, Any], *, actor: User | None) -> Occasion:
    """Add an occasion; its words must not lead to another one.

    Raises:
        NotPermittedError: no right.
        DomainError: no document, or a name or word that is taken.
    """
    _may(actor)
    _document(values["source_document"])
    words = {values["name"], *values.get("aliases", [])}
    for other in Occasion.objects.all():
        taken = words & {other.name, *other.aliases}
        if taken:
            raise DomainError(f"“{min(taken)}”已经对应“{other.name}”", field="name")
    try:
        with transaction.atomic():
            occasion = Occasion.objects.create(**values)
    except IntegrityError as error:
        raise DomainError("代码已被使用", field="code") from error
    audit.record(AuditAction.CREATE, occasion, actor=actor, changes={"name": [None, occasion.name]})
    return occasion


@transaction.atomic
def add_standard(
    occasion: Occasion, values: Mapping[str, Any], *, actor: User | None, tier: str = ""
) -> VisitStandard:
    """Publish the next version of a standard; the version of the same tier before it ends the day before.

    Raises:
        NotPermittedError: no right.
        DomainError: no document, or not later than the newest version.
    """
    _may(actor)
    _document(values["source_document"])
    rows = VisitStandard.objects.select_for_update().filter(occasion=occasion, tier=tier)
    newest = rows.order_by("-valid_from").first()
    starts: dt.date = values["valid_from"]
    if newest is not None:
        if starts <= newest.valid_from:
            raise DomainError(f"生效日期须晚于现有最新版本（{newest.valid_from}）", field="valid_from")
        if newest.valid_to is None or newest.valid_to >= starts:
            newest.valid_to = starts - dt.timedelta(days=1)
            newest.save(update_fields=["valid_to"])
    standard = VisitStandard.objects.create(occasion=occasion, tier=tier, **values)
    audit.record(AuditAction.CREATE, standard, actor=actor, changes={"valid_from": [None, starts]})
    return standard


@transaction.atomic
def add_scheme(
    code: str,
    name: str,
    items: Iterable[tuple[str, Sequence[Occasion]]],
    *,
    valid_from: dt.date,
    source_document: str,
    actor: User | None,
) -> VisitScheme:
    """Publish a scheme (五必访) or its next version; ``items``: heading and the occasions it stands for.

    Raises:
        NotPermittedError: no right.
        DomainError: no document, no items, or not later than the newest version.
    """
    _may(actor)
    wanted = [(heading.strip(), list(occasions)) for heading, occasions in items if heading.strip()]
    if not wanted or not all(occasions for _heading, occasions in wanted):
        raise DomainError("请至少写一项必访事项，每项至少选一个慰问类别", field="items")
    newest = VisitScheme.objects.select_for_update().filter(code=code).order_by("-valid_from").first()
    if newest is not None and valid_from <= newest.valid_from:
        raise DomainError(f"生效日期须晚于现有最新版本（{newest.valid_from}）", field="valid_from")
    if newest is not None and (newest.valid_to is None or newest.valid_to >= valid_from):
        newest.valid_to = valid_from - dt.timedelta(days=1)
        newest.save(update_fields=["valid_to"])
    scheme = VisitScheme.objects.create(
        code=code, name=name, valid_from=valid_from, source_document=_document(source_document)
    )
    for position, (heading, occasions) in enumerate(wanted, 1):
        item = SchemeItem.objects.create(scheme=scheme, heading=heading, position=position * 10)
        item.occasions.set(occasions)
    audit.record(AuditAction.CREATE, scheme, actor=actor, changes={"name": [None, name]})
    return scheme
