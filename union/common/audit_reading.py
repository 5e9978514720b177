"""Reads of the audit trail: search, one object's history, events as sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from union.common.choices import AuditAction, Outcome
from union.common.models import AuditEvent

CHANNELS = {"web": "网页", "command": "命令", "job": "后台任务"}
# Keys of `changes` that are no fields of their object.
_WORDS = {
    "place": "隶属", "merged_into": "并入", "scope": "范围", "user": "人员编号", "office": "职务",
    "labels": "项目", "rows": "行数", "columns": "列", "filters": "筛选",
}  # fmt: skip
_DONE: dict[str, str] = {AuditAction.REVEAL: "已查看", AuditAction.CREATE: "已登记"}  # with a sensitive field


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What the trail is searched for; empty values narrow nothing. Dates include both days."""

    since: dt.date | None = None
    until: dt.date | None = None
    actor: str = ""
    action: str = ""
    outcome: str = ""
    object_type: str = ""
    object_id: str = ""
    ip: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> AuditFilter:
        """Read from a query string; what is not understood is ignored."""
        return cls(
            since=_day(query.get("at_from", "")),
            until=_day(query.get("at_to", "")),
            actor=query.get("q", "").strip()[:60],
            action=_known(query.get("action", ""), AuditAction.values),
            outcome=_known(query.get("outcome", ""), Outcome.values),
            object_type=_known(query.get("type", ""), [value for value, _label in object_types()]),
            object_id=query.get("id", "").strip()[:40],
            ip=query.get("ip", "").strip()[:45],
        )


def _known(value: str, values: Iterable[str]) -> str:
    return value if value in values else ""


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def search_events(wanted: AuditFilter) -> QuerySet[AuditEvent]:
    """Events that match, newest first, with their actor."""
    found = AuditEvent.objects.select_related("actor")
    if wanted.since:
        found = found.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=_midnight(wanted.until + dt.timedelta(days=1)))
    if wanted.actor == "系统":
        found = found.filter(actor=None)
    elif wanted.actor:
        found = found.filter(
            Q(actor__display_name__icontains=wanted.actor) | Q(actor__username__iexact=wanted.actor)
        )
    plain = {name: getattr(wanted, name) for name in ("action", "outcome", "object_type", "object_id")}
    found = found.filter(**{name: value for name, value in plain.items() if value})
    return found.filter(ip__startswith=wanted.ip) if wanted.ip else found


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def history_of(obj: models.Model) -> QuerySet[AuditEvent]:
    """Events of one object, newest first."""
    return AuditEvent.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk)).select_related(
        "actor"
    )


def object_types() -> list[tuple[str, str]]:
    """(label of the model, its Chinese name) of our own models, for the filter."""
    own = {config.label for config in apps.get_app_configs() if not config.name.startswith("django.")}
    found = [
        (model._meta.label_lower, str(model._meta.verbose_name))
        for model in apps.get_models()
        if model._meta.app_label in own and not str(model._meta.verbose_name).isascii()
    ]
    return sorted(found, key=lambda pair: pair[1])


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One changed field; of a sensitive one ``secret`` says what was done with it, never the value."""

    label: str
    old: str = ""
    new: str = ""
    secret: str = ""


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """An event as people read it."""

    event: AuditEvent
    actor: str
    subject: str
    changes: tuple[ShownChange, ...]

    @property
    def sentence(self) -> str:
        """E.g. "王敏 修改 会员 #17"; refusals and failures say so."""
        outcome = "" if self.event.outcome == Outcome.OK else f"（{Outcome(self.event.outcome).label}）"
        parts = (self.actor, self.event.get_action_display(), self.subject)
        return " ".join(part for part in parts if part) + outcome

    @property
    def hidden(self) -> list[str]:
        """Labels of the sensitive fields it touched."""
        return [change.label for change in self.changes if change.secret]

    @property
    def origin(self) -> str:
        """From where: address, or the word for commands and jobs."""
        return self.event.ip or CHANNELS.get(self.event.channel, self.event.channel)


def shown_events(events: Iterable[AuditEvent]) -> Iterator[ShownEvent]:
    """Turn events into what the page shows; no query of its own."""
    for event in events:
        model = _model_of(event.object_type)
        name = str(model._meta.verbose_name) if model else event.object_type
        yield ShownEvent(
            event=event,
            actor=event.actor.display_name if event.actor else "系统",
            subject=f"{name} #{event.object_id}" if event.object_id else name,
            changes=tuple(_change(event.action, model, key, pair) for key, pair in event.changes.items()),
        )


def _model_of(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label) if label else None
    except (LookupError, ValueError):
        return None


def _change(action: str, model: type[models.Model] | None, key: str, pair: Any) -> ShownChange:
    label, choices = _WORDS.get(key, key), {}
    try:  # looks are recorded under the key of the registry: "member.id_number"
        field = model._meta.get_field(key.rpartition(".")[2]) if model else None
    except FieldDoesNotExist:
        field = None
    if isinstance(field, models.Field):
        label, choices = str(field.verbose_name), dict(field.flatchoices)
    if pair is None:
        return ShownChange(label, secret=_DONE.get(action, "已变更"))
    old, new = (_words(choices.get(value, value)) for value in (pair[0], pair[-1]))
    return ShownChange(label, old, new)


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)
