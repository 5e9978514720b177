"""The form of a merge: one choice per conflict."""

from __future__ import annotations

from typing import Any

from django import forms

from members.services.merges import Conflict


class MergeForm(forms.Form):
    """Which value stays where both records say something else."""

    reason = forms.CharField(label="合并依据", max_length=200, help_text="例如：经人事科核对为同一人")

    def __init__(self, *args: Any, conflicts: list[Conflict], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflicts = conflicts
        for conflict in conflicts:
            self.fields[f"take_{conflict.field}"] = forms.ChoiceField(
                label=conflict.label,
                widget=forms.RadioSelect,
                choices=[("kept", conflict.kept), ("removed", conflict.removed)],
            )

    def choices(self) -> dict[str, str]:
        """{field: "kept" | "removed"} for the service."""
        return {c.field: self.cleaned_data[f"take_{c.field}"] for c in self.conflicts}
