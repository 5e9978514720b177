"""Input of the settings pages."""

from __future__ import annotations

from typing import Any

from django import forms

from union.common.choices import DayKind
from union.common.ui.widgets import DateInput


class AliasField(forms.CharField):
    """One spelling a line."""

    widget = forms.Textarea(attrs={"rows": 5})

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in str(super().clean(value) or "").splitlines() if line.strip()]


class CodeEditForm(forms.Form):
    """Everything but the name, which records hold as text."""

    aliases = AliasField(
        label="其他写法",
        required=False,
        help_text="每行一种，导入花名册时自动换成本名称。名称已用于档案，不能改；不用时请停用。",
    )
    position = forms.IntegerField(
        label="顺序", min_value=0, max_value=9999, initial=100, help_text="小的在前。"
    )
    is_active = forms.BooleanField(label="启用", required=False, initial=True)


class CodeAddForm(forms.Form):
    """A new entry."""

    label = forms.CharField(label="名称", max_length=20)
    aliases = AliasField(label="其他写法", required=False, help_text="每行一种，导入花名册时自动换成本名称。")
    position = forms.IntegerField(
        label="顺序", min_value=0, max_value=9999, initial=100, help_text="小的在前。"
    )


class RuleForm(forms.Form):
    """A dated version of a rule."""

    valid_from = forms.DateField(label="生效日期", widget=DateInput, help_text="上一版本到前一日为止。")
    source_document = forms.CharField(label="依据文件", max_length=200)
    note = forms.CharField(label="说明", max_length=200, required=False)


class NoticeForm(forms.Form):
    """A version of a notice."""

    title = forms.CharField(label="标题", max_length=80)
    valid_from = forms.DateField(label="生效日期", widget=DateInput)
    needs_consent = forms.BooleanField(label="需要本人同意", required=False)
    text = forms.CharField(label="内容", widget=forms.Textarea(attrs={"rows": 16}))


class CalendarDayForm(forms.Form):
    """A day of the office's own."""

    day = forms.DateField(label="日期", widget=DateInput)
    kind = forms.ChoiceField(label="类别", choices=DayKind.choices)
    name = forms.CharField(label="名称", max_length=40)
    note = forms.CharField(label="依据", max_length=120, required=False)

    def clean_kind(self) -> DayKind:
        return DayKind(self.cleaned_data["kind"])


class TableFileForm(forms.Form):
    """A spreadsheet of a reference table."""

    file = forms.FileField(
        label="表格文件",
        help_text="先导出现有表格，改好后再上传。支持 .xlsx、.xls、.ods、.csv，最多 2,000 行。",
    )
