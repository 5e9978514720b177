"""Form of a rule."""

from __future__ import annotations

from typing import Any

from django import forms

from events.choices.documents import DocumentState
from events.forms.records import FilesField, VersionedForm, branches_field, offices_field
from events.models import PolicyDocument
from union.common.dates import today
from union.common.ui.widgets import DateInput


class DocumentForm(VersionedForm):
    """A rule: number, edition, validity, who must know it."""

    target_branches = branches_field("须知晓的支会")
    target_offices = offices_field()
    files = FilesField(label="正文", help_text="PDF、Word 或图片，可多选；也可以只填内容")

    class Meta:
        model = PolicyDocument
        fields = (
            "number", "edition", "title", "kind", "summary", "issued_on", "valid_from", "valid_until",
            "replaces", "must_confirm", "confirm_by",
        )  # fmt: skip
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 10}),
            "issued_on": DateInput,
            "valid_from": DateInput,
            "valid_until": DateInput,
            "confirm_by": DateInput,
        }
        help_texts = {
            "replaces": "签发后，被代替的版本自动废止",
            "valid_until": "留空：长期有效",
            "must_confirm": "须知晓的人要点“我已阅读”，未确认的会出现在今日要办",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replaces"].queryset = PolicyDocument.objects.filter(state=DocumentState.IN_FORCE)
        self.fields["replaces"].label_from_instance = lambda row: f"{row.number} {row.title} {row.edition}"
        self.fields["replaces"].empty_label = "不代替其他版本"
        if self.instance.pk:
            self.initial["target_branches"] = list(self.instance.target_branches.all())
            self.initial["target_offices"] = self.instance.offices
        else:
            self.initial |= {"issued_on": today(), "valid_from": today()}
