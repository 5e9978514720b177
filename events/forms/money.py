"""Forms of costs, prizes, scores, pictures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy

from events.choices.activities import MatchFormat
from events.forms.activities import MEMBER_OPTIONS, member_name
from events.models import CostLine, Prize
from members.selectors import members_visible_to
from union.accounts.models import User
from union.common.dates import today
from union.common.ui.widgets import DateInput, MoneyInput, MultiPickerInput
from union.funds.choices import FundSource


class CostForm(forms.ModelForm):
    """A cost with its receipt."""

    fund_source = forms.ChoiceField(label="经费来源", choices=FundSource.choices)
    paid_from = forms.ChoiceField(label="付款账户", choices=[("102", "银行存款"), ("101", "库存现金")])
    spent_on = forms.DateField(label="支出日期", widget=DateInput, initial=today)
    receipt = forms.FileField(
        label="发票或凭据", required=False, help_text="结算前每笔支出都要有；PDF、图片或 OFD"
    )

    class Meta:
        model = CostLine
        fields = (
            "kind", "description", "quantity", "amount", "fund_source", "paid_from", "spent_on",
            "override_reason",
        )  # fmt: skip
        widgets = {"amount": MoneyInput}
        help_texts = {
            "quantity": "按人发放或用餐的填人数，用来核对每人标准",
            "override_reason": "超过标准确需列支时写明依据",
        }

    def values(self) -> dict[str, Any]:
        """Plain values for the service."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class ReceiptForm(forms.Form):
    """A receipt that comes later."""

    receipt = forms.FileField(label="发票或凭据")


class ReverseCostForm(forms.Form):
    """Why a booked cost is taken back."""

    note = forms.CharField(label="冲销理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class PrizeForm(forms.ModelForm):
    """A prize and who won it."""

    class Meta:
        model = Prize
        fields = ("name", "rank", "given_to", "content", "amount", "override_reason")
        widgets = {"amount": MoneyInput}
        help_texts = {"amount": "实物按价值填写", "override_reason": "超过标准确需发放时写明依据"}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["winners"] = forms.ModelMultipleChoiceField(
            members_visible_to(user), label="获奖人", required=False,
            widget=MultiPickerInput(url=lambda: str(reverse_lazy(MEMBER_OPTIONS)), label_of=member_name),
        )  # fmt: skip
        if self.instance.pk:
            self.initial["winners"] = list(self.instance.winners.values_list("member_id", flat=True))

    def values(self) -> dict[str, Any]:
        """Plain values for the service."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class FixturesForm(forms.Form):
    """How the contest is played."""

    match_format = forms.ChoiceField(label="赛制", choices=MatchFormat.choices[1:])


class ScoreForm(forms.Form):
    """A result."""

    home_score = forms.IntegerField(label="甲方得分", min_value=0, max_value=9999)
    away_score = forms.IntegerField(label="乙方得分", min_value=0, max_value=9999)


class PhotoForm(forms.Form):
    """A picture."""

    file = forms.FileField(label="照片", help_text="JPG 或 PNG；保存前自动缩小并去掉拍摄地点等信息")
    consent = forms.BooleanField(
        label="照片中没有标明的人认不出来，或已当面同意在本系统内使用", required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"] = forms.ModelMultipleChoiceField(
            members_visible_to(user), label="照片中能认出的人", required=False,
            help_text="能登录的人会收到通知，全部同意之后照片才给别人看",
            widget=MultiPickerInput(url=lambda: str(reverse_lazy(MEMBER_OPTIONS)), label_of=member_name),
        )  # fmt: skip
        self.order_fields(["file", "people", "consent"])
