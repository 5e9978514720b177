"""The form of the next version of a rule, made from the values of the newest."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from union.common.rule_choices import OWN_KEY, lines_in_words, words_at
from union.common.rule_values import Column, Kind, Leaf, Path, changes, leaves, with_leaves
from union.common.settings_forms import RuleForm
from union.common.shipped.rule_words import word_of, words_of

_LONG = 40  # a text of more characters gets lines to write in
# Amounts and rates may get decimals where the newest value has none; their readers take Decimal(str(…)).
_MEASURED = re.compile(r"（[^）]*[元‰]|比例|倍数")
NEW_ROWS = 2
_UNCHOSEN = "还没有选择：这一列每行都要选，请选择后再保存，或删除这一行"


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


class CodesField(forms.MultipleChoiceField):
    """Codes by their words; those that stood in the newest version keep their order."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, old: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.old = list(old or ())

    def clean(self, value: Any) -> list[str]:
        given = super().clean(value)
        return [
            *(each for each in self.old if each in given),
            *(each for each in given if each not in self.old),
        ]


_FIELDS: dict[Kind, type[forms.Field]] = {
    "flag": forms.BooleanField,
    "whole": forms.IntegerField,
    "number": NumberField,
    "decimal": DecimalTextField,
    "free": FreeField,
}


def code_field(
    kind: Kind, value: Any, words: Mapping[str, str], *, label: str, required: bool
) -> forms.Field:
    """Return the field in which codes are chosen by their words; a code without a word stays what it was."""
    held = [value] if isinstance(value, str) else value or []
    choices = [*words.items(), *((each, each) for each in held if each and each not in words)]
    if kind == "list":
        return CodesField(label=label, required=False, choices=choices, old=held)
    if not required and "" not in words:
        choices = [("", "—"), *choices]
    return forms.ChoiceField(label=label, required=required, choices=choices)


def field_for(
    kind: Kind, value: Any, *, label: str, required: bool, words: Mapping[str, str] | None = None
) -> forms.Field:
    """Return the field in which a value of this kind is filled in; ``words`` of the codes it may hold."""
    if words:
        return code_field(kind, value, words, label=label, required=required)
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
                words = words_at(kind, leaf.path)
                is_required = leaf.kind != "text" or bool(words)
                field = field_for(leaf.kind, leaf.value, label=label, required=is_required, words=words)
                self._add(_name(leaf.path), field, leaf.value)

    def _add(self, name: str, field: forms.Field, value: Any) -> None:
        self.fields[name] = field
        self.initial[name] = value

    def _add_table(self, leaf: Leaf) -> None:
        for number, row in enumerate([*leaf.value, *({} for _ in range(NEW_ROWS))]):
            for column in _shown(leaf):
                self._add_cell(leaf, number, column, row.get(column.key))
            self.fields[_drop(leaf, number)] = forms.BooleanField(
                label=f"删除第 {number + 1} 行", required=False
            )

    def _add_cell(self, leaf: Leaf, number: int, column: Column, value: Any) -> None:
        path = (*leaf.path, column.key)
        head = word_of(self.kind, path)
        words = words_at(self.kind, path)
        field = field_for(
            column.kind, value, label=f"{head}（第 {number + 1} 行）", required=False, words=words
        )
        field.help_text, field.head = "", head  # type: ignore[attr-defined]
        css: dict[type, str] = {forms.CheckboxInput: "form-check-input", forms.Select: "form-select"}
        if not isinstance(field, CodesField):
            field.widget.attrs["class"] = css.get(type(field.widget), "form-control")
        self._add(_cell(leaf, number, column), field, value)

    def plain_names(self) -> str:
        """Names of the fields beside the tables, for ``{% fields %}``."""
        return " ".join(_name(leaf.path) for leaf in self.leaves if leaf.kind != "table")

    def tables(self) -> Iterator[tuple[str, list[str], list[list[forms.BoundField]]]]:
        """Yield (title, heads, rows of fields) of each table; the last field of a row deletes it."""
        for leaf in self.leaves:
            if leaf.kind != "table":
                continue
            heads = [word_of(self.kind, (*leaf.path, column.key)) for column in _shown(leaf)]
            rows = [
                [*(self[_cell(leaf, number, column)] for column in _shown(leaf)), self[_drop(leaf, number)]]
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
            given = {column: self.cleaned_data.get(_cell(leaf, number, column)) for column in _shown(leaf)}
            is_kept = any(_is_filled(column, value) for column, value in given.items())
            is_kept = is_kept or self._was_empty(leaf, number)
            if is_kept and not self.cleaned_data.get(_drop(leaf, number)):
                yield {**self._key(leaf, number), **dict(self._row(leaf, number, given))}

    def _key(self, leaf: Leaf, number: int) -> dict[str, str]:
        """The row's own key: what it was; that of a new row is named after the version it came with."""
        if all(column.key != OWN_KEY for column in leaf.columns):
            return {}
        if number < len(leaf.value):
            return {OWN_KEY: leaf.value[number][OWN_KEY]}
        return {OWN_KEY: f"{self.cleaned_data.get('valid_from') or ''}/{number + 1}"}

    def _was_empty(self, leaf: Leaf, number: int) -> bool:
        """A row of the newest version in which nothing but boxes stood: only 删除 takes it away."""
        if number >= len(leaf.value):
            return False
        texts = (column for column in _shown(leaf) if column.kind != "flag")
        return not any(_is_filled(column, leaf.value[number].get(column.key)) for column in texts)

    def _row(self, leaf: Leaf, number: int, given: dict[Column, Any]) -> Iterator[tuple[str, Any]]:
        for column, value in given.items():
            asks_word = column.always and value in ("", []) and self._needs_word(leaf, column)
            is_blank = value is None or (value == "" and column.kind != "text") or asks_word
            if not is_blank and (value not in ("", []) or column.always):
                yield column.key, value
            elif column.always and column.empty:
                yield column.key, None
            elif column.always and _cell(leaf, number, column) not in self.errors:
                said = _UNCHOSEN if asks_word else "请填写这一格，或删除这一行"
                self.add_error(_cell(leaf, number, column), said)

    def _needs_word(self, leaf: Leaf, column: Column) -> bool:
        """A code stands here, and nothing is not one of the codes."""
        words = words_at(self.kind, (*leaf.path, column.key))
        return bool(words) and "" not in words

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
    return [
        (words_of(kind, path), list(lines_in_words(kind, path, a)), list(lines_in_words(kind, path, b)))
        for path, a, b in changes(old, new)
    ]


def _is_filled(column: Column, value: Any) -> bool:
    """A ticked box, or anything written: 0 too."""
    return bool(value) if column.kind == "flag" else value not in (None, "", [])


def _shown(leaf: Leaf) -> list[Column]:
    """Columns of a table that people fill in."""
    return [column for column in leaf.columns if column.key != OWN_KEY]


def _name(path: Path) -> str:
    return "__".join(("value", *path))


def _cell(leaf: Leaf, number: int, column: Column) -> str:
    return f"{_name(leaf.path)}__{number}__{column.key}"


def _drop(leaf: Leaf, number: int) -> str:
    return f"{_name(leaf.path)}__{number}__drop"
