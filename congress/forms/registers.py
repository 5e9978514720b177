"""The form of one step of a register: the fields it needs, and its note."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from congress.forms.fields import day_field, long_field, mandate_field
from congress.models import Mandate, Session
from congress.rules.registers import Arrow
from union.common.dates import today
from union.organisation.models import Department

FieldMaker = Callable[[Any], forms.Field]


class StepForm(forms.Form):
    """Fields of a step by its action (``extra``: name -> maker that takes the row), version and note."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, row: Any, arrow: Arrow, extra: Mapping[Any, Mapping[str, FieldMaker]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, make in extra.get(arrow.action, {}).items():
            self.fields[name] = make(row)
        label = "理由" if arrow.note_required else "说明"
        self.fields["note"] = long_field(label, 500, required=arrow.note_required)
        self.initial.setdefault("version", row.version)

    def given(self) -> dict[str, Any]:
        """The input as the service takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def open_departments() -> Any:
    """Departments that exist today."""
    return Department.objects.filter(closed_on=None).order_by("name")


def department_field(label: str = "承办部门", **options: Any) -> forms.ModelChoiceField:
    """A department."""
    return forms.ModelChoiceField(open_departments(), label=label, empty_label="请选择", **options)


def delegate_field() -> forms.ModelChoiceField:
    """A delegate in office of any running term."""
    rows = Mandate.objects.in_office(today()).select_related("member")
    return mandate_field(rows, label="愿意提出的代表", help_text="代表收到草稿，由本人修改、寻求附议后提交")


def coming_session_field() -> forms.ModelChoiceField:
    """A session that is being prepared."""
    rows = Session.objects.filter(state="preparing").select_related("term").order_by("opens_on")
    return forms.ModelChoiceField(rows, label="会议", empty_label="请选择")


__all__ = ["StepForm", "coming_session_field", "day_field", "delegate_field", "department_field"]
