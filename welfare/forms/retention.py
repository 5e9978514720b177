"""Forms of erasing what is kept no longer."""

from __future__ import annotations

from typing import Any

from django import forms

from welfare.choices.retention import ErasureAction
from welfare.forms.care import CareNoteForm


class KeepForm(forms.Form):
    """Why some records stay."""

    reason = forms.CharField(label="暂不清除的原因", max_length=120, help_text="请勿写病情和家庭情况")


class ConfirmForm(CareNoteForm):
    """The resolution of the committee."""

    document = forms.CharField(label="集体研究记录", max_length=120, help_text="委员会会议记录或纪要编号")


FORMS: dict[Any, type[CareNoteForm]] = {ErasureAction.CONFIRM: ConfirmForm}
