"""The form of the next version of a rule, made from the values of the newest."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django import forms

from union.common.rule_values import Column, Kind, Leaf, Path, changes, leaves, lines_of, with_leaves
from union.common.settings_forms import RuleForm
from union.common.shipped.rule_words import word_of, words_of

_LONG = 40  # a text of more characters gets lines to write in
# Amounts and rates may get decimals where the newest value has none; their readers take Decimal(str(…)).
_MEASURED = re.compile(r"（[^）]*[元‰]|比例|倍数")
NEW_ROWS = 2


class LinesField(forms.CharField):
    """One entry a line; ``whole``: of whole numbers."""

    widget = forms.Textarea

    def __init__(self, *, whole: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.whole = whole

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[Any]:
        found = [line.strip() for line in str(super().clean(value) or "").splitlines() if line.strip()]
        return [self._number(line, at) for at, line in enumerate(found, start=1)] if self.whole else found

    def _number(self, line: str, at: int) -> int:
        try:
            return int(line)
        except ValueError as error:
            raise forms.ValidationError(f"第 {at} 行“{line}”应为整数") from error


class DecimalTextField(forms.DecimalField):
    """An amount or share that the rule keeps as text."""

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return "" if found is None else format(found, "f")


class FreeField(forms.CharField):
    """A structure that is neither list nor table: the only thing left that is written as it is kept."""

    widget = forms.Textarea(attrs={"rows": 10})

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)

    def clean(self, value: Any) -> Any:
        try:
            return json.loads(super().clean(value))
        except json.JSONDecodeError as error:
            raise forms.ValidationError(f"第 {error.lineno} 行看不懂：请检查引号、逗号和括号") from error


class NumberField(forms.FloatField):
    """A number: whole as JSON keeps whole ones, else with its decimals."""

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return int(found) if isinstance(found, float) and found.is_integer() else found


_FIELDS: dict[Kind, type[forms.Field]] = {
    "flag": forms.BooleanField,
    "whole": forms.IntegerField,
    "number": NumberField,
    "decimal": DecimalTextField,
    "free": FreeField,
}


def field_for(kind: Kind, value: Any, *, label: str, required: bool) -> forms.Field:
    """Return the field in which a value of this kind is filled in."""
    if kind in ("list", "numbers"):
        rows = forms.Textarea(attrs={"rows": min(max(len(value or ()) + 1, 3), 12)})
        return LinesField(
            label=label, required=False, whole=kind == "numbers", widget=rows, help_text="每行一项"
        )
    if kind == "text":
        long = isinstance(value, str) and len(value) > _LONG
        widget = forms.Textarea(attrs={"rows": 2}) if long else forms.TextInput()
        return forms.CharField(label=label, required=required, max_length=1000, widget=widget)
    is_measured = kind == "whole" and _MEASURED.search(label)
    return _FIELDS["number" if is_measured else kind](label=label, required=required and kind != "flag")


class RuleValuesForm(RuleForm):
    """Document and day of the next version, and every value of the rule in a field of its own."""

    base = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kind: str, newest: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.newest = kind, newest
        self.leaves = list(leaves(newest))
        for leaf in self.leaves:
            if leaf.kind == "table":
                self._add_table(leaf)
            else:
                label = words_of(kind, leaf.path)
                field = field_for(leaf.kind, leaf.value, label=label, required=leaf.kind != "text")
                self._add(_name(leaf.path), field, leaf.value)

    def _add(self, name: str, field: forms.Field, value: Any) -> None:
        self.fields[name] = field
        self.initial[name] = value

    def _add_table(self, leaf: Leaf) -> None:
        for number, row in enumerate([*leaf.value, *({} for _ in range(NEW_ROWS))]):
            for column in leaf.columns:
                label = word_of(self.kind, (*leaf.path, column.key))
                value = row.get(column.key)
                field = field_for(column.kind, value, label=f"{label}（第 {number + 1} 行）", required=False)
                field.help_text, field.head = "", label  # type: ignore[attr-defined]
                css = "form-check-input" if column.kind == "flag" else "form-control"
                field.widget.attrs["class"] = css
                self._add(_cell(leaf, number, column), field, value)
            self.fields[_drop(leaf, number)] = forms.BooleanField(
                label=f"删除第 {number + 1} 行", required=False
            )

    def plain_names(self) -> str:
        """Names of the fields beside the tables, for ``{% fields %}``."""
        return " ".join(_name(leaf.path) for leaf in self.leaves if leaf.kind != "table")

    def tables(self) -> Iterator[tuple[str, list[str], list[list[forms.BoundField]]]]:
        """Yield (title, heads, rows of fields) of each table; the last field of a row deletes it."""
        for leaf in self.leaves:
            if leaf.kind != "table":
                continue
            heads = [word_of(self.kind, (*leaf.path, column.key)) for column in leaf.columns]
            rows = [
                [*(self[_cell(leaf, number, column)] for column in leaf.columns), self[_drop(leaf, number)]]
                for number in range(len(leaf.value) + NEW_ROWS)
            ]
            yield words_of(self.kind, leaf.path), heads, rows

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        filled: dict[Path, Any] = {}
        for leaf in self.leaves:
            if leaf.kind == "table":
                filled[leaf.path] = list(self._rows(leaf))
            elif _name(leaf.path) in given:
                filled[leaf.path] = given[_name(leaf.path)]
        self.cleaned_data["values"] = with_leaves(self.newest, filled)
        return self.cleaned_data

    def _rows(self, leaf: Leaf) -> Iterator[dict[str, Any]]:
        for number in range(len(leaf.value) + NEW_ROWS):
            given = {column: self.cleaned_data.get(_cell(leaf, number, column)) for column in leaf.columns}
            is_kept = any(_is_filled(column, value) for column, value in given.items())
            is_kept = is_kept or self._was_empty(leaf, number)
            if is_kept and not self.cleaned_data.get(_drop(leaf, number)):
                yield dict(self._row(leaf, number, given))

    def _was_empty(self, leaf: Leaf, number: int) -> bool:
        """A row of the newest version in which nothing but boxes stood: only 删除 takes it away."""
        if number >= len(leaf.value):
            return False
        texts = (column for column in leaf.columns if column.kind != "flag")
        return not any(_is_filled(column, leaf.value[number].get(column.key)) for column in texts)

    def _row(self, leaf: Leaf, number: int, given: dict[Column, Any]) -> Iterator[tuple[str, Any]]:
        for column, value in given.items():
            is_blank = value is None or (value == "" and column.kind != "text")
            if not is_blank and (value not in ("", []) or column.always):
                yield column.key, value
            elif column.always and column.empty:
                yield column.key, None
            elif column.always and _cell(leaf, number, column) not in self.errors:
                self.add_error(_cell(leaf, number, column), "请填写这一格，或删除这一行")

    def version(self) -> dict[str, Any]:
        """Keyword arguments of `reference_data.add_rule_version`."""
        return {
            name: self.cleaned_data[name]
            for name in ("valid_from", "source_document", "note", "values", "base")
        }

    def changed_values(self) -> list[tuple[str, list[str], list[str]]]:
        """(item, before, after) of what differs from the newest version."""
        return told_changes(self.kind, self.newest, self.cleaned_data["values"])


def told_changes(kind: str, old: Any, new: Any) -> list[tuple[str, list[str], list[str]]]:
    """Return (item in words, lines before, lines after) of what differs between two versions."""
    return [(words_of(kind, path), list(lines_of(a)), list(lines_of(b))) for path, a, b in changes(old, new)]


def _is_filled(column: Column, value: Any) -> bool:
    """A ticked box, or anything written: 0 too."""
    return bool(value) if column.kind == "flag" else value not in (None, "", [])


def _name(path: Path) -> str:
    return "__".join(("value", *path))


def _cell(leaf: Leaf, number: int, column: Column) -> str:
    return f"{_name(leaf.path)}__{number}__{column.key}"


def _drop(leaf: Leaf, number: int) -> str:
    return f"{_name(leaf.path)}__{number}__drop"
