"""Input of the steps of a unit. Whether a step is allowed is the service's answer."""

from __future__ import annotations

from typing import Any

from django import forms

from union.common.dates import today
from union.common.ui.widgets import DateInput
from union.organisation.choices import UnitKind
from union.organisation.models import Branch, Department, Group, Unit, units_of


class PaperForm(forms.Form):
    """From when, and on what paper."""

    effective_on = forms.DateField(
        label="生效日期", widget=DateInput, help_text="不晚于今天，登记后立即生效。"
    )
    document = forms.CharField(
        label="依据文件", max_length=120, required=False, help_text="批复、会议纪要的名称和文号。"
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kind: UnitKind, unit: Unit | None = None, **kwargs: Any) -> None:
        self.kind, self.unit = kind, unit
        super().__init__(*args, **kwargs)
        self.fields["effective_on"].initial = today
        if unit is not None:
            self.fields["version"].initial = unit.version


def open_branches() -> Any:
    """Branches one can move into."""
    return Branch.objects.filter(closed_on=None)


class OpenForm(PaperForm):
    """A new unit."""

    name = forms.CharField(label="名称", max_length=60)
    branch = forms.ModelChoiceField(Branch.objects.none(), label="所属支会")
    department = forms.ModelChoiceField(Department.objects.none(), label="所在科室", required=False)
    code = forms.CharField(label="编码", max_length=20, required=False)
    position = forms.IntegerField(
        label="顺序", min_value=0, max_value=9999, initial=100, help_text="列表中小的在前。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["name", "branch", "department", "code", "position", "effective_on", "document"])
        if self.kind == UnitKind.BRANCH:
            del self.fields["branch"]
        else:
            self.fields["branch"].queryset = open_branches()
            self.fields["branch"].required = self.kind == UnitKind.GROUP
        if self.kind == UnitKind.GROUP:
            self.fields["department"].queryset = Department.objects.filter(closed_on=None)
        else:
            del self.fields["department"]


class RenameForm(PaperForm):
    """A new name."""

    name = forms.CharField(label="新名称", max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["name"])
        self.fields["name"].initial = self.unit.name if self.unit else ""


class ArrangeForm(PaperForm):
    """Code and order: no date, no paper."""

    code = forms.CharField(label="编码", max_length=20, required=False)
    position = forms.IntegerField(label="顺序", min_value=0, max_value=9999, help_text="列表中小的在前。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["effective_on"], self.fields["document"]
        if self.unit is not None:
            self.fields["code"].initial, self.fields["position"].initial = self.unit.code, self.unit.position


class MoveForm(PaperForm):
    """Another branch (and department, for a group)."""

    branch = forms.ModelChoiceField(Branch.objects.none(), label="新的所属支会")
    department = forms.ModelChoiceField(Department.objects.none(), label="新的所在科室", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["branch", "department"])
        self.fields["branch"].queryset = open_branches()
        if isinstance(self.unit, Group):
            self.fields["department"].queryset = Department.objects.filter(closed_on=None)
            self.fields["department"].initial = self.unit.department_id
        else:
            del self.fields["department"]


class MergeForm(PaperForm):
    """The unit it goes into."""

    into = forms.ModelChoiceField(Branch.objects.none(), label="并入")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["into"])
        others = units_of(self.kind).filter(closed_on=None)
        self.fields["into"].queryset = others.exclude(pk=self.unit.pk) if self.unit else others
