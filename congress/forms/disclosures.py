"""Forms of 院务公开."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from congress.choices.disclosures import (
    DisclosureAction,
    DisclosureAudience,
    DisclosureForm,
    DisclosureTopic,
)
from congress.forms.fields import day_field, long_field, text_field
from congress.forms.registers import FieldMaker, open_departments
from congress.models import DisclosureItem
from union.common.dates import today


class ItemForm(forms.Form):
    """A line of the catalogue."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    topic = forms.ChoiceField(label="类别", choices=DisclosureTopic.choices)
    title = text_field("公开事项", 80)
    audience = forms.ChoiceField(label="公开范围", choices=DisclosureAudience.choices)
    form = forms.ChoiceField(label="公开形式", choices=DisclosureForm.choices)
    every_months = forms.IntegerField(
        label="周期（月）", min_value=0, max_value=60, initial=12, help_text="每季填 3，每年填 12；不定期填 0"
    )
    basis = text_field("依据", 120, required=False)
    is_active = forms.BooleanField(label="在用", required=False, initial=True)
    first_due = day_field("首次应公开日期", required=False, help_text="填写后列入待公开；以后按周期自动列入")

    def __init__(self, *args: Any, row: DisclosureItem | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"] = forms.ModelChoiceField(
            open_departments(), label="责任部门", required=False, empty_label="未指定"
        )
        if row is not None:
            del self.fields["first_due"]
            names = (*(name for name in self.fields if name != "department"), "department")
            self.initial |= {name: getattr(row, name) for name in names}


class OpenForm(forms.Form):
    """One more publication of a line of the catalogue."""

    item = forms.ModelChoiceField(
        DisclosureItem.objects.filter(is_active=True), label="公开事项", empty_label="请选择"
    )
    due_on = day_field("应公开日期", initial=today)


class FeedbackForm(forms.Form):
    """What a reader says."""

    text = long_field("反馈", 500)


class FeedbackAnswerForm(forms.Form):
    """The office's answer."""

    answer = long_field("答复", 500)


EXTRA: Mapping[DisclosureAction, dict[str, FieldMaker]] = {
    DisclosureAction.DRAFT: {
        "content": lambda row: long_field("公开内容", 8000, rows=12, initial=row.content),
        "responsible": lambda row: text_field("责任人", 40, required=False, initial=row.responsible),
        "audience": lambda row: forms.ChoiceField(
            label="公开范围", choices=DisclosureAudience.choices, initial=row.audience
        ),
        "form": lambda row: forms.ChoiceField(
            label="公开形式", choices=DisclosureForm.choices, initial=row.form
        ),
    },
    DisclosureAction.PUBLISH: {
        "published_on": lambda _row: day_field("公开日期", initial=today),
        "place": lambda row: text_field("公开位置", 80, required=False, help_text="公开栏、网址或会议名称"),
    },
}
