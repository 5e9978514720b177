"""Forms of counselling."""

from __future__ import annotations

from typing import Any

from django import forms

from union.accounts.models import User
from union.common.dates import today
from welfare.forms.care import date_field


class CounsellorForm(forms.Form):
    """Somebody who offers hours."""

    username = forms.CharField(label="登录账号", max_length=60, help_text="咨询师的登录账号（工号）")
    name = forms.CharField(label="姓名", max_length=40)
    place = forms.CharField(label="咨询地点", max_length=80)
    note = forms.CharField(
        label="介绍", max_length=200, required=False, help_text="擅长方向、资质，显示给职工"
    )

    def clean_username(self) -> User:
        found = User.objects.filter(username=self.cleaned_data["username"].strip(), is_active=True).first()
        if found is None:
            raise forms.ValidationError("没有这个登录账号")
        return found


class SlotsForm(forms.Form):
    """Hours to offer."""

    on = date_field("日期", initial=today)
    first = forms.TimeField(label="开始时间", initial="14:00", widget=forms.TimeInput(attrs={"type": "time"}))
    minutes = forms.IntegerField(label="每次（分钟）", min_value=10, max_value=240, initial=50)
    count = forms.IntegerField(label="连续几次", min_value=1, max_value=12, initial=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].widget.format = "%H:%M"
