"""Values of the fields a hospital defines itself: checked by the definition, stored as plain JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from members.choices import ExtraKind
from union.common.errors import DomainError

_MAX_TEXT = 300


@dataclass(frozen=True, slots=True)
class Definition:
    """What the office says of one field; ``options`` only for a choice."""

    key: str
    label: str
    kind: str
    options: tuple[str, ...] = ()
    is_required: bool = False


def clean_values(definitions: Iterable[Definition], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``values`` of the defined fields as text, bool or None-free JSON; unknown keys are dropped.

    Dates become ISO text, numbers decimal text. An empty value is left out.

    Raises:
        DomainError: a required value is missing or one does not fit its kind; ``field`` = "extra_<key>".
    """
    cleaned: dict[str, Any] = {}
    for definition in definitions:
        value = values.get(definition.key)
        if value in (None, ""):
            if definition.is_required:
                raise DomainError(f"请填写“{definition.label}”", field=f"extra_{definition.key}")
            continue
        cleaned[definition.key] = _clean(definition, value)
    return cleaned


def _clean(definition: Definition, value: Any) -> Any:
    try:
        return _CONVERT[ExtraKind(definition.kind)](definition, value)
    except (ValueError, InvalidOperation) as error:
        raise DomainError(
            f"“{definition.label}”的内容不符合要求：{ExtraKind(definition.kind).label}",
            field=f"extra_{definition.key}",
        ) from error


def _text(_definition: Definition, value: Any) -> str:
    text = str(value).strip()
    if len(text) > _MAX_TEXT:
        raise ValueError(text[:20])
    return text


def _choice(definition: Definition, value: Any) -> str:
    if str(value) not in definition.options:
        raise ValueError(value)
    return str(value)


def _date(_definition: Definition, value: Any) -> str:
    return dt.date.fromisoformat(str(value)).isoformat()


def _number(_definition: Definition, value: Any) -> str:
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError(value)
    return format(number, "f")


_CONVERT = {
    ExtraKind.TEXT: _text,
    ExtraKind.CHOICE: _choice,
    ExtraKind.DATE: _date,
    ExtraKind.BOOLEAN: lambda _definition, value: bool(value),
    ExtraKind.NUMBER: _number,
}
