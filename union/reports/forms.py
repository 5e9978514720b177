"""Forms of the reports."""

from __future__ import annotations

from typing import Any

from django import forms

from union.organisation.models import Branch
from union.reports.choices import Layout


class BuildForm(forms.Form):
    """What a new report covers."""

    layout = forms.ChoiceField(label="种类", choices=Layout.choices)
    branch = forms.ModelChoiceField(
        label="支会", queryset=Branch.objects.none(), required=False, empty_label="（全院）",
        help_text="只有支会小结要选支会",
    )  # fmt: skip
    first = forms.CharField(label="从（月份）", max_length=7, widget=forms.TextInput(attrs={"type": "month"}))
    last = forms.CharField(label="至（月份）", max_length=7, widget=forms.TextInput(attrs={"type": "month"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = Branch.objects.all()


class ChapterForm(forms.Form):
    """The office's own words for one chapter."""

    title = forms.CharField(label="章名", max_length=60)
    narrative = forms.CharField(
        label="补充文字", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text="每段一行。自动文字在前，补充文字在后。",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


class PhotoForm(forms.Form):
    """One photo of a chapter."""

    file = forms.FileField(label="照片", help_text="JPG 或 PNG；保存时缩小，并去掉拍摄地点等信息")
    caption = forms.CharField(label="照片说明", max_length=40, help_text="何时、何地、什么活动，印在照片下面")


class NoteForm(forms.Form):
    """Words that go with a decision."""

    note = forms.CharField(
        label="意见", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="退回时必须填写",
    )  # fmt: skip
