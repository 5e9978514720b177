"""The values of a rule as items people can fill in, and back. Pure: no form, no database.

A rule is a tree of groups. Its leaves are numbers, texts, yes or no, lists (one entry a line) and tables (a
row each). What fits none of these is a leaf of its own kind, shown as the structure it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["flag", "whole", "number", "decimal", "text", "list", "numbers", "table", "free"]
Path = tuple[str, ...]
_DECIMAL = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One item: where it stands, what it holds, and for a table its columns."""

    path: Path
    kind: Kind
    value: Any
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. ``always``: every row has it; ``empty``: it may stand there without a value."""

    key: str
    kind: Kind
    always: bool
    empty: bool


def leaves(values: Any, path: Path = ()) -> Iterator[Leaf]:
    """Yield the items of a rule in its order.

    >>> [(leaf.path, leaf.kind) for leaf in leaves({"men": {"step": 4}, "posts": ["工勤"]})]
    [(('men', 'step'), 'whole'), (('posts',), 'list')]
    """
    if isinstance(values, Mapping) and values:
        for key, value in values.items():
            yield from leaves(value, (*path, key))
        return
    columns = _columns(values)
    yield Leaf(path, "table", values, columns) if columns else Leaf(path, kind_of(values), values)


def kind_of(value: Any) -> Kind:
    """Say how one value is filled in."""
    if isinstance(value, str):
        return "decimal" if _DECIMAL.fullmatch(value) else "text"
    if isinstance(value, list):
        kinds = {type(each) for each in value}
        return "list" if kinds <= {str} else "numbers" if kinds == {int} else "free"
    plain: dict[type, Kind] = {bool: "flag", int: "whole", float: "number"}
    return plain.get(type(value), "free")


def _columns(rows: Any) -> tuple[Column, ...]:
    """Columns of a list of rows that agree in what they hold; () if it is no table."""
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        return ()
    keys = dict.fromkeys(key for row in rows for key in row)
    columns = []
    for key in keys:
        held = [row[key] for row in rows if key in row]
        kinds = {kind_of(value) for value in held if value is not None}
        kind = _common(kinds)
        if kind == "free":
            return ()
        columns.append(Column(key, kind, len(held) == len(rows), None in held))
    return tuple(columns)


def _common(kinds: set[Kind]) -> Kind:
    if len(kinds) == 1:
        return next(iter(kinds))
    return "text" if kinds and kinds <= {"text", "decimal"} else "free"


def with_leaves(values: Any, filled: Mapping[Path, Any], path: Path = ()) -> Any:
    """Return the rule with what was filled in; an item that was not asked keeps its value."""
    if path in filled:
        return filled[path]
    if isinstance(values, Mapping):
        return {key: with_leaves(value, filled, (*path, key)) for key, value in values.items()}
    return values


def changes(old: Any, new: Any) -> list[tuple[Path, Any, Any]]:
    """Return (path, old, new) of every item that differs, in the order of the newer rule.

    >>> changes({"a": 1, "b": {"c": 2}}, {"a": 1, "b": {"c": 3}})
    [(('b', 'c'), 2, 3)]
    """
    before = {leaf.path: leaf.value for leaf in leaves(old)}
    after = {leaf.path: leaf.value for leaf in leaves(new)}
    paths = dict.fromkeys([*after, *before])
    return [(p, before.get(p), after.get(p)) for p in paths if before.get(p) != after.get(p)]


def lines_of(value: Any) -> Sequence[str]:
    """Return a value as people read it, one entry a line; a row of a table is one line."""
    if value is None:
        return ("—",)
    if isinstance(value, bool):
        return ("是" if value else "否",)
    if isinstance(value, list):
        return [_entry(each) for each in value] or ("（空）",)
    return (str(value),)


def _entry(value: Any) -> str:
    if isinstance(value, dict):
        return "，".join("、".join(lines_of(each)) for each in value.values() if each not in (None, ""))
    return "、".join(lines_of(value))
