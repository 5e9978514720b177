"""Fields that several forms of these rooms share: whom it is for, files, a version."""

from __future__ import annotations

from typing import Any

from django import forms

from union.common.dates import today
from union.organisation.choices import Office
from union.organisation.models import Branch
from union.organisation.rules.offices import ADMINISTRATORS


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; cleans to a list."""

    widget = FilesInput

    def __init__(self, **options: Any) -> None:
        options = {
            "label": "附件",
            "required": False,
            "help_text": "可多选；PDF、Word、Excel、图片或 OFD",
            **options,
        }
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Check each file."""
        found = data if isinstance(data, (list, tuple)) else [data]
        clean = super().clean
        return [clean(each, initial) for each in found if each]


def office_choices() -> list[tuple[str, str]]:
    """Offices something can be addressed to."""
    return [(office.value, str(office.label)) for office in Office if office not in ADMINISTRATORS]


def offices_field() -> forms.MultipleChoiceField:
    """Offices, or nobody in particular."""
    return forms.MultipleChoiceField(
        label="面向职务", choices=office_choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="不选就是所选支会的全体会员",
    )  # fmt: skip


def branches_field(label: str = "面向支会") -> forms.ModelMultipleChoiceField:
    """Branches, or (none) all of them."""
    return forms.ModelMultipleChoiceField(
        Branch.objects.open_on(today()), label=label, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="不选就是全院",
    )  # fmt: skip


class VersionedForm(forms.ModelForm):
    """A record's facts with the version they were opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    def values(self) -> dict[str, Any]:
        """Plain values of the model's own fields."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class NoteForm(forms.Form):
    """A note on a step; whether it is needed is the rule's answer."""

    note = forms.CharField(
        label="意见", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
