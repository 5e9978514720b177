"""One accepted row beside the member it is about: what would be written, and old → new for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from members.choices import IdKind, Sex
from members.models import Member
from members.rules.roster import CheckedRow
from members.rules.roster_base import Version, next_version
from union.common import id_numbers, phones

UNITS: Final = ("branch", "department", "group")
# Fields that `overwrite` may empty. Name, keys, units and identity never are.
CLEARABLE: Final = (
    "ethnicity", "native_place", "political_status", "education", "marital_status", "post_category",
    "professional_title", "duty", "employment_kind", "started_work_on", "joined_hospital_on", "join_method",
    "phone", "email", "address", "bank_account", "interests", "note",
)  # fmt: skip
_DATES: Final = frozenset({"born_on", "started_work_on", "joined_hospital_on", "joined_union_on"})
_SKIPPED: Final = frozenset({*UNITS, *(f"{unit}_id" for unit in UNITS), "dues_base"})
_MASKS: Final = {"id_number": id_numbers.mask, "phone": phones.mask, "bank_account": id_numbers.mask}
_HIDDEN: Final = frozenset({"email", "address"})


@dataclass(slots=True)
class Plan:
    """``changes``: {field: [old, new]} for the page, masked. ``values``: what roster_apply reads."""

    changes: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


def columns_for(fields: Iterable[str]) -> list[str]:
    """Columns of Member needed to compare ``fields`` of a file; encrypted ones only if the file has them."""
    names = {"version", "staff_no", "name", "sex", "born_on", "id_kind", "extra", "joined_union_on"}
    plain = {field.name for field in Member._meta.concrete_fields}
    names |= plain & set(fields)
    names |= {*UNITS, *(f"{unit}__name" for unit in UNITS)}
    return sorted(names)


def values_of_new(found: CheckedRow, effective: dt.date) -> dict[str, Any]:
    """What a new member is made of: {"set": …, "extra": …, "units": …, "base": …}."""
    values = found.values
    made: dict[str, Any] = {
        "set": {
            key: value
            for key, value in values.items()
            if key not in _SKIPPED and not key.startswith("extra.")
        },
        **_unit_values(values),
    }
    extra = {key[6:]: value for key, value in values.items() if key.startswith("extra.")}
    if extra:
        made["extra"] = extra
    if "dues_base" in values:
        first = next_version(
            [], values["dues_base"], effective=effective, entered_on=values.get("joined_union_on")
        )
        if first is not None:
            made["base"] = {"month": first.month, "amount": str(first.amount)}
    return made


def compare(
    member: Member, found: CheckedRow, bases: Sequence[Version], *, effective: dt.date, blanks: Sequence[str]
) -> Plan:
    """Compare what a row states with the member; empty ``changes`` = the row is 相同.

    ``bases`` ascending by month. ``blanks`` are fields to be emptied.
    """
    plan = Plan()
    wanted: dict[str, Any] = {"set": {}, "old": {}}
    for key, new in [*found.values.items(), *((key, _empty(key)) for key in blanks)]:
        if key.startswith("extra."):
            _compare_extra(plan, wanted, member, key, new)
        elif key not in _SKIPPED:
            _compare_field(plan, wanted, member, key, new)
    _compare_units(plan, wanted, member, found.values)
    if "dues_base" in found.values:
        _compare_base(plan, wanted, member, bases, found.values["dues_base"], effective)
    if plan.changes:
        plan.values = {**wanted, "version": member.version}
    return plan


def _compare_field(plan: Plan, wanted: dict[str, Any], member: Member, key: str, new: Any) -> None:
    old = getattr(member, key)
    if old == new:
        return
    wanted["set"][key] = new
    wanted["old"][key] = old
    plan.changes[key] = [_shown(key, old), _shown(key, new)]


def _compare_extra(plan: Plan, wanted: dict[str, Any], member: Member, key: str, new: str) -> None:
    name = key.removeprefix("extra.")
    old = member.extra.get(name)
    if old is None or str(old) != new:
        wanted.setdefault("extra", {})[name] = new
        wanted.setdefault("old_extra", {})[name] = old
        plan.changes[key] = ["" if old is None else str(old), new]


def _unit_values(values: dict[str, Any]) -> dict[str, Any]:
    """Units by id, or by name where they are still to be created."""
    ids = {f"{u}_id": values[f"{u}_id"] for u in UNITS if values.get(f"{u}_id") is not None}
    names = {u: values[u] for u in UNITS if u in values and values.get(f"{u}_id") is None}
    return {"unit_ids": ids, "units": names}


def _compare_units(plan: Plan, wanted: dict[str, Any], member: Member, values: dict[str, Any]) -> None:
    stated = _unit_values(values)
    for unit in UNITS:
        if unit not in values:
            continue
        new_id, old_id = stated["unit_ids"].get(f"{unit}_id"), getattr(member, f"{unit}_id")
        if new_id is not None and new_id == old_id:
            continue
        present = getattr(member, unit)
        plan.changes[unit] = [present.name if present else "", values[unit]]
        wanted["old"][f"{unit}_id"] = old_id
        if new_id is not None:
            wanted.setdefault("unit_ids", {})[f"{unit}_id"] = new_id
        else:
            wanted.setdefault("units", {})[unit] = values[unit]


def _compare_base(  # noqa: PLR0917 - private, called once
    plan: Plan,
    wanted: dict[str, Any],
    member: Member,
    bases: Sequence[Version],
    amount: Decimal,
    effective: dt.date,
) -> None:
    version = next_version(bases, amount, effective=effective, entered_on=member.joined_union_on)
    if version is None:
        return
    wanted["base"] = {
        "month": version.month,
        "amount": str(version.amount),
        "old": None if version.old is None else str(version.old),
        "replaces": version.replaces,
    }
    old = "" if version.old is None else f"{version.old:,.2f}"
    plan.changes["dues_base"] = [old, f"{version.amount:,.2f}（自 {version.month:%Y-%m} 起）"]


def _empty(key: str) -> Any:
    return None if key in _DATES else ""


def _shown(key: str, value: Any) -> str:
    """A value as the page shows it, sensitive ones masked."""
    if value is None or value == "":
        return ""
    if key in _HIDDEN:
        return "***"
    if key in _MASKS:
        return _MASKS[key](str(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if key in ("sex", "id_kind"):
        return str((Sex if key == "sex" else IdKind)(value).label)
    return value.isoformat() if isinstance(value, dt.date) else str(value)
